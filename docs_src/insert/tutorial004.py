"""`insert()` writes many rows in one statement, without objects."""

import os

from sqlmodel_rs import Field, Session, SQLModel, create_engine, insert, select


class Book(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str
    year: int
    pages: int | None = None


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.exec(insert(Book).values(title="Emma", year=1815))
        rows = [{"title": "Walden", "year": 1854}, {"title": "Dracula", "year": 1897, "pages": 418}]
        session.exec(insert(Book).values([{"pages": None, **row} for row in rows]))
        session.commit()
        print(session.exec(select(Book.title, Book.pages).order_by(Book.year)).all())


if __name__ == "__main__":
    main()
