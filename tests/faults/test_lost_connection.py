"""A killed server session or a cut socket gives one error; nothing half-written stays, the next answer is right."""

import asyncio
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from sqlmodel_rs import Session, event, exc, func, select, text
from sqlmodel_rs.engine import Engine
from sqlmodel_rs.ext.asyncio import AsyncSession, create_async_engine

from .conftest import asynchronous, kill, session_number
from .models import Box, Item, full_box
from .proxy import Proxy

SLEEP = {"postgresql": "SELECT pg_sleep(30)", "mysql": "SELECT sleep(30)"}


def before_statement(engine: Engine, prefix: str, action: Callable[[], None]) -> None:
    """Call `action` once, before the first statement that begins with `prefix`."""
    waiting = [action]

    def listen(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if waiting and statement.startswith(prefix):
            waiting.pop()()

    event.listen(engine, "before_cursor_execute", listen)


def check_empty(engine: Engine) -> None:
    """Assert that nothing was written and that the engine works."""
    with Session(engine) as session:
        assert session.exec(select(func.count(Box.id))).one() == 0
        assert session.exec(select(func.count(Item.id))).one() == 0
        session.add(full_box())
        session.commit()
    with Session(engine) as session:
        assert [item.name for item in session.exec(select(Box)).one().items] == ["i0", "i1"]
        session.delete(session.exec(select(Item).where(Item.name == "i1")).one())
        session.commit()
    assert engine.pool.checkedout() == 0


def test_killed_between_the_statements_of_a_flush(server_url: str, backend: str, made: Callable[..., Engine]) -> None:
    engine = made(pool_size=1, max_overflow=0)
    with Session(engine) as session:
        number = session.connection().scalar(text(session_number(backend)))
        before_statement(engine, "INSERT INTO item", lambda: kill(server_url, number))
        session.add(full_box())
        with pytest.raises(exc.OperationalError) as caught:
            session.commit()
        assert caught.value.connection_invalidated
        assert caught.value.statement.startswith("INSERT INTO item")
        with pytest.raises(exc.PendingRollbackError):
            session.exec(select(Box)).all()
        session.rollback()
        assert session.exec(select(Box)).all() == []
    check_empty(engine)


async def test_killed_between_the_statements_of_an_async_flush(
    server_url: str, backend: str, made: Callable[..., Engine]
) -> None:
    engine = create_async_engine(asynchronous(server_url), pool_size=1, max_overflow=0)
    async with AsyncSession(engine) as session:
        number = await (await session.connection()).scalar(text(session_number(backend)))
        before_statement(engine.sync_engine, "INSERT INTO item", lambda: kill(server_url, number))
        session.add(full_box())
        with pytest.raises(exc.OperationalError) as caught:
            await session.commit()
        assert caught.value.connection_invalidated
        await session.rollback()
        assert (await session.exec(select(Box))).all() == []
    await engine.dispose()
    check_empty(made())


def test_killed_before_commit(server_url: str, backend: str, made: Callable[..., Engine]) -> None:
    engine = made(pool_size=1, max_overflow=0)
    with Session(engine) as session:
        session.add(full_box())
        session.flush()
        kill(server_url, session.connection().scalar(text(session_number(backend))))
        with pytest.raises(exc.OperationalError):
            session.commit()
        session.rollback()
    check_empty(engine)


def test_killed_while_a_statement_runs(server_url: str, backend: str, made: Callable[..., Engine]) -> None:
    engine = made(pool_size=1, max_overflow=0)
    with engine.connect() as connection:
        number = connection.scalar(text(session_number(backend)))
        timer = threading.Timer(0.2, kill, (server_url, number))
        timer.start()
        started = time.monotonic()
        with pytest.raises(exc.OperationalError) as caught:
            connection.execute(text(SLEEP[backend]))
        timer.join()
        assert time.monotonic() - started < 10
        assert caught.value.connection_invalidated and connection.invalidated
        with pytest.raises(exc.PendingRollbackError, match="Can't reconnect until invalid transaction is rolled back"):
            connection.scalar(text("SELECT 1"))
        connection.rollback()
        assert connection.scalar(text("SELECT 2")) == 2
    check_empty(engine)


async def test_killed_while_an_awaited_statement_runs(
    server_url: str, backend: str, made: Callable[..., Engine]
) -> None:
    engine = create_async_engine(asynchronous(server_url), pool_size=1, max_overflow=0)
    async with engine.connect() as connection:
        number = await connection.scalar(text(session_number(backend)))
        asyncio.get_running_loop().call_later(0.2, kill, server_url, number)
        with pytest.raises(exc.OperationalError) as caught:
            await asyncio.wait_for(connection.execute(text(SLEEP[backend])), 10)
        assert caught.value.connection_invalidated and connection.invalidated
        await connection.rollback()
        assert await connection.scalar(text("SELECT 2")) == 2
    assert engine.sync_engine.pool.checkedout() == 0
    await engine.dispose()


def test_an_idle_connection_that_was_cut(server_url: str, made: Callable[..., Engine], proxy: Proxy) -> None:
    engine = made(proxy.url(server_url), pool_size=1, max_overflow=0)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT 1")) == 1
    proxy.cut()
    with Session(engine) as session, pytest.raises(exc.OperationalError) as caught:
        session.exec(select(Box)).all()
    assert caught.value.connection_invalidated
    check_empty(engine)


def test_pre_ping_replaces_a_connection_that_was_cut(
    server_url: str, made: Callable[..., Engine], proxy: Proxy
) -> None:
    engine = made(proxy.url(server_url), pool_size=2, max_overflow=0, pool_pre_ping=True)
    with engine.connect() as first, engine.connect() as second:
        assert first.scalar(text("SELECT 1")) == second.scalar(text("SELECT 1"))
    proxy.cut()
    check_empty(engine)


def test_one_lost_connection_takes_the_others_at_rest_with_it(
    server_url: str, made: Callable[..., Engine], proxy: Proxy
) -> None:
    engine = made(proxy.url(server_url), pool_size=3, max_overflow=0)
    connections = [engine.connect() for _ in range(3)]
    for connection in connections:
        connection.close()
    proxy.cut()
    with engine.connect() as connection, pytest.raises(exc.OperationalError):
        connection.scalar(text("SELECT 1"))
    for _ in range(3):
        with engine.connect() as connection:
            assert connection.scalar(text("SELECT 1")) == 1


async def test_pre_ping_replaces_an_async_connection_that_was_cut(
    server_url: str, made: Callable[..., Engine], proxy: Proxy
) -> None:
    engine = create_async_engine(asynchronous(proxy.url(server_url)), pool_size=1, pool_pre_ping=True)
    for _ in range(3):
        async with engine.connect() as connection:
            assert await connection.scalar(text("SELECT 5")) == 5
        proxy.cut()
    await engine.dispose()


def _many_items(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO box (name) VALUES ('b')"))
        connection.execute(text("INSERT INTO item (name) VALUES (:name)"), [{"name": f"i{n}"} for n in range(300)])


def test_cut_in_the_middle_of_an_answer(server_url: str, made: Callable[..., Engine], proxy: Proxy) -> None:
    engine = made(proxy.url(server_url), pool_size=1, max_overflow=0)
    _many_items(engine)
    with Session(engine) as session:
        assert len(session.exec(select(Item)).all()) == 300
        session.expunge_all()
        proxy.cut_after = 5000
        with pytest.raises(exc.OperationalError) as caught:
            session.exec(text("SELECT a.id, b.name FROM item a, item b")).all()
        assert caught.value.connection_invalidated
        session.rollback()
        assert len(session.exec(select(Item)).all()) == 300


async def test_cut_in_the_middle_of_an_awaited_answer(
    server_url: str, made: Callable[..., Engine], proxy: Proxy
) -> None:
    _many_items(made())
    engine = create_async_engine(asynchronous(proxy.url(server_url)), pool_size=1, max_overflow=0)
    async with AsyncSession(engine) as session:
        assert len((await session.exec(select(Item))).all()) == 300
        session.expunge_all()
        proxy.cut_after = 5000
        with pytest.raises(exc.OperationalError):
            await asyncio.wait_for(session.exec(text("SELECT a.id, b.name FROM item a, item b")), 10)
        await session.rollback()
        assert len((await session.exec(select(Item))).all()) == 300
    await engine.dispose()


@pytest.mark.parametrize("prefix", ["INSERT INTO box", "INSERT INTO item"])
def test_cut_in_the_middle_of_a_flush(server_url: str, made: Callable[..., Engine], proxy: Proxy, prefix: str) -> None:
    engine = made(proxy.url(server_url), pool_size=1, max_overflow=0)
    before_statement(engine, prefix, proxy.cut)
    with Session(engine) as session:
        session.add(full_box(count=20))
        with pytest.raises(exc.OperationalError):
            session.commit()
    check_empty(engine)


def test_cut_while_connecting(server_url: str, made: Callable[..., Engine], proxy: Proxy) -> None:
    engine = made(proxy.url(server_url), pool_size=1, max_overflow=0)
    proxy.cut_after = 1
    with pytest.raises(exc.OperationalError):
        engine.connect()
    assert engine.pool.checkedout() == 0
    check_empty(engine)


def test_an_invalidated_connection_leaves_no_transaction(server_url: str, made: Callable[..., Engine]) -> None:
    engine = made(pool_size=1, max_overflow=0)
    with Session(engine) as session:
        session.add(full_box())
        session.flush()
        session.connection().invalidate()
        session.rollback()
    # The invalidated connection's lock is gone: another one may take the unique name.
    check_empty(engine)


def test_an_invalidated_connection_is_opened_again(server_url: str, backend: str, made: Callable[..., Engine]) -> None:
    engine = made(pool_size=1, max_overflow=0)
    with engine.connect() as connection:
        first = connection.scalar(text(session_number(backend)))
        connection.rollback()
        connection.invalidate()
        assert connection.scalar(text(session_number(backend))) != first
    assert engine.pool.checkedout() == 0
