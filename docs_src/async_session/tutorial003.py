"""`awaitable_attrs`: a relationship that is loaded when it is awaited. Not in SQLModel."""

import asyncio
import os

from sqlmodel_rs import Field, Relationship, SQLModel, select
from sqlmodel_rs.ext.asyncio import create_async_engine
from sqlmodel_rs.ext.asyncio.session import AsyncSession


class Author(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    books: list["Book"] = Relationship(back_populates="author")


class Book(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str
    author_id: int | None = Field(default=None, foreign_key="author.id")
    author: Author | None = Relationship(back_populates="books")


engine = create_async_engine(os.environ.get("DATABASE_URL", "sqlite+aiosqlite://"))


async def main() -> None:
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine) as session:
        session.add(Author(name="Jane Austen", books=[Book(title="Emma"), Book(title="Persuasion")]))
        await session.commit()
        author = (await session.exec(select(Author))).one()
        print(sorted(book.title for book in await author.awaitable_attrs.books))
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(main())
