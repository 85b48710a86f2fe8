"""Sessions and objects used where they cannot be: closed, detached, by a second task or thread."""

import asyncio
import threading
from collections.abc import Callable

import pytest

from sqlmodel_rs import Session, event, exc, func, select, text
from sqlmodel_rs.engine import Engine
from sqlmodel_rs.ext.asyncio import AsyncSession, create_async_engine

from .conftest import asynchronous
from .models import Box, Item, full_box

SLOW = {
    "sqlite": "WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r WHERE i < 3000000) "
    "SELECT count(*) FROM r",
    "postgresql": "SELECT pg_sleep(0.5)",
    "mysql": "SELECT sleep(0.5)",
}


def test_a_closed_connection(made: Callable[..., Engine]) -> None:
    connection = made().connect()
    connection.close()
    connection.close()
    with pytest.raises(exc.ResourceClosedError, match="This Connection is closed"):
        connection.execute(text("SELECT 1"))
    with pytest.raises(exc.ResourceClosedError, match="This Connection is closed"):
        connection.begin()


def test_a_closed_session_begins_anew(made: Callable[..., Engine]) -> None:
    session = Session(made())
    session.add(full_box())
    session.commit()
    session.close()
    assert session.exec(select(func.count(Box.id))).one() == 1
    session.close()


def test_a_session_that_is_closed_for_good(made: Callable[..., Engine]) -> None:
    session = Session(made(), close_resets_only=False)
    session.close()
    with pytest.raises(exc.InvalidRequestError, match="permanently closed"):
        session.exec(select(Box)).all()
    with pytest.raises(exc.InvalidRequestError, match="permanently closed"):
        session.add(Box(name="b"))
        session.commit()


async def test_an_async_session_that_is_closed_for_good(database_url: str, made: Callable[..., Engine]) -> None:
    engine = create_async_engine(asynchronous(database_url))
    session = AsyncSession(engine, close_resets_only=False)
    await session.close()
    with pytest.raises(exc.InvalidRequestError, match="permanently closed"):
        await session.exec(select(Box))
    await engine.dispose()


def test_a_result_outlives_its_session(made: Callable[..., Engine]) -> None:
    with Session(made()) as session:
        session.add(full_box())
        session.commit()
        result = session.exec(select(Box.name))
    assert result.all() == ["b"]


def test_a_detached_object_says_what_it_cannot_load(made: Callable[..., Engine]) -> None:
    with Session(made()) as session:
        session.add(full_box())
        session.commit()
        expired = session.exec(select(Box)).one()
        session.commit()
    with pytest.raises(exc.DetachedInstanceError, match=r"Box.*attribute.*name.*|Box.*not bound to a Session"):
        _ = expired.name
    with Session(made()) as session:
        loaded = session.exec(select(Box)).one()
    assert loaded.name == "b"
    with pytest.raises(exc.DetachedInstanceError, match=r"Box.*items"):
        _ = loaded.items
    with Session(made()) as session, pytest.raises(exc.InvalidRequestError, match=r"Box.*not persistent"):
        session.refresh(loaded)


async def test_a_detached_object_of_an_async_session(database_url: str, made: Callable[..., Engine]) -> None:
    engine = create_async_engine(asynchronous(database_url))
    async with AsyncSession(engine) as session:
        session.add(full_box())
        await session.commit()
        box = (await session.exec(select(Box))).one()
    with pytest.raises(exc.DetachedInstanceError, match=r"Box.*items"):
        _ = box.items
    await engine.dispose()


def test_an_object_of_another_session(made: Callable[..., Engine]) -> None:
    with Session(made()) as first, Session(made()) as second:
        box = full_box()
        first.add(box)
        with pytest.raises(exc.InvalidRequestError, match="already attached to session"):
            second.add(box)


async def test_a_second_task_is_refused(database_url: str, backend: str, made: Callable[..., Engine]) -> None:
    engine = create_async_engine(asynchronous(database_url))
    async with AsyncSession(engine) as session:
        connection = await session.connection()
        first = asyncio.ensure_future(session.exec(text(SLOW[backend])))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        for work in (session.exec(select(Box)), session.commit(), session.get(Box, 1), session.flush()):
            with pytest.raises(exc.InvalidRequestError, match="in use by another thread or task") as caught:
                await asyncio.ensure_future(work)
            assert isinstance(caught.value, exc.IllegalStateChangeError)
        await first
        assert await connection.scalar(text("SELECT 1")) == 1
        assert (await session.exec(select(Box))).all() == []
    await engine.dispose()


async def test_gathered_tasks_on_one_session_leave_it_whole(database_url: str, made: Callable[..., Engine]) -> None:
    engine = create_async_engine(asynchronous(database_url), pool_size=1, max_overflow=0)
    async with AsyncSession(engine) as session:
        session.add(full_box())
        answers = await asyncio.gather(*(session.exec(select(Box)) for _ in range(5)), return_exceptions=True)
        assert any(isinstance(answer, exc.IllegalStateChangeError) for answer in answers)
        await session.rollback()
        assert (await session.exec(select(Box))).all() == []
    async with engine.connect() as connection:
        assert await connection.scalar(text("SELECT 1")) == 1
    await engine.dispose()


def test_a_second_thread_is_refused(backend: str, made: Callable[..., Engine]) -> None:
    engine = made()
    started = threading.Event()
    event.listen(engine, "before_cursor_execute", lambda *arguments: started.set())
    with Session(engine) as session:
        session.connection()
        started.clear()
        failures: list[BaseException] = []

        def work() -> None:
            try:
                session.connection().execute(text(SLOW[backend]))
                session.exec(text(SLOW[backend])).all()
            except BaseException as error:
                failures.append(error)

        thread = threading.Thread(target=lambda: session.exec(text(SLOW[backend])))
        thread.start()
        assert started.wait(10)
        with pytest.raises(exc.IllegalStateChangeError, match="in use by another thread or task"):
            session.exec(select(Box))
        thread.join()
        assert not failures
        assert session.exec(select(Box)).all() == []


def test_threads_share_an_engine(made: Callable[..., Engine]) -> None:
    engine = made(pool_size=2, max_overflow=0, pool_timeout=60)
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for turn in range(10):
                with Session(engine) as session:
                    box = full_box(f"{number}-{turn}")
                    session.add(box)
                    session.commit()
                    assert session.get(Box, box.id) is box
                    assert [item.name for item in box.items] == ["i0", "i1"]
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with Session(engine) as session:
        assert session.exec(select(func.count(Box.id))).one() == 40
        assert session.exec(select(func.count(Item.id))).one() == 80
    assert engine.pool.checkedout() == 0


def test_a_failed_flush_asks_for_a_rollback(made: Callable[..., Engine]) -> None:
    with Session(made()) as session:
        session.add_all([Box(name="same"), Box(name="same")])
        with pytest.raises(exc.IntegrityError):
            session.flush()
        with pytest.raises(exc.PendingRollbackError, match="rolled back due to a previous exception during flush"):
            session.exec(select(Box)).all()
        session.rollback()
        assert session.exec(select(Box)).all() == []
