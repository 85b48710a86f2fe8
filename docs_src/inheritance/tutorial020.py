"""Levels: an abstract root, joined tables, a class that shares its parent's table, a mixin. Not in SQLModel."""

import os
from typing import Any, ClassVar

from sqlmodel_rs import Field, Session, SQLModel, create_engine, inspect, select


class Timed(SQLModel):
    """A mixin: its field is a column of every class that has it as a base."""

    year: int


class Work(Timed, table=True):
    __mapper_args__: ClassVar[Any] = {"polymorphic_on": "kind", "polymorphic_abstract": True}

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(default=None, max_length=20)
    title: str


class Text(Work):
    __tablename__ = "text"
    __mapper_args__: ClassVar[Any] = {"polymorphic_abstract": True}

    pages: int


class Novel(Text, table=True, inheritance="joined"):
    __mapper_args__: ClassVar[Any] = {"polymorphic_identity": "novel"}

    narrator: str


class Essay(Text):
    __mapper_args__: ClassVar[Any] = {"polymorphic_identity": "essay"}

    topic: str


class Film(Work, table=True, inheritance="joined"):
    __mapper_args__: ClassVar[Any] = {"polymorphic_identity": "film"}

    minutes: int


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    print(inspect(Work).tree())
    with Session(engine) as session:
        session.add(Novel(title="Emma", year=1815, pages=474, narrator="Jane"))
        session.add(Essay(title="Walking", year=1862, pages=60, topic="woods"))
        session.add(Film(title="Metropolis", year=1927, minutes=153))
        session.commit()
        for text in session.exec(select(Text).where(Text.year < 1900).order_by(Text.pages)):
            print(type(text).__name__, text.title, text.pages)
        print(session.exec(select(Essay).where(Essay.topic == "woods")).one().year)


if __name__ == "__main__":
    main()
