"""Generic models: a table for each choice of the type, or one table for all of them. Not in SQLModel."""

import os
from typing import Any, Generic, TypeVar

from sqlmodel_rs import JSON, Field, Session, SQLModel, create_engine, select

T = TypeVar("T")


class Measured(SQLModel, Generic[T]):
    id: int | None = Field(default=None, primary_key=True)
    value: T


class Length(Measured[int], table=True):
    pass


class Label(Measured[str], table=True):
    pass


class Box(SQLModel, Generic[T], table=True):
    id: int | None = Field(default=None, primary_key=True)
    content: T = Field(sa_type=JSON)


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all([Length(value=3), Label(value="three"), Box[int](content=3), Box(content=["a"])])
        session.commit()
        print(session.exec(select(Length)).one().value, session.exec(select(Label)).one().value)
        print([box.content for box in session.exec(select(Box[Any]).order_by(Box.id))])


if __name__ == "__main__":
    main()
