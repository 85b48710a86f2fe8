"""Event loops of every make: uvloop's, anyio's, many one after the other and many at once in threads."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from typing import Any

import anyio
import pytest

from sqlmodel_rs import Field, Relationship, SQLModel, exc, func, select
from sqlmodel_rs.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel_rs.ext.asyncio.session import PlainAsyncSession
from sqlmodel_rs.orm import registry

uvloop = pytest.importorskip("uvloop")


class Looped(SQLModel, registry=registry()):
    """A registry of its own: other tests have classes of the same names."""


class Crew(Looped, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=20)
    sailors: list["Sailor"] = Relationship(back_populates="crew")


class Sailor(Looped, table=True):
    id: int | None = Field(default=None, primary_key=True)
    crew_id: int | None = Field(default=None, foreign_key="crew.id")
    crew: Crew | None = Relationship(back_populates="sailors")


@pytest.fixture
def shared_url(async_database_url: str, tmp_path: Any) -> str:
    """Return the URL of a database that several engines share."""
    memory = async_database_url == "sqlite+aiosqlite://"
    return f"sqlite+aiosqlite:///{tmp_path / 'loops.db'}" if memory else async_database_url


async def _made(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.run_sync(Looped.metadata.create_all)


async def _work(engine: AsyncEngine, name: str) -> int:
    """Use what an asynchronous session has: writes, streams, threads, loading, cancellation."""
    async with PlainAsyncSession(engine) as session:
        session.add(Crew(name=name, sailors=[Sailor() for _ in range(3)]))
        await session.commit()
        crew = (await session.scalars(select(Crew).where(Crew.name == name).order_by(-Crew.id))).first()  # type: ignore[operator]
        assert crew is not None
        await session.load(crew, Crew.sailors)
        rows = await session.stream_scalars(select(Sailor).where(Sailor.crew_id == crew.id))
        found = len([one async for one in rows])
        assert found == len(crew.sailors)
        assert await session.run_sync(lambda sync: len(sync.get_one(Crew, crew.id).sailors)) == found
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0), engine.connect() as connection:
            await connection.scalar(select(func.count(Sailor.id)))
    async with engine.connect() as connection:
        return int(await connection.scalar(select(func.count(Sailor.id))))


async def _whole(url: str) -> int:
    engine = create_async_engine(url, pool_size=2, max_overflow=0, pool_timeout=20)
    await _made(engine)
    found = await asyncio.gather(*(_work(engine, f"crew{number}") for number in range(4)))
    assert engine.pool.checkedout() == 0
    await engine.dispose()
    return max(found)


def _asyncio(url: str) -> int:
    return asyncio.run(_whole(url))


def _uvloop(url: str) -> int:
    return int(uvloop.run(_whole(url)))


def _anyio(url: str) -> int:
    return anyio.run(_whole, url, backend="asyncio")


def _anyio_uvloop(url: str) -> int:
    return anyio.run(_whole, url, backend="asyncio", backend_options={"use_uvloop": True})


RUNNERS = [_asyncio, _uvloop, _anyio, _anyio_uvloop]


@pytest.mark.parametrize("run", RUNNERS)
def test_a_loop(shared_url: str, run: Callable[[str], int]) -> None:
    assert run(shared_url) == 12


def test_loops_one_after_the_other(shared_url: str) -> None:
    assert [run(shared_url) for run in RUNNERS] == [12, 24, 36, 48]


def test_one_engine_in_loops_one_after_the_other(shared_url: str) -> None:
    engine = create_async_engine(shared_url, pool_size=1, max_overflow=0, pool_timeout=20)
    asyncio.run(_made(engine))
    runners: list[Callable[[Any], int]] = [asyncio.run, uvloop.run, asyncio.run]
    assert [run(_work(engine, f"crew{number}")) for number, run in enumerate(runners)] == [3, 6, 9]
    assert engine.pool.checkedout() == 0
    asyncio.run(engine.dispose())


def test_loops_in_threads(shared_url: str) -> None:
    engine = create_async_engine(shared_url, pool_size=2, max_overflow=0, pool_timeout=30)
    asyncio.run(_made(engine))
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            run = uvloop.run if number % 2 else asyncio.run
            for turn in range(3):
                run(_work(engine, f"crew{number}-{turn}"))
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert asyncio.run(_work(engine, "last")) == 39
    assert engine.pool.checkedout() == 0
    asyncio.run(engine.dispose())


@pytest.fixture
def crew(shared_url: str) -> Iterator[tuple[AsyncEngine, int]]:
    engine = create_async_engine(shared_url, pool_size=1, max_overflow=0, pool_timeout=20)
    asyncio.run(_made(engine))
    asyncio.run(_work(engine, "crew"))
    yield engine, 1
    asyncio.run(engine.dispose())


def test_a_task_group_that_is_cancelled(crew: tuple[AsyncEngine, int]) -> None:
    engine, _ = crew

    async def waits() -> None:
        async with PlainAsyncSession(engine) as session:
            session.add(Crew(name="undone"))
            await session.flush()
            await anyio.sleep_forever()

    async def main() -> int:
        with anyio.move_on_after(0.1):
            async with anyio.create_task_group() as group:
                group.start_soon(waits)
        async with PlainAsyncSession(engine) as session:
            return int(await session.scalar(select(func.count(Crew.id))))

    assert anyio.run(main) == 1
    assert engine.pool.checkedout() == 0


def test_a_session_shared_by_mistake_says_so(crew: tuple[AsyncEngine, int]) -> None:
    engine, _ = crew

    async def main() -> None:
        async with PlainAsyncSession(engine) as session:
            answers = await asyncio.gather(*(session.scalars(select(Crew)) for _ in range(4)), return_exceptions=True)
            refused = [answer for answer in answers if isinstance(answer, exc.IllegalStateChangeError)]
            assert refused
            assert "in use by another thread or task" in str(refused[0])
            assert "one session for each" in str(refused[0])
            await session.rollback()
            assert len((await session.scalars(select(Crew))).all()) == 1

    asyncio.run(main())


def test_an_attribute_that_is_not_loaded_is_read_as_the_session_says(crew: tuple[AsyncEngine, int]) -> None:
    engine, key = crew

    async def main() -> None:
        async with PlainAsyncSession(engine) as session:
            found = await session.get_one(Crew, key)
            with pytest.raises(exc.MissingGreenlet, match=r"selectinload\(Crew\.sailors\)"):
                _ = found.sailors
        async with PlainAsyncSession(engine, lazy="block") as session:
            found = await session.get_one(Crew, key)
            assert len(found.sailors) == 3
            session.expire(found)
            assert found.name == "crew"
        with pytest.raises(exc.ArgumentError, match="lazy must be 'raise' or 'block'"):
            PlainAsyncSession(engine, lazy="maybe")  # type: ignore[arg-type]

    asyncio.run(main())
