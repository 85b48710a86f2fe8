"""Awaitable calls: answers, errors, cancellation, fairness of the loop."""

import asyncio

import pytest

from sqlmodel_rs import exc
from sqlmodel_rs._native import Connection, Engine

from .conftest import native_engine

ENDLESS = {
    "sqlite": "WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r) SELECT count(*) FROM r",
    "postgresql": "SELECT pg_sleep(60)",
    "mysql": "SELECT sleep(60)",
}


async def _cancel(connection: Connection, sql: str) -> None:
    async def work() -> None:
        await connection.execute_raw_async(sql)

    task = asyncio.create_task(work())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_statements_and_transactions_are_awaited(engine: Engine) -> None:
    connection = await engine.acquire_async()
    await connection.begin_async()
    assert connection.in_transaction
    assert (await connection.execute_raw_async("SELECT 1 AS one")).rows == [1]
    await connection.rollback_async()
    assert not connection.in_transaction
    await connection.release_async()
    await engine.dispose_async()


async def test_errors_reach_the_waiter(engine: Engine) -> None:
    connection = await engine.acquire_async()
    with pytest.raises(exc.DBAPIError) as caught:
        await connection.execute_raw_async("SELECT nope FROM nowhere")
    assert caught.value.statement == "SELECT nope FROM nowhere"
    await connection.release_async()
    await engine.dispose_async()


async def test_a_cancelled_statement_leaves_the_pool_whole(database_url: str, backend: str) -> None:
    engine = native_engine(database_url, pool_size=1, max_overflow=0)
    connection = await engine.acquire_async()
    await connection.begin_async()
    await _cancel(connection, ENDLESS[backend])
    await connection.release_async()
    connection = await engine.acquire_async()
    assert not connection.in_transaction
    assert (await connection.execute_raw_async("SELECT 5")).rows == [5]
    await connection.release_async()
    assert engine.pool_status()["checked_out"] == 0
    await engine.dispose_async()


async def test_a_cancelled_begin_leaves_no_transaction(database_url: str) -> None:
    engine = native_engine(database_url, pool_size=1, max_overflow=0)
    for _ in range(20):
        connection = await engine.acquire_async()

        async def begin(connection: Connection = connection) -> None:
            await connection.begin_async()

        task = asyncio.create_task(begin())
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await connection.release_async()
        connection = await engine.acquire_async()
        await connection.begin_async()
        await connection.rollback_async()
        await connection.release_async()
    await engine.dispose_async()


async def test_a_cancelled_acquire_does_not_lose_a_connection(database_url: str, backend: str) -> None:
    engine = native_engine(database_url, **({} if backend == "sqlite" else {"pool_size": 1, "max_overflow": 0}))
    held = await engine.acquire_async()
    waiting = asyncio.ensure_future(engine.acquire_async())
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    await held.release_async()
    again = await asyncio.wait_for(engine.acquire_async(), 10)
    assert (await again.execute_raw_async("SELECT 1")).rows == [1]
    await again.release_async()
    await engine.dispose_async()


async def test_many_tasks_share_a_few_connections(database_url: str) -> None:
    engine = native_engine(database_url, pool_size=3, max_overflow=0)

    async def work(number: int) -> int:
        connection = await engine.acquire_async()
        try:
            return int((await connection.execute_raw_async(f"SELECT {number}")).rows[0])
        finally:
            await connection.release_async()

    assert await asyncio.gather(*(work(number) for number in range(50))) == list(range(50))
    await engine.dispose_async()


async def test_other_callbacks_run_while_a_large_result_is_built(memory: Engine) -> None:
    connection = await memory.acquire_async()
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    statement = connection.execute_raw_async(
        "WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r WHERE i < 50000) SELECT i, 'text' || i FROM r"
    )
    counter = asyncio.create_task(count())
    result = await statement
    counter.cancel()
    assert len(result.rows) == 50000
    assert turns > 5
    await connection.release_async()


def test_a_call_without_a_loop_is_refused(memory: Engine) -> None:
    with pytest.raises(RuntimeError, match="no running event loop"):
        memory.acquire_async()


def test_an_engine_serves_one_loop_after_the_other(memory: Engine) -> None:
    async def work() -> list[int]:
        connection = await memory.acquire_async()
        rows = (await connection.execute_raw_async("SELECT 1")).rows
        await connection.release_async()
        return rows

    assert [asyncio.run(work()) for _ in range(3)] == [[1]] * 3


async def test_calls_that_send_nothing_end_without_a_turn_of_the_loop(database_url: str, backend: str) -> None:
    engine = native_engine(database_url, poolclass="queue") if backend != "sqlite" else None
    if engine is None:
        pytest.skip("a database in memory has one connection, which is shared")
    await (await engine.acquire_async()).release_async()
    acquiring = engine.acquire_async()
    with pytest.raises(StopIteration) as acquired:
        next(iter(acquiring))
    connection = acquired.value.value
    for call in (connection.begin_async, connection.rollback_async, connection.release_async):
        with pytest.raises(StopIteration):
            next(iter(call()))
    assert connection.closed and engine.pool_status()["checked_in"] == 1
    await engine.dispose_async()


async def test_an_ended_call_is_awaited_as_any_other(engine: Engine) -> None:
    connection = await engine.acquire_async()
    begun = connection.begin_async()
    await begun
    assert connection.in_transaction
    with pytest.raises(exc.InterfaceError):
        await connection.begin_async()
    thrown = connection.rollback_async()
    with pytest.raises(asyncio.CancelledError):
        thrown.throw(asyncio.CancelledError())
    await connection.release_async()
