import pytest

from sqlmodel_rs import Field, SQLModel
from sqlmodel_rs.exc import InvalidRequestError, NoInspectionAvailable, UnmappedInstanceError
from sqlmodel_rs.orm.attributes import (
    NO_VALUE,
    building,
    flag_modified,
    get_history,
    set_attribute,
    set_committed_value,
)
from sqlmodel_rs.orm.inspection import class_mapper, inspect, object_mapper
from sqlmodel_rs.orm.registry import registry
from sqlmodel_rs.orm.state import instance_state


class Root(SQLModel, registry=registry()):
    pass


class Hero(Root, table=True):
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "hero"}
    id: int | None = Field(default=None, primary_key=True)
    kind: str = "hero"
    name: str
    age: int | None = None


class Flyer(Hero):
    __mapper_args__ = {"polymorphic_identity": "flyer"}
    speed: int = 1


def persistent() -> Hero:
    hero = Hero(id=1, name="a")
    instance_state(hero).key = (1,)
    return hero


def test_class_attribute_is_an_expression_of_its_own_class():
    assert str(Hero.name == "x") == "hero.name = :name_1"
    assert Flyer.name is not Hero.name
    assert Flyer.name.class_ is Flyer
    assert Hero.name.property.columns[0] is Hero.__table__.c.name


def test_class_attributes_hide_while_a_class_is_built():
    with building:
        assert not hasattr(Hero, "name")
    assert hasattr(Hero, "name")


def test_inherited_fields_keep_their_pydantic_definition():
    assert Flyer.model_fields["name"].is_required()
    assert Flyer.model_fields["age"].default is None


def test_unset_required_attribute_of_a_new_object_reads_as_none():
    hero = Hero()
    assert hero.name is None
    assert "name" not in hero.__dict__


def test_new_objects_carry_their_identity():
    assert (Hero(name="a").kind, Flyer(name="b").kind) == ("hero", "flyer")


def test_changes_of_a_persistent_object_are_recorded_once():
    hero = persistent()
    set_attribute(hero, "name", "b")
    set_attribute(hero, "name", "c")
    state = instance_state(hero)
    assert state.modified and state.committed == {"name": "a"}
    assert get_history(hero, "name") == (["c"], (), ["a"])


def test_history_of_an_unchanged_and_of_a_restored_attribute():
    hero = persistent()
    assert get_history(hero, "name") == ((), ["a"], ())
    hero.name = "b"
    hero.name = "a"
    assert not get_history(hero, "name").has_changes()


def test_flag_modified_marks_a_loaded_attribute_only():
    hero = persistent()
    flag_modified(hero, "name")
    assert instance_state(hero).committed == {"name": NO_VALUE}
    del hero.__dict__["age"]
    with pytest.raises(InvalidRequestError, match="Can't flag attribute 'age' modified"):
        flag_modified(hero, "age")


def test_committed_value_is_no_change():
    hero = persistent()
    set_committed_value(hero, "name", "z")
    assert hero.name == "z" and not instance_state(hero).modified


def test_inspect_knows_classes_and_instances():
    hero = Hero(name="a")
    assert inspect(Hero) is Hero.__mapper__ is class_mapper(Hero) is object_mapper(hero)
    assert inspect(hero) == inspect(hero) and inspect(hero).object is hero and inspect(hero).transient
    with pytest.raises(NoInspectionAvailable):
        inspect(3)
    assert inspect(3, raiseerr=False) is None


def test_state_of_an_unmapped_object_is_an_error():
    with pytest.raises(UnmappedInstanceError):
        instance_state(object())


def test_mapper_answers_for_its_columns():
    mapper = Flyer.__mapper__
    assert mapper.attr_of(Hero.__table__.c.name) == "name"
    assert [attr for attr, _ in mapper.table_columns(Hero.__table__)] == ["id", "kind", "name", "age", "speed"]
    assert [attr for attr, _ in Hero.__mapper__.table_columns(Hero.__table__)] == ["id", "kind", "name", "age"]
    assert mapper.pk_attrs == ("id",)
    assert mapper.base_mapper is Hero.__mapper__
