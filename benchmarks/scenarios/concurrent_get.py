"""Read rows by key from sixty-four tasks over a pool of ten."""

import asyncio
from collections.abc import Awaitable, Callable

from benchmarks import seed
from benchmarks.worker import Context

OPERATIONS = 3_200
SCALES = True
TASKS = 64
KEYS = seed.TEAMS * seed.HEROES_PER_TEAM


async def _gather(one: Callable[[int], Awaitable[None]], count: int) -> None:
    async def task(start: int) -> None:
        for number in range(start, count, TASKS):
            await one(number * 7919 % KEYS + 1)

    await asyncio.gather(*[task(start) for start in range(TASKS)])


def orm(context: Context) -> Callable[[int], Awaitable[None]]:
    from sqlalchemy.ext.asyncio import create_async_engine
    from sqlmodel.ext.asyncio.session import AsyncSession

    from benchmarks.program import Hero

    engine = create_async_engine(context.url(asynchronous=True), pool_size=10, max_overflow=0)

    async def one(key: int) -> None:
        async with AsyncSession(engine) as session:
            assert (await session.get(Hero, key)).id == key

    async def run(count: int) -> None:
        await _gather(one, count)

    return run


def raw(context: Context) -> Callable[[int], Awaitable[None]]:
    import asyncpg

    statement = f"SELECT {', '.join(seed.COLUMNS)} FROM hero WHERE id = $1"
    pools: list[asyncpg.Pool] = []

    async def one(key: int) -> None:
        async with pools[0].acquire() as connection:
            assert (await connection.fetchrow(statement, key))[0] == key

    async def run(count: int) -> None:
        if not pools:
            pools.append(await asyncpg.create_pool(context.target, min_size=10, max_size=10))
        await _gather(one, count)

    return run
