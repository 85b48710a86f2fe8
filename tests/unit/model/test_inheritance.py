"""What a class below a table model becomes."""

import warnings
from typing import Any, Literal

import pytest
from pydantic import ValidationError

from sqlmodel_rs import exc
from sqlmodel_rs.main import Field, Relationship, SQLModel, is_table_model_class


def employee(**options: Any) -> Any:
    class Employee(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        type: str = "employee"
        __mapper_args__ = {"polymorphic_on": "type", "polymorphic_identity": "employee", **options}

    return Employee


def test_child_without_table_shares_the_table() -> None:
    Employee = employee()

    class Dev(Employee):
        language: str
        __mapper_args__ = {"polymorphic_identity": "dev"}

    assert Dev.__table__ is Employee.__table__
    assert Employee.__table__.c["language"].nullable
    assert Dev.model_fields["language"].is_required()


def test_child_keeps_the_fields_of_its_parent() -> None:
    Employee = employee()

    class Dev(Employee):
        __mapper_args__ = {"polymorphic_identity": "dev"}

    assert Dev.model_fields["name"].is_required()
    assert Dev.model_fields["id"].default is None
    with pytest.raises(ValidationError):
        Dev.model_validate({})


def test_creating_a_child_gives_no_warning() -> None:
    Employee = employee()
    with warnings.catch_warnings():
        warnings.simplefilter("error")

        class Dev(Employee):
            name: str = "x"
            __mapper_args__ = {"polymorphic_identity": "dev"}

    assert Dev().name == "x"


def test_own_tablename_makes_a_joined_table() -> None:
    Employee = employee()

    class Manager(Employee):
        __tablename__ = "manager"
        __mapper_args__ = {"polymorphic_identity": "manager"}
        level: int

    assert Manager.__table__.c.keys() == ["id", "level"]
    assert "level" not in Employee.__table__.c


def test_own_key_to_the_parent_makes_a_joined_table() -> None:
    Employee = employee()

    class Manager(Employee, table=True):
        id: int | None = Field(default=None, primary_key=True, foreign_key="employee.id")
        level: int
        __mapper_args__ = {"polymorphic_identity": "manager"}

    assert Manager.__table__.name == "manager"
    assert set(Manager.__table__.c.keys()) == {"id", "level"}


def test_concrete_child_has_every_column() -> None:
    class Base(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str

    class Leaf(Base):
        __mapper_args__ = {"concrete": True}
        size: int

    assert Leaf.__table__.c.keys() == ["id", "name", "size"]


def test_inheritance_keyword_decides() -> None:
    Employee = employee()

    class Dev(Employee, table=True, inheritance="single"):
        __mapper_args__ = {"polymorphic_identity": "dev"}
        language: str

    class Manager(Employee, inheritance="joined"):
        __mapper_args__ = {"polymorphic_identity": "manager"}
        level: int

    assert Dev.__table__ is Employee.__table__
    assert Manager.__table__.c.keys() == ["id", "level"]


def test_unknown_inheritance_is_an_error() -> None:
    with pytest.raises(exc.ArgumentError, match="'single', 'joined', 'concrete'"):

        class Dev(employee(), inheritance="triple"):
            pass


def test_table_alone_under_a_mapped_parent_shows_both_spellings() -> None:
    with pytest.raises(exc.ArgumentError) as caught:

        class Dev(employee(), table=True):
            pass

    assert "__tablename__" in str(caught.value)
    assert 'inheritance="single"' in str(caught.value)


def test_literal_discriminator_names_the_identity() -> None:
    Employee = employee()

    class Dev(Employee):
        type: Literal["dev"] = "dev"
        language: str | None = None

    assert Dev.__mapper__.polymorphic_identity == "dev"
    assert Employee.__table__.c.keys() == ["id", "name", "type", "language"]


def test_discriminator_is_set_on_construction_in_spite_of_a_default() -> None:
    Employee = employee()

    class Dev(Employee):
        __mapper_args__ = {"polymorphic_identity": "dev"}

    assert Employee(name="a").type == "employee"
    assert Dev(name="a").type == "dev"
    assert "type" not in Dev(name="a").model_fields_set
    assert Dev.model_validate({"name": "a"}).type == "dev"
    assert Dev(name="a", type="other").type == "other"


def test_polymorphic_on_may_be_the_field_itself() -> None:
    class Employee(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        kind: str = Field(default="employee")
        __mapper_args__ = {"polymorphic_on": kind, "polymorphic_identity": "employee"}

    class Dev(Employee):
        __mapper_args__ = {"polymorphic_identity": "dev"}

    assert Dev().kind == "dev"


def test_class_attribute_belongs_to_the_class_it_is_read_from() -> None:
    Employee = employee()

    class Dev(Employee):
        __mapper_args__ = {"polymorphic_identity": "dev"}

    assert Dev.name.class_ is Dev
    assert Employee.name.class_ is Employee


def test_mixin_fields_of_a_child_are_its_own_columns() -> None:
    Employee = employee()

    class Ranked(SQLModel):
        rank: int

    class Manager(Employee, Ranked):
        __tablename__ = "manager"
        __mapper_args__ = {"polymorphic_identity": "manager"}

    assert set(Manager.__table__.c.keys()) == {"id", "rank"}


def test_constructor_accepts_inherited_relationships() -> None:
    class Company(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        staff: list["Person"] = Relationship(back_populates="company")

    class Person(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        type: str = "person"
        company_id: int | None = Field(default=None, foreign_key="company.id")
        company: Company | None = Relationship(back_populates="staff")
        __mapper_args__ = {"polymorphic_on": "type", "polymorphic_identity": "person"}

    class Dev(Person):
        __mapper_args__ = {"polymorphic_identity": "dev"}

    company = Company()
    dev = Dev(company=company)
    assert company.staff[0] is dev
    assert set(Dev.model_fields) == {"id", "type", "company_id"}


def hero_class() -> Any:
    class Hero(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str

    return Hero


def test_child_of_a_plain_table_model_is_a_data_model() -> None:
    Hero = hero_class()

    class HeroRead(Hero):
        power: int = 1

    read = HeroRead(name="a", power="3")
    assert read.model_dump() == {"id": None, "name": "a", "power": 3}
    assert not is_table_model_class(HeroRead)
    assert not hasattr(HeroRead, "name")
    assert not hasattr(HeroRead, "__table__")
    with pytest.raises(ValidationError):
        HeroRead()
    assert "power" not in Hero.__table__.c
    assert HeroRead.model_validate(Hero(name="b")).name == "b"


def test_table_false_makes_a_data_model_in_a_hierarchy_too() -> None:
    class EmployeeRead(employee(), table=False):
        pass

    assert EmployeeRead(name="a").name == "a"
    assert not is_table_model_class(EmployeeRead)


def test_child_of_a_data_model_below_a_table_is_a_data_model() -> None:
    Hero = hero_class()

    class HeroRead(Hero):
        power: int

    class HeroLong(HeroRead):
        text: str = ""

    assert HeroLong(name="a", power=1).model_dump() == {"id": None, "name": "a", "power": 1, "text": ""}
