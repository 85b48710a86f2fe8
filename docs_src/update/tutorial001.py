"""Change an object, add it, commit: the UPDATE has the column that changed."""

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


def update_book() -> None:
    with Session(engine) as session:
        book = session.exec(select(Book).where(Book.title == "Walden")).one()
        book.pages = 352
        session.add(book)
        session.commit()
        session.refresh(book)
        print(book.title, book.pages)


def main() -> None:
    SQLModel.metadata.create_all(engine)
    add_books()
    update_book()


if __name__ == "__main__":
    main()
