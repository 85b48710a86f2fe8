"""The classic hierarchy of companies and people, declared three times: as SQLModel classes, as declarative classes of
this library, and as declarative classes of SQLAlchemy, which says what is right."""

from types import SimpleNamespace
from typing import Any

import sqlalchemy
import sqlalchemy.orm

import sqlmodel_rs.sa
import sqlmodel_rs.sa.orm
from sqlmodel_rs import Field, Relationship, SQLModel
from sqlmodel_rs.orm.registry import registry

COMPLETE = ("Company", "Person", "Engineer", "Manager", "Boss", "Machine", "Paper")


def declarative(sa: Any, orm: Any) -> SimpleNamespace:
    """Declare the hierarchy with the declarative classes of a library."""
    mapped_column, relationship = orm.mapped_column, orm.relationship

    class Base(orm.DeclarativeBase):
        pass

    class Company(Base):
        __tablename__ = "company"
        id = mapped_column(sa.Integer, primary_key=True)
        name = mapped_column(sa.String(20))
        employees = relationship("Person", back_populates="company", order_by="Person.id")

    class Person(Base):
        __tablename__ = "person"
        id = mapped_column(sa.Integer, primary_key=True)
        company_id = mapped_column(sa.ForeignKey("company.id"))
        name = mapped_column(sa.String(20))
        type = mapped_column(sa.String(20))
        company = relationship("Company", back_populates="employees")
        papers = relationship("Paper", back_populates="person", order_by="Paper.id", cascade="all, delete-orphan")
        __mapper_args__ = {"polymorphic_on": "type", "polymorphic_identity": "person"}

    class Engineer(Person):
        __tablename__ = "engineer"
        id = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
        language = mapped_column(sa.String(20))
        status = mapped_column(sa.String(20))
        machines = relationship("Machine", back_populates="engineer", order_by="Machine.id")
        __mapper_args__ = {"polymorphic_identity": "engineer"}

    class Manager(Person):
        __tablename__ = "manager"
        id = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
        hobby = mapped_column(sa.String(20))
        status = mapped_column(sa.String(20))
        __mapper_args__ = {"polymorphic_identity": "manager"}

    class Boss(Manager):
        __tablename__ = "boss"
        id = mapped_column(sa.ForeignKey("manager.id"), primary_key=True)
        swing = mapped_column(sa.String(20))
        __mapper_args__ = {"polymorphic_identity": "boss"}

    class Machine(Base):
        __tablename__ = "machine"
        id = mapped_column(sa.Integer, primary_key=True)
        name = mapped_column(sa.String(20))
        engineer_id = mapped_column(sa.ForeignKey("engineer.id"))
        engineer = relationship("Engineer", back_populates="machines")

    class Paper(Base):
        __tablename__ = "paper"
        id = mapped_column(sa.Integer, primary_key=True)
        name = mapped_column(sa.String(20))
        person_id = mapped_column(sa.ForeignKey("person.id"))
        person = relationship("Person", back_populates="papers")

    found = {one.__name__: one for one in (Company, Person, Engineer, Manager, Boss, Machine, Paper)}
    return SimpleNamespace(sa=sa, orm=orm, metadata=Base.metadata, **found)


def sqlmodel() -> SimpleNamespace:
    """Declare the hierarchy as SQLModel classes."""

    class Base(SQLModel, registry=registry()):
        pass

    class Company(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str = Field(max_length=20)
        employees: list["Person"] = Relationship(
            back_populates="company", sa_relationship_kwargs={"order_by": "Person.id"}
        )

    class Person(Base, table=True):
        __mapper_args__ = {"polymorphic_on": "type", "polymorphic_identity": "person"}
        id: int | None = Field(default=None, primary_key=True)
        company_id: int | None = Field(default=None, foreign_key="company.id")
        name: str = Field(max_length=20)
        type: str = Field(default="person", max_length=20)
        company: Company | None = Relationship(back_populates="employees")
        papers: list["Paper"] = Relationship(
            back_populates="person", cascade_delete=True, sa_relationship_kwargs={"order_by": "Paper.id"}
        )

    class Engineer(Person, table=True):
        __tablename__ = "engineer"
        __mapper_args__ = {"polymorphic_identity": "engineer"}
        language: str | None = Field(default=None, max_length=20)
        status: str | None = Field(default=None, max_length=20)
        machines: list["Machine"] = Relationship(
            back_populates="engineer", sa_relationship_kwargs={"order_by": "Machine.id"}
        )

    class Manager(Person, table=True):
        __tablename__ = "manager"
        __mapper_args__ = {"polymorphic_identity": "manager"}
        hobby: str | None = Field(default=None, max_length=20)
        status: str | None = Field(default=None, max_length=20)

    class Boss(Manager, table=True):
        __tablename__ = "boss"
        __mapper_args__ = {"polymorphic_identity": "boss"}
        swing: str | None = Field(default=None, max_length=20)

    class Machine(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str = Field(max_length=20)
        engineer_id: int | None = Field(default=None, foreign_key="engineer.id")
        engineer: Engineer | None = Relationship(back_populates="machines")

    class Paper(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str = Field(max_length=20)
        person_id: int | None = Field(default=None, foreign_key="person.id")
        person: Person | None = Relationship(back_populates="papers")

    found = {one.__name__: one for one in (Company, Person, Engineer, Manager, Boss, Machine, Paper)}
    return SimpleNamespace(sa=sqlmodel_rs.sa, orm=sqlmodel_rs.sa.orm, metadata=Base.metadata, **found)


FORMS = {
    "sqlmodel": sqlmodel,
    "declarative": lambda: declarative(sqlmodel_rs.sa, sqlmodel_rs.sa.orm),
    "sqlalchemy": lambda: declarative(sqlalchemy, sqlalchemy.orm),
}


def fill(m: SimpleNamespace, session: Any) -> None:
    """Write three companies: A with two engineers, a manager and a boss, C with an engineer and a person, E empty."""
    ed = m.Engineer(name="ed", language="py", status="s1", machines=[m.Machine(name="m1"), m.Machine(name="m2")])
    ed.papers = [m.Paper(name="p1"), m.Paper(name="p2")]
    wally = m.Engineer(name="wally", language="c", status="s2", machines=[m.Machine(name="m3")])
    pointy = m.Manager(name="pointy", hobby="golf", status="s3", papers=[m.Paper(name="p3")])
    boss = m.Boss(name="boss", hobby="chess", status="s4", swing="x", papers=[m.Paper(name="p4")])
    session.add(m.Company(name="A", employees=[ed, wally, pointy, boss]))
    session.flush()
    vlad = m.Engineer(name="vlad", language="java", status="s5")
    session.add(m.Company(name="C", employees=[vlad, m.Person(name="joe")]))
    session.flush()
    session.add(m.Company(name="E"))
    session.commit()
    session.expunge_all()


def shown(value: Any) -> Any:
    """Return an answer as plain values: an object as class and name, rows and lists as lists."""
    if hasattr(type(value), "__mapper__"):
        return f"{type(value).__name__} {value.name}"
    if isinstance(value, type):
        return value.__name__
    if isinstance(value, (str, int, float, bool, type(None))):
        return value
    if isinstance(value, dict):
        return {key: shown(part) for key, part in value.items()}
    return [shown(part) for part in value]
