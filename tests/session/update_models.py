"""Models of the update tests, in a registry of their own: every way in which a changed row gets its values."""

from decimal import Decimal
from typing import Any

from sqlmodel_rs import JSON, Column, Field, Integer, SQLModel
from sqlmodel_rs.orm import registry
from sqlmodel_rs.types import PickleType

own = registry()


class Base(SQLModel, registry=own):
    pass


class Item(Base, table=True):
    __tablename__ = "update_item"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    size: int | None = None
    price: Decimal | None = Field(default=None, max_digits=8, decimal_places=2)
    note: Any = Field(default=None, sa_column=Column(JSON))
    shape: Any = Field(default=None, sa_column=Column(PickleType(comparator=lambda x, y: len(x) == len(y))))


class Seat(Base, table=True):
    __tablename__ = "update_seat"

    row: int = Field(primary_key=True)
    letter: str = Field(primary_key=True, max_length=2)
    guest: str | None = None


class Stamped(Base, table=True):
    __tablename__ = "update_stamped"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    writes: int = Field(default=0, sa_column=Column(Integer, onupdate=lambda: 7))


class Versioned(Base, table=True):
    __tablename__ = "update_versioned"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    version: int | None = Field(default=None, sa_column=Column("version", Integer, nullable=False))
    __mapper_args__ = {"version_id_col": "version"}


class Person(Base, table=True):
    __tablename__ = "update_person"
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "person"}

    id: int | None = Field(default=None, primary_key=True)
    name: str
    kind: str = Field(default=None)


class Engineer(Person):
    __tablename__ = "update_engineer"
    __mapper_args__ = {"polymorphic_identity": "engineer"}

    language: str


class Manager(Person):
    __tablename__ = "update_manager"
    __mapper_args__ = {"polymorphic_identity": "manager"}

    level: int
