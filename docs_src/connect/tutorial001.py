"""Two tables: `foreign_key` names the column of the other table that this one refers to."""

import os

from sqlmodel_rs import Field, SQLModel, create_engine, inspect


class Author(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


class Book(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str
    author_id: int | None = Field(default=None, foreign_key="author.id")


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    inspector = inspect(engine)
    print(sorted(inspector.get_table_names()))
    for key in inspector.get_foreign_keys("book"):
        print(key["constrained_columns"], "refers to", key["referred_table"], key["referred_columns"])


if __name__ == "__main__":
    main()
