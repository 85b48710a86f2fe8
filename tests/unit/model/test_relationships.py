# ruff: noqa: UP006, UP007, UP045 - the older spellings are what is tested
"""`Relationship()`: reading its annotation, its options, and what it does on new objects."""

from __future__ import annotations

import typing
from typing import Any, ForwardRef, Optional, Union

import pytest

from sqlmodel_rs import exc
from sqlmodel_rs.main import Field, Relationship, RelationshipInfo, SQLModel
from sqlmodel_rs.model.relationships import build_relationship, read_annotation
from sqlmodel_rs.orm.relationship.cascade import CascadeOptions
from sqlmodel_rs.orm.relationship.declaration import relationship


class Thing:
    """A target that is no model."""


@pytest.mark.parametrize(
    ("annotation", "target", "collection"),
    [
        (Thing, Thing, None),
        (Optional[Thing], Thing, None),
        (Union[None, Thing], Thing, None),
        (list[Thing], Thing, list),
        (typing.List[Thing], Thing, list),
        (set[Thing], Thing, set),
        (dict[str, Thing], Thing, dict),
        (typing.Sequence[Thing], Thing, list),
        (ForwardRef("Thing"), "Thing", None),
        (list["Thing"], "Thing", list),
        ("Thing", "Thing", None),
        ("Thing | None", "Thing", None),
        ("Optional['Thing']", "Thing", None),
        ("typing.List[Thing]", "Thing", list),
        ("list['Thing']", "Thing", list),
        ("Mapped[list['Thing']]", "Thing", list),
        ("list[app.models.Thing]", "app.models.Thing", list),
        ("dict[str, Thing]", "Thing", dict),
    ],
)
def test_annotation_is_read(annotation: Any, target: Any, collection: type | None) -> None:
    assert read_annotation(annotation) == (target, collection)


@pytest.mark.parametrize("annotation", [Union[int, str], "Hero | Team", "Union[A, B, None]"])
def test_union_of_targets_is_an_error(annotation: Any) -> None:
    with pytest.raises(ValueError, match="Cannot have a"):
        read_annotation(annotation)


def test_options_become_the_specification() -> None:
    spec = build_relationship(
        "heroes", RelationshipInfo(back_populates="team", cascade_delete=True, passive_deletes="all"), "list[Hero]"
    )
    assert (spec.target, spec.uselist, spec.back_populates) == ("Hero", True, "team")
    assert (spec.cascade, spec.passive_deletes) == (CascadeOptions("all, delete-orphan"), "all")


def test_sa_relationship_kwargs_win() -> None:
    info = RelationshipInfo(cascade_delete=True, sa_relationship_kwargs={"cascade": "all", "uselist": False})
    spec = build_relationship("heroes", info, list["Hero"])  # noqa: F821
    assert (spec.cascade, spec.uselist) == (CascadeOptions("all"), False)


def test_sa_relationship_wins_over_everything() -> None:
    spec = build_relationship("team", RelationshipInfo(sa_relationship=relationship("Team", lazy="joined")), "Other")
    assert (spec.target, spec.lazy, spec.uselist) == ("Team", "joined", False)


@pytest.mark.parametrize("name", ["sa_relationship_args", "sa_relationship_kwargs"])
def test_sa_relationship_excludes_other_options(name: str) -> None:
    with pytest.raises(RuntimeError, match=f"Passing {name} is not supported when also passing a sa_relationship"):
        Relationship(sa_relationship=relationship("Team"), **{name: {}})


def test_link_model_that_is_no_table_is_an_error() -> None:
    class Link(SQLModel):
        pass

    with pytest.raises(exc.NoInspectionAvailable, match="link_model"):
        build_relationship("heroes", RelationshipInfo(link_model=Link), "list[Hero]")


def test_unknown_option_is_an_error() -> None:
    with pytest.raises(TypeError, match="lazzy"):
        build_relationship("team", RelationshipInfo(sa_relationship_kwargs={"lazzy": True}), "Team")


def team_and_hero() -> tuple[Any, Any]:
    class Team(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str = "t"
        heroes: list[Hero] = Relationship(back_populates="team")

    class Hero(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str = "h"
        team_id: int | None = Field(default=None, foreign_key="team.id")
        team: Team | None = Relationship(back_populates="heroes")

    return Team, Hero


def test_list_relationship_under_future_annotations() -> None:
    Team, Hero = team_and_hero()
    assert Team.__mapper__.relationships["heroes"].mapper is Hero.__mapper__


def test_defaults_of_new_objects() -> None:
    Team, Hero = team_and_hero()
    assert Hero().team is None
    assert list(Team().heroes) == []


def test_constructor_argument_fires_the_back_reference() -> None:
    Team, Hero = team_and_hero()
    team = Team()
    hero = Hero(team=team)
    assert [id(item) for item in team.heroes] == [id(hero)]


def test_model_validate_takes_relationships_from_objects() -> None:
    Team, Hero = team_and_hero()
    hero = Hero(team=Team(name="x"))
    assert Hero.model_validate(hero).team is hero.team


def test_model_validate_takes_relationships_from_dicts() -> None:
    Team, Hero = team_and_hero()
    team = Team()
    assert Hero.model_validate({"name": "a", "team": team}).team is team
    nested = Team.model_validate({"heroes": [{"name": "a"}, {"name": "b"}]})
    assert [hero.name for hero in nested.heroes] == ["a", "b"]
    assert nested.heroes[0].team is nested


def test_relationships_of_a_data_base_belong_to_each_table() -> None:
    class Team(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class Member(SQLModel):
        team_id: int | None = Field(default=None, foreign_key="team.id")
        team: Team | None = Relationship()

    class Hero(Member, table=True):
        id: int | None = Field(default=None, primary_key=True)

    team = Team()
    assert Hero(team=team).team is team
    assert set(Hero.model_fields) == {"team_id", "id"}
    assert set(Member(team_id=1).model_dump()) == {"team_id"}
