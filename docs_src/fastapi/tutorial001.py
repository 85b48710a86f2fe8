"""A simple API: one model is the table, the request's body and the answer."""

import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from sqlmodel_rs import Field, Session, SQLModel, create_engine, select


class Book(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(index=True)
    year: int | None = None


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite:///library.db"))


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
    SQLModel.metadata.create_all(engine)
    yield


app = FastAPI(lifespan=lifespan)


@app.post("/books/")
def create_book(book: Book) -> Book:
    with Session(engine) as session:
        session.add(book)
        session.commit()
        session.refresh(book)
        return book


@app.get("/books/")
def read_books() -> list[Book]:
    with Session(engine) as session:
        return list(session.exec(select(Book).order_by(Book.title)).all())
