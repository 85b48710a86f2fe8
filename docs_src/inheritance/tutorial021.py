"""Discriminators: an enum, a number, and an expression over columns that are there anyway. Not in SQLModel."""

import os
from enum import Enum
from typing import Any, ClassVar

from sqlmodel_rs import Column, Field, Session, SQLModel, String, case, create_engine, select


class Kind(Enum):
    CAT = "cat"
    DOG = "dog"


class Pet(SQLModel, table=True):
    __mapper_args__: ClassVar[Any] = {"polymorphic_on": "kind", "polymorphic_abstract": True}

    id: int | None = Field(default=None, primary_key=True)
    kind: Kind = Field(default=None)
    name: str


class Cat(Pet):
    __mapper_args__: ClassVar[Any] = {"polymorphic_identity": Kind.CAT}


class Dog(Pet):
    __mapper_args__: ClassVar[Any] = {"polymorphic_identity": Kind.DOG}


class Shape(SQLModel, table=True):
    __mapper_args__: ClassVar[Any] = {"polymorphic_on": "corners", "polymorphic_identity": 0}

    id: int | None = Field(default=None, primary_key=True)
    corners: int = 0


class Triangle(Shape):
    __mapper_args__: ClassVar[Any] = {"polymorphic_identity": 3}


plan = Column("plan", String(10), nullable=True)


class Customer(SQLModel, table=True):
    __mapper_args__: ClassVar[Any] = {
        "polymorphic_on": case((plan.is_(None), "trial"), else_="paying"),
        "polymorphic_identity": "trial",
    }

    id: int | None = Field(default=None, primary_key=True)
    plan: str | None = Field(default=None, sa_column=plan)


class PayingCustomer(Customer):
    __mapper_args__: ClassVar[Any] = {"polymorphic_identity": "paying"}


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all([Cat(name="Tom"), Dog(name="Rex"), Shape(), Triangle()])
        session.add_all([Customer(), PayingCustomer(plan="gold")])
        session.commit()
        print([(type(pet).__name__, pet.kind) for pet in session.exec(select(Pet).order_by(Pet.name))])
        print([(type(shape).__name__, shape.corners) for shape in session.exec(select(Shape).order_by(Shape.corners))])
        print([(type(one).__name__, one.plan) for one in session.exec(select(Customer).order_by(Customer.id))])


if __name__ == "__main__":
    main()
