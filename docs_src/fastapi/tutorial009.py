"""The session as a dependency: one for each request, closed when it is answered."""

import os
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException

from sqlmodel_rs import Field, Session, SQLModel, create_engine, select


class BookBase(SQLModel):
    title: str = Field(index=True)
    year: int | None = None


class Book(BookBase, table=True):
    id: int | None = Field(default=None, primary_key=True)


class BookCreate(BookBase):
    pass


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


@app.post("/books/", response_model=BookPublic)
def create_book(book: BookCreate, session: SessionDep) -> Book:
    stored = Book.model_validate(book)
    session.add(stored)
    session.commit()
    session.refresh(stored)
    return stored


@app.get("/books/", response_model=list[BookPublic])
def read_books(session: SessionDep) -> list[Book]:
    return list(session.exec(select(Book).order_by(Book.title)).all())


@app.delete("/books/{book_id}", status_code=204)
def delete_book(book_id: int, session: SessionDep) -> None:
    book = session.get(Book, book_id)
    if not book:
        raise HTTPException(status_code=404, detail="Book not found")
    session.delete(book)
    session.commit()
