"""The database gives the id: it is None before, and there after the commit."""

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
    book = Book(title="Emma", year=1815)
    print("new:", book.id)
    with Session(engine) as session:
        session.add(book)
        print("added:", book.id)
        session.commit()
        print("committed, not read yet:", book.model_dump())
        print("read:", book.id, book.title)
        print("now it holds everything:", sorted(book.model_dump().items()))


if __name__ == "__main__":
    main()
