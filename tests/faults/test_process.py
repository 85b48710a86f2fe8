"""Whole programs: interpreter exit without dispose, a fork, Ctrl-C."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sqlmodel_rs import Session, func, select, text
from sqlmodel_rs.engine import Engine

from .models import Box, full_box

ROOT = Path(__file__).parents[2]
ENDLESS = {
    "sqlite": "WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r) SELECT count(*) FROM r",
    "postgresql": "SELECT pg_sleep(60)",
    "mysql": "SELECT sleep(60)",
}

PROLOGUE = """
import asyncio, os, signal, sys, threading, time
from sqlmodel_rs import Session, create_engine, exc, select, text
from sqlmodel_rs.ext.asyncio import AsyncSession, create_async_engine
from tests.faults.conftest import asynchronous
from tests.faults.models import Box, full_box
url = sys.argv[1]
endless = sys.argv[2]
"""

EXITS = {
    "sync": """
engine = create_engine(url)
session = Session(engine)
session.add(full_box())
session.flush()
""",
    "sync, globals cut short": """
engine = create_engine(url)
connection = engine.connect()
rows = connection.execute(text("SELECT 1"))
sys.exit(0)
""",
    "async": """
async def main():
    global engine, session
    engine = create_async_engine(asynchronous(url))
    session = AsyncSession(engine)
    session.add(full_box())
    await session.flush()
asyncio.run(main())
""",
    "async, a task left behind": """
async def main():
    engine = create_async_engine(asynchronous(url))
    async def work():
        async with engine.connect() as connection:
            await connection.execute(text(endless))
    task = asyncio.ensure_future(work())
    await asyncio.sleep(0.3)
asyncio.run(main())
""",
    "thread": """
def work():
    global engine, session
    engine = create_engine(url)
    session = Session(engine)
    session.add(full_box())
    session.flush()
thread = threading.Thread(target=work)
thread.start()
thread.join()
""",
    "loop in a thread": """
async def main():
    global engine, connection
    engine = create_async_engine(asynchronous(url))
    connection = await engine.connect()
    await connection.execute(text("SELECT 1"))
thread = threading.Thread(target=lambda: asyncio.run(main()))
thread.start()
thread.join()
""",
    "object in a cycle": """
class Holder: pass
holder = Holder()
holder.me = holder
holder.session = Session(create_engine(url))
holder.box = holder.session.exec(select(Box)).first()
del holder
""",
}


def run(body: str, url: str, backend: str, timeout: float = 30) -> subprocess.CompletedProcess[str]:
    """Run a program to its end."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", PROLOGUE + body, url, ENDLESS[backend]],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


@pytest.mark.parametrize("name", EXITS)
def test_a_program_ends_without_dispose(
    database_url: str, backend: str, made: Callable[..., Engine], name: str
) -> None:
    done = run(EXITS[name], database_url, backend)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    with Session(made()) as session:
        assert session.exec(select(func.count(Box.id))).one() == 0


FORK = """
engine = create_engine(url, pool_size=2)
with Session(engine) as session:
    session.add(full_box("parent"))
    session.commit()
open_session = Session(engine)
open_session.add(full_box("open"))
open_session.flush()
child = os.fork()
if child == 0:
    code = 3
    try:
        try:
            open_session.exec(select(Box)).all()
        except exc.InvalidRequestError as error:
            assert "parent process" in str(error), error
            open_session.close()
            with Session(engine) as session:
                assert [box.name for box in session.exec(select(Box))] == ["parent"]
                session.rollback()
            engine.dispose()
            code = 0
    finally:
        os._exit(code)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
open_session.commit()
with Session(engine) as session:
    assert sorted(box.name for box in session.exec(select(Box))) == ["open", "parent"]
    assert len(session.exec(select(Box)).first().items) == 2
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_child_shares_no_connection(database_url: str, backend: str, made: Callable[..., Engine]) -> None:
    done = run(FORK, database_url, backend)
    assert (done.returncode, done.stderr) == (0, "")


MULTIPROCESSING = """
import multiprocessing
engine = create_engine(url)
with Session(engine) as session:
    session.add(full_box("parent"))
    session.commit()

def count(number):
    with Session(engine) as session:
        return len(session.exec(select(Box)).all())

context = multiprocessing.get_context("fork")
with context.Pool(2) as pool:
    assert pool.map(count, range(8)) == [1] * 8
assert count(0) == 1
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_pool_of_forked_workers(database_url: str, backend: str, made: Callable[..., Engine]) -> None:
    done = run(MULTIPROCESSING, database_url, backend)
    assert (done.returncode, done.stderr) == (0, "")


def test_ctrl_c_stops_a_statement(backend: str, made: Callable[..., Engine]) -> None:
    engine = made(pool_size=1, max_overflow=0)
    with Session(engine) as session:
        session.add(full_box("lost"))
        session.flush()
        timer = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))
        timer.start()
        started = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            session.connection().execute(text(ENDLESS[backend]))
        session.rollback()
        assert time.monotonic() - started < 5
        timer.join()
        assert session.exec(select(Box)).all() == []
        session.add(full_box("kept"))
        session.commit()
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM item")) == 2
        timer = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))
        timer.start()
        with pytest.raises(KeyboardInterrupt):
            connection.execute(text(ENDLESS[backend]))
        timer.join()
        connection.rollback()
        assert connection.scalar(text("SELECT 42")) == 42
    assert engine.pool.checkedout() == 0


def test_ctrl_c_stops_waiting_for_the_pool(made: Callable[..., Engine]) -> None:
    engine = made(pool_size=1, max_overflow=0, pool_timeout=60)
    with engine.connect() as held:
        timer = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))
        timer.start()
        with pytest.raises(KeyboardInterrupt):
            engine.connect()
        timer.join()
        assert held.scalar(text("SELECT 1")) == 1
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT 2")) == 2


def test_ctrl_c_stops_waiting_for_a_locked_file(tmp_path: Path, made: Callable[..., Engine]) -> None:
    url = f"sqlite:///{tmp_path / 'locked.db'}"
    engine = made(url, connect_args={"timeout": 60})
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE t (i int)"))
    with made(url).connect() as holder, engine.connect() as waiting:
        holder.execute(text("INSERT INTO t VALUES (1)"))
        timer = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))
        timer.start()
        started = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            waiting.execute(text("INSERT INTO t VALUES (2)"))
        assert time.monotonic() - started < 5
        timer.join()
        holder.rollback()
        waiting.execute(text("INSERT INTO t VALUES (3)"))
        assert waiting.scalar(text("SELECT i FROM t")) == 3


def test_a_signal_handler_that_raises_its_own_error(backend: str, made: Callable[..., Engine]) -> None:
    class Alarm(Exception):
        pass

    def handler(number: int, frame: object) -> None:
        raise Alarm

    engine = made(pool_size=1, max_overflow=0)
    before = signal.signal(signal.SIGALRM, handler)
    try:
        with engine.connect() as connection:
            signal.setitimer(signal.ITIMER_REAL, 0.2)
            with pytest.raises(Alarm):
                connection.execute(text(ENDLESS[backend]))
            connection.rollback()
            assert connection.scalar(text("SELECT 1")) == 1
    finally:
        signal.signal(signal.SIGALRM, before)


def test_a_signal_that_does_not_raise_changes_nothing(backend: str, made: Callable[..., Engine]) -> None:
    heard: list[int] = []
    before = signal.signal(signal.SIGALRM, lambda number, frame: heard.append(number))
    slow = {
        "sqlite": "WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r WHERE i < 4000000) "
        "SELECT count(*) FROM r",
        "postgresql": "SELECT 4000000 FROM pg_sleep(0.5)",
        "mysql": "SELECT 4000000 + sleep(0.5)",
    }
    try:
        with made().connect() as connection:
            signal.setitimer(signal.ITIMER_REAL, 0.1)
            assert connection.scalar(text(slow[backend])) == 4000000
    finally:
        signal.signal(signal.SIGALRM, before)
    assert heard == [signal.SIGALRM]


ASYNC_INTERRUPT = """
async def main():
    engine = create_async_engine(asynchronous(url), pool_size=1, max_overflow=0)
    async with AsyncSession(engine) as session:
        try:
            await session.exec(text(endless))
        finally:
            await session.rollback()
            assert (await session.exec(select(Box))).all() == []
            print("clean")
threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
try:
    asyncio.run(main())
except KeyboardInterrupt:
    print("interrupted")
"""


def test_ctrl_c_stops_an_awaited_statement(database_url: str, backend: str, made: Callable[..., Engine]) -> None:
    done = run(ASYNC_INTERRUPT, database_url, backend)
    assert (done.returncode, done.stdout, done.stderr) == (0, "clean\ninterrupted\n", "")
