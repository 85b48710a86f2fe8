"""`index=True` makes an index for a column; its name is made from the table's and the column's."""

import os

from sqlmodel_rs import Field, Session, SQLModel, create_engine, inspect, select


class Book(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(index=True)
    year: int = Field(index=True)
    pages: int | None = None


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    for index in sorted(inspect(engine).get_indexes("book"), key=lambda index: str(index["name"])):
        print(index["name"], index["column_names"])
    with Session(engine) as session:
        session.add(Book(title="Emma", year=1815))
        session.commit()
        print(session.exec(select(Book).where(Book.title == "Emma")).one().year)


if __name__ == "__main__":
    main()
