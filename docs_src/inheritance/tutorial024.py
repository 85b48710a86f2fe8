"""Relationships of a base, a middle and a leaf, loaded with the query that reads the hierarchy. Not in SQLModel."""

import os
from typing import Any, ClassVar

from sqlmodel_rs import Field, Relationship, Session, SQLModel, create_engine, event, select
from sqlmodel_rs.orm import joinedload, selectinload


class Garage(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    city: str
    vehicles: list["Vehicle"] = Relationship(back_populates="garage")
    trucks: list["Truck"] = Relationship(sa_relationship_kwargs={"viewonly": True})


class Vehicle(SQLModel, table=True):
    __mapper_args__: ClassVar[Any] = {"polymorphic_on": "kind", "polymorphic_abstract": True}

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(default=None, max_length=20)
    garage_id: int | None = Field(default=None, foreign_key="garage.id")
    garage: Garage | None = Relationship(back_populates="vehicles")


class Car(Vehicle):
    __tablename__ = "car"
    __mapper_args__: ClassVar[Any] = {"polymorphic_identity": "car"}

    doors: int


class Truck(Vehicle):
    __tablename__ = "truck"
    __mapper_args__: ClassVar[Any] = {"polymorphic_identity": "truck"}

    tons: float
    trailers: list["Trailer"] = Relationship(back_populates="truck", cascade_delete=True)


class Trailer(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    length: int
    truck_id: int | None = Field(default=None, foreign_key="truck.id")
    truck: Truck | None = Relationship(back_populates="trailers")


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))
statements: list[str] = []


@event.listens_for(engine, "before_cursor_execute")
def count(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
    if statement.startswith("SELECT"):
        statements.append(statement)


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        vehicles: list[Vehicle] = [
            Car(doors=4),
            Truck(tons=7.5, trailers=[Trailer(length=6), Trailer(length=8)]),
            Truck(tons=3.5),
        ]
        session.add(Garage(city="Bonn", vehicles=vehicles))
        session.commit()

    with Session(engine) as session:
        statements.clear()
        options = (joinedload(Vehicle.garage), selectinload(Truck.trailers))
        for vehicle in session.exec(select(Vehicle).options(*options).order_by(Vehicle.id)):
            lengths = [trailer.length for trailer in vehicle.trailers] if isinstance(vehicle, Truck) else None
            print(type(vehicle).__name__, vehicle.garage.city if vehicle.garage else None, lengths)
        print(len(statements), "statements")

    with Session(engine) as session:
        statements.clear()
        below = selectinload(Garage.vehicles).selectinload(Truck.trailers)
        garage = session.exec(select(Garage).options(below)).one()
        print([type(vehicle).__name__ for vehicle in garage.vehicles], len(statements), "statements")
        print([truck.tons for truck in garage.trucks], "from a relationship to the subclass")


if __name__ == "__main__":
    main()
