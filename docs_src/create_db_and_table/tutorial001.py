"""A class with `table=True` is a table: `create_all` makes it in the database that the engine's URL names."""

import os

from sqlmodel_rs import Field, SQLModel, create_engine, inspect


class Book(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str
    year: int
    pages: int | None = None


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    inspector = inspect(engine)
    print(inspector.get_table_names())
    for column in inspector.get_columns("book"):
        print(column["name"], "may be empty" if column["nullable"] else "is needed")


if __name__ == "__main__":
    main()
