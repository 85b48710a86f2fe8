"""Python values through each database and back, by type; values that do not fit."""

import datetime as dt
import enum
import math
import uuid
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from sqlmodel_rs import exc
from sqlmodel_rs import types as t
from sqlmodel_rs._native import Connection, Engine, compile
from sqlmodel_rs.schema import Column, MetaData, Table
from sqlmodel_rs.schema.ddl import CreateTable
from sqlmodel_rs.sql.dml import insert
from sqlmodel_rs.sql.statement import select


class Colour(enum.Enum):
    RED = "r"
    BLUE = "b"


DEEP = {"a": [1, 2.5, None, True, {"ü": '\n"\\/\u2028😀'}], "big": 2**70, "empty": [{}, []]}
MOMENT = dt.datetime(2024, 2, 29, 23, 59, 58, 123456)

ROUND_TRIPS = [
    (t.Integer(), -(2**31)),
    (t.BigInteger(), 2**63 - 1),
    (t.Boolean(), True),
    (t.Boolean(), False),
    (t.Float(), 1.5),
    (t.Numeric(10, 3), Decimal("-12.340")),
    (t.String(50), "grüß 😀"),
    (t.Text(), ""),
    (t.LargeBinary(), b"\x00\xff"),
    (t.Date(), dt.date(1970, 1, 1)),
    (t.Time(), dt.time(1, 2, 3)),
    (t.DateTime(), dt.datetime(2024, 2, 29, 23, 59, 58)),
    (t.Interval(), dt.timedelta(days=3, seconds=4)),
    (t.Uuid(), uuid.UUID("12345678123456781234567812345678")),
    (t.Uuid(as_uuid=False), "12345678-1234-5678-1234-567812345678"),
    (t.JSON(), DEEP),
    (t.JSON(), "text"),
    (t.Enum(Colour), Colour.BLUE),
    (t.Enum("x", "y", name="letters"), "y"),
]


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    connection = engine.acquire()
    yield connection
    connection.release()


def _table(type_: Any) -> Table:
    return Table("box", MetaData(), Column("id", t.Integer(), primary_key=True), Column("value", type_))


def _stored(connection: Connection, backend: str, type_: Any, value: Any) -> Any:
    table = _table(type_)
    if isinstance(type_, t.Enum) and backend == "postgresql":
        names = ", ".join(f"'{name}'" for name in type_.enums)
        connection.execute_raw(f"CREATE TYPE {type_.name} AS ENUM ({names})")
    connection.execute(compile(CreateTable(table), backend, mode="ddl"))
    statement = insert(table).values(id=1, value=value)
    assert connection.execute(compile(statement, backend)).rowcount == 1
    return connection.execute(compile(select(table.c.value), backend)).rows[0]


@pytest.mark.parametrize(("type_", "value"), ROUND_TRIPS, ids=lambda item: repr(item)[:30])
def test_a_value_comes_back_as_it_was(connection: Connection, backend: str, type_: Any, value: Any) -> None:
    back = _stored(connection, backend, type_, value)
    assert (back, type(back)) == (value, type(value))


@pytest.mark.parametrize("type_", [t.Integer(), t.String(5), t.Date(), t.Uuid(), t.Numeric(), t.Enum(Colour)])
def test_none_is_null(connection: Connection, backend: str, type_: Any) -> None:
    assert _stored(connection, backend, type_, None) is None


@pytest.fixture
def memory_connection(memory: Engine) -> Iterator[Connection]:
    connection = memory.acquire()
    yield connection
    connection.release()


def test_microseconds_survive(memory_connection: Connection) -> None:
    assert _stored(memory_connection, "sqlite", t.DateTime(), MOMENT) == MOMENT


def test_an_instant_is_utc(memory_connection: Connection) -> None:
    zone = dt.timezone(dt.timedelta(hours=2))
    back = _stored(memory_connection, "sqlite", t.UTCDateTime(), dt.datetime(2024, 1, 1, 1, 0, tzinfo=zone))
    assert (back, back.tzinfo) == (dt.datetime(2023, 12, 31, 23, 0, tzinfo=dt.UTC), dt.UTC)


@pytest.mark.parametrize(
    ("type_", "value", "text"),
    [
        (t.Integer(), "abc", r"\(builtins.TypeError\) an integer is needed, not str \('abc'\)"),
        (t.Integer(), 2**64, r"\(builtins.OverflowError\) Python int too large"),
        (t.Boolean(), "yes", r"\(builtins.TypeError\) Not a boolean value: 'yes'"),
        (t.Boolean(), 5, r"\(builtins.ValueError\) Value 5 is not None, True, or False"),
        (t.Date(), "2024-01-01", r"SQLite Date type only accepts Python date objects as input"),
        (t.DateTime(), "x", r"SQLite DateTime type only accepts Python datetime and date objects as input"),
        (t.Uuid(), "zz", "badly formed hexadecimal UUID string"),
        (t.String(), b"x", "a string is needed, not bytes"),
        (t.LargeBinary(), "x", "bytes is needed, not str"),
        (t.JSON(), {1, 2}, r"\(builtins.TypeError\) Object of type set is not JSON serializable"),
        (t.Enum(Colour), 3, r"\(builtins.LookupError\) 3 is not among the defined enum values. Enum name: colour. "),
        (t.UTCDateTime(), MOMENT, "timezone information"),
    ],
)
def test_a_value_that_does_not_fit_is_named(memory_connection: Connection, type_: Any, value: Any, text: str) -> None:
    with pytest.raises(exc.StatementError, match=text) as caught:
        _stored(memory_connection, "sqlite", type_, value)
    assert caught.value.statement.startswith("INSERT INTO box")
    assert caught.value.params == (1, value)


def test_a_whole_decimal_keeps_its_digits(connection: Connection, backend: str) -> None:
    assert str(_stored(connection, backend, t.Numeric(10, 2), Decimal("250.00"))) == "250.00"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e3", 1000.0),
        ("-0", 0),
        ("[1,[2,[3]]]", [1, [2, [3]]]),
        (' {"a" : 1 , "a" : 2 } ', {"a": 2}),
        ('"\\ud83d\\ude00\\u00e9"', "😀é"),
        ('"\\ud800"', "\ud800"),
        ("-Infinity", -math.inf),
        ("123456789012345678901234567890", 123456789012345678901234567890),
        ("[" * 300 + "]" * 300, None),
    ],
)
def test_documents_read_as_the_standard_library_does(memory_connection: Connection, text: str, value: Any) -> None:
    table = _table(t.JSON())
    memory_connection.execute_raw("CREATE TABLE box (id INTEGER PRIMARY KEY, value TEXT)")
    memory_connection.execute_raw("INSERT INTO box VALUES (1, ?)", (text,))
    back = memory_connection.execute(compile(select(table.c.value), "sqlite")).rows[0]
    assert value is None or back == value


def test_a_broken_document_is_the_standard_librarys_error(memory_connection: Connection) -> None:
    table = _table(t.JSON())
    memory_connection.execute_raw("CREATE TABLE box (id INTEGER PRIMARY KEY, value TEXT)")
    memory_connection.execute_raw("INSERT INTO box VALUES (1, '{\"a\": }')")
    with pytest.raises(ValueError, match="Expecting value: line 1 column 7"):
        memory_connection.execute(compile(select(table.c.value), "sqlite"))


def test_an_unknown_stored_member_is_a_lookup_error(memory_connection: Connection) -> None:
    table = _table(t.Enum(Colour))
    memory_connection.execute_raw("CREATE TABLE box (id INTEGER PRIMARY KEY, value VARCHAR)")
    memory_connection.execute_raw("INSERT INTO box VALUES (1, 'GREEN')")
    with pytest.raises(LookupError, match="'GREEN' is not among the defined enum values. Enum name: colour"):
        memory_connection.execute(compile(select(table.c.value), "sqlite"))
    assert memory_connection.execute_raw("SELECT 1").rows == [1]


def test_a_missing_parameter_is_named(memory_connection: Connection) -> None:
    from sqlmodel_rs.sql.expression import bindparam

    table = _table(t.Integer())
    statement = compile(select(table.c.id).where(table.c.id == bindparam("wanted", required=True)), "sqlite")
    memory_connection.execute_raw("CREATE TABLE box (id INTEGER PRIMARY KEY, value INTEGER)")
    with pytest.raises(exc.StatementError, match="A value is required for bind parameter 'wanted'"):
        memory_connection.execute(statement)
    assert memory_connection.execute(statement, {"wanted": 1}).rows == []
