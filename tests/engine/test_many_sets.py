"""Statements with many parameter sets: sent in few statements, which do what one statement for each set would do."""

from __future__ import annotations

import asyncio
import datetime as dt
import decimal
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sqlmodel_rs import exc
from sqlmodel_rs.engine import Engine, create_engine
from sqlmodel_rs.ext.asyncio import create_async_engine
from sqlmodel_rs.schema import Column, MetaData, Table
from sqlmodel_rs.sql.expression import bindparam, delete, func, insert, select, text, update
from sqlmodel_rs.types import JSON, DateTime, Integer, LargeBinary, Numeric, String, Text
from tests.conftest import url_of

metadata = MetaData()
thing = Table(
    "thing",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(50), unique=True),
    Column("size", Integer),
    Column("noted", Text),
    Column("born", DateTime),
    Column("price", Numeric(10, 2)),
    Column("body", LargeBinary(2**24)),
    Column("facts", JSON),
)


@pytest.fixture(scope="module", params=["sqlite", "postgresql", "mysql"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    made = create_engine(url_of(request, request.param))
    metadata.create_all(made)
    yield made
    metadata.drop_all(made)
    made.dispose()


@pytest.fixture(autouse=True)
def _empty(request: pytest.FixtureRequest) -> None:
    if "engine" in request.fixturenames:
        with request.getfixturevalue("engine").begin() as connection:
            connection.execute(delete(thing))


def rows(count: int) -> list[dict[str, Any]]:
    return [
        {
            "name": f"row {number}",
            "size": number if number % 3 else None,
            "noted": "\u00fc" * (number % 7),
            "born": dt.datetime(2020, 1, 1) + dt.timedelta(minutes=number),
            "price": decimal.Decimal(number) / 4,
            "body": bytes([number % 256]),
            "facts": {"n": number},
        }
        for number in range(count)
    ]


def sent(engine: Engine) -> int:
    """Return how many statements the server has executed for this session, as far as it counts them."""
    with engine.connect() as connection:
        found = connection.exec_driver_sql("SHOW GLOBAL STATUS LIKE 'Com_stmt_execute'").first()
    assert found is not None
    return int(found[1])


@pytest.mark.parametrize("count", [2, 17, 129, 1000])
def test_inserted_rows_are_all_there_in_order(engine: Engine, count: int) -> None:
    given = rows(count)
    with engine.begin() as connection:
        result = connection.execute(insert(thing), given)
        assert result.rowcount == count
        last = result.lastrowid
    with engine.connect() as connection:
        found = connection.execute(select(thing).order_by(thing.c.id)).mappings().all()
    assert [{key: row[key] for key in given[0]} for row in found] == given
    if engine.dialect.name != "postgresql":
        assert last == found[-1]["id"]


def test_mysql_is_told_of_many_rows_by_few_statements(request: pytest.FixtureRequest) -> None:
    engine = create_engine(url_of(request, "mysql"))
    metadata.create_all(engine)
    before = sent(engine)
    with engine.begin() as connection:
        connection.execute(insert(thing), rows(1000))
        connection.execute(delete(thing).where(thing.c.name == bindparam("b")), [{"b": r["name"]} for r in rows(1000)])
        assert connection.scalar(select(func.count()).select_from(thing)) == 0
    # The server counts for everybody: others may have executed some meanwhile.
    assert sent(engine) - before < 1000
    engine.dispose()


def test_returned_rows_come_in_the_order_of_the_sets(engine: Engine) -> None:
    given = rows(300)
    with engine.begin() as connection:
        result = connection.execute(insert(thing).returning(thing.c.name, thing.c.size), given)
        assert result.all() == [(row["name"], row["size"]) for row in given]


def test_rows_larger_than_a_packet_together_are_sent_apart(engine: Engine) -> None:
    body = b"x" * 3_000_000
    with engine.begin() as connection:
        connection.execute(insert(thing), [{"name": str(number), "body": body} for number in range(12)])
        found = connection.execute(select(func.count(), func.min(func.length(thing.c.body))).select_from(thing)).one()
    assert found == (12, 3_000_000)


def test_a_value_that_reads_the_table_sees_the_rows_before(engine: Engine) -> None:
    if engine.dialect.name == "mysql":
        pytest.skip("MariaDB does not let an INSERT .. VALUES read its own table")
    highest = select(func.coalesce(func.max(thing.c.size), 0) + 1).scalar_subquery()
    with engine.begin() as connection:
        connection.execute(insert(thing).values(size=highest), [{"name": str(number)} for number in range(40)])
        found = connection.scalars(select(thing.c.size).order_by(thing.c.id)).all()
    assert found == list(range(1, 41))


def test_a_refused_row_is_shown_with_the_statement(engine: Engine) -> None:
    given = [{"name": str(number % 20)} for number in range(40)]
    with engine.connect() as connection:
        with pytest.raises(exc.IntegrityError) as caught:
            connection.execute(insert(thing), given)
        connection.rollback()
        assert connection.scalar(select(func.count()).select_from(thing)) == 0
    assert caught.value.statement.startswith("INSERT INTO thing (name) VALUES (")
    assert len(caught.value.params) == 40
    assert caught.value.params[21] == ("1",)


def test_a_value_that_does_not_fit_is_named(engine: Engine) -> None:
    given: list[dict[str, Any]] = [{"name": str(number), "size": number} for number in range(20)]
    given[13]["size"] = "no number"
    with engine.connect() as connection, pytest.raises(exc.StatementError, match="size"):
        connection.execute(insert(thing), given)


def test_rows_are_updated_by_key(engine: Engine) -> None:
    change = update(thing).where(thing.c.name == bindparam("b")).values(size=bindparam("n"), facts=bindparam("f"))
    with engine.begin() as connection:
        connection.execute(insert(thing), rows(300))
        result = connection.execute(
            change, [{"b": f"row {number}", "n": -number, "f": [number]} for number in range(0, 400, 2)]
        )
        assert result.rowcount == 150
        found = connection.execute(select(thing.c.size, thing.c.facts).order_by(thing.c.id)).all()
    assert found[298] == (-298, [298])
    assert found[299] == (299, {"n": 299})


def test_rows_that_several_sets_find_are_changed_by_each(engine: Engine) -> None:
    more = update(thing).where(thing.c.size == bindparam("b")).values(size=thing.c.size + bindparam("n"))
    named = update(thing).where(thing.c.name == bindparam("b")).values(noted=bindparam("n"))
    grown = update(thing).where(thing.c.name == bindparam("b")).values(size=thing.c.size + 1)
    with engine.begin() as connection:
        connection.execute(insert(thing), [{"name": "a", "size": 1}, {"name": "b", "size": 5}])
        assert connection.execute(more, [{"b": 1, "n": 1}, {"b": 2, "n": 1}, {"b": 3, "n": 7}]).rowcount == 3
        connection.execute(named, [{"b": "a", "n": "first"}, {"b": "a", "n": "second"}])
        connection.execute(grown, [{"b": "b"}, {"b": "b"}, {"b": "a"}])
        found = connection.execute(select(thing.c.size, thing.c.noted).order_by(thing.c.id)).all()
    assert found == [(11, "second"), (7, None)]


def test_deleted_rows_are_counted_once(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(insert(thing), rows(300))
        small = delete(thing).where(thing.c.size < bindparam("most"), thing.c.name != bindparam("but"))
        result = connection.execute(small, [{"most": 100, "but": "row 1"}, {"most": 50, "but": "row 2"}])
        # 1, 2, 4, 5 .. 98: the second set finds number 1.
        assert result.rowcount == 66
        by_key = delete(thing).where(thing.c.id == bindparam("b"))
        ids = connection.scalars(select(thing.c.id)).all()
        assert connection.execute(by_key, [{"b": one} for one in [*ids, *ids, -1]]).rowcount == 234
        assert connection.scalar(select(func.count()).select_from(thing)) == 0


def test_conditions_in_text_are_run_one_by_one(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(insert(thing), rows(30))
        result = connection.execute(delete(thing).where(text("size = :n")), [{"n": n} for n in (1, 2, 3, 4)])
        assert result.rowcount == 3
        largest = select(func.max(thing.c.size) - bindparam("n")).scalar_subquery()
        by_query = delete(thing).where(thing.c.size == largest)
        if engine.dialect.name != "mysql":
            assert connection.execute(by_query, [{"n": 0}, {"n": 0}]).rowcount == 2


@given(
    sizes=st.lists(st.one_of(st.none(), st.integers(-3, 3)), min_size=1, max_size=12),
    changes=st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 3)), min_size=2, max_size=8),
    gone=st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 3)), min_size=2, max_size=6),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_many_sets_do_what_single_ones_do(engine: Engine, sizes: Any, changes: Any, gone: Any) -> None:
    change = update(thing).where(thing.c.size == bindparam("b")).values(size=bindparam("n"))
    shift = update(thing).where(thing.c.size == bindparam("b")).values(noted=bindparam("n"))
    away = delete(thing).where((thing.c.size > bindparam("b")) | (thing.c.size == bindparam("n")))
    steps = [
        (change, [{"b": one, "n": other} for one, other in changes]),
        (shift, [{"b": one, "n": str(other)} for one, other in changes]),
        (away, [{"b": one + 2, "n": other} for one, other in gone]),
    ]
    outcomes = []
    for together in (True, False):
        with engine.connect() as connection:
            connection.execute(delete(thing))
            connection.execute(insert(thing), [{"name": str(at), "size": size} for at, size in enumerate(sizes)])
            counts = [
                connection.execute(statement, sets).rowcount
                if together
                else sum(connection.execute(statement, one).rowcount for one in sets)
                for statement, sets in steps
            ]
            found = connection.execute(select(thing.c.name, thing.c.size, thing.c.noted).order_by(thing.c.name)).all()
            outcomes.append((counts, found))
            connection.rollback()
    assert outcomes[0] == outcomes[1]


def test_awaited_sets_are_put_together_too(async_database_url: str) -> None:
    async def main() -> None:
        engine = create_async_engine(async_database_url)
        async with engine.begin() as connection:
            await connection.run_sync(metadata.create_all)
            result = await connection.execute(insert(thing), rows(500))
            assert result.rowcount == 500
            change = update(thing).where(thing.c.name == bindparam("b")).values(size=bindparam("n"))
            changed = await connection.execute(change, [{"b": f"row {n}", "n": 0} for n in range(500)])
            assert changed.rowcount == 500
            gone = await connection.execute(
                delete(thing).where(thing.c.name == bindparam("b")), [{"b": f"row {n}"} for n in range(499)]
            )
            assert gone.rowcount == 499
            assert (await connection.execute(select(thing.c.name, thing.c.size))).all() == [("row 499", 0)]
        await engine.dispose()

    asyncio.run(main())
