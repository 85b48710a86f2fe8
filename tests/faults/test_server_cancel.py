"""A statement that nobody waits for any more ends on its server, too, and its pool is whole."""

import asyncio
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from sqlmodel_rs import Session, create_engine, text
from sqlmodel_rs.engine import Engine
from sqlmodel_rs.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from .conftest import asynchronous, on_server, session_number
from .models import Box

SLEEP = {"postgresql": "SELECT pg_sleep(60)", "mysql": "SELECT sleep(60)"}


def running(url: str) -> int:
    """Count the statements that sleep on the server."""
    return int(
        on_server(
            url,
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' "
            "AND pid <> pg_backend_pid() AND (query LIKE '%sleep(60)%' OR query LIKE 'FETCH%')"
            if url.startswith("postgresql")
            else "SELECT count(*) FROM information_schema.processlist WHERE db = database() "
            "AND id <> connection_id() AND info LIKE '%sleep(60)%'",
        )[0][0]
    )


def until(url: str, count: int, seconds: float) -> None:
    """Wait until so many statements sleep on the server."""
    deadline = time.monotonic() + seconds
    while (found := running(url)) != count:
        assert time.monotonic() < deadline, f"{found} statements run"
        time.sleep(0.02)


@pytest.fixture
async def pool(server_url: str, made: Callable[..., Engine]) -> AsyncIterator[AsyncEngine]:
    engine = create_async_engine(asynchronous(server_url), pool_size=3, max_overflow=0, pool_timeout=5)
    yield engine
    await engine.dispose()


async def cancel(url: str, work: Any, count: int = 1) -> None:
    """Cancel `work` when its statements run on the server, and check that they end there soon."""
    task = asyncio.ensure_future(work)
    await asyncio.to_thread(until, url, count, 10)
    started = time.monotonic()
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled()
    await asyncio.to_thread(until, url, 0, 2)
    assert time.monotonic() - started < 2


async def test_a_cancelled_task(pool: AsyncEngine, server_url: str, backend: str) -> None:
    async def work() -> None:
        async with pool.connect() as connection:
            await connection.execute(text(SLEEP[backend]))

    await cancel(server_url, work())
    assert pool.sync_engine.pool.checkedout() == 0
    async with pool.connect() as connection:
        assert await connection.scalar(text("SELECT 42")) == 42


async def test_a_cancelled_task_in_a_transaction(pool: AsyncEngine, server_url: str, backend: str) -> None:
    async def work() -> None:
        async with AsyncSession(pool) as session:
            session.add(Box(name="undone"))
            await session.flush()
            await session.exec(text(SLEEP[backend]))

    await cancel(server_url, work())
    async with AsyncSession(pool) as session:
        assert await session.get(Box, 1) is None
    assert pool.sync_engine.pool.checkedout() == 0


async def test_a_cancelled_stream(pool: AsyncEngine, server_url: str, backend: str) -> None:
    async def work() -> None:
        async with pool.connect() as connection, connection.stream(text(SLEEP[backend])) as rows:
            await rows.all()

    await cancel(server_url, work())
    assert pool.sync_engine.pool.checkedout() == 0


async def test_all_of_a_pool_cancelled_at_once(pool: AsyncEngine, server_url: str, backend: str) -> None:
    async def one() -> None:
        async with pool.connect() as connection:
            await connection.execute(text(SLEEP[backend]))

    async def work() -> None:
        await asyncio.gather(one(), one(), one())

    await cancel(server_url, work(), count=3)
    async with asyncio.timeout(5):
        async with pool.connect() as first, pool.connect() as second, pool.connect() as third:
            assert [await each.scalar(text("SELECT 1")) for each in (first, second, third)] == [1, 1, 1]


async def test_a_connection_whose_statement_was_cancelled_goes_on(
    pool: AsyncEngine, server_url: str, backend: str
) -> None:
    # A sleep that MariaDB ends is no error but a row, which looks like a statement that ended by itself.
    busy = "SELECT /* sleep(60) */ count(*) FROM seq_1_to_1000000 a, seq_1_to_1000000 b"
    statement = SLEEP[backend] if backend == "postgresql" else busy
    async with pool.connect() as connection:
        number = await connection.scalar(text(session_number(backend)))
        await connection.rollback()
        await cancel(server_url, connection.execute(text(statement)))
        await connection.rollback()
        assert await connection.scalar(text(session_number(backend))) == number


async def test_a_short_statement_ends_by_itself(pool: AsyncEngine, backend: str) -> None:
    async with pool.connect() as connection:
        number = await connection.scalar(text(session_number(backend)))
        await connection.commit()
        task = asyncio.ensure_future(connection.execute(text("INSERT INTO box (name) VALUES ('short')")))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        await connection.rollback()
        assert await connection.scalar(text(session_number(backend))) == number


@pytest.fixture
def alarm() -> Any:
    """Make SIGALRM what Ctrl-C is."""
    former = signal.signal(signal.SIGALRM, signal.default_int_handler)
    yield lambda seconds: signal.setitimer(signal.ITIMER_REAL, seconds)
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, former)


def test_an_interrupted_call(made: Callable[..., Engine], server_url: str, backend: str, alarm: Any) -> None:
    engine = made(pool_size=1, max_overflow=0, pool_timeout=5)
    with Session(engine) as session:
        session.add(Box(name="undone"))
        session.flush()
        alarm(0.3)
        with pytest.raises(KeyboardInterrupt):
            session.exec(text(SLEEP[backend]))
        until(server_url, 0, 2)
    with Session(engine) as session:
        assert session.get(Box, 1) is None
    assert engine.pool.checkedout() == 0


BLOCKING = """
import sys
from sqlmodel_rs import create_engine, text
with create_engine(sys.argv[1]).connect() as connection:
    connection.execute(text(sys.argv[2]))
"""
AWAITED = """
import asyncio, sys
from sqlmodel_rs import text
from sqlmodel_rs.ext.asyncio import create_async_engine
async def main():
    async with create_async_engine(sys.argv[1]).connect() as connection:
        await connection.execute(text(sys.argv[2]))
asyncio.run(main())
"""


@pytest.mark.parametrize("program", [BLOCKING, AWAITED], ids=["blocking", "awaited"])
def test_an_interrupted_program(server_url: str, backend: str, program: str) -> None:
    url = asynchronous(server_url) if program is AWAITED else server_url
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", program, url, SLEEP[backend]], cwd=root, stderr=subprocess.PIPE, text=True
    ) as child:
        until(server_url, 1, 20)
        child.send_signal(signal.SIGINT)
        assert "KeyboardInterrupt" in child.communicate(timeout=10)[1]
    until(server_url, 0, 2)


def test_a_server_that_takes_no_second_connection(server_url: str, backend: str, proxy: Any, alarm: Any) -> None:
    engine = create_engine(proxy.url(server_url), pool_size=1, max_overflow=0)
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        proxy.refuse()
        alarm(0.3)
        started = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            connection.execute(text(SLEEP[backend]))
        assert time.monotonic() - started < 4
    assert engine.pool.checkedout() == 0
    engine.dispose()
