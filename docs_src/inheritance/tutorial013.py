"""CHECK constraints of a hierarchy: the database refuses rows that no class allows. Not in SQLModel."""

import os
from typing import Any, ClassVar

from sqlmodel_rs import Field, Session, SQLModel, create_engine, exc, select, text


class Vehicle(SQLModel, table=True):
    __mapper_args__: ClassVar[Any] = {
        "polymorphic_on": "kind",
        "polymorphic_identity": "vehicle",
        "polymorphic_checks": True,
    }

    id: int | None = Field(default=None, primary_key=True)
    kind: str | None = Field(default=None, max_length=20)


class Truck(Vehicle):
    """Its columns are in the table of all vehicles: NULL for others, and `tons` has a value for each truck."""

    __mapper_args__: ClassVar[Any] = {"polymorphic_identity": "truck"}

    tons: int
    trailer: str | None = Field(default=None, max_length=20)


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all([Vehicle(), Truck(tons=7)])
        session.commit()
        for wrong in ("('truck', NULL)", "('vehicle', 7)", "('pirate', NULL)"):
            try:
                session.exec(text(f"INSERT INTO vehicle (kind, tons) VALUES {wrong}"))
            except exc.CheckViolation:
                print("refused", wrong)
                session.rollback()
        print([type(one).__name__ for one in session.exec(select(Vehicle).order_by(Vehicle.id))])
    for check in sorted(str(one.name) for one in Vehicle.__table__.constraints if one.name):
        print(check)


if __name__ == "__main__":
    main()
