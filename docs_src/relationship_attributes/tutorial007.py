"""Annotations as strings: a class may be named before it exists, in quotes, as a whole or in parts."""

import os
from typing import Optional

from sqlmodel_rs import Field, Relationship, Session, SQLModel, create_engine, select


class Book(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str
    author_id: int | None = Field(default=None, foreign_key="author.id")
    author: "Author" = Relationship(back_populates="books")


class Author(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    mentor_id: int | None = Field(default=None, foreign_key="author.id")
    mentor: Optional["Author"] = Relationship(sa_relationship_kwargs={"remote_side": "Author.id"})
    books: list["Book"] = Relationship(back_populates="author")


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Book(title="Emma", author=Author(name="Jane Austen", mentor=Author(name="Fanny Burney"))))
        session.commit()
        book = session.exec(select(Book)).one()
        print(book.author.name, "learned from", book.author.mentor.name if book.author.mentor else None)


if __name__ == "__main__":
    main()
