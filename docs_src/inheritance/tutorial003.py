"""Concrete tables: each class has a whole table of its own, and the parent reads them all. Not in SQLModel."""

import os

from sqlmodel_rs import Field, Session, SQLModel, create_engine, select


class Item(SQLModel, table=True, inheritance="concrete"):
    id: int | None = Field(default=None, primary_key=True)
    title: str


class Book(Item, table=True):
    __tablename__ = "book"

    pages: int


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all([Item(title="A map"), Book(title="Emma", pages=474)])
        session.commit()
        for item in session.exec(select(Item).order_by(Item.title)):
            print(type(item).__name__, item.title)
        print(session.exec(select(Book)).one().pages)
        print(sorted(column.name for column in SQLModel.metadata.tables["book"].columns))


if __name__ == "__main__":
    main()
