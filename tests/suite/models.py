"""Models of the suite's tests: heroes with teams and powers, and one hierarchy a strategy."""

from decimal import Decimal

from sqlmodel_rs import Field, Relationship, SQLModel
from sqlmodel_rs.main import registry


class Suite(SQLModel, registry=registry()):
    """Names resolve among these classes, whatever other tests do to the default registry."""


class HeroPower(Suite, table=True):
    hero_id: int | None = Field(default=None, foreign_key="hero.id", primary_key=True)
    power_id: int | None = Field(default=None, foreign_key="power.id", primary_key=True)


class Power(Suite, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    heroes: list["Hero"] = Relationship(back_populates="powers", link_model=HeroPower)


class Team(Suite, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(index=True, unique=True)
    heroes: list["Hero"] = Relationship(back_populates="team")


class Hero(Suite, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(index=True)
    secret_name: str
    age: int | None = Field(default=None, index=True)
    team_id: int | None = Field(default=None, foreign_key="team.id")
    team: Team | None = Relationship(back_populates="heroes")
    powers: list[Power] = Relationship(back_populates="heroes", link_model=HeroPower)


class Employee(Suite, table=True):
    """Root of a joined hierarchy."""

    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "employee"}
    id: int | None = Field(default=None, primary_key=True)
    name: str
    kind: str = Field(default=None)


class Engineer(Employee):
    __tablename__ = "engineer"
    __mapper_args__ = {"polymorphic_identity": "engineer"}
    language: str


class Manager(Employee):
    __tablename__ = "manager"
    __mapper_args__ = {"polymorphic_identity": "manager"}
    budget: Decimal = Field(default=Decimal("0"), max_digits=10, decimal_places=2)


class Vehicle(Suite, table=True):
    """Root of a single-table hierarchy."""

    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "vehicle"}
    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(default=None)
    wheels: int


class Car(Vehicle):
    __mapper_args__ = {"polymorphic_identity": "car"}
    doors: int


class Truck(Vehicle):
    __mapper_args__ = {"polymorphic_identity": "truck"}
    load: float


class Sensor(Suite, table=True):
    """Root of a concrete hierarchy."""

    id: int | None = Field(default=None, primary_key=True)
    place: str


class Thermometer(Sensor, table=True, inheritance="concrete"):
    __tablename__ = "thermometer"
    celsius: float
