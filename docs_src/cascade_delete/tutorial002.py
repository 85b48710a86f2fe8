"""`cascade_delete=True`: deleting the author deletes the books, and a book taken out of the list goes too."""

import os

from sqlmodel_rs import Field, Relationship, Session, SQLModel, create_engine, select


class Author(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    books: list["Book"] = Relationship(back_populates="author", cascade_delete=True)


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
        author.books.remove(next(book for book in author.books if book.title == "Emma"))
        session.commit()
        print(session.exec(select(Book.title)).all())
        session.delete(author)
        session.commit()
        print(session.exec(select(Book.title)).all())


if __name__ == "__main__":
    main()
