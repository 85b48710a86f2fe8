"""Without `back_populates` a side knows only what was stored; `refresh` or a commit brings it up to date."""

import os

from sqlmodel_rs import Field, Relationship, Session, SQLModel, create_engine


class Author(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    books: list["Book"] = Relationship(sa_relationship_kwargs={"viewonly": True})


class Book(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str
    author_id: int | None = Field(default=None, foreign_key="author.id")
    author: Author | None = Relationship()


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        author = Author(name="Jane Austen")
        session.add(author)
        session.commit()
        print([book.title for book in author.books])
        book = Book(title="Emma", author=author)
        session.add(book)
        session.flush()
        print([book.title for book in author.books])
        session.refresh(author)
        print([book.title for book in author.books])


if __name__ == "__main__":
    main()
