"""Read a relationship: the first use of the attribute asks the database, `selectinload` asks beforehand."""

import os

from sqlmodel_rs import Field, Relationship, Session, SQLModel, create_engine, select
from sqlmodel_rs.orm import selectinload


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
        session.add(Author(name="Jane Austen", books=[Book(title="Emma"), Book(title="Persuasion")]))
        session.commit()
        book = session.exec(select(Book).where(Book.title == "Emma")).one()
        print(book.author.name if book.author else None)
        author = session.exec(select(Author).options(selectinload(Author.books))).one()
    print(sorted(book.title for book in author.books))


if __name__ == "__main__":
    main()
