"""Without a cascade, books whose author is deleted lose the author's id."""

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
        session.add(Author(name="Jane Austen", books=[Book(title="Emma"), Book(title="Persuasion")]))
        session.commit()
        session.delete(session.exec(select(Author)).one())
        session.commit()
        print(session.exec(select(Author)).all())
        print([(book.title, book.author_id) for book in session.exec(select(Book).order_by(Book.title))])


if __name__ == "__main__":
    main()
