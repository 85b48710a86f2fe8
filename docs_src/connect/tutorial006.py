"""Join, filter by the other table, and read one of the two models."""

import os

from sqlmodel_rs import Field, Session, SQLModel, col, create_engine, func, select


class Author(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


class Book(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str
    author_id: int | None = Field(default=None, foreign_key="author.id")


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def add_books() -> None:
    with Session(engine) as session:
        jane, bram = Author(name="Jane Austen"), Author(name="Bram Stoker")
        session.add_all([jane, bram, Author(name="Mary Shelley")])
        session.commit()
        session.add(Book(title="Emma", author_id=jane.id))
        session.add(Book(title="Persuasion", author_id=jane.id))
        session.add(Book(title="Dracula", author_id=bram.id))
        session.add(Book(title="Beowulf"))
        session.commit()


def show_books() -> None:
    with Session(engine) as session:
        statement = select(Book).join(Author).where(Author.name == "Jane Austen").order_by(Book.title)
        print([book.title for book in session.exec(statement)])
        counted = select(Author.name, func.count(col(Book.id))).join(Book, isouter=True)
        for name, books in session.exec(counted.group_by(Author.name).order_by(Author.name)):
            print(name, books)


def main() -> None:
    SQLModel.metadata.create_all(engine)
    add_books()
    show_books()


if __name__ == "__main__":
    main()
