"""Two tables, so that a flush is more than one statement."""

from sqlmodel_rs import Field, Relationship, SQLModel
from sqlmodel_rs.orm import registry


class Faults(SQLModel, registry=registry()):
    """A registry of its own: other tests have classes of the same names."""


class Box(Faults, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=20, unique=True)
    items: list["Item"] = Relationship(back_populates="box")


class Item(Faults, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=20)
    box_id: int | None = Field(default=None, foreign_key="box.id")
    box: Box | None = Relationship(back_populates="items")


class Paper(Faults, table=True):
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "paper"}
    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(default=None, max_length=20)


class Letter(Paper):
    __tablename__ = "letter"
    __mapper_args__ = {"polymorphic_identity": "letter"}
    address: str = Field(max_length=20)


def full_box(name: str = "b", count: int = 2) -> Box:
    """Make a box with items; its flush writes two tables."""
    return Box(name=name, items=[Item(name=f"i{number}") for number in range(count)])
