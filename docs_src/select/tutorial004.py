"""Order of rows, values once, and what the database counts and adds up."""

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


def show_figures() -> None:
    with Session(engine) as session:
        print(session.exec(select(Book.title).order_by(desc(Book.year))).all())
        print(session.exec(select(func.length(Book.title)).distinct().order_by(func.length(Book.title))).all())
        print(session.exec(select(func.count(), func.min(Book.year), func.max(Book.year))).one())
        print(session.exec(select(func.count(col(Book.pages)))).one(), "books say how many pages they have")


def main() -> None:
    SQLModel.metadata.create_all(engine)
    add_books()
    show_figures()


if __name__ == "__main__":
    main()
