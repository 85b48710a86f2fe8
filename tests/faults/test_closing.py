"""Whatever ends a session badly, its connection goes back: a lost connection, a listener of the pool that raises."""

from collections.abc import Callable
from typing import Any

import pytest

from sqlmodel_rs import Session, event, exc, func, select, text
from sqlmodel_rs.engine import Engine
from sqlmodel_rs.ext.asyncio import create_async_engine
from sqlmodel_rs.ext.asyncio.session import PlainAsyncSession

from .conftest import asynchronous, kill, session_number
from .models import Box, full_box
from .proxy import Proxy


class Bang(Exception):
    """What a listener raises."""


def _raise(*arguments: Any) -> None:
    raise Bang


@pytest.mark.parametrize("action", ["close", "rollback", "reset"])
def test_a_lost_connection_goes_back(
    server_url: str, backend: str, made: Callable[..., Engine], proxy: Proxy, action: str
) -> None:
    engine = made(proxy.url(server_url), pool_size=1, max_overflow=0, pool_timeout=5)
    session = Session(engine)
    session.add(full_box())
    session.flush()
    proxy.cut()
    try:
        getattr(session, action)()
    except exc.OperationalError as error:
        assert error.connection_invalidated
    assert not session.in_transaction() and session.is_active
    assert engine.pool.checkedout() == 0
    assert session.scalar(select(func.count(Box.id))) == 0
    session.close()


@pytest.mark.parametrize("action", ["close", "rollback", "reset", "invalidate"])
async def test_a_lost_connection_of_an_async_session_goes_back(
    server_url: str, backend: str, made: Callable[..., Engine], proxy: Proxy, action: str
) -> None:
    made()
    engine = create_async_engine(
        asynchronous(proxy.url(server_url)), pool_size=1, max_overflow=0, pool_timeout=5, pool_pre_ping=True
    )
    session = PlainAsyncSession(engine)
    session.add(full_box())
    await session.flush()
    proxy.cut()
    try:
        await getattr(session, action)()
    except exc.OperationalError as error:
        assert error.connection_invalidated
    assert not session.in_transaction() and session.is_active
    assert engine.pool.checkedout() == 0
    assert await session.scalar(select(func.count(Box.id))) == 0
    await session.close()
    await engine.dispose()


async def test_a_session_killed_while_its_rows_are_fetched(
    server_url: str, backend: str, made: Callable[..., Engine]
) -> None:
    with Session(made()) as session:
        session.add_all(Box(name=f"b{number}") for number in range(300))
        session.commit()
    engine = create_async_engine(asynchronous(server_url), pool_size=1, max_overflow=0, pool_timeout=5)
    async with PlainAsyncSession(engine) as one:
        number = await (await one.connection()).exec_driver_sql(session_number(backend))
        # More than the sockets hold.
        rows = await one.stream_scalars(text("SELECT a.name FROM box a, box b, box c"))
        assert (await anext(rows)).startswith("b")
        kill(server_url, number.scalar_one())
        with pytest.raises(exc.OperationalError) as caught:
            await rows.all()
        assert caught.value.connection_invalidated
        await one.rollback()
        assert await one.scalar(select(func.count(Box.id))) == 300
    assert engine.pool.checkedout() == 0
    await engine.dispose()


@pytest.mark.parametrize("name", ["checkin", "reset", "rollback"])
def test_a_listener_that_raises_at_the_end(made: Callable[..., Engine], name: str) -> None:
    engine = made(pool_size=1, max_overflow=0, pool_timeout=5)
    session = Session(engine)
    session.add(full_box())
    session.flush()
    event.listen(engine, name, _raise)
    with pytest.raises(Bang):
        session.close()
    event.remove(engine, name, _raise)
    assert engine.pool.checkedout() == 0
    assert not session.in_transaction()
    assert session.scalar(select(func.count(Box.id))) == 0
    session.close()


@pytest.mark.parametrize("name", ["checkin", "reset", "rollback"])
async def test_a_listener_that_raises_at_the_end_of_an_async_session(
    database_url: str, made: Callable[..., Engine], name: str
) -> None:
    made()
    engine = create_async_engine(asynchronous(database_url), pool_size=1, max_overflow=0, pool_timeout=5)
    session = PlainAsyncSession(engine)
    session.add(full_box())
    await session.flush()
    event.listen(engine.sync_engine, name, _raise)
    with pytest.raises(Bang):
        await session.close()
    event.remove(engine.sync_engine, name, _raise)
    assert engine.pool.checkedout() == 0
    assert not session.in_transaction()
    assert await session.scalar(select(func.count(Box.id))) == 0
    await session.close()
    await engine.dispose()


def test_a_listener_to_the_end_of_a_flush_leaves_all_or_nothing(made: Callable[..., Engine]) -> None:
    engine = made(pool_size=1, max_overflow=0, pool_timeout=5)
    with Session(engine) as session:
        session.add(full_box())
        event.listen(session, "after_commit", _raise)
        with pytest.raises(Bang):
            session.commit()
        event.remove(session, "after_commit", _raise)
        session.rollback()
        assert session.scalar(select(func.count(Box.id))) == 1
    assert engine.pool.checkedout() == 0


def test_statements_of_every_kind_flush_first(made: Callable[..., Engine]) -> None:
    with Session(made()) as session:
        session.add(Box(name="a"))
        assert session.scalar(select(func.count(Box.id))) == 1
        session.add(Box(name="b"))
        assert session.scalar(select(func.count()).select_from(Box.__table__)) == 2
        session.add(Box(name="c"))
        with session.no_autoflush:
            assert session.scalar(select(func.count(Box.id))) == 2
