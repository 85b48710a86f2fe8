"""Copies and pickles of table instances."""

import copy
import pickle
from typing import Any

import pytest

from sqlmodel_rs.main import Field, Relationship, SQLModel, registry


class Pickled(SQLModel, registry=registry()):
    """Pickling needs classes of a module; their own registry outlives the tests' clearing."""


class PickledTeam(Pickled, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = "t"
    heroes: list["PickledHero"] = Relationship(back_populates="team")


class PickledHero(Pickled, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    team_id: int | None = Field(default=None, foreign_key="pickledteam.id")
    team: PickledTeam | None = Relationship(back_populates="heroes")


@pytest.mark.parametrize("function", [copy.copy, copy.deepcopy, SQLModel.model_copy])
def test_copy_is_equal_and_has_its_own_state(function: Any) -> None:
    hero = PickledHero(name="a")
    copied = function(hero)
    assert copied == hero
    copied.name = "b"
    assert hero.name == "a"
    assert copied.model_fields_set == {"name"}


def test_shallow_copy_keeps_references_and_starts_collections_empty() -> None:
    hero = PickledHero(name="a", team=PickledTeam())
    assert copy.copy(hero).team is hero.team
    assert list(copy.copy(hero.team).heroes) == []
    assert len(hero.team.heroes) == 1


def test_deep_copy_copies_related_objects() -> None:
    team = PickledTeam(heroes=[PickledHero(name="a"), PickledHero(name="b")])
    copied = copy.deepcopy(team)
    assert [hero.name for hero in copied.heroes] == ["a", "b"]
    assert copied.heroes[0] is not team.heroes[0]
    assert all(hero.team is copied for hero in copied.heroes)
    assert len(team.heroes) == 2


def test_model_copy_update_sets_relationships() -> None:
    team = PickledTeam()
    copied = PickledHero(name="a").model_copy(update={"name": "b", "team": team})
    assert copied.name == "b"
    assert team.heroes[0] is copied


def test_pickle_keeps_values_and_related_objects() -> None:
    team = PickledTeam(heroes=[PickledHero(name="a")])
    loaded = pickle.loads(pickle.dumps(team))
    assert [hero.name for hero in loaded.heroes] == ["a"]
    assert loaded.heroes[0].team is loaded
    loaded.heroes.append(PickledHero(name="b"))
    assert loaded.heroes[1].team is loaded


def test_pickle_of_a_new_object_is_a_new_object() -> None:
    loaded = pickle.loads(pickle.dumps(PickledHero(name="a")))
    assert loaded == PickledHero(name="a")
    assert loaded.model_fields_set == {"name"}
