"""Loader options of relationships and columns, and the options of ORM statements, on both libraries."""

from __future__ import annotations

from typing import Any

import pytest

from .machine import seed
from .world import World


def found(world: World, statement: Any) -> list[Any]:
    """Return the objects of a statement, forgetting what it sent."""
    objects = list(world.session.scalars(statement).unique())
    world.statements.seen.clear()
    return objects


def unloaded(world: World, instance: Any) -> set[str]:
    return set(world.words.inspect(instance).unloaded)


# --- relationships
def test_a_reference_to_a_known_object_sends_nothing(world: World) -> None:
    seed(world)
    words, made = world.words, world.schema
    known = found(world, words.select(made.Team))
    heroes = found(world, words.select(made.Hero))
    assert [hero.team for hero in heroes] == known * 2 and world.statements.reads() == 0


def test_raiseload_refuses_and_names_the_attribute(world: World) -> None:
    seed(world)
    words, made = world.words, world.schema
    (team,) = found(world, words.select(made.Team).options(words.raiseload(made.Team.heroes)))
    with pytest.raises(words.exc.InvalidRequestError, match="is not available due to lazy='raise'"):
        assert team.heroes


def test_raiseload_on_sql_lets_a_known_object_through(world: World) -> None:
    seed(world)
    words, made = world.words, world.schema
    (team,) = found(world, words.select(made.Team))
    heroes = found(world, words.select(made.Hero).options(words.raiseload(made.Hero.team, sql_only=True)))
    assert all(hero.team is team for hero in heroes)


def test_raiseload_of_everything_but_what_is_named(world: World) -> None:
    seed(world)
    words, made = world.words, world.schema
    (team,) = found(world, words.select(made.Team).options(words.joinedload(made.Team.heroes), words.raiseload("*")))
    assert len(team.heroes) == 2
    with pytest.raises(words.exc.InvalidRequestError):
        assert team.badge


def test_lazyload_of_everything_of_one_class(world: World) -> None:
    seed(world)
    words, made = world.words, world.schema
    query = words.select(made.Team).options(words.Load(made.Team).raiseload("*"))
    (team,) = found(world, query)
    with pytest.raises(words.exc.InvalidRequestError):
        assert team.heroes
    assert world.session.scalars(words.select(made.Hero)).first().quests is not None


def test_joined_loading_does_not_change_the_criteria(world: World) -> None:
    seed(world)
    words, made = world.words, world.schema
    query = words.select(made.Team).join(made.Team.heroes).where(made.Hero.name == "b")
    (team,) = found(world, query.options(words.joinedload(made.Team.heroes)))
    assert len(team.heroes) == 2 and world.statements.reads() == 0


def test_contains_eager_fills_a_collection_with_what_the_statement_chose(world: World) -> None:
    seed(world)
    words, made = world.words, world.schema
    query = words.select(made.Team).join(made.Team.heroes).where(made.Hero.name == "b")
    (team,) = found(world, query.options(words.contains_eager(made.Team.heroes)))
    assert [hero.name for hero in team.heroes] == ["b"] and world.statements.reads() == 0


def test_contains_eager_of_an_alias(world: World) -> None:
    seed(world)
    words, made = world.words, world.schema
    other = words.aliased(made.Hero)
    query = words.select(made.Team).join(other, made.Team.heroes.of_type(other)).where(other.name == "a")
    (team,) = found(world, query.options(words.contains_eager(made.Team.heroes.of_type(other))))
    assert [hero.name for hero in team.heroes] == ["a"]


def test_a_collection_that_is_loaded_is_not_loaded_again(world: World) -> None:
    seed(world)
    words, made = world.words, world.schema
    (team,) = found(world, words.select(made.Team))
    held = team.heroes
    world.session.execute(made.Hero.__table__.update().values(team_id=None))
    world.session.scalars(words.select(made.Team).options(words.selectinload(made.Team.heroes))).all()
    assert team.heroes is held and len(held) == 2


def test_populate_existing_loads_a_collection_again(world: World) -> None:
    seed(world)
    words, made = world.words, world.schema
    (team,) = found(world, words.select(made.Team).options(words.selectinload(made.Team.heroes)))
    world.session.execute(made.Hero.__table__.update().values(team_id=None))
    query = words.select(made.Team).options(words.selectinload(made.Team.heroes))
    world.session.scalars(query.execution_options(populate_existing=True)).all()
    assert team.heroes == []


def test_criteria_of_a_loaded_collection(world: World) -> None:
    seed(world)
    words, made = world.words, world.schema
    option = words.selectinload(made.Team.heroes.and_(made.Hero.name == "b"))
    (team,) = found(world, words.select(made.Team).options(option))
    assert [hero.name for hero in team.heroes] == ["b"]


def test_loader_criteria_reach_later_loads(world: World) -> None:
    seed(world)
    words, made = world.words, world.schema
    option = words.with_loader_criteria(made.Hero, made.Hero.name == "b")
    (team,) = found(world, words.select(made.Team).options(option))
    assert [hero.name for hero in team.heroes] == ["b"]


def test_options_of_a_relationship_that_is_read_later(world: World) -> None:
    seed(world)
    words, made = world.words, world.schema
    option = words.defaultload(made.Team.heroes).joinedload(made.Hero.quests)
    (team,) = found(world, words.select(made.Team).options(option))
    assert "quests" not in unloaded(world, team.heroes[0]) and world.statements.reads() == 1


def test_several_options_below_one(world: World) -> None:
    seed(world)
    words, made = world.words, world.schema
    below = (words.selectinload(made.Hero.powers), words.load_only(made.Hero.name))
    (team,) = found(world, words.select(made.Team).options(words.selectinload(made.Team.heroes).options(*below)))
    assert all("powers" not in unloaded(world, hero) for hero in team.heroes)


def test_paths_that_meet_give_one_object(world: World) -> None:
    seed(world)
    words, made = world.words, world.schema
    option = words.joinedload(made.Team.heroes).joinedload(made.Hero.powers).joinedload(made.Power.heroes)
    (team,) = found(world, words.select(made.Team).options(option))
    power = team.heroes[0].powers[0]
    assert {id(hero) for hero in power.heroes} == {id(hero) for hero in team.heroes}
    assert all(hero.powers[0] is power for hero in team.heroes) and world.statements.reads() == 0


def test_rows_of_a_joined_collection_have_to_be_made_unique(world: World) -> None:
    seed(world)
    words, made = world.words, world.schema
    result = world.session.scalars(words.select(made.Team).options(words.joinedload(made.Team.heroes)))
    with pytest.raises(words.exc.InvalidRequestError, match="unique"):
        result.all()


def test_option_of_another_class_is_refused(world: World) -> None:
    words, made = world.words, world.schema
    with pytest.raises(words.exc.ArgumentError, match="does not apply to any of the root entities"):
        world.session.scalars(words.select(made.Hero).options(words.selectinload(made.Team.heroes)))


# --- columns
def test_load_only_leaves_the_key_and_what_is_named(world: World) -> None:
    seed(world)
    words, made = world.words, world.schema
    hero = found(world, words.select(made.Hero).options(words.load_only(made.Hero.name)).order_by(made.Hero.id))[0]
    assert {"team_id", "story"} <= unloaded(world, hero) and not {"id", "name"} & unloaded(world, hero)
    assert hero.team_id == 1 and world.statements.reads() == 1


def test_load_only_of_members(world: World) -> None:
    seed(world)
    words, made = world.words, world.schema
    option = words.joinedload(made.Hero.team).load_only(made.Team.id)
    heroes = found(world, words.select(made.Hero).options(option))
    assert all("name" in unloaded(world, hero.team) for hero in heroes)


def test_defer_and_undefer(world: World) -> None:
    seed(world)
    words, made = world.words, world.schema
    query = words.select(made.Hero).options(words.defer(made.Hero.name), words.undefer(made.Hero.story))
    hero = found(world, query.order_by(made.Hero.id))[0]
    assert "name" in unloaded(world, hero) and "story" not in unloaded(world, hero)
    assert (hero.name, hero.story) == ("a", "b") and world.statements.reads() == 1


def test_defer_that_raises(world: World) -> None:
    seed(world)
    words, made = world.words, world.schema
    hero = found(world, words.select(made.Hero).options(words.defer(made.Hero.name, raiseload=True)))[0]
    with pytest.raises(words.exc.InvalidRequestError, match="is not available due to raiseload=True"):
        assert hero.name


def test_defer_everything_but_what_is_named(world: World) -> None:
    seed(world)
    words, made = world.words, world.schema
    query = words.select(made.Hero).options(words.defer("*"), words.undefer(made.Hero.name))
    hero = found(world, query)[0]
    assert "team_id" in unloaded(world, hero) and not {"id", "name"} & unloaded(world, hero)


def test_undefer_everything(world: World) -> None:
    seed(world)
    words, made = world.words, world.schema
    hero = found(world, words.select(made.Hero).options(words.undefer("*")))[0]
    assert "story" not in unloaded(world, hero)


def test_a_deferred_column_does_not_disturb_one_that_is_loaded(world: World) -> None:
    seed(world)
    words, made = world.words, world.schema
    hero = found(world, words.select(made.Hero).order_by(made.Hero.id))[0]
    hero.name = "z"
    with world.session.no_autoflush:
        assert hero.story == "b" and hero.name == "z" and hero in world.session.dirty


def test_bundles_group_columns(world: World) -> None:
    seed(world)
    words, made = world.words, world.schema
    query = words.select(words.Bundle("both", made.Hero.id, made.Hero.name)).order_by(made.Hero.id)
    assert [(row.both.id, row.both.name) for row in world.session.execute(query)] == [(1, "a"), (2, "b")]


# --- statements
@pytest.mark.parametrize("size", [1, 2, 10])
def test_yield_per_gives_all_in_parts(world: World, size: int) -> None:
    seed(world)
    words, made = world.words, world.schema
    query = words.select(made.Hero).order_by(made.Hero.id).execution_options(yield_per=size)
    parts = [[hero.name for hero in part] for part in world.session.scalars(query).partitions()]
    assert [name for part in parts for name in part] == ["a", "b"] and max(map(len, parts)) <= size


@pytest.mark.databases("sqlite", "postgresql")  # SQLAlchemy's driver for MySQL reads one result at a time.
def test_yield_per_with_selectinload(world: World) -> None:
    seed(world)
    words, made = world.words, world.schema
    query = words.select(made.Hero).options(words.selectinload(made.Hero.quests)).execution_options(yield_per=1)
    assert sorted(len(hero.__dict__["quests"]) for hero in world.session.scalars(query)) == [0, 2]


def test_yield_per_refuses_joined_collections(world: World) -> None:
    seed(world)
    words, made = world.words, world.schema
    query = words.select(made.Team).options(words.joinedload(made.Team.heroes)).execution_options(yield_per=1)
    with pytest.raises(words.exc.InvalidRequestError, match="yield_per"):
        world.session.scalars(query).unique().all()


def test_listeners_of_execution_change_the_statement(world: World) -> None:
    seed(world)
    words, made = world.words, world.schema
    with words.Session(world.engine) as session:

        @words.event.listens_for(session, "do_orm_execute")
        def only_b(state: Any) -> None:
            if state.is_select and not state.is_column_load and not state.is_relationship_load:
                state.statement = state.statement.options(words.with_loader_criteria(made.Hero, made.Hero.name == "b"))

        assert [hero.name for hero in session.scalars(words.select(made.Hero))] == ["b"]
