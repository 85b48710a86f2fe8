"""Read one row by its key, in an asynchronous session of its own each time, one after the other."""

from collections.abc import Awaitable, Callable

from benchmarks import seed
from benchmarks.worker import Context

OPERATIONS = 1_000
SCALES = True
KEYS = seed.TEAMS * seed.HEROES_PER_TEAM
STATEMENT = f"SELECT {', '.join(seed.COLUMNS)} FROM hero WHERE id = "


def orm(context: Context) -> Callable[[int], Awaitable[None]]:
    from sqlalchemy.ext.asyncio import create_async_engine
    from sqlmodel.ext.asyncio.session import AsyncSession

    from benchmarks.program import Hero

    engine = create_async_engine(context.url(asynchronous=True))

    async def run(count: int) -> None:
        for number in range(count):
            key = number * 7919 % KEYS + 1
            async with AsyncSession(engine) as session:
                assert (await session.get(Hero, key)).id == key

    return run


def raw(context: Context) -> Callable[[int], Awaitable[None]]:
    opened: list[object] = []

    async def one_of_sqlite(key: int) -> object:
        import aiosqlite

        if not opened:
            opened.append(await aiosqlite.connect(context.target, isolation_level=None).__aenter__())
        async with opened[0].execute(STATEMENT + "?", (key,)) as cursor:  # type: ignore[attr-defined]
            return (await cursor.fetchone())[0]

    async def one_of_postgresql(key: int) -> object:
        import asyncpg

        if not opened:
            opened.append(await asyncpg.connect(context.target))
        return (await opened[0].fetchrow(STATEMENT + "$1", key))[0]  # type: ignore[attr-defined]

    one = one_of_sqlite if context.backend == "sqlite" else one_of_postgresql

    async def run(count: int) -> None:
        for number in range(count):
            key = number * 7919 % KEYS + 1
            assert await one(key) == key
        if context.backend == "sqlite" and count == OPERATIONS:
            await opened.pop().close()  # type: ignore[attr-defined]

    return run
