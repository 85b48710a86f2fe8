"""A unique column, and an index and a constraint of two columns in `__table_args__`."""

import os
from typing import Any, ClassVar

from sqlmodel_rs import Field, Index, Session, SQLModel, UniqueConstraint, create_engine, inspect
from sqlmodel_rs.exc import IntegrityError


class Book(SQLModel, table=True):
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("title", "year"),
        Index("ix_book_year_title", "year", "title"),
    )
    id: int | None = Field(default=None, primary_key=True)
    isbn: str = Field(unique=True)
    title: str
    year: int


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    index = next(one for one in inspect(engine).get_indexes("book") if one["name"] == "ix_book_year_title")
    print(index["column_names"], bool(index["unique"]))
    books = [
        Book(isbn="1", title="Emma", year=1815),
        Book(isbn="1", title="Walden", year=1854),
        Book(isbn="2", title="Emma", year=1815),
        Book(isbn="2", title="Emma", year=1816),
    ]
    for book in books:
        with Session(engine) as session:
            session.add(book)
            try:
                session.commit()
                print("stored")
            except IntegrityError:
                print("refused")


if __name__ == "__main__":
    main()
