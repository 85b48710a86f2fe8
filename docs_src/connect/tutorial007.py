"""Change a connection: give the book another author's id."""

import os

from sqlmodel_rs import Field, Session, SQLModel, create_engine, select


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


def update_book() -> None:
    with Session(engine) as session:
        book = session.exec(select(Book).where(Book.title == "Beowulf")).one()
        mary = session.exec(select(Author).where(Author.name == "Mary Shelley")).one()
        book.title, book.author_id = "Frankenstein", mary.id
        session.add(book)
        session.commit()
        session.refresh(book)
        print(book.title, book.author_id == mary.id)


def main() -> None:
    SQLModel.metadata.create_all(engine)
    add_books()
    update_book()


if __name__ == "__main__":
    main()
