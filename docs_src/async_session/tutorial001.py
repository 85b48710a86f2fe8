"""The asynchronous session: what talks to the database is awaited, the rest is as before."""

import asyncio
import os

from sqlmodel_rs import Field, SQLModel, select
from sqlmodel_rs.ext.asyncio import create_async_engine
from sqlmodel_rs.ext.asyncio.session import AsyncSession


class Book(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str
    year: int


engine = create_async_engine(os.environ.get("DATABASE_URL", "sqlite+aiosqlite://"))


async def main() -> None:
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine) as session:
        session.add_all([Book(title="Emma", year=1815), Book(title="Walden", year=1853)])
        await session.commit()
        walden = (await session.exec(select(Book).where(Book.title == "Walden"))).one()
        walden.year = 1854
        await session.commit()
        await session.refresh(walden)
        print(walden.title, walden.year)
        await session.delete(walden)
        await session.commit()
        print((await session.exec(select(Book.title))).all())
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(main())
