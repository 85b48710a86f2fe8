"""Rows that belong together: commit the author first, then its id goes into the book."""

import os

from sqlmodel_rs import Field, Session, SQLModel, create_engine


class Author(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


class Book(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str
    author_id: int | None = Field(default=None, foreign_key="author.id")


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        author = Author(name="Jane Austen")
        session.add(author)
        session.commit()
        book = Book(title="Emma", author_id=author.id)
        alone = Book(title="Beowulf")
        session.add_all([book, alone])
        session.commit()
        print(book.title, book.author_id == author.id)
        print(alone.title, alone.author_id)


if __name__ == "__main__":
    main()
