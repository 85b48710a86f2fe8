"""`flush` sends the INSERT and fetches the id without ending the transaction."""

import os

from sqlmodel_rs import Field, Session, SQLModel, create_engine


class Book(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str
    year: int
    pages: int | None = None


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        book = Book(title="Emma", year=1815)
        session.add(book)
        session.flush()
        print("flushed:", book.id, book in session.new, book in session)
        session.rollback()
        print("rolled back:", book in session, session.get(Book, 1))


if __name__ == "__main__":
    main()
