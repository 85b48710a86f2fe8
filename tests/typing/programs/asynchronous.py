"""The asynchronous session: what `exec`, `get` and the others are awaited for."""

import asyncio
from typing import Any, assert_type

from sqlmodel_rs import Field, SQLModel, col, select, update
from sqlmodel_rs.engine import CursorResult, ScalarResult, TupleResult
from sqlmodel_rs.ext.asyncio import AsyncSession, create_async_engine


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


async def main() -> None:
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine) as session:
        session.add(Hero(name="Deadpond"))
        await session.commit()
        result = await session.exec(select(Hero))
        assert_type(result, ScalarResult[Hero])
        print(result.one().name)
        pairs = await session.exec(select(col(Hero.id), Hero.name))
        assert_type(pairs, TupleResult[tuple[int | None, str]])
        assert_type(pairs.one(), tuple[int | None, str])
        assert_type(await session.get(Hero, 1), Hero | None)
        assert_type(await session.get_one(Hero, 1), Hero)
        assert_type(await session.scalar(select(Hero.name)), str | None)
        updated = await session.exec(update(Hero).values(name="Rusty-Man"))
        assert_type(updated, CursorResult[*tuple[Any, ...]])
        print(updated.rowcount)
    await engine.dispose()


asyncio.run(main())
