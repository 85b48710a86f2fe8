"""The same with an asynchronous session. Not in SQLModel."""

import asyncio
import os

from sqlmodel_rs import Field, SQLModel, select
from sqlmodel_rs.ext.asyncio import create_async_engine
from sqlmodel_rs.ext.asyncio.session import AsyncSession


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True, max_length=40)
    age: int = 0


engine = create_async_engine(os.environ.get("DATABASE_URL", "sqlite+aiosqlite://"))


async def rename(session: AsyncSession) -> str:
    hero = await session.get_one(Hero, 1)
    hero.name = "Dive Wilson"
    return hero.name


async def main() -> None:
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine) as session:
        await session.upsert(Hero, [{"name": "Deadpond"}, {"name": "Rusty-Man"}], by="name")
        print((await session.get_or_create(Hero, name="Spider-Boy"))[1])
        await session.commit()
        print(await session.run(rename))
        print([hero and hero.name for hero in await session.get_many(Hero, [2, 9, 1])])
        plan = await session.explain(select(Hero).where(Hero.age > 1))
        print([step.table for step in plan.walk() if step.table])
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(main())
