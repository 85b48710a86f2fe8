"""The ORM program, the same source for SQLModel and for this library (through its import aliases)."""

import datetime
from typing import Any

from pydantic import NaiveDatetime
from sqlalchemy import ForeignKey, event
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import JSON, Column, Field, Relationship, SQLModel, create_engine

from benchmarks.worker import Context

JSON_TYPE = JSON().with_variant(JSONB(), "postgresql")


def open_engine(context: Context) -> Any:
    """Create the contender's engine, with the durability settings that the raw driver has too."""
    engine = create_engine(context.url())
    if context.backend == "sqlite":

        @event.listens_for(engine, "connect")
        def relax(connection: Any, record: Any) -> None:
            cursor = connection.cursor()
            cursor.execute("PRAGMA synchronous=NORMAL")
            cursor.close()

    return engine


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True, max_length=100)
    headquarters: str
    heroes: list["Hero"] = Relationship(back_populates="team")


class HeroBase(SQLModel):
    name: str = Field(max_length=100)
    secret_name: str
    age: int | None = None
    power: float
    is_active: bool
    born: datetime.date
    created: NaiveDatetime
    team_id: int | None = Field(default=None, foreign_key="team.id")


class Hero(HeroBase, table=True):
    id: int | None = Field(default=None, primary_key=True)
    data: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON_TYPE))
    team: Team | None = Relationship(back_populates="heroes")


class HeroLarge(HeroBase, table=True):
    __tablename__ = "hero_large"
    id: int | None = Field(default=None, primary_key=True)
    data: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON_TYPE))


class HeroWritten(HeroBase, table=True):
    __tablename__ = "hero_written"
    id: int | None = Field(default=None, primary_key=True)
    data: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON_TYPE))


def hierarchy(ours: bool) -> type[Any]:
    """Map person <- engineer, manager; SQLModel cannot, so its side is SQLAlchemy's declarative mapping."""
    if ours:

        class Person(SQLModel, table=True):
            __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_abstract": True}
            id: int | None = Field(default=None, primary_key=True)
            name: str
            kind: str = Field(default=None)

        class Engineer(Person):
            __tablename__ = "engineer"
            __mapper_args__ = {"polymorphic_identity": "engineer"}
            language: str

        class Manager(Person):
            __tablename__ = "manager"
            __mapper_args__ = {"polymorphic_identity": "manager"}
            level: int

        return Person

    from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

    class Base(DeclarativeBase):
        pass

    class DeclaredPerson(Base):
        __tablename__ = "person"
        __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_abstract": True, "with_polymorphic": "*"}
        id: Mapped[int] = mapped_column(primary_key=True)
        name: Mapped[str]
        kind: Mapped[str]

    class DeclaredEngineer(DeclaredPerson):
        __tablename__ = "engineer"
        __mapper_args__ = {"polymorphic_identity": "engineer"}
        id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
        language: Mapped[str]

    class DeclaredManager(DeclaredPerson):
        __tablename__ = "manager"
        __mapper_args__ = {"polymorphic_identity": "manager"}
        id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
        level: Mapped[int]

    return DeclaredPerson
