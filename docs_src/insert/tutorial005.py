"""`begin_nested` is a part of a transaction that may fail alone: the rest is stored."""

import os

from sqlmodel_rs import Field, Session, SQLModel, create_engine, select
from sqlmodel_rs.exc import IntegrityError


class Book(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(unique=True)


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        for title in ("Emma", "Walden", "Emma"):
            try:
                with session.begin_nested():
                    session.add(Book(title=title))
            except IntegrityError:
                print(title, "is there already")
        session.commit()
        print(session.exec(select(Book.title).order_by(Book.title)).all())


if __name__ == "__main__":
    main()
