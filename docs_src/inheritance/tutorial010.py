"""Change the class of a row: the object becomes one of another class, its tables follow. Not in SQLModel."""

import os
from typing import Any, ClassVar

from sqlmodel_rs import Field, Session, SQLModel, create_engine, exc, select


class Employee(SQLModel, table=True):
    __mapper_args__: ClassVar[Any] = {"polymorphic_on": "type", "polymorphic_identity": "employee"}

    id: int | None = Field(default=None, primary_key=True)
    type: str | None = Field(default=None, max_length=20)
    name: str


class Engineer(Employee):
    __tablename__ = "engineer"
    __mapper_args__: ClassVar[Any] = {"polymorphic_identity": "engineer"}

    language: str = "Python"


class Manager(Employee):
    __tablename__ = "manager"
    __mapper_args__: ClassVar[Any] = {"polymorphic_identity": "manager"}

    budget: int


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Employee(name="Ada"))
        session.commit()
        ada = session.exec(select(Employee)).one()

        engineer = session.become(ada, Engineer)
        print(type(ada).__name__, ada.type, engineer is ada, engineer.language)

        # What the class requires has to be given.
        try:
            session.become(ada, Manager)
        except exc.ArgumentError as error:
            print(error)
        manager = session.become(ada, Manager, budget=7)
        session.commit()
        print(manager.name, manager.budget, session.exec(select(Engineer)).all())

        # A rollback gives the class back.
        session.become(ada, Employee)
        session.rollback()
        print(type(ada).__name__, session.get(Manager, ada.id) is ada)


if __name__ == "__main__":
    main()
