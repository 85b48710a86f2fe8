"""What a column is given comes back the same, extreme values included; what cannot is refused, never cut."""

from __future__ import annotations

import datetime as dt
import decimal
import ipaddress
import math
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sqlmodel_rs import exc
from sqlmodel_rs.dialects import mysql
from sqlmodel_rs.dialects import postgresql as pg
from sqlmodel_rs.engine import create_engine
from sqlmodel_rs.schema import Column, MetaData, Table
from sqlmodel_rs.sql.expression import delete, insert, select
from sqlmodel_rs.types import (
    JSON,
    BigInteger,
    Boolean,
    Date,
    DateTime,
    Double,
    Integer,
    Interval,
    LargeBinary,
    Numeric,
    SmallInteger,
    Text,
    Time,
    Uuid,
)
from tests.conftest import url_of

#: Neither surrogates, which no encoding has, nor NUL, which PostgreSQL refuses.
letters = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
scalars = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**53), 2**53), st.floats(allow_nan=False, allow_infinity=False), letters
)
documents = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(letters, inner, max_size=3)),
    max_leaves=8,
)
moments = st.datetimes(dt.datetime(1, 1, 1), dt.datetime(9999, 12, 31, 23, 59, 59, 999999))
COLUMNS: dict[str, tuple[Any, Any]] = {
    "small": (SmallInteger(), st.integers(-(2**15), 2**15 - 1)),
    "whole": (Integer(), st.integers(-(2**31), 2**31 - 1)),
    "big": (BigInteger(), st.integers(-(2**63), 2**63 - 1)),
    "text": (Text(), letters),
    "bytes": (LargeBinary(), st.binary(max_size=60)),
    "truth": (Boolean(), st.booleans()),
    "day": (Date(), st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31))),
    "clock": (Time(), st.times()),
    "moment": (DateTime(), moments),
    "number": (Numeric(30, 10), st.decimals(-(10**19), 10**19, places=9)),
    "double": (Double(), st.floats(allow_nan=False, allow_infinity=False)),
    "key": (Uuid(), st.uuids()),
    "span": (Interval(), st.timedeltas(dt.timedelta(days=-700000), dt.timedelta(days=2900000))),
    # SQLite keeps a document that is a number as a number.
    "document": (JSON(), st.lists(documents, max_size=3)),
}
#: MariaDB keeps whole seconds unless it is told otherwise, and its DATETIME and TIMESTAMP begin with the year 1000.
WHOLE_SECONDS = {"clock", "moment", "span"}


class Store:
    """A database with a table for each type."""

    def __init__(self, url: str) -> None:
        self.engine = create_engine(url)
        self.metadata = MetaData()
        self.tables: dict[str, Table] = {}

    def table(self, name: str, type_: Any) -> Table:
        """Return the table of a type, which is made when it is asked for."""
        if name not in self.tables:
            self.tables[name] = Table(
                name, self.metadata, Column("id", Integer, primary_key=True), Column("value", type_)
            )
            self.tables[name].create(self.engine)
        return self.tables[name]

    def round_trip(self, name: str, type_: Any, value: Any) -> Any:
        """Return what is read after a value was written."""
        table = self.table(name, type_)
        with self.engine.begin() as connection:
            connection.execute(delete(table))
            connection.execute(insert(table).values(value=value))
            return connection.scalar(select(table.c.value))


@pytest.fixture(scope="module", params=["sqlite", "postgresql", "mysql"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    made = Store(url_of(request, request.param))
    yield made
    made.engine.dispose()


def _kept(name: str, value: Any, backend: str) -> Any:
    """Return a value as the database can keep it."""
    if backend == "mysql" and name in WHOLE_SECONDS:
        if isinstance(value, dt.timedelta):
            return dt.timedelta(days=value.days, seconds=value.seconds)
        return value.replace(microsecond=0)
    if backend == "sqlite" and isinstance(value, decimal.Decimal):
        # SQLite has no decimals: a NUMERIC is a float there, read with ten places.
        return decimal.Decimal(round(value) % 10**9)
    return value


@pytest.mark.parametrize("name", COLUMNS)
@given(data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_value_comes_back_as_it_was_given(store: Store, name: str, data: st.DataObject) -> None:
    type_, values = COLUMNS[name]
    value = _kept(name, data.draw(values), store.engine.dialect.name)
    found = store.round_trip(name, type_, value)
    assert found == value
    assert type(found) is type(value)


def test_a_number_past_64_bits_is_refused(store: Store) -> None:
    for value in (2**63, -(2**63) - 1, 2**64):
        with pytest.raises(exc.SQLAlchemyError):
            store.round_trip("big", BigInteger(), value)


def test_nul_in_text_is_kept_or_refused_by_name(store: Store) -> None:
    if store.engine.dialect.name == "postgresql":
        with pytest.raises(exc.DataError, match="NUL"):
            store.round_trip("text", Text(), "a\0b")
    else:
        assert store.round_trip("text", Text(), "a\0b") == "a\0b"


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_infinities_and_nan_are_kept_or_refused(store: Store, value: float) -> None:
    if store.engine.dialect.name == "mysql":
        with pytest.raises(exc.SQLAlchemyError):
            store.round_trip("double", Double(), value)
        return
    found = store.round_trip("double", Double(), value)
    # SQLite keeps NaN as NULL.
    assert found is None if store.engine.dialect.name == "sqlite" and math.isnan(value) else repr(found) == repr(value)


def test_a_moment_with_a_zone_is_the_same_moment(store: Store) -> None:
    east = dt.timezone(dt.timedelta(hours=5, minutes=30))
    value = dt.datetime(2020, 1, 2, 3, 4, 5, tzinfo=east)
    found = store.round_trip("zoned", DateTime(timezone=True), value)
    assert found.replace(tzinfo=found.tzinfo or east) == value


EXTREMES: dict[str, tuple[Any, dict[str, Any]]] = {
    "largest": (
        Numeric(65, 30),
        {
            "postgresql": decimal.Decimal("9" * 35 + "." + "9" * 30),
            "mysql": decimal.Decimal("9" * 35 + "." + "9" * 30),
            # SQLite keeps a NUMERIC as a float.
            "sqlite": decimal.Decimal("0.5"),
        },
    ),
    "smallest": (Numeric(65, 30), dict.fromkeys(("postgresql", "mysql"), decimal.Decimal("-1E-30"))),
    "unscaled": (Numeric(), {"postgresql": decimal.Decimal("1" + "0" * 1000 + "." + "3" * 200)}),
    "last_moment": (DateTime(timezone=True), {"postgresql": dt.datetime(9999, 12, 31, 23, 59, 59, 999999, dt.UTC)}),
    "first_moment": (DateTime(timezone=True), {"postgresql": dt.datetime(1, 1, 1, tzinfo=dt.UTC)}),
    "micro": (mysql.DATETIME(fsp=6), {"mysql": dt.datetime(9999, 12, 31, 23, 59, 59, 999999)}),
    "micro_clock": (mysql.TIME(fsp=6), {"mysql": dt.time(23, 59, 59, 999999)}),
    "no_bytes": (LargeBinary(), dict.fromkeys(("sqlite", "postgresql", "mysql"), b"")),
    "no_text": (Text(), dict.fromkeys(("sqlite", "postgresql", "mysql"), "")),
    "wide_text": (Text(), dict.fromkeys(("sqlite", "postgresql", "mysql"), "\U0001f600\U0010ffff" * 500)),
    "large_text": (mysql.LONGTEXT(), {"mysql": "\u00fc" * 1_000_000}),
    "unsigned": (mysql.BIGINT(unsigned=True), {"mysql": 2**64 - 1}),
}


@pytest.mark.parametrize("name", EXTREMES)
def test_the_ends_of_a_type_come_back(store: Store, name: str) -> None:
    type_, values = EXTREMES[name]
    for value in [values[store.engine.dialect.name]] if store.engine.dialect.name in values else []:
        found = store.round_trip(name, type_, value)
        assert found == value
        assert type(found) is type(value)


def test_a_deep_document_comes_back(store: Store) -> None:
    # MariaDB's JSON is at most 32 deep.
    depth = 30 if store.engine.dialect.name == "mysql" else 200
    value: Any = {"\U0001f600": 2**70, "float": 1e308}
    for _ in range(depth):
        value = [value]
    assert store.round_trip("document", JSON(), value) == value


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
def test_decimals_that_are_no_numbers_are_kept_or_refused(store: Store, value: str) -> None:
    if store.engine.dialect.name == "mysql":
        with pytest.raises(exc.SQLAlchemyError, match=r"can not be used with MySQL"):
            store.round_trip("unbounded", Numeric(), decimal.Decimal(value))
        return
    found = store.round_trip("unbounded", Numeric(), decimal.Decimal(value))
    # SQLite keeps NaN as NULL.
    assert str(found) == ("None" if store.engine.dialect.name == "sqlite" and value == "NaN" else value)


@pytest.fixture(scope="module")
def postgresql(request: pytest.FixtureRequest) -> Iterator[Store]:
    made = Store(url_of(request, "postgresql"))
    yield made
    made.engine.dispose()


def maybe(items: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    """Lists of items and None."""
    return st.lists(st.one_of(st.none(), items), max_size=4)


days = st.dates(dt.date(1, 1, 1), dt.date(9999, 1, 1))
#: PostgreSQL has offsets up to a minute below 16 hours, to the second.
zones = st.integers(-57599, 57599).map(lambda seconds: dt.timezone(dt.timedelta(seconds=seconds)))
clocks = st.times(timezones=zones).map(lambda clock: clock.replace(fold=0))
OWN: dict[str, tuple[Any, Any]] = {
    "ints": (pg.ARRAY(Integer), st.lists(st.one_of(st.none(), st.integers(-(2**31), 2**31 - 1)), max_size=5)),
    "grid": (pg.ARRAY(Text, dimensions=2), st.lists(st.tuples(letters, letters).map(list), max_size=3)),
    "range": (
        pg.INT4RANGE(),
        st.tuples(st.integers(-(10**9), 0), st.integers(1, 10**9), st.sampled_from(["[)", "[]", "(]"])).map(
            lambda ends: pg.Range(ends[0], ends[1], bounds=ends[2])
        ),
    ),
    "days": (pg.DATERANGE(), st.tuples(days, days).map(lambda ends: pg.Range(min(ends), max(ends), bounds="[]"))),
    "exact": (
        pg.NUMRANGE(),
        st.decimals(-1000, 1000, places=3).map(lambda low: pg.Range(low, low + decimal.Decimal("0.001"), bounds="(]")),
    ),
    "network": (pg.INET(), st.ip_addresses()),
    "bits": (pg.BIT(70, varying=True), st.text("01", max_size=70)),
    "keys": (pg.ARRAY(pg.UUID), st.lists(st.uuids(), max_size=3)),
    "zoned_clock": (Time(timezone=True), clocks),
    "zoned_clocks": (pg.ARRAY(Time(timezone=True)), maybe(clocks)),
    "ranges": (pg.ARRAY(pg.INT8RANGE), maybe(st.integers(-(2**62), 2**62).map(lambda end: pg.Range(end, end + 7)))),
    "day_ranges": (pg.ARRAY(pg.DATERANGE), maybe(days.map(lambda end: pg.Range(end, None)))),
    "documents": (
        pg.ARRAY(pg.JSONB),
        maybe(st.dictionaries(letters, st.lists(st.one_of(letters, st.integers())), max_size=2)),
    ),
    "spans": (pg.ARRAY(Interval), maybe(st.timedeltas(dt.timedelta(days=-700000), dt.timedelta(days=2900000)))),
    "numbers": (pg.ARRAY(Numeric), maybe(st.decimals(allow_nan=False, allow_infinity=False, places=20))),
    "moments": (pg.ARRAY(DateTime), maybe(moments)),
    "blobs": (pg.ARRAY(LargeBinary), maybe(st.binary(max_size=9))),
    "truths": (pg.ARRAY(Boolean), maybe(st.booleans())),
    "doubles": (pg.ARRAY(Double), maybe(st.floats(allow_nan=False))),
    "networks": (pg.ARRAY(pg.CIDR), maybe(st.ip_addresses(v=4).map(lambda one: ipaddress.ip_network(one)))),
    "cube": (
        pg.ARRAY(Integer, dimensions=3),
        st.tuples(st.integers(1, 2), st.integers(1, 3), st.integers(1, 2), st.integers(-9, 9)).map(
            lambda size: [[[size[3]] * size[2] for _ in range(size[1])] for _ in range(size[0])]
        ),
    ),
}


@pytest.mark.parametrize("name", OWN)
@given(data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_postgresqls_own_types_come_back(postgresql: Store, name: str, data: st.DataObject) -> None:
    type_, values = OWN[name]
    value = data.draw(values)
    found = postgresql.round_trip(f"own_{name}", type_, value)
    assert found == value
    # Times of different zones may be equal.
    assert name not in {"zoned_clock", "zoned_clocks"} or str(found) == str(value)


@given(pairs=st.dictionaries(letters, st.one_of(st.none(), letters), max_size=4))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_hstore_comes_back(postgresql: Store, pairs: dict[str, str | None]) -> None:
    with postgresql.engine.begin() as connection:
        connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS hstore")
    assert postgresql.round_trip("own_pairs", pg.HSTORE(), pairs) == pairs


def test_a_list_of_keys_is_found_by_any(postgresql: Store) -> None:
    keys = [uuid.UUID(int=1), uuid.UUID(int=2)]
    postgresql.round_trip("own_keys", pg.ARRAY(pg.UUID), keys)
    table = postgresql.table("own_keys", pg.ARRAY(pg.UUID))
    with postgresql.engine.connect() as connection:
        assert connection.scalar(select(table.c.value).where(table.c.value.any(keys[1]))) == keys
