"""`delete()` removes rows without reading them, and says how many."""

import os

from sqlmodel_rs import Field, Session, SQLModel, col, create_engine, delete, select


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


def delete_books() -> None:
    with Session(engine) as session:
        result = session.exec(delete(Book).where(col(Book.year) < 1900))
        session.commit()
        print(result.rowcount, "deleted")
        print(session.exec(select(Book.title).order_by(Book.title)).all())


def main() -> None:
    SQLModel.metadata.create_all(engine)
    add_books()
    delete_books()


if __name__ == "__main__":
    main()
