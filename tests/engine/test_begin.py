"""When the database is told of a transaction, and what holds although it is told late."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sqlmodel_rs import exc
from sqlmodel_rs.engine import Connection, Engine, create_engine
from sqlmodel_rs.ext.asyncio import AsyncConnection, create_async_engine
from sqlmodel_rs.schema import Column, MetaData, Table
from sqlmodel_rs.sql.expression import func, literal_column, select, text
from sqlmodel_rs.types import Integer

table = Table("t", MetaData(), Column("x", Integer, primary_key=True))


@pytest.fixture
def url(database_url: str, tmp_path: Path) -> str:
    """A database that several connections may use."""
    return f"sqlite:///{tmp_path}/begin.db" if database_url == "sqlite://" else database_url


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = create_engine(url)
    table.metadata.create_all(engine)
    yield engine
    engine.dispose()


def stored(engine: Engine) -> list[int]:
    with engine.connect() as connection:
        return list(connection.scalars(select(table.c.x).order_by(table.c.x)))


def number_of(connection: Connection) -> int:
    number = connection.execute(text("select pg_backend_pid()")).scalar()
    connection.rollback()
    return int(number)


def server_state(engine: Engine, number: int) -> str:
    """What another connection sees of the one with this number."""
    with engine.connect() as other:
        ask = text("select state from pg_stat_activity where pid = :pid")
        return str(other.execute(ask, {"pid": number}).scalar())


def only(engine: Engine, name: str) -> None:
    if engine.dialect.name != name:
        pytest.skip(f"about {name}")


@pytest.mark.parametrize("end", ["commit", "rollback"])
def test_what_is_begun_and_not_used_ends(engine: Engine, end: str) -> None:
    with engine.connect() as connection:
        for _ in range(2):
            transaction = connection.begin()
            assert connection.in_transaction()
            getattr(transaction, end)()
            assert not connection.in_transaction()
        connection.execute(table.insert().values(x=1))
        connection.rollback()
    assert stored(engine) == []


def test_a_change_after_a_read_is_undone(engine: Engine) -> None:
    with engine.connect() as connection:
        assert connection.scalars(select(table.c.x)).all() == []
        connection.execute(table.insert().values(x=1))
        assert connection.scalars(select(table.c.x)).all() == [1]
        connection.rollback()
        assert connection.scalars(select(table.c.x)).all() == []


def test_a_savepoint_after_a_read_belongs_to_the_transaction(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.scalars(select(table.c.x)).all()
        with connection.begin_nested():
            connection.execute(table.insert().values(x=1))
        assert connection.in_transaction()
        connection.rollback()
    assert stored(engine) == []


def test_work_after_a_failed_read_is_refused_on_postgresql(engine: Engine) -> None:
    with engine.connect() as connection:
        with pytest.raises(exc.DBAPIError):
            connection.execute(select(table.c.x + Column("nope", Integer)))
        if engine.dialect.name == "postgresql":
            with pytest.raises(exc.InternalError, match="current transaction is aborted"):
                connection.execute(select(table.c.x))
            connection.rollback()
        connection.execute(table.insert().values(x=1))
        connection.commit()
    assert stored(engine) == [1]


def test_a_commit_as_text_keeps_what_came_before(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.execute(table.insert().values(x=1))
        connection.execute(text("COMMIT"))
        connection.rollback()
    assert stored(engine) == [1]


def test_work_after_a_commit_as_text_is_in_a_transaction_where_python_drivers_begin_one(engine: Engine) -> None:
    # psycopg2 and asyncpg do not: `COMMIT` is how programs leave the transaction there (CREATE DATABASE).
    with engine.connect() as connection:
        connection.execute(table.insert().values(x=1))
        connection.execute(text("COMMIT"))
        connection.execute(table.insert().values(x=2))
        connection.rollback()
    assert stored(engine) == ([1, 2] if engine.dialect.name == "postgresql" else [1])


def test_autocommit_and_transactions_take_turns_on_one_connection(url: str) -> None:
    engine = create_engine(url, pool_size=1, max_overflow=0)
    table.metadata.create_all(engine)
    automatic = engine.execution_options(isolation_level="AUTOCOMMIT")
    for value in (1, 2):
        with automatic.connect() as connection:
            connection.execute(table.insert().values(x=value))
        with engine.connect() as connection:
            connection.execute(table.insert().values(x=value + 10))
    assert stored(engine) == [1, 2]
    engine.dispose()


def test_postgresql_begins_with_the_first_statement_that_is_no_pure_read(engine: Engine) -> None:
    only(engine, "postgresql")
    with engine.connect() as connection:
        number = number_of(connection)
        connection.execute(select(table.c.x))
        assert server_state(engine, number) == "idle"
    with engine.begin() as connection:
        connection.execute(text("create sequence numbers"))
    for statement in (
        select(table.c.x).with_for_update(),
        select(func.pg_advisory_xact_lock(7)),
        text("select 1"),
        select(table.c.x.op("+")(1)),
        select(literal_column("nextval('numbers')")),
    ):
        with engine.connect() as connection:
            number = number_of(connection)
            connection.execute(statement)
            assert server_state(engine, number) == "idle in transaction", str(statement)


@pytest.mark.parametrize("how", ["level", "session", "database"])
def test_postgresql_reads_one_snapshot_under_repeatable_read(engine: Engine, how: str) -> None:
    only(engine, "postgresql")
    with engine.connect() as connection:
        if how == "level":
            connection.execution_options(isolation_level="REPEATABLE READ")
        elif how == "session":
            connection.execute(text("set default_transaction_isolation to 'repeatable read'"))
            connection.commit()
        else:
            name = engine.url.database
            connection.execute(text(f"alter database {name} set default_transaction_isolation to 'repeatable read'"))
            connection.commit()
            connection.invalidate()
            connection.rollback()
        assert connection.scalars(select(table.c.x)).all() == []
        with engine.begin() as other:
            other.execute(table.insert().values(x=1))
        assert connection.scalars(select(table.c.x)).all() == []
        connection.rollback()
        connection.execute(text(f"alter database {engine.url.database} reset default_transaction_isolation"))
        connection.commit()


def test_mysql_reads_one_snapshot(engine: Engine) -> None:
    only(engine, "mysql")
    with engine.connect() as connection:
        assert connection.scalars(select(table.c.x)).all() == []
        with engine.begin() as other:
            other.execute(table.insert().values(x=1))
        assert connection.scalars(select(table.c.x)).all() == []
        connection.rollback()
        assert connection.scalars(select(table.c.x)).all() == [1]


def test_mysql_levels_hold_for_the_transaction_that_asked(url: str) -> None:
    engine = create_engine(url, pool_size=1, max_overflow=0)
    only(engine, "mysql")
    asked = engine.execution_options(isolation_level="READ COMMITTED")
    for chosen, level in ((engine, "REPEATABLE-READ"), (asked, "READ-COMMITTED"), (engine, "REPEATABLE-READ")):
        with chosen.connect() as connection:
            assert connection.execute(text("select @@tx_isolation")).scalar() == level
            connection.execute(text("create table if not exists other (x integer)"))
            assert connection.execute(text("select @@tx_isolation")).scalar() == level
    engine.dispose()


def test_mysql_sends_no_begin_and_no_end_of_nothing(url: str) -> None:
    engine = create_engine(url, pool_size=1, max_overflow=0)
    only(engine, "mysql")
    counted = text("show session status where variable_name in ('Com_begin', 'Com_commit', 'Com_rollback')")

    def counts() -> dict[str, int]:
        with engine.connect() as connection:
            return {name: int(number) for name, number in connection.execute(counted)}

    before = counts()
    for end in ("commit", "rollback"):
        with engine.connect() as connection:
            connection.begin()
            getattr(connection, end)()
    after = counts()
    # The statement that counts is itself rolled back.
    assert after == {**before, "Com_rollback": before["Com_rollback"] + 1}
    engine.dispose()


def test_sqlite_takes_a_pragma_before_the_first_change(engine: Engine) -> None:
    only(engine, "sqlite")
    with engine.connect() as connection:
        connection.scalars(select(table.c.x)).all()
        connection.execute(text("PRAGMA foreign_keys=ON"))
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
        assert connection.in_transaction()
        connection.execute(table.insert().values(x=1))
        connection.execute(text("PRAGMA foreign_keys=OFF"))
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
        connection.rollback()
    assert stored(engine) == []


def test_sqlite_vacuums_on_a_connection_that_has_changed_nothing(engine: Engine) -> None:
    only(engine, "sqlite")
    with engine.connect() as connection:
        connection.execute(text("vacuum"))
        connection.execute(text("attach ':memory:' as other"))
        connection.execute(text("detach other"))


def test_sqlite_reads_hold_no_lock(engine: Engine) -> None:
    only(engine, "sqlite")
    with engine.connect() as reading:
        assert reading.scalars(select(table.c.x)).all() == []
        with engine.begin() as writing:
            writing.execute(text("pragma busy_timeout=0"))
            writing.execute(table.insert().values(x=1))
        assert reading.scalars(select(table.c.x)).all() == [1]
        reading.execute(table.insert().values(x=2))
        reading.commit()
    assert stored(engine) == [1, 2]


def test_sqlite_reads_one_snapshot_where_a_level_is_asked_for(engine: Engine) -> None:
    only(engine, "sqlite")
    with engine.begin() as connection:
        connection.execute(text("pragma journal_mode=wal"))
    with engine.connect().execution_options(isolation_level="SERIALIZABLE") as reading:
        assert reading.scalars(select(table.c.x)).all() == []
        with engine.begin() as writing:
            writing.execute(table.insert().values(x=1))
        assert reading.scalars(select(table.c.x)).all() == []
        reading.rollback()
        assert reading.scalars(select(table.c.x)).all() == [1]


def test_sqlite_with_changes_in_a_cte_is_a_change(engine: Engine) -> None:
    only(engine, "sqlite")
    with engine.connect() as connection:
        connection.execute(text("with a(x) as (select 5) insert into t select x from a"))
        connection.rollback()
        assert connection.execute(text("with a as (select count(*) n from t) select n from a")).scalar() == 0


def test_borrowers_of_one_memory_database_keep_their_own_transactions() -> None:
    engine = create_engine("sqlite://")
    table.metadata.create_all(engine)
    with engine.connect() as first, engine.connect() as second:
        first.begin()
        second.begin()
        first.execute(table.insert().values(x=1))
        # The second has done nothing, so its end is not the end of what the first has done.
        second.commit()
        first.rollback()
        assert second.scalars(select(table.c.x)).all() == []
        first.execute(table.insert().values(x=2))
        first.commit()
        second.execute(table.insert().values(x=3))
        second.rollback()
    assert stored(engine) == [2]


async def test_awaited_transactions_are_told_the_same_way(async_database_url: str, tmp_path: Path) -> None:
    if async_database_url.startswith("sqlite"):
        async_database_url = f"sqlite+aiosqlite:///{tmp_path}/begin.db"
    engine = create_async_engine(async_database_url)
    async with engine.begin() as connection:
        await connection.run_sync(table.metadata.create_all)

    async def values(connection: AsyncConnection) -> list[Any]:
        return list(await connection.scalars(select(table.c.x)))

    async with engine.connect() as connection:
        assert await values(connection) == []
        await connection.execute(table.insert().values(x=1))
        await connection.rollback()
        assert await values(connection) == []
        await connection.commit()
        await connection.execute(table.insert().values(x=2))
        await connection.commit()
        assert await values(connection) == [2]
    await engine.dispose()
