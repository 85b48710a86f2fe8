"""Statements on joined classes: UPDATE, DELETE, INSERT and upsert write every table. Not in SQLModel."""

import os
from typing import Any, ClassVar

from sqlmodel_rs import Field, Session, SQLModel, create_engine, delete, insert, literal, select, update


class Employee(SQLModel, table=True):
    __mapper_args__: ClassVar[Any] = {"polymorphic_on": "type", "polymorphic_identity": "employee"}

    id: int | None = Field(default=None, primary_key=True)
    type: str | None = Field(default=None, max_length=20)
    email: str = Field(unique=True, max_length=40)
    name: str = ""


class Engineer(Employee):
    __tablename__ = "engineer"
    __mapper_args__: ClassVar[Any] = {"polymorphic_identity": "engineer"}

    level: int = 0


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        # Rows of several classes: the discriminator says which.
        given = [{"email": "ada@x", "name": "Ada", "type": "engineer", "level": 3}, {"email": "eve@x", "name": "Eve"}]
        print(session.exec(insert(Employee), params=given).rowcount)
        print([type(one).__name__ for one in session.exec(select(Employee).order_by(Employee.email))])

        # A condition on one table, values in both.
        raised = update(Engineer).where(Engineer.name == "Ada").values(level=Engineer.level + 1, name="Ada L.")
        print(session.exec(raised.returning(Engineer.name, Engineer.level)).all())

        copied = select(literal("copy of ") + Employee.email).where(Employee.name == "Eve")
        print(session.exec(insert(Engineer).from_select(["email"], copied)).rowcount)

        rows = [{"email": "ada@x", "level": 9}, {"email": "zoe@x", "level": 1}]
        for one in session.upsert(Engineer, rows, by="email"):
            print(one.email, one.name, one.level)

        print(session.exec(delete(Engineer).where(Engineer.email == "ada@x")).rowcount)
        print(sorted(session.exec(select(Employee.email)).all()))


if __name__ == "__main__":
    main()
