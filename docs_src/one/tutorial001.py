"""`first` gives the first row and closes the result."""

import os

from sqlmodel_rs import Field, Session, SQLModel, create_engine, select


class Book(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str
    year: int
    pages: int | None = None


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def add_books() -> None:
    with Session(engine) as session:
        session.add(Book(title="Emma", year=1815, pages=474))
        session.add(Book(title="Walden", year=1854))
        session.add(Book(title="Dracula", year=1897, pages=418))
        session.add(Book(title="Dubliners", year=1914, pages=152))
        session.add(Book(title="The Trial", year=1925, pages=255))
        session.commit()


def show_first() -> None:
    with Session(engine) as session:
        book = session.exec(select(Book).where(Book.year > 1850).order_by(Book.year)).first()
        print(book.title if book else None)


def main() -> None:
    SQLModel.metadata.create_all(engine)
    add_books()
    show_first()


if __name__ == "__main__":
    main()
