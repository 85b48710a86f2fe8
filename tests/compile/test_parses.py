"""What is sent parses in the grammar of its database, and a condition splits the rows of a table in three."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import proof
import pytest
import sqlglot
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from library import Library

from sqlmodel_rs import _native, exc
from sqlmodel_rs.engine import create_engine
from sqlmodel_rs.schema import Column, MetaData, Table
from sqlmodel_rs.sql.expression import and_, func, insert, not_, or_, select
from sqlmodel_rs.types import Boolean, Float, Integer, String
from tests.conftest import url_of

DIALECTS = {"sqlite": "sqlite", "postgresql": "postgres", "mysql": "mysql"}
#: What sqlglot's grammar lacks, by a piece of the text that is sent.
UNKNOWN = (
    "AS \n(VALUES",
    "DEFAULT VALUES",
    "REGEXP",
    "MATCH (",
    " GROUPS ",
    "TABLESAMPLE",
    "WITH ORDINALITY",
    "IS NULL DESC",
    " REPEATABLE ",
)


def _sent(library: Library, case: proof.Case, dialect: str) -> str | None:
    try:
        made = library.build(case.statement)
        return _native.compile(made[0] if isinstance(made, tuple) else made, dialect, mode="exec").sql
    except (exc.SQLAlchemyError, TypeError, ValueError, AttributeError, NotImplementedError):
        return None


@pytest.mark.filterwarnings("ignore:DISTINCT ON")
@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_is_sent_parses(dialect: str) -> None:
    library, seen = Library("sqlmodel_rs.sa", proof.SETUP), 0
    for case in [*proof.cases("select"), *proof.cases("change")]:
        sent = _sent(library, case, dialect) if case.runs and case.dialect in (None, dialect) else None
        textual = "text(" in case.statement or ".op(" in case.statement
        if sent is None or textual or any(piece in sent for piece in UNKNOWN):
            continue
        seen += 1
        try:
            sqlglot.parse_one(re.sub(r"\?\d+", "?", sent), dialect=DIALECTS[dialect])
        except sqlglot.errors.ParseError as error:
            pytest.fail(f"{case.statement}\n{sent}\n{error}")
    assert seen > 400


metadata = MetaData()
things = Table(
    'odd "table" `name`; --%s',
    metadata,
    Column("id", Integer, primary_key=True),
    Column("select", Integer),
    Column("na'me:x", String(40)),
    Column('qu"ote?', Boolean),
    Column("größe%", Float),
)
ID, NUMBER, NAME, FLAG, SIZE = things.c
NAMES = ["", "a", "A'; DROP TABLE x; --", "%", "_", "\\", "\U0001f600", ":x", "?", "NULL", "a%b"]
ROWS: list[dict[str, Any]] = [
    {NUMBER.name: number, NAME.name: name, FLAG.name: flag, SIZE.name: size}
    for number, name in [(None, None), *((at % 5 - 2, name) for at, name in enumerate(NAMES))]
    for flag in (None, True, False)
    for size in (None, -1.5, 0.0, 2.25)
]


@pytest.fixture(scope="module", params=["sqlite", "postgresql", "mysql"])
def connection(request: pytest.FixtureRequest) -> Iterator[Any]:
    engine = create_engine(url_of(request, request.param))
    metadata.create_all(engine)
    with engine.begin() as opened:
        opened.execute(insert(things), ROWS)
        yield opened
    engine.dispose()


comparisons = st.one_of(
    st.builds(
        lambda op, value: getattr(NUMBER, op)(value),
        st.sampled_from(["__eq__", "__ne__", "__lt__", "__ge__"]),
        st.integers(-3, 3),
    ),
    st.builds(lambda values: NUMBER.in_(values), st.lists(st.integers(-3, 3), max_size=3)),
    st.builds(lambda value: NAME == value, st.sampled_from(NAMES)),
    st.builds(lambda value: NAME.contains(value, autoescape=True), st.sampled_from(NAMES)),
    st.builds(lambda value: NAME.startswith(value, autoescape=True), st.sampled_from(NAMES)),
    st.builds(lambda value: NAME.not_in(value), st.lists(st.sampled_from(NAMES), max_size=3)),
    st.builds(lambda low, high: SIZE.between(low, high), st.sampled_from([-2.0, 0.0]), st.sampled_from([0.0, 3.0])),
    st.just(FLAG.is_(True)),
    st.just(NUMBER.is_(None)),
    st.builds(lambda number: NUMBER + number > SIZE, st.integers(-2, 2)),
    st.builds(lambda value: func.coalesce(NAME, value) == NAME, st.sampled_from(NAMES)),
)
predicates = st.recursive(
    comparisons,
    lambda inner: st.one_of(
        st.builds(lambda one, two: and_(one, two), inner, inner),
        st.builds(lambda one, two: or_(one, two), inner, inner),
        st.builds(lambda one: not_(one), inner),
    ),
    max_leaves=5,
)


@given(predicate=predicates)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_condition_its_negation_and_its_null_are_all_rows(connection: Any, predicate: Any) -> None:
    def count(condition: Any) -> int:
        found: int = connection.scalar(select(func.count()).select_from(things).where(condition))
        return found

    assert count(predicate) + count(not_(predicate)) + count(predicate.is_(None)) == len(ROWS)


@given(name=st.sampled_from(NAMES))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_filter_returns_what_python_would_keep(connection: Any, name: str) -> None:
    kept = sorted(row[NUMBER.name] for row in ROWS if row[NAME.name] == name)
    found = connection.scalars(select(NUMBER).where(NAME == name, NAME.contains(name, autoescape=True))).all()
    assert sorted(found) == kept
