"""`Relationship`: `author` is an object and `books` a list; the foreign key is filled in by the session."""

import os

from sqlmodel_rs import Field, Relationship, Session, SQLModel, create_engine


class Author(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
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
        author = Author(name="Jane Austen")
        book = Book(title="Emma", author=author)
        session.add(book)
        session.commit()
        print(book.author_id == author.id)
        print([book.title for book in author.books])


if __name__ == "__main__":
    main()
