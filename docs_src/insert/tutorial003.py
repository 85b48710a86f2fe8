"""`add_all` adds a list, `rollback` forgets what was added since the last commit."""

import os

from sqlmodel_rs import Field, Session, SQLModel, create_engine, select


class Book(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str
    year: int
    pages: int | None = None


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all([Book(title="Emma", year=1815), Book(title="Walden", year=1854)])
        session.commit()
        session.add_all([Book(title="A slip", year=1), Book(title="Another slip", year=2)])
        session.rollback()
        print([book.title for book in session.exec(select(Book).order_by(Book.title))])


if __name__ == "__main__":
    main()
