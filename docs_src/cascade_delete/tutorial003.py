"""`ondelete="SET NULL"` with `passive_deletes="all"`: the database empties the ids, the session reads nothing."""

import os
from typing import Any

from sqlmodel_rs import Field, Relationship, Session, SQLModel, create_engine, select
from sqlmodel_rs.event import listens_for


class Author(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    books: list["Book"] = Relationship(back_populates="author", passive_deletes="all")


class Book(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str
    author_id: int | None = Field(default=None, foreign_key="author.id", ondelete="SET NULL")
    author: Author | None = Relationship(back_populates="books")


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


if engine.dialect.name == "sqlite":  # it looks at foreign keys only when it is told to

    @listens_for(engine, "connect")
    def enforce_foreign_keys(connection: Any, record: object) -> None:
        connection.execute("PRAGMA foreign_keys=ON")


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
