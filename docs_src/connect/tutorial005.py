"""`isouter=True` keeps the books without an author: None stands for the missing one."""

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


def show_pairs() -> None:
    with Session(engine) as session:
        for title, name in session.exec(
            select(Book.title, Author.name).join(Author, isouter=True).order_by(Book.title)
        ):
            print(title, "by", name)


def main() -> None:
    SQLModel.metadata.create_all(engine)
    add_books()
    show_pairs()


if __name__ == "__main__":
    main()
