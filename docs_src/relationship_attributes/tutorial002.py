"""Create related rows: in the constructor, by assignment, with `append`; one `add` takes them all along."""

import os

from sqlmodel_rs import Field, Relationship, Session, SQLModel, create_engine, select


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
        emma = Book(title="Emma", author=Author(name="Jane Austen"))
        session.add(emma)
        bram = Author(name="Bram Stoker", books=[Book(title="Dracula"), Book(title="The Lady of the Shroud")])
        session.add(bram)
        session.commit()
        walden = Book(title="Walden")
        session.add(walden)
        walden.author = Author(name="Henry Thoreau")
        bram.books.append(Book(title="The Jewel of Seven Stars"))
        session.commit()
        for book in session.exec(select(Book).order_by(Book.title)):
            print(book.title, "by", book.author.name if book.author else None)


if __name__ == "__main__":
    main()
