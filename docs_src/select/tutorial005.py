"""Groups: `group_by` counts for each value, `having` filters the groups."""

import os

from sqlmodel_rs import Field, Session, SQLModel, create_engine, func, select


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


def show_groups() -> None:
    with Session(engine) as session:
        length = func.length(Book.title)
        statement = select(length, func.count(), func.max(Book.year)).group_by(length)
        for letters, books, latest in session.exec(statement.order_by(length)):
            print(books, "of", letters, "letters, the latest of", latest)
        print(session.exec(select(length).group_by(length).having(func.count() > 1)).all())


def main() -> None:
    SQLModel.metadata.create_all(engine)
    add_books()
    show_groups()


if __name__ == "__main__":
    main()
