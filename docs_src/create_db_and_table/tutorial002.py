"""The statement that makes a table, as text; `create_engine(..., echo=True)` prints every statement as it runs."""

import os

from sqlmodel_rs import Field, SQLModel, create_engine
from sqlmodel_rs.schema import CreateTable


class Book(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str
    year: int
    pages: int | None = None


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    print(str(CreateTable(SQLModel.metadata.tables["book"])).strip())
    SQLModel.metadata.create_all(engine)


if __name__ == "__main__":
    main()
