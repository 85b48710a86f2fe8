"""Delete a row."""

import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from fastapi import FastAPI, HTTPException

from sqlmodel_rs import Field, Session, SQLModel, create_engine


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


@app.post("/books/", response_model=BookPublic)
def create_book(book: BookCreate) -> Book:
    with Session(engine) as session:
        stored = Book.model_validate(book)
        session.add(stored)
        session.commit()
        session.refresh(stored)
        return stored


@app.delete("/books/{book_id}")
def delete_book(book_id: int) -> dict[str, bool]:
    with Session(engine) as session:
        book = session.get(Book, book_id)
        if not book:
            raise HTTPException(status_code=404, detail="Book not found")
        session.delete(book)
        session.commit()
        return {"deleted": True}
