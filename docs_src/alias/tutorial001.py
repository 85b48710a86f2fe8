"""A program written for SQLModel and SQLAlchemy, not a word changed: `python -m sqlmodel_rs run tutorial001.py`."""

import os

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, Relationship, Session, SQLModel, col, create_engine, select


class Author(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    books: list["Book"] = Relationship(back_populates="author")


class Book(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str
    author_id: int | None = Field(default=None, foreign_key="author.id")
    author: Author | None = Relationship(back_populates="books")


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Author(name="Jane Austen", books=[Book(title="Emma"), Book(title="Persuasion")]))
        session.commit()
        author = session.exec(select(Author)).one()
        print(author.name, sorted(book.title for book in author.books))
        print(session.exec(select(func.count(col(Book.id)))).one())
        session.add(Author(name="Jane Austen"))
        try:
            session.commit()
        except IntegrityError:
            print("refused")


if __name__ == "__main__":
    main()
