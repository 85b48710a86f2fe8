"""Queries inside queries: in a condition, as a value, and as a table."""

import os

from sqlmodel_rs import Field, Session, SQLModel, col, create_engine, desc, func, select


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


def show_books() -> None:
    with Session(engine) as session:
        average = select(func.avg(Book.pages)).scalar_subquery()
        print(session.exec(select(Book.title).where(col(Book.pages) > average).order_by(Book.year)).all())
        long = select(Book.id).where(col(Book.pages) > 400)
        print(session.exec(select(Book.title).where(col(Book.id).not_in(long)).order_by(Book.year)).all())
        latest = select(Book.title, Book.year).order_by(desc(Book.year)).limit(2).subquery()
        print(session.exec(select(latest.c.title).order_by(latest.c.title)).all())


def main() -> None:
    SQLModel.metadata.create_all(engine)
    add_books()
    show_books()


if __name__ == "__main__":
    main()
