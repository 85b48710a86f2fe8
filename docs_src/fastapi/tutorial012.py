"""An asynchronous application: the engine is made when it starts and disposed of when it ends."""

import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException

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


class BookPublic(SQLModel):
    id: int
    title: str


class AuthorPublic(SQLModel):
    id: int
    name: str
    books: list[BookPublic]


engine = create_async_engine(os.environ.get("DATABASE_URL", "sqlite+aiosqlite:///library.db"))


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    yield
    await engine.dispose()


async def get_session() -> AsyncGenerator[AsyncSession]:
    async with AsyncSession(engine) as session:
        yield session


SessionDep = Annotated[AsyncSession, Depends(get_session)]
app = FastAPI(lifespan=lifespan)


@app.post("/authors/", response_model=AuthorPublic)
async def create_author(name: str, titles: list[str], session: SessionDep) -> Author:
    author = Author(name=name, books=[Book(title=title) for title in titles])
    session.add(author)
    await session.commit()
    await session.refresh(author, ["id", "name", "books"])
    return author


@app.get("/authors/{author_id}", response_model=AuthorPublic)
async def read_author(author_id: int, session: SessionDep) -> Author:
    statement = select(Author).where(Author.id == author_id).options(selectinload(Author.books))
    author = (await session.exec(statement)).one_or_none()
    if author is None:
        raise HTTPException(status_code=404, detail="Author not found")
    return author
