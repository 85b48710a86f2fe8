"""`not_` and `~` turn a condition round; columns may be computed with and compared with each other."""

import os

from sqlmodel_rs import Field, Session, SQLModel, col, create_engine, func, not_, select


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
        print(session.exec(select(Book.title).where(not_(Book.year > 1850)).order_by(Book.year)).all())
        print(session.exec(select(Book.title).where(~col(Book.title).startswith("D")).order_by(Book.year)).all())
        print(session.exec(select(Book.title).where(col(Book.pages) * 4 > Book.year).order_by(Book.year)).all())
        print(session.exec(select(Book.title).where(func.length(Book.title) == 6).order_by(Book.year)).all())


def main() -> None:
    SQLModel.metadata.create_all(engine)
    add_books()
    show_books()


if __name__ == "__main__":
    main()
