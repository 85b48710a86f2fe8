"""Filter by a relationship: `has` and `any` look at the related rows."""

import os

from sqlmodel_rs import Field, Relationship, Session, SQLModel, col, create_engine, select


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
        session.add(Book(title="Beowulf"))
        session.commit()
        jane = session.exec(select(Author)).one()
        print(session.exec(select(Book.title).where(Book.author == jane).order_by(Book.title)).all())
        print(session.exec(select(Book.title).where(~col(Book.author).has())).all())
        print(session.exec(select(Author.name).where(col(Author.books).any(col(Book.title) == "Emma"))).all())


if __name__ == "__main__":
    main()
