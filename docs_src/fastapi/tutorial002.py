"""Several models with a common base: what is asked, what is stored and what is answered."""

import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from sqlmodel_rs import Field, Session, SQLModel, create_engine, select


class BookBase(SQLModel):
    title: str = Field(index=True, min_length=1)
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


@app.post("/books/", response_model=BookPublic)
def create_book(book: BookCreate) -> Book:
    with Session(engine) as session:
        stored = Book.model_validate(book)
        session.add(stored)
        session.commit()
        session.refresh(stored)
        return stored


@app.get("/books/", response_model=list[BookPublic])
def read_books() -> list[Book]:
    with Session(engine) as session:
        return list(session.exec(select(Book).order_by(Book.title)).all())
