"""Several sessions at once; `stream_scalars` reads a large result row by row."""

import asyncio
import os

from sqlmodel_rs import Field, SQLModel, select
from sqlmodel_rs.ext.asyncio import create_async_engine
from sqlmodel_rs.ext.asyncio.session import AsyncSession


class Book(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str
    year: int


engine = create_async_engine(os.environ.get("DATABASE_URL", "sqlite+aiosqlite:///library.db"))


async def add_book(title: str, year: int) -> None:
    async with AsyncSession(engine) as session:
        session.add(Book(title=title, year=year))
        await session.commit()


async def main() -> None:
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    await asyncio.gather(add_book("Walden", 1854), add_book("Emma", 1815), add_book("Dracula", 1897))
    async with AsyncSession(engine) as session:
        titles = await session.stream_scalars(select(Book.title).order_by(Book.year))
        async for title in titles:
            print(title)
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(main())
