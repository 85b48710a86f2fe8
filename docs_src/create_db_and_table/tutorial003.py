"""`create_all` makes what is missing and leaves the rest alone; `drop_all` takes the tables away."""

import os

from sqlmodel_rs import Field, Session, SQLModel, create_engine, inspect, select


class Book(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str
    year: int
    pages: int | None = None


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Book(title="Emma", year=1815))
        session.commit()
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        print(len(session.exec(select(Book)).all()), "book after the second create_all")
    SQLModel.metadata.drop_all(engine)
    print(inspect(engine).get_table_names())


if __name__ == "__main__":
    main()
