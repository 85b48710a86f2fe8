"""Queries from any level: subclasses in conditions, in joins and in aggregates. Not in SQLModel."""

import os
from typing import Any, ClassVar

from sqlmodel_rs import Field, Relationship, Session, SQLModel, col, create_engine, func, or_, select
from sqlmodel_rs.orm import Mapped, with_polymorphic


class Company(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    staff: Mapped[list["Employee"]] = Relationship(back_populates="company")


class Employee(SQLModel, table=True):
    __mapper_args__: ClassVar[Any] = {"polymorphic_on": "kind", "polymorphic_identity": "employee"}

    id: int | None = Field(default=None, primary_key=True)
    kind: str | None = Field(default=None, max_length=20)
    name: str
    company_id: int | None = Field(default=None, foreign_key="company.id")
    company: Company | None = Relationship(back_populates="staff")


class Engineer(Employee):
    __tablename__ = "engineer"
    __mapper_args__: ClassVar[Any] = {"polymorphic_identity": "engineer"}

    language: str


class Manager(Employee):
    __tablename__ = "manager"
    __mapper_args__: ClassVar[Any] = {"polymorphic_identity": "manager"}

    hobby: str


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        rust = Company(
            name="Rust Ltd", staff=[Engineer(name="Vera", language="Rust"), Manager(name="Max", hobby="golf")]
        )
        tea = Company(name="Tea Ltd", staff=[Employee(name="Ed"), Manager(name="Ann", hobby="chess")])
        session.add_all([rust, tea])
        session.commit()

        print("a class with those below it:")
        print([(type(one).__name__, one.name) for one in session.exec(select(Employee).order_by(Employee.name))])
        print([one.name for one in session.exec(select(Manager).where(Manager.name != "Ann"))])

        print("columns of several subclasses in one condition:")
        everyone: Any = with_polymorphic(Employee, [Engineer, Manager])
        either = or_(everyone.Engineer.language == "Rust", everyone.Manager.hobby == "chess")
        whole: type[Employee] = everyone
        print([one.name for one in session.exec(select(whole).where(either).order_by(whole.name))])

        print("a relationship to a base, narrowed to a subclass:")
        joined = select(Company.name, Engineer.name).join(Company.staff.of_type(Engineer))
        print(session.exec(joined).all())
        golfers = Company.staff.of_type(Manager).any(Manager.hobby == "golf")
        print(session.exec(select(Company.name).where(golfers)).all())

        print("counted by class:")
        counted = select(Employee.kind, func.count()).group_by(col(Employee.kind)).order_by(col(Employee.kind))
        print(session.exec(counted).all())


if __name__ == "__main__":
    main()
