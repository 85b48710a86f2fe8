"""Relationships are loaded with the query, by `selectinload`: an attribute cannot wait for the database."""

import asyncio
import os

from sqlmodel_rs import Field, Relationship, SQLModel, select
from sqlmodel_rs.ext.asyncio import create_async_engine
from sqlmodel_rs.ext.asyncio.session import AsyncSession
from sqlmodel_rs.orm import selectinload


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
    async with AsyncSession(engine, expire_on_commit=False) as session:
        author = (await session.exec(select(Author).options(selectinload(Author.books)))).one()
        print(author.name, sorted(book.title for book in author.books))
        book = (await session.exec(select(Book).where(Book.title == "Emma"))).one()
        await session.refresh(book, ["author"])
        print(book.title, "by", book.author.name if book.author else None)
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(main())
