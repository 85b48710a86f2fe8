"""Models of the shortcuts' tests, in a registry of their own."""

from typing import Optional

from sqlmodel_rs import Field, Relationship, SQLModel
from sqlmodel_rs.orm import registry

own = registry()


class Base(SQLModel, registry=own):
    pass


class Team(Base, table=True):
    __tablename__ = "shortcut_team"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True, max_length=40)
    city: str = "?"
    heroes: list["Hero"] = Relationship(back_populates="team")


class Hero(Base, table=True):
    __tablename__ = "shortcut_hero"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    age: int = 1
    team_id: int | None = Field(default=None, foreign_key="shortcut_team.id")
    team: Optional["Team"] = Relationship(back_populates="heroes")


class Seat(Base, table=True):
    __tablename__ = "shortcut_seat"

    row: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    taken: bool = False


class Tag(Base, table=True):
    __tablename__ = "shortcut_tag"

    name: str = Field(primary_key=True, max_length=40)


class Vehicle(Base, table=True):
    __tablename__ = "shortcut_vehicle"
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "vehicle"}

    id: int | None = Field(default=None, primary_key=True)
    kind: str = ""


class Car(Vehicle, table=True):
    __tablename__ = "shortcut_car"
    __mapper_args__ = {"polymorphic_identity": "car"}

    id: int | None = Field(default=None, primary_key=True, foreign_key="shortcut_vehicle.id")
    doors: int = 4
