"""`inspect(Model)` shows a hierarchy: strategy, tables, identities and columns by class, as text and as pictures."""

import pytest

from sqlmodel_rs import Field, SQLModel, inspect
from sqlmodel_rs.orm.registry import registry


@pytest.fixture(scope="module")
def vehicle():
    class Base(SQLModel, registry=registry()):
        pass

    class Vehicle(Base, table=True):
        __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_abstract": True}
        id: int | None = Field(default=None, primary_key=True)
        kind: str = Field(max_length=9)

    class Car(Vehicle):
        __tablename__ = "car"
        __mapper_args__ = {"polymorphic_identity": "car"}
        doors: int

    class Taxi(Car):
        __mapper_args__ = {"polymorphic_identity": "taxi"}
        phone: str = Field(max_length=20)

    return Vehicle


TREE = """\
Vehicle abstract (root, table vehicle): id, kind
    Car 'car' (joined, table car): doors
        Taxi 'taxi' (single, table car): phone"""

MERMAID = """\
classDiagram
    class Vehicle {
        <<root, table vehicle>>
        INTEGER id
        VARCHAR[9] kind
    }
    Vehicle <|-- Car : 'car'
    class Car {
        <<joined, table car>>
        INTEGER doors
    }
    Car <|-- Taxi : 'taxi'
    class Taxi {
        <<single, table car>>
        VARCHAR[20] phone
    }"""

DOT = """\
digraph hierarchy {
    node [shape=record];
    Vehicle [label="{Vehicle|root, table vehicle|id\\lkind\\l}"];
    Car -> Vehicle [arrowhead=empty];
    Car [label="{Car|joined, table car|doors\\l}"];
    Taxi -> Car [arrowhead=empty];
    Taxi [label="{Taxi|single, table car|phone\\l}"];
}"""


def test_tree_has_a_line_for_each_class(vehicle):
    assert inspect(vehicle).tree() == TREE


def test_tree_starts_at_the_class_that_is_asked(vehicle):
    car = vehicle.__subclasses__()[0]
    assert inspect(car).tree() == "\n".join(line[4:] for line in TREE.splitlines()[1:])


def test_mermaid_text(vehicle):
    assert inspect(vehicle).mermaid() == MERMAID


def test_dot_text(vehicle):
    assert inspect(vehicle).dot() == DOT
