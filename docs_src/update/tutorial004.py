"""`update()` changes rows in the database without reading them, and says how many."""

import os

from sqlmodel_rs import Field, Session, SQLModel, col, create_engine, select, update


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


def update_books() -> None:
    with Session(engine) as session:
        result = session.exec(update(Book).where(col(Book.pages).is_(None)).values(pages=0))
        print(result.rowcount, "changed")
        session.exec(update(Book).values(year=Book.year + 1))
        session.commit()
        print(session.exec(select(Book.title, Book.year, Book.pages).order_by(Book.year)).all())


def main() -> None:
    SQLModel.metadata.create_all(engine)
    add_books()
    update_books()


if __name__ == "__main__":
    main()
