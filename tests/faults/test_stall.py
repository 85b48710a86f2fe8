"""An event loop keeps turning while many rows arrive, and while a session lets go of them.

Measured is the processor time that the loop's thread spends between two turns of a ticking task: what other processes
take of the machine does not count. The engine builds rows for a millisecond at a time, a little more in a debug build,
and a session lets go of a thousand objects at a time. Without the latter the longest turn for 30 000 rows is 18 ms in a
release build and 100 ms in a debug build. A full collection is the interpreter's own, so it is kept out.
"""

import asyncio
import gc
import time
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest

from sqlmodel_rs import Session, func, select
from sqlmodel_rs.engine import Engine
from sqlmodel_rs.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from .conftest import asynchronous
from .models import Item

ROWS = 30_000
LONGEST = 0.015


@pytest.fixture
async def full(database_url: str, made: Callable[..., Engine]) -> AsyncIterator[AsyncEngine]:
    """Return an engine on a database with many rows."""
    with Session(made()) as session:
        session.add_all(Item(name=f"item{number}") for number in range(ROWS))
        session.commit()
    engine = create_async_engine(asynchronous(database_url))
    async with engine.connect() as connection:
        assert await connection.scalar(select(func.count(Item.id))) == ROWS
    yield engine
    await engine.dispose()


@pytest.fixture
def no_collection() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


class Ticker:
    """Turns with the loop and remembers the longest turn."""

    def __init__(self) -> None:
        self.longest = 0.0
        self.turns = 0

    async def __aenter__(self) -> "Ticker":
        self._task = asyncio.ensure_future(self._tick())
        await asyncio.sleep(0)
        return self

    async def __aexit__(self, *error: object) -> None:
        await asyncio.sleep(0)
        self._task.cancel()
        await asyncio.wait([self._task])

    async def _tick(self) -> None:
        last = time.thread_time()
        while True:
            await asyncio.sleep(0)
            now = time.thread_time()
            self.longest = max(self.longest, now - last)
            self.turns += 1
            last = now


async def test_loading_does_not_stall_the_loop(full: AsyncEngine, no_collection: None) -> None:
    session = AsyncSession(full)
    async with Ticker() as ticker:
        items = (await session.exec(select(Item))).all()
    assert len(items) == ROWS
    assert ticker.longest < LONGEST
    async with Ticker() as ticker:
        await session.close()
    assert ticker.longest < LONGEST
    assert ticker.turns > ROWS / 2000
    assert all(item not in session for item in items[::1000])


async def test_fetching_does_not_stall_the_loop(full: AsyncEngine, no_collection: None) -> None:
    count = 0
    async with full.connect() as connection, Ticker() as ticker:
        async with connection.stream(select(Item.id, Item.name)) as rows:
            async for _ in rows:
                count += 1
    assert count == ROWS
    assert ticker.longest < LONGEST


async def test_a_session_whose_close_is_cancelled_is_closed(full: AsyncEngine) -> None:
    session = AsyncSession(full)
    items: Any = (await session.exec(select(Item))).all()
    task = asyncio.ensure_future(session.close())
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled()
    assert not any(item in session for item in items)
    assert not session.in_transaction()
    assert full.sync_engine.pool.checkedout() == 0
