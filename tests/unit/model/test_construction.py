"""The constructor of table models: which fields it fills, in which order, and what pydantic knows of them."""

import itertools
from typing import Any

import pytest
from pydantic import PrivateAttr

from sqlmodel_rs import JSON, Column, Field, Relationship, SQLModel
from sqlmodel_rs.orm import registry

numbers = itertools.count(1)
own = registry()


class Base(SQLModel, registry=own):
    pass


class Owner(Base, table=True):
    __tablename__ = "construction_owner"

    id: int | None = Field(default=None, primary_key=True)
    pets: list["Pet"] = Relationship(back_populates="owner")


class Pet(Base, table=True):
    __tablename__ = "construction_pet"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    kind: str = Field(default="cat", alias="sort")
    number: int = Field(default_factory=lambda: next(numbers))
    tags: list[str] = Field(default=["a"], sa_column=Column(JSON))
    owner_id: int | None = Field(default=None, foreign_key="construction_owner.id")
    owner: Owner | None = Relationship(back_populates="pets")


class Secretive(Base, table=True):
    __tablename__ = "construction_secretive"

    id: int | None = Field(default=None, primary_key=True)
    _secret: int = PrivateAttr(default=7)


class Wide(Base, table=True):
    __tablename__ = "construction_wide"
    __annotations__ = {f"c{number}": int | None for number in range(80)}

    id: int | None = Field(default=None, primary_key=True)
    locals().update({f"c{number}": None for number in range(80)})


def make(**values: Any) -> Pet:
    """Construct twice: the second instance of a class takes what the first has prepared."""
    Pet(name="first")
    return Pet(**values)


def test_given_fields_come_first_and_are_the_set_ones() -> None:
    pet = make(tags=["x"], name="n")
    assert list(pet.__dict__) == ["name", "tags", "id", "kind", "number", "owner_id"]
    assert pet.model_fields_set == {"name", "tags"}
    assert pet.model_dump(exclude_unset=True) == {"name": "n", "tags": ["x"]}


def test_assignment_adds_to_the_set_fields() -> None:
    pet = make(name="n")
    pet.kind = "dog"
    assert pet.model_fields_set == {"name", "kind"}
    pet.model_fields_set.clear()
    assert pet.model_fields_set == set()


def test_instances_share_neither_sets_nor_defaults() -> None:
    one, two = make(name="n"), make(name="n")
    one.model_fields_set.add("id")
    one.tags.append("b")
    assert two.model_fields_set == {"name"}
    assert two.tags == ["a"]
    assert two.number > one.number


def test_alias_and_name_fill_a_field() -> None:
    assert make(name="n", sort="dog").kind == "dog"
    assert make(name="n", kind="dog").kind == "dog"
    assert make(name="n", sort="dog").model_fields_set == {"name", "kind"}


def test_required_fields_may_be_missing_and_unknown_keywords_are_dropped() -> None:
    pet = make(colour="red")
    assert pet.name is None
    assert "name" not in pet.__dict__ and "colour" not in pet.__dict__


def test_relationships_are_set_after_the_fields() -> None:
    owner = Owner()
    pet = make(owner=owner, name="n", unknown=1)
    assert pet.owner is owner and owner.pets == [pet]
    assert "owner" not in pet.model_fields_set


def test_private_attributes_have_their_defaults() -> None:
    for _ in range(2):
        assert Secretive()._secret == 7


@pytest.mark.parametrize("attempt", [1, 2])
def test_more_fields_than_bits(attempt: int) -> None:
    wide = Wide(c70=attempt)
    assert (wide.c70, wide.c1) == (attempt, None)
    assert wide.model_fields_set == {"c70"}
