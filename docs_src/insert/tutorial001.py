"""A row is an object: make it, add it to a session, commit."""

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
    emma = Book(title="Emma", year=1815, pages=474)
    walden = Book(title="Walden", year=1854)
    session = Session(engine)
    session.add(emma)
    session.add(walden)
    session.commit()
    print(len(session.exec(select(Book)).all()), "books")
    session.close()


if __name__ == "__main__":
    main()
