"""A task cancelled at any await leaves a pool of one whole: its connection is back, and the next answer is right."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from sqlmodel_rs import func, select, text
from sqlmodel_rs.engine import Engine
from sqlmodel_rs.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from .conftest import asynchronous
from .models import Box, Item, full_box

ENDLESS = {
    "sqlite": "WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r) SELECT count(*) FROM r",
    "postgresql": "SELECT pg_sleep(60)",
    "mysql": "SELECT sleep(60)",
}
ROWS = 300


@pytest.fixture
async def one(database_url: str, made: Callable[..., Engine]) -> AsyncIterator[AsyncEngine]:
    """Return an engine whose pool has one connection."""
    engine = create_async_engine(asynchronous(database_url), pool_size=1, max_overflow=0, pool_timeout=10)
    yield engine
    await engine.dispose()


async def check_whole(engine: AsyncEngine) -> None:
    """Assert that the pool's connection is back and clean."""
    async with asyncio.timeout(20):
        async with engine.connect() as connection:
            assert await connection.scalar(text("SELECT 41 + 1")) == 42
            await connection.execute(text("INSERT INTO box (name) VALUES ('undone')"))
        async with AsyncSession(engine) as session:
            assert (await session.exec(select(Box.name).where(Box.name == "undone"))).all() == []
    assert engine.sync_engine.pool.checkedout() == 0


# A begin tells the database nothing, and a rollback of nothing neither: these may end without a turn of the loop.
PROMPT = ("begin", "rollback")


class Stages:
    """Says where a coroutine is, and cancels it there."""

    def __init__(self) -> None:
        self.passed: list[str] = []

    @property
    def reached(self) -> str:
        return self.passed[-1] if self.passed else ""

    @reached.setter
    def reached(self, stage: str) -> None:
        self.passed.append(stage)

    async def cancel_at(self, wanted: str, work: Any, turns: int) -> Any:
        """Cancel `work` some turns of the loop after it has reached a stage."""
        task = asyncio.ensure_future(work)
        while self.reached != wanted:
            if task.done() and wanted in PROMPT and wanted in self.passed:
                return task.result()
            assert not task.done(), f"the work ended in stage {self.reached!r}"
            await asyncio.sleep(0)
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        assert task.cancelled() or task.exception() is None, task.exception()


@pytest.mark.parametrize("turns", [0, 1, 3])
@pytest.mark.parametrize("stage", ["acquire", "begin", "execute", "fetch", "commit", "close"])
async def test_connection_cancelled(one: AsyncEngine, backend: str, stage: str, turns: int) -> None:
    async with AsyncSession(one) as session:
        session.add(full_box("kept", ROWS))
        await session.commit()
    await one.dispose()
    stages = Stages()

    async def work() -> None:
        stages.reached = "acquire"
        connection = await one.connect()
        try:
            stages.reached = "begin"
            await connection.begin()
            if stage == "execute":
                stages.reached = "execute"
                await connection.execute(text(ENDLESS[backend]))
            stages.reached = "fetch"
            await connection.execute(text("SELECT a.id, a.name, b.name FROM item a, item b"))
            await connection.execute(text("INSERT INTO box (name) VALUES ('new')"))
            stages.reached = "commit"
            await connection.commit()
        finally:
            stages.reached = "close"
            await connection.close()

    await stages.cancel_at(stage, work(), turns)
    await check_whole(one)
    async with AsyncSession(one) as session:
        names = (await session.exec(select(Box.name).order_by(Box.name))).all()
        finished = stage in ("begin", "commit", "close")
        assert names in ((["kept"], ["kept", "new"]) if finished else (["kept"],))
        assert (await session.exec(select(func.count(Item.id)))).one() == ROWS


@pytest.mark.parametrize("stage", ["get", "flush", "commit", "refresh", "rollback", "close"])
async def test_session_cancelled(one: AsyncEngine, stage: str) -> None:
    stages = Stages()

    async def work() -> None:
        async with AsyncSession(one) as session:
            stages.reached = "get"
            assert await session.get(Box, 1) is None
            box = full_box("new", 50)
            session.add(box)
            stages.reached = "flush"
            await session.flush()
            stages.reached = "commit"
            await session.commit()
            stages.reached = "refresh"
            await session.refresh(box)
            stages.reached = "rollback"
            await session.rollback()
            stages.reached = "close"

    await stages.cancel_at(stage, work(), 1)
    await check_whole(one)
    async with AsyncSession(one) as session:
        boxes = (await session.exec(select(func.count(Box.id)))).one()
        items = (await session.exec(select(func.count(Item.id)))).one()
    assert (boxes, items) in ([(0, 0)] if stage in ("get", "flush") else [(0, 0), (1, 50)])


async def test_cancelled_after_every_number_of_turns(one: AsyncEngine) -> None:
    async def work(number: int) -> None:
        async with AsyncSession(one) as session, session.begin():
            session.add(full_box(f"box{number}"))
            await session.flush()
            await session.exec(select(Item))

    for turns in range(60):
        task = asyncio.ensure_future(work(turns))
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        assert task.cancelled() or task.exception() is None
    await check_whole(one)
    async with AsyncSession(one) as session:
        boxes = (await session.exec(select(func.count(Box.id)))).one()
        assert (await session.exec(select(func.count(Item.id)))).one() == 2 * boxes


async def test_who_waits_for_the_pool_is_cancelled(one: AsyncEngine) -> None:
    async with one.connect() as held:
        waiting = [asyncio.ensure_future(one.connect().start()) for _ in range(5)]
        await asyncio.sleep(0.05)
        for task in waiting:
            task.cancel()
        await asyncio.wait(waiting)
        assert all(task.cancelled() for task in waiting)
        assert await held.scalar(text("SELECT 1")) == 1
    await check_whole(one)


async def test_a_time_limit_ends_a_long_statement(one: AsyncEngine, backend: str) -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            async with AsyncSession(one) as session:
                await session.exec(text(ENDLESS[backend]))
    await check_whole(one)
