"""`model_config = {"table_validate": ...}`: off, init, flush."""

from typing import Any

import pytest
from pydantic import ValidationError, field_validator

from sqlmodel_rs.main import Field, Relationship, SQLModel
from sqlmodel_rs.model.table_validation import validate_for_flush


def hero_class(mode: str) -> Any:
    class Hero(SQLModel, table=True):
        model_config = {"table_validate": mode}  # type: ignore[typeddict-unknown-key]
        id: int | None = Field(default=None, primary_key=True)
        name: str
        age: int = 3

        @field_validator("name")
        @classmethod
        def not_empty(cls, value: str) -> str:
            if not value:
                raise ValueError("empty name")
            return value

    return Hero


def locations(error: ValidationError) -> set[tuple[Any, ...]]:
    return {item["loc"] for item in error.errors()}


def test_init_coerces_and_records_fields_set() -> None:
    hero = hero_class("init")(name="a", age="4")
    assert hero.age == 4
    assert hero.model_fields_set == {"name", "age"}


def test_init_raises_all_errors_together_unknown_keywords_too() -> None:
    with pytest.raises(ValidationError) as caught:
        hero_class("init")(name="", age="x", zzz=1)
    assert locations(caught.value) == {("name",), ("age",), ("zzz",)}
    assert {item["type"] for item in caught.value.errors()} == {"value_error", "int_parsing", "extra_forbidden"}


def test_init_reports_an_unknown_keyword_alone() -> None:
    with pytest.raises(ValidationError) as caught:
        hero_class("init")(name="a", zzz=1)
    assert locations(caught.value) == {("zzz",)}


def test_init_requires_required_fields() -> None:
    with pytest.raises(ValidationError) as caught:
        hero_class("init")()
    assert locations(caught.value) == {("name",)}


def test_init_leaves_keys_to_the_database_and_relationships() -> None:
    class Team(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class Member(SQLModel, table=True):
        model_config = {"table_validate": "init"}  # type: ignore[typeddict-unknown-key]
        id: int = Field(primary_key=True)
        team_id: int = Field(foreign_key="team.id")
        team: Team = Relationship()

    team = Team()
    member = Member(team=team)
    assert member.team is team


def test_init_sets_the_discriminator() -> None:
    class Employee(SQLModel, table=True):
        model_config = {"table_validate": "init"}  # type: ignore[typeddict-unknown-key]
        id: int | None = Field(default=None, primary_key=True)
        type: str = "employee"
        __mapper_args__ = {"polymorphic_on": "type", "polymorphic_identity": "employee"}

    class Dev(Employee):
        level: int
        __mapper_args__ = {"polymorphic_identity": "dev"}

    assert Dev(level="2").type == "dev"  # type: ignore[arg-type]
    with pytest.raises(ValidationError):
        Dev()


def test_flush_checks_only_when_asked() -> None:
    hero = hero_class("flush")(name="", age="4")
    assert hero.age == "4"
    with pytest.raises(ValidationError) as caught:
        validate_for_flush([hero])
    assert locations(caught.value) == {("name",)}
    hero.name = "a"
    validate_for_flush([hero])
    assert hero.age == 4


def test_flush_collects_the_errors_of_all_objects() -> None:
    Hero = hero_class("flush")
    with pytest.raises(ValidationError) as caught:
        validate_for_flush([Hero(name=""), Hero(name="a", age="x")])
    assert locations(caught.value) == {("Hero", "name"), ("Hero", "age")}


def test_off_never_checks() -> None:
    validate_for_flush([hero_class("off")(name="")])
