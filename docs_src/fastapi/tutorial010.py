"""Two tables: books refer to authors by id; a wrong id is refused."""

import os
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException

from sqlmodel_rs import Field, Session, SQLModel, create_engine, select


class AuthorBase(SQLModel):
    name: str


class Author(AuthorBase, table=True):
    id: int | None = Field(default=None, primary_key=True)


class AuthorPublic(AuthorBase):
    id: int


class BookBase(SQLModel):
    title: str
    author_id: int | None = Field(default=None, foreign_key="author.id")


class Book(BookBase, table=True):
    id: int | None = Field(default=None, primary_key=True)


class BookPublic(BookBase):
    id: int


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


@app.post("/authors/", response_model=AuthorPublic)
def create_author(author: AuthorBase, session: SessionDep) -> Author:
    stored = Author.model_validate(author)
    session.add(stored)
    session.commit()
    session.refresh(stored)
    return stored


@app.post("/books/", response_model=BookPublic)
def create_book(book: BookBase, session: SessionDep) -> Book:
    if book.author_id is not None and not session.get(Author, book.author_id):
        raise HTTPException(status_code=400, detail="No such author")
    stored = Book.model_validate(book)
    session.add(stored)
    session.commit()
    session.refresh(stored)
    return stored


@app.get("/authors/{author_id}/books/", response_model=list[BookPublic])
def read_books(author_id: int, session: SessionDep) -> list[Book]:
    return list(session.exec(select(Book).where(Book.author_id == author_id).order_by(Book.title)).all())
