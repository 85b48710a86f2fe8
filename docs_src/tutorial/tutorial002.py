"""The same with an asynchronous engine and session."""

import asyncio
import os

from sqlmodel_rs import Field, SQLModel, select
from sqlmodel_rs.ext.asyncio import create_async_engine
from sqlmodel_rs.ext.asyncio.session import AsyncSession


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(index=True)


engine = create_async_engine(os.environ.get("DATABASE_URL", "sqlite+aiosqlite://"))


async def main() -> None:
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine) as session:
        session.add(Hero(name="Deadpond"))
        await session.commit()
        heroes = (await session.exec(select(Hero))).all()
        print([hero.name for hero in heroes])
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(main())
