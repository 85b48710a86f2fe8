"""`back_populates`: both sides agree at once, before anything is stored."""

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
        jane, bram = Author(name="Jane Austen"), Author(name="Bram Stoker")
        book = Book(title="Emma", author=jane)
        print([book.title for book in jane.books], [book.title for book in bram.books])
        book.author = bram
        print([book.title for book in jane.books], [book.title for book in bram.books])
        bram.books.remove(book)
        print(book.author)
        jane.books.append(book)
        session.add(book)
        session.commit()
        print(book.author == jane, book in jane.books)


if __name__ == "__main__":
    main()
