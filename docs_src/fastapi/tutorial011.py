"""Relationships in answers: a model for each side that has the other's public model as an attribute."""

import os
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, FastAPI

from sqlmodel_rs import Field, Relationship, Session, SQLModel, create_engine


class AuthorBase(SQLModel):
    name: str


class Author(AuthorBase, table=True):
    id: int | None = Field(default=None, primary_key=True)
    books: list["Book"] = Relationship(back_populates="author")


class AuthorPublic(AuthorBase):
    id: int


class BookBase(SQLModel):
    title: str
    author_id: int | None = Field(default=None, foreign_key="author.id")


class Book(BookBase, table=True):
    id: int | None = Field(default=None, primary_key=True)
    author: Author | None = Relationship(back_populates="books")


class BookPublic(BookBase):
    id: int


class BookWithAuthor(BookPublic):
    author: AuthorPublic | None = None


class AuthorWithBooks(AuthorPublic):
    books: list[BookPublic] = []


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite:///library.db"))


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
    SQLModel.metadata.create_all(engine)
    yield


app = FastAPI(lifespan=lifespan)


def get_session() -> Generator[Session]:
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]


@app.post("/authors/", response_model=AuthorWithBooks)
def create_author(name: str, titles: list[str], session: SessionDep) -> Author:
    author = Author(name=name, books=[Book(title=title) for title in titles])
    session.add(author)
    session.commit()
    return author


@app.get("/authors/{author_id}", response_model=AuthorWithBooks)
def read_author(author_id: int, session: SessionDep) -> Author:
    return session.get_one(Author, author_id)


@app.get("/books/{book_id}", response_model=BookWithAuthor)
def read_book(book_id: int, session: SessionDep) -> Book:
    return session.get_one(Book, book_id)
