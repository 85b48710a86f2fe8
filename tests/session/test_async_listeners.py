"""Asynchronous listeners: awaited where the event happens, with the asynchronous session."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from sqlmodel_rs import event, exc, func, select
from sqlmodel_rs.ext.asyncio import (
    AsyncConnection,
    AsyncSessionTransaction,
    async_sessionmaker,
    create_async_engine,
)
from sqlmodel_rs.ext.asyncio.events import AWAITED
from sqlmodel_rs.ext.asyncio.session import PlainAsyncSession

from .models import Base, Team


@pytest.fixture
async def engine(async_database_url: str) -> AsyncIterator[Any]:
    engine = create_async_engine(async_database_url)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield engine
    await engine.dispose()


async def _count(session: PlainAsyncSession) -> int:
    return int(await session.scalar(select(func.count(Team.id))))


async def test_every_event_is_awaited_in_its_place(engine: Any) -> None:
    told: list[str] = []

    def listener(name: str) -> Any:
        async def hear(*arguments: Any) -> None:
            assert arguments[0] is session
            told.append(name)

        return hear

    async with PlainAsyncSession(engine) as session:
        for name in AWAITED:
            event.listen(session, name, listener(name))
        session.add(Team(name="A"))
        await session.commit()
        await session.scalar(select(func.count(Team.id)))
        await session.rollback()
    assert told == [
        *("before_commit", "before_flush", "after_begin", "after_flush", "after_flush_postexec", "after_commit"),
        *("after_begin", "after_rollback", "after_soft_rollback"),
    ]


async def test_a_listener_uses_the_session(engine: Any) -> None:
    counts: list[int] = []
    async with PlainAsyncSession(engine) as session:

        async def before_flush(own: PlainAsyncSession, context: Any, instances: Any) -> None:
            counts.append(await _count(own))
            own.add(Team(name="besides"))

        event.listen(session, "before_flush", before_flush, once=True)
        session.add(Team(name="A"))
        await session.commit()
        assert await _count(session) == 2
    assert counts == [0]


async def test_what_after_begin_is_given(engine: Any) -> None:
    given: list[Any] = []
    async with PlainAsyncSession(engine) as session:

        async def after_begin(session: Any, transaction: Any, connection: Any) -> None:
            given.extend([session, transaction, connection, await connection.scalar(select(1))])

        event.listen(session, "after_begin", after_begin, named=True)
        transaction = await session.begin()
        connection = await session.connection()
        assert given == [session, transaction, connection, 1]
        assert isinstance(transaction, AsyncSessionTransaction) and isinstance(connection, AsyncConnection)


async def test_a_listener_that_raises_stops_the_commit(engine: Any) -> None:
    async def before_commit(session: PlainAsyncSession) -> None:
        await session.flush()
        raise KeyError

    async with PlainAsyncSession(engine) as session:
        event.listen(session, "before_commit", before_commit)
        session.add(Team(name="A"))
        with pytest.raises(KeyError):
            await session.commit()
        assert event.contains(session, "before_commit", before_commit)
        event.remove(session, "before_commit", before_commit)
        await session.rollback()
        assert await _count(session) == 0
    assert engine.pool.checkedout() == 0


async def test_the_sessions_of_a_factory_are_listened_to(engine: Any) -> None:
    told: list[Any] = []

    async def after_commit(session: Any) -> None:
        told.append(session)

    maker = async_sessionmaker(engine)
    event.listen(maker, "after_commit", after_commit)
    try:
        async with maker() as session, PlainAsyncSession(engine) as other:
            for own in (session, other):
                await own.connection()
                await own.commit()
            assert told == [session]
    finally:
        event.remove(maker, "after_commit", after_commit)


async def test_what_cannot_be_awaited_is_refused(engine: Any) -> None:
    async def hear(*arguments: Any) -> None:
        raise AssertionError

    async with PlainAsyncSession(engine) as session:
        with pytest.raises(exc.InvalidRequestError, match="'after_attach' happens outside an await"):
            event.listen(session, "after_attach", hear)
        with pytest.raises(NotImplementedError, match="sync_session"):
            event.listen(session, "before_flush", lambda *arguments: None)
        event.listen(session, "before_commit", hear)
        with pytest.raises(exc.InvalidRequestError, match="cannot be awaited by synchronous code"):
            await session.run_sync(lambda sync: sync.commit())
