"""Models of the insert tests, in a registry of their own: every way in which a row gets its values."""

import enum
import itertools
import uuid
from typing import Any, Optional

from sqlmodel_rs import JSON, Column, Field, Integer, Relationship, SQLModel, func
from sqlmodel_rs.orm import registry

own = registry()
tickets = itertools.count(1)


class Base(SQLModel, registry=own):
    pass


class Color(enum.Enum):
    RED = "red"
    BLUE = "blue"


class Counter(Base, table=True):
    __tablename__ = "insert_counter"

    id: int | None = Field(default=None, primary_key=True)


class Item(Base, table=True):
    __tablename__ = "insert_item"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    color: Color = Color.RED
    tags: list[str] = Field(default_factory=list, sa_column=Column(JSON))
    note: Any = Field(default=None, sa_column=Column(JSON))
    size: int | None = Field(default=None, sa_column=Column(Integer, server_default="7"))


class Ticket(Base, table=True):
    __tablename__ = "insert_ticket"

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    name: str
    size: int | None = Field(default=None, sa_column=Column(Integer, server_default="7"))


class Stamped(Base, table=True):
    __tablename__ = "insert_stamped"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    number: int | None = Field(default=None, sa_column=Column(Integer, default=lambda: next(tickets)))
    double: int | None = Field(
        default=None,
        sa_column=Column(Integer, default=lambda context: context.get_current_parameters()["number"] * 2),
    )
    constant: int | None = Field(default=None, sa_column=Column(Integer, default=5))
    length: int | None = Field(default=None, sa_column=Column(Integer, default=func.length("abcd")))


class Person(Base, table=True):
    __tablename__ = "insert_person"
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "person"}

    id: int | None = Field(default=None, primary_key=True)
    name: str
    kind: str = Field(default=None)


class Engineer(Person):
    __tablename__ = "insert_engineer"
    __mapper_args__ = {"polymorphic_identity": "engineer"}

    language: str


class Manager(Person):
    __tablename__ = "insert_manager"
    __mapper_args__ = {"polymorphic_identity": "manager"}

    level: int


class Club(Base, table=True):
    __tablename__ = "insert_club"

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, max_length=20)
    members: list["Member"] = Relationship(back_populates="club")


class Member(Base, table=True):
    __tablename__ = "insert_member"

    id: int | None = Field(default=None, primary_key=True)
    club_code: str | None = Field(default=None, foreign_key="insert_club.code", max_length=20)
    club: Optional["Club"] = Relationship(back_populates="members")
