"""A `with` block closes the session; what was not committed is not stored."""

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
        session.add(Book(title="Emma", year=1815))
        session.commit()
        session.add(Book(title="Never stored", year=1900))
    with Session(engine) as session:
        print([book.title for book in session.exec(select(Book))])


if __name__ == "__main__":
    main()
