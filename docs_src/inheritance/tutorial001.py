"""Single table: subclasses share the parent's table, a column says which class a row is. Not in SQLModel."""

import os
from typing import Any, ClassVar

from sqlmodel_rs import Field, Session, SQLModel, create_engine, select


class Item(SQLModel, table=True):
    __mapper_args__: ClassVar[Any] = {"polymorphic_on": "kind", "polymorphic_identity": "item"}

    id: int | None = Field(default=None, primary_key=True)
    kind: str | None = Field(default=None, max_length=20)
    title: str


class Book(Item):
    __mapper_args__: ClassVar[Any] = {"polymorphic_identity": "book"}

    pages: int


class Film(Item):
    __mapper_args__: ClassVar[Any] = {"polymorphic_identity": "film"}

    minutes: int


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all([Item(title="A map"), Book(title="Emma", pages=474), Film(title="Metropolis", minutes=153)])
        session.commit()
        for item in session.exec(select(Item).order_by(Item.title)):
            print(type(item).__name__, item.kind, item.title)
        print(session.exec(select(Film).where(Film.minutes > 150)).one().title)
        print(sorted(SQLModel.metadata.tables))


if __name__ == "__main__":
    main()
