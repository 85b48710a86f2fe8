"""Declarative classes of every kind, beside a SQLModel class, in one metadata and one registry."""

import enum
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from sqlmodel_rs import Field, SQLModel
from sqlmodel_rs.declarative import (
    DeclarativeBase,
    Mapped,
    column_property,
    declared_attr,
    mapped_column,
    registry,
    relationship,
    synonym,
)
from sqlmodel_rs.ext.hybrid import hybrid_method, hybrid_property
from sqlmodel_rs.orm.mutable import MutableDict, MutableList
from sqlmodel_rs.orm.validation import validates
from sqlmodel_rs.schema import Column, ForeignKey, Index, Table
from sqlmodel_rs.sql.expression import func, select
from sqlmodel_rs.types import JSON, Integer, Numeric, String, Text

Key = Annotated[int, mapped_column(primary_key=True)]
Name = Annotated[str, mapped_column(String(30), index=True)]


class Color(enum.Enum):
    red = 1
    blue = 2


class Base(DeclarativeBase):
    registry = registry(type_annotation_map={str: String(50), dict[str, Any]: JSON})


class Named:
    """A mixin with columns and computed directives."""

    name: Mapped[Name]

    @declared_attr.directive
    def __tablename__(cls) -> str:
        return f"d_{cls.__name__.lower()}"

    @declared_attr
    def note(cls) -> Mapped[str | None]:
        return mapped_column(String(40), default=f"a {cls.__name__}")


link = Table(
    "d_link",
    Base.metadata,
    Column("hero_id", ForeignKey("d_hero.id"), primary_key=True),
    Column("power_id", ForeignKey("d_power.id"), primary_key=True),
)


class Team(Named, Base):
    id: Mapped[Key]
    heroes: Mapped[list["Hero"]] = relationship(back_populates="team", cascade="all, delete-orphan", order_by="Hero.id")


class Power(Named, Base):
    id: Mapped[Key]

    def __init__(self, name: str) -> None:
        self.name = name


class Hero(Base):
    __tablename__ = "d_hero"

    id: Mapped[Key]
    name: Mapped[str] = mapped_column()
    nick: Mapped[str | None] = mapped_column()
    low: Mapped[int] = mapped_column(default=1)
    high: Mapped[int] = mapped_column(default=10)
    color: Mapped[Color] = mapped_column(default=Color.red)
    mood: Mapped[Literal["good", "bad"]] = mapped_column(default="good")
    pay: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))
    since: Mapped[datetime | None]
    tags: Mapped[dict[str, Any] | None] = mapped_column(MutableDict.as_mutable(JSON()))
    marks: Mapped[list[Any] | None] = mapped_column(MutableList.as_mutable(JSON()))
    biography: Mapped[str | None] = mapped_column(Text, deferred=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("d_team.id"))
    team: Mapped[Team | None] = relationship(back_populates="heroes")
    powers: Mapped[set[Power]] = relationship(secondary=link)
    title = column_property(name + "!")
    other_name: Mapped[str] = synonym("name")
    __table_args__ = (Index("ix_d_hero_nick_name", nick, name),)

    @hybrid_property
    def span(self) -> int:
        return self.high - self.low

    @span.inplace.setter
    def _span_setter(self, value: int) -> None:
        self.high = self.low + value

    @hybrid_property
    def label(self) -> str:
        return f"<{self.name}>"

    @label.inplace.expression
    @classmethod
    def _label_expression(cls) -> Any:
        return "<" + cls.name + ">"

    @hybrid_method
    def covers(self, value: int) -> Any:
        return (self.low <= value) & (value <= self.high)

    @validates("nick")
    def _check_nick(self, key: str, value: str | None) -> str | None:
        if value == "bad":
            raise ValueError(f"{key} is bad")
        return value.lower() if value else value


Team.size = column_property(
    select(func.count(Hero.id)).where(Hero.team_id == Team.id).correlate(Team.__table__).scalar_subquery()
)


class Employee(Base):
    __tablename__ = "d_employee"

    id: Mapped[Key]
    name: Mapped[str]
    type: Mapped[str] = mapped_column(String(20))
    __mapper_args__ = {"polymorphic_on": type, "polymorphic_identity": "employee"}


class Engineer(Employee):
    __tablename__ = "d_engineer"

    id: Mapped[int] = mapped_column(ForeignKey("d_employee.id"), primary_key=True)
    machine: Mapped[str | None]
    __mapper_args__ = {"polymorphic_identity": "engineer"}


class Manager(Employee):
    level: Mapped[int | None] = mapped_column(use_existing_column=True)
    __mapper_args__ = {"polymorphic_identity": "manager"}


class Director(Employee):
    level: Mapped[int | None] = mapped_column(use_existing_column=True)
    __mapper_args__ = {"polymorphic_identity": "director"}


class Vehicle(Base):
    __tablename__ = "d_vehicle"

    id: Mapped[Key]
    wheels: Mapped[int]


class Truck(Vehicle):
    __tablename__ = "d_truck"

    id: Mapped[Key]
    wheels: Mapped[int]
    load: Mapped[int]
    __mapper_args__ = {"concrete": True}


class Visit(SQLModel, registry=Base.registry):
    pass


class HeroVisit(Visit, table=True):
    """A SQLModel class that refers to a declarative one."""

    __tablename__ = "d_visit"

    id: int | None = Field(default=None, primary_key=True)
    place: str
    hero_id: int | None = Field(default=None, foreign_key="d_hero.id")


HeroVisit.hero = relationship("Hero", backref="visits")


class Address:
    """A class that is mapped imperatively, with a constructor of its own."""

    def __init__(self, street: str) -> None:
        self.street = street


address_table = Table(
    "d_address",
    Base.metadata,
    Column("id", Integer, primary_key=True),
    Column("street_name", String(30)),
    Column("hero_id", ForeignKey("d_hero.id")),
)
Base.registry.map_imperatively(
    Address,
    address_table,
    properties={
        "street": address_table.c.street_name,
        "hero": relationship(Hero, backref="addresses"),
        "road": synonym("street"),
    },
)
