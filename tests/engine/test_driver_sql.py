"""SQL that is sent as it is: placeholders of the database and of Python's drivers, on connections and raw cursors."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from sqlmodel_rs import exc
from sqlmodel_rs.engine import Engine, create_engine
from sqlmodel_rs.engine.paramstyle import translated
from sqlmodel_rs.ext.asyncio import create_async_engine
from tests.conftest import url_of

CREATE = "CREATE TABLE pairs (name VARCHAR(20), size INTEGER)"
SELECT = "SELECT name, size FROM pairs ORDER BY size, name"
#: What is written after VALUES, whether it has names, and where it is understood.
STYLES = [
    ("?, ?", False, {"sqlite", "mysql"}),
    ("$1, $2", False, {"postgresql"}),
    ("%s, %s", False, {"postgresql", "mysql"}),
    ("%(n)s, %(s)s", True, {"postgresql", "mysql"}),
    (":n, :s", True, {"sqlite", "postgresql", "mysql"}),
]


@pytest.fixture(params=["sqlite", "postgresql", "mysql"])
def engine(request: pytest.FixtureRequest, tmp_path: Any) -> Iterator[Engine]:
    url = f"sqlite:///{tmp_path}/driver.db" if request.param == "sqlite" else url_of(request, request.param)
    made = create_engine(url)
    with made.begin() as connection:
        connection.exec_driver_sql(CREATE)
    yield made
    made.dispose()


def sets(named: bool) -> list[Any]:
    return [{"n": f"n{at}", "s": at} if named else (f"n{at}", at) for at in range(3)]


@pytest.mark.parametrize(("style", "named", "where"), STYLES)
def test_placeholders_of_connections_and_cursors(engine: Engine, style: str, named: bool, where: set[str]) -> None:
    if engine.dialect.name not in where:
        style, named = ("$1, $2", False) if engine.dialect.name == "postgresql" else ("?, ?", False)
    sql = f"INSERT INTO pairs (name, size) VALUES ({style})"
    one, *more = sets(named)
    expected = [("n0", 0), ("n1", 1), ("n2", 2)]
    with engine.connect() as connection:
        assert connection.exec_driver_sql(sql, one).rowcount == 1
        assert connection.exec_driver_sql(sql, more).rowcount == 2
        assert connection.exec_driver_sql(SELECT).all() == expected
    raw = engine.raw_connection()
    cursor = raw.cursor()
    cursor.execute(sql, one)
    assert cursor.rowcount == 1
    cursor.executemany(sql, more)
    cursor.execute(SELECT)
    assert list(cursor.fetchall()) == expected
    raw.close()


def test_awaited_placeholders(async_database_url: str) -> None:
    async def main() -> None:
        engine = create_async_engine(async_database_url)
        async with engine.connect() as connection:
            await connection.exec_driver_sql(CREATE)
            sql = "INSERT INTO pairs (name, size) VALUES (:n, :s)"
            await connection.exec_driver_sql(sql, {"n": "a", "s": 1})
            await connection.exec_driver_sql(sql, [{"n": "b", "s": 2}, {"n": "c", "s": 3}])
            assert (await connection.exec_driver_sql(SELECT)).all() == [("a", 1), ("b", 2), ("c", 3)]
            await connection.exec_driver_sql("DROP TABLE pairs")
            await connection.commit()
        await engine.dispose()

    asyncio.run(main())


@pytest.mark.parametrize(
    ("sql", "parameters", "postgresql", "mysql", "sqlite"),
    [
        ("a %s b %s", (1, 2), ("a $1 b $2", (1, 2)), ("a ? b ?", (1, 2)), ("a %s b %s", (1, 2))),
        (
            "%(a)s, %(b)s, %(a)s",
            {"a": 1, "b": 2},
            ("$1, $2, $1", (1, 2)),
            ("?, ?, ?", (1, 2, 1)),
            ("%(a)s, %(b)s, %(a)s", ()),
        ),
        (":a, :b, :a", {"a": 1, "b": 2}, ("$1, $2, $1", (1, 2)), ("?, ?, ?", (1, 2, 1)), ("?, ?, ?", (1, 2, 1))),
        ("'100%%' = %s", (1,), ("'100%' = $1", (1,)), ("'100%' = ?", (1,)), ("'100%%' = %s", (1,))),
        (
            """':x' ":x" -- :x\n /* :x */ a::int, :x""",
            {"x": 1},
            ("""':x' ":x" -- :x\n /* :x */ a::int, $1""", (1,)),
            ("""':x' ":x" -- :x\n /* :x */ a::int, ?""", (1,)),
            None,
        ),
        ("x LIKE 'a%' AND y = ?", (1,), None, ("x LIKE 'a%' AND y = ?", (1,)), ("x LIKE 'a%' AND y = ?", (1,))),
        ("@a $b [:a] :a", {"a": 1, "b": 2}, None, None, ("? ? [:a] ?", (1, 2, 1))),
    ],
)
def test_texts(sql: str, parameters: Any, postgresql: Any, mysql: Any, sqlite: Any) -> None:
    for backend, expected in (("postgresql", postgresql), ("mysql", mysql), ("sqlite", sqlite)):
        if expected is not None:
            assert translated(sql, parameters, backend) == expected


def test_parameters_that_do_not_fit_are_refused(engine: Engine) -> None:
    with engine.connect() as connection:
        with pytest.raises(exc.ArgumentError, match="mapping or sequence expected"):
            connection.exec_driver_sql("SELECT 1", "text")
        with pytest.raises(exc.ArgumentError, match="tuples or dictionaries"):
            connection.exec_driver_sql("SELECT :a", [{"a": 1}, (1,)])
        with pytest.raises(exc.ArgumentError, match=":a has no value"):
            connection.exec_driver_sql("SELECT :a", {"b": 1})
        if engine.dialect.name != "sqlite":
            with pytest.raises(exc.ArgumentError, match="a tuple is expected"):
                connection.exec_driver_sql("SELECT %s", {"b": 1})
            with pytest.raises(exc.ArgumentError, match="a dictionary is expected"):
                connection.exec_driver_sql("SELECT %(b)s", (1,))


def test_a_raw_connection_begins_by_itself(engine: Engine) -> None:
    insert = "INSERT INTO pairs (name, size) VALUES ('a', 1)"
    raw = engine.raw_connection()
    assert (raw.is_valid, raw.is_detached, raw.info, raw.record_info) == (True, False, {}, {})
    raw.cursor().execute(insert)
    raw.rollback()
    raw.cursor().execute(insert)
    raw.commit()
    raw.cursor().execute(insert)
    raw.close()
    with engine.connect() as connection:
        assert connection.exec_driver_sql(SELECT).all() == [("a", 1)]
    raw = engine.raw_connection()
    raw.autocommit = True
    raw.cursor().execute(insert)
    raw.close()
    with engine.connect() as connection:
        assert len(connection.exec_driver_sql(SELECT).all()) == 2


def test_a_detached_connection_says_so(engine: Engine) -> None:
    with engine.connect() as connection:
        assert not connection.connection.is_detached
        connection.detach()
        assert connection.connection.is_detached
        assert connection.connection.is_valid
        assert connection.exec_driver_sql("SELECT 1").scalar() == 1


def test_two_phases_are_refused(engine: Engine) -> None:
    with engine.connect() as connection:
        for method in ("begin_twophase", "recover_twophase"):
            with pytest.raises(NotImplementedError, match="two phases"):
                getattr(connection, method)()
        for method in ("rollback_prepared", "commit_prepared"):
            with pytest.raises(NotImplementedError, match="two phases"):
                getattr(connection, method)("xid")


def test_a_transaction_that_ended_is_not_valid(engine: Engine) -> None:
    with engine.connect() as connection:
        transaction = connection.begin()
        assert transaction.is_valid
        transaction.commit()
        assert not transaction.is_valid


def test_the_level_under_autocommit_is_the_default(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        assert connection.get_isolation_level() == connection.default_isolation_level
        connection.execution_options(isolation_level="SERIALIZABLE")
        assert connection.get_isolation_level() == "SERIALIZABLE"
