"""One SQLite file for SQLAlchemy and for us: what one has written the other reads, and both store the same bytes.

The two open it one after the other: two copies of SQLite in one process must not have a file open at once.
"""

from __future__ import annotations

import datetime as dt
import decimal
import enum
import uuid
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import sqlalchemy

import sqlmodel_rs.sa as ours


class Color(enum.Enum):
    red = "r"
    blue = "b"


East = dt.timezone(dt.timedelta(hours=5, minutes=30))
LAST = dt.datetime(9999, 12, 31, 23, 59, 59, 999999)
#: The type by the library's names, and values at the ends of what it can hold.
TYPES: dict[str, tuple[Any, list[Any]]] = {
    "date": (lambda sa: sa.Date(), [dt.date(1, 1, 1), dt.date(2020, 2, 29), dt.date(9999, 12, 31), None]),
    "datetime": (lambda sa: sa.DateTime(), [dt.datetime(1, 1, 1), dt.datetime(2020, 1, 2, 3, 4, 5), LAST]),
    "zoned": (lambda sa: sa.DateTime(timezone=True), [LAST, dt.datetime(2020, 1, 2, 3, 4, 5, 6, East)]),
    "time": (lambda sa: sa.Time(), [dt.time(), dt.time(1, 2, 3), dt.time(23, 59, 59, 999999)]),
    "interval": (
        lambda sa: sa.Interval(),
        [dt.timedelta(), dt.timedelta(days=-3, hours=2), dt.timedelta(days=2900000, microseconds=7)],
    ),
    "boolean": (lambda sa: sa.Boolean(), [True, False]),
    "integer": (lambda sa: sa.BigInteger(), [2**63 - 1, -(2**63)]),
    "float": (lambda sa: sa.Float(), [0.1, 1e308, 5e-324, float("inf"), float("-inf")]),
    "numeric": (lambda sa: sa.Numeric(10, 2), [decimal.Decimal("12345678.90"), decimal.Decimal("-0.10")]),
    "text": (lambda sa: sa.Text(), ["", "\u00fc\U0001f600", "a\0b", "'"]),
    "binary": (lambda sa: sa.LargeBinary(), [b"", b"\0\xff"]),
    "uuid": (lambda sa: sa.Uuid(), [uuid.UUID(int=1), uuid.UUID(int=2**128 - 1)]),
    "uuid_text": (lambda sa: sa.Uuid(as_uuid=False), [str(uuid.UUID(int=1))]),
    "json": (lambda sa: sa.JSON(), [{"a": [1, None, "\u00fc"]}, [], {}, "x", 1.5, True, [2**70], None]),
    "enum": (lambda sa: sa.Enum(Color), [Color.red, Color.blue]),
    "enum_text": (lambda sa: sa.Enum("x", "y", name="letters"), ["x", "y"]),
    "pickle": (lambda sa: sa.PickleType(), [{"a": {1, 2}}]),
}


def table(library: ModuleType, name: str) -> Any:
    value = library.Column("value", TYPES[name][0](library))
    return library.Table(name, library.MetaData(), library.Column("id", library.Integer, primary_key=True), value)


def write(library: ModuleType, file: Path, name: str) -> None:
    engine = library.create_engine(f"sqlite:///{file}")
    made = table(library, name)
    made.create(engine)
    with engine.begin() as connection:
        for value in TYPES[name][1]:
            connection.execute(library.insert(made).values(value=value))
    engine.dispose()


def read(library: ModuleType, file: Path, name: str) -> tuple[list[Any], list[Any]]:
    """Return the values, and how they are stored."""
    engine = library.create_engine(f"sqlite:///{file}")
    made = table(library, name)
    with engine.connect() as connection:
        values = connection.execute(library.select(made.c.value).order_by(made.c.id)).scalars().all()
        found = connection.exec_driver_sql(f'SELECT value, typeof(value) FROM "{name}" ORDER BY id').all()
        stored = [tuple(row) for row in found]
    engine.dispose()
    return list(values), stored


@pytest.mark.parametrize("name", TYPES)
def test_both_write_and_read_the_same(tmp_path: Path, name: str) -> None:
    write(sqlalchemy, tmp_path / "theirs.db", name)
    write(ours, tmp_path / "ours.db", name)
    results = [
        read(library, tmp_path / file, name) for file in ("theirs.db", "ours.db") for library in (sqlalchemy, ours)
    ]
    (values, stored), *others = results
    for other_values, other_stored in others:
        assert other_stored == stored
        assert repr(other_values) == repr(values)
    if name != "zoned":
        assert repr(values) == repr(TYPES[name][1])


@pytest.mark.parametrize("writer", [sqlalchemy, ours], ids=["theirs", "ours"])
def test_conditions_find_what_the_other_has_written(tmp_path: Path, writer: ModuleType) -> None:
    reader = ours if writer is sqlalchemy else sqlalchemy
    file = tmp_path / "shared.db"
    for name in TYPES:
        write(writer, file, name)
    engine = reader.create_engine(f"sqlite:///{file}")
    with engine.connect() as connection:
        for name in TYPES.keys() - {"json", "pickle"}:
            made = table(reader, name)
            for value in TYPES[name][1]:
                if value is not None:
                    found = reader.select(reader.func.count()).select_from(made).where(made.c.value == value)
                    assert connection.scalar(found) == 1, (name, value)
    engine.dispose()
