"""Rows that do not fit: what loading refuses, what an audit finds, and the lenient way. Not in SQLModel."""

import os
import warnings
from typing import Any, ClassVar

from sqlmodel_rs import Field, Session, SQLModel, create_engine, exc, select, text


class Item(SQLModel, table=True):
    __mapper_args__: ClassVar[Any] = {"polymorphic_on": "kind", "polymorphic_identity": "item"}

    id: int | None = Field(default=None, primary_key=True)
    kind: str | None = Field(default=None, max_length=20)


class Book(Item):
    __tablename__ = "book"
    __mapper_args__: ClassVar[Any] = {"polymorphic_identity": "book"}

    pages: int


class Event(SQLModel, table=True):
    """Rows of unknown kinds are read as the class that was asked for, with a warning."""

    __mapper_args__: ClassVar[Any] = {
        "polymorphic_on": "kind",
        "polymorphic_identity": "event",
        "polymorphic_lenient": True,
    }

    id: int | None = Field(default=None, primary_key=True)
    kind: str | None = Field(default=None, max_length=20)


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.exec(text("INSERT INTO item (id, kind) VALUES (1, 'item'), (2, 'book'), (3, 'film')"))
        session.exec(text("INSERT INTO book (id, pages) VALUES (1, 9)"))
        try:
            session.exec(select(Book).where(Book.id == 1)).all()
        except exc.PolymorphicIdentityError as error:
            print(error.table, error.key)
        for found in session.audit(Item):
            print(type(found).__name__, found.table, found.key)
            print("   ", found.hint)

        session.exec(text("INSERT INTO event (id, kind) VALUES (1, 'party')"))
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            print(type(session.exec(select(Event)).one()).__name__, len(caught))


if __name__ == "__main__":
    main()
