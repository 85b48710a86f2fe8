"""The hierarchies the inheritance tests share: joined, single-table, mixed, without discriminator, concrete."""

import enum
from typing import Literal

from sqlmodel_rs import Field, Relationship, SQLModel
from sqlmodel_rs.orm.registry import registry


class Office(SQLModel, registry=registry()):
    """Base of the joined and mixed hierarchy; its metadata holds all tables of this module."""


class Company(Office, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    employees: list["Employee"] = Relationship(back_populates="company")


class Employee(Office, table=True):
    __mapper_args__ = {"polymorphic_on": "type", "polymorphic_identity": "employee"}
    id: int | None = Field(default=None, primary_key=True)
    name: str
    type: str = "employee"
    company_id: int | None = Field(default=None, foreign_key="company.id")
    company: Company | None = Relationship(back_populates="employees")


class Engineer(Employee, table=True):
    __tablename__ = "engineer"
    __mapper_args__ = {"polymorphic_identity": "engineer"}
    level: int = 0
    machines: list["Machine"] = Relationship(back_populates="engineer")


class Senior(Engineer, table=True):
    __tablename__ = "senior"
    __mapper_args__ = {"polymorphic_identity": "senior"}
    bonus: int = 0


class Manager(Employee, table=True):
    __tablename__ = "manager"
    __mapper_args__ = {"polymorphic_identity": "manager"}
    budget: int = 0


class Boss(Manager):
    """Single-table below joined: its rows are in `employee` and `manager`."""

    __mapper_args__ = {"polymorphic_identity": "boss"}
    car: str


class Machine(Office, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    engineer_id: int | None = Field(default=None, foreign_key="engineer.id")
    engineer: Engineer | None = Relationship(back_populates="machines")


class Fuel(enum.Enum):
    NONE = "none"
    DIESEL = "diesel"
    POWER = "power"


class Vehicle(Office, table=True, inheritance="single"):
    __mapper_args__ = {"polymorphic_on": "fuel", "polymorphic_abstract": True}
    id: int | None = Field(default=None, primary_key=True)
    fuel: Fuel
    wheels: int = 4


class Truck(Vehicle, table=True):
    __mapper_args__ = {"polymorphic_identity": Fuel.DIESEL}
    load: int


class Scooter(Vehicle):
    __mapper_args__ = {"polymorphic_identity": Fuel.POWER}
    range: int = 30


class Page(Office, table=True):
    """Single-table; the identities come from narrowed `Literal` fields."""

    __mapper_args__ = {"polymorphic_on": "kind"}
    id: int | None = Field(default=None, primary_key=True)
    kind: str
    title: str


class Article(Page):
    kind: Literal["article"] = "article"
    words: int


class Gallery(Page):
    kind: Literal["gallery"] = "gallery"
    images: int = 0


class Shape(Office, table=True):
    """Joined without a discriminator: the child table that has a row decides."""

    id: int | None = Field(default=None, primary_key=True)
    color: str


class Circle(Shape, table=True):
    __tablename__ = "circle"
    radius: float


class Square(Shape, table=True):
    __tablename__ = "square"
    side: float


class Tile(Square, table=True):
    __tablename__ = "tile"
    glaze: str


class Sensor(Office, table=True, inheritance="concrete"):
    """Concrete, queried through the union of all tables."""

    id: int | None = Field(default=None, primary_key=True)
    place: str


class Thermometer(Sensor, table=True):
    __tablename__ = "thermometer"
    celsius: float


class Camera(Sensor, table=True):
    __tablename__ = "camera"
    pixels: int
