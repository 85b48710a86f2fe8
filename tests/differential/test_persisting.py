"""Additional persistence techniques, bulk statements and transactions, on both libraries."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import kept
from .machine import seed
from .world import World


def teams(world: World, *names: str) -> list[Any]:
    """Return committed teams."""
    made = [world.schema.Team(name=name) for name in names]
    world.session.add_all(made)
    world.session.commit()
    return made


def names(world: World, name: str = "Team") -> list[Any]:
    """Return the names of the rows of a class, as another session reads them."""
    return sorted(one.name or "" for one in kept(world, name))


# --- SQL in a flush
def test_an_expression_is_computed_by_the_database_and_read_back(world: World) -> None:
    (team,) = teams(world, "a")
    team.name = world.schema.Team.name + "b"
    world.session.flush()
    assert "name" in world.words.inspect(team).unloaded and team.name == "ab"


def test_an_expression_in_a_new_object(world: World) -> None:
    team = world.schema.Team(name=world.words.func.upper("a"))
    world.session.add(team)
    world.session.flush()
    assert team.name == "A"


def test_null_is_written_where_none_would_be_left_out(world: World) -> None:
    team = world.schema.Team(name=world.words.null())
    world.session.add(team)
    world.session.commit()
    assert team.name is None


def test_textual_sql_takes_part_in_the_transaction(world: World) -> None:
    world.session.execute(world.words.text("INSERT INTO x_team (name) VALUES (:name)"), {"name": "a"})
    assert world.session.scalar(world.words.text("SELECT count(*) FROM x_team")) == 1
    world.session.rollback()
    assert names(world) == []


def test_textual_sql_gives_objects(world: World) -> None:
    (team,) = teams(world, "a")
    query = world.words.select(world.schema.Team).from_statement(world.words.text("SELECT id, name FROM x_team"))
    assert world.session.scalars(query).all() == [team]


# --- bulk INSERT
def test_bulk_insert(world: World) -> None:
    world.session.execute(world.words.insert(world.schema.Team), [{"name": "a"}, {"name": "b"}])
    world.session.commit()
    assert names(world) == ["a", "b"]


def test_bulk_insert_of_rows_with_different_keys(world: World) -> None:
    rows = [{"name": "a"}, {"name": "b", "story": "c"}, {"name": "d"}]
    world.session.execute(world.words.insert(world.schema.Hero), rows)
    world.session.commit()
    assert sorted((one.name, one.story) for one in world.session.scalars(world.words.select(world.schema.Hero))) == [
        ("a", None),
        ("b", "c"),
        ("d", None),
    ]


def test_bulk_insert_returns_objects_in_order(world: World) -> None:
    statement = world.words.insert(world.schema.Team).returning(world.schema.Team, sort_by_parameter_order=True)
    found = world.session.scalars(statement, [{"name": name} for name in "cab"]).all()
    assert [team.name for team in found] == ["c", "a", "b"] and all(team in world.session for team in found)


def test_bulk_insert_of_a_joined_class(world: World) -> None:
    rows = [{"name": "a", "language": "x"}, {"name": "b", "language": "y"}]
    world.session.execute(world.words.insert(world.schema.Engineer), rows)
    world.session.commit()
    found = world.session.scalars(world.words.select(world.schema.Employee).order_by(world.schema.Employee.name))
    assert [(type(one).__name__, one.name, one.language) for one in found] == [
        ("Engineer", "a", "x"),
        ("Engineer", "b", "y"),
    ]


def test_insert_from_a_select(world: World) -> None:
    teams(world, "a", "b")
    made, words = world.schema, world.words
    source = words.select(made.Team.name).where(made.Team.name == "a")
    world.session.execute(words.insert(made.Hero).from_select(["name"], source))
    world.session.commit()
    assert names(world, "Hero") == ["a"]


def test_bulk_save_objects(world: World) -> None:
    made = [world.schema.Team(name=name) for name in "ab"]
    world.session.bulk_save_objects(made)
    world.session.commit()
    assert names(world) == ["a", "b"] and all(one not in world.session for one in made)


def test_bulk_insert_mappings(world: World) -> None:
    world.session.bulk_insert_mappings(world.schema.Team, [{"name": "a"}, {"name": "b"}])
    world.session.commit()
    assert names(world) == ["a", "b"]


# --- bulk UPDATE and DELETE
def test_bulk_update_by_primary_key(world: World) -> None:
    one, two = teams(world, "a", "b")
    rows = [{"id": one.id, "name": "c"}, {"id": two.id, "name": "d"}]
    world.session.execute(world.words.update(world.schema.Team), rows)
    world.session.commit()
    assert names(world) == ["c", "d"]


def test_bulk_update_needs_the_primary_key(world: World) -> None:
    teams(world, "a")
    with pytest.raises(world.words.exc.InvalidRequestError, match="No primary key value supplied"):
        world.session.execute(world.words.update(world.schema.Team), [{"name": "c"}])


def test_bulk_update_mappings(world: World) -> None:
    (team,) = teams(world, "a")
    world.session.bulk_update_mappings(world.schema.Team, [{"id": team.id, "name": "c"}])
    world.session.commit()
    assert names(world) == ["c"]


@pytest.mark.parametrize("how", ["auto", "evaluate", "fetch"])
def test_update_reaches_objects_in_memory(world: World, how: str) -> None:
    one, two = teams(world, "a", "b")
    assert (one.name, two.name) == ("a", "b")
    made, words = world.schema, world.words
    statement = words.update(made.Team).where(made.Team.name == "a").values(name="c")
    result = world.session.execute(statement, execution_options={"synchronize_session": how})
    assert result.rowcount == 1
    assert (one.name, two.name) == ("c", "b") and one not in world.session.dirty


def test_update_without_synchronizing_leaves_objects_alone(world: World) -> None:
    (team,) = teams(world, "a")
    assert team.name == "a"
    statement = world.words.update(world.schema.Team).values(name="c")
    world.session.execute(statement, execution_options={"synchronize_session": False})
    assert team.name == "a"
    world.session.refresh(team)
    assert team.name == "c"


@pytest.mark.parametrize("how", ["auto", "evaluate", "fetch"])
def test_delete_reaches_objects_in_memory(world: World, how: str) -> None:
    one, two = teams(world, "a", "b")
    assert (one.name, two.name) == ("a", "b")
    made, words = world.schema, world.words
    statement = words.delete(made.Team).where(made.Team.name == "a")
    world.session.execute(statement, execution_options={"synchronize_session": how})
    assert one not in world.session and two in world.session
    world.session.rollback()
    assert one in world.session and one.name == "a"


def test_update_flushes_first(world: World) -> None:
    world.session.add(world.schema.Team(name="a"))
    result = world.session.execute(world.words.update(world.schema.Team).values(name="b"))
    assert result.rowcount == 1


@pytest.mark.databases("sqlite", "postgresql")
def test_update_returns_objects(world: World) -> None:
    (team,) = teams(world, "a")
    statement = world.words.update(world.schema.Team).values(name="b").returning(world.schema.Team)
    assert world.session.scalars(statement).all() == [team] and team.name == "b"


@pytest.mark.databases("sqlite", "postgresql")
def test_delete_returns_rows(world: World) -> None:
    teams(world, "a")
    statement = world.words.delete(world.schema.Team).returning(world.schema.Team.name)
    assert world.session.scalars(statement).all() == ["a"]


def test_update_from_another_table(world: World) -> None:
    seed(world)
    made, words = world.schema, world.words
    statement = words.update(made.Hero).where(made.Hero.team_id == made.Team.id, made.Team.name == "a").values(name="z")
    world.session.execute(statement, execution_options={"synchronize_session": "fetch"})
    world.session.commit()
    assert names(world, "Hero") == ["z", "z"]


# --- transactions
def test_a_savepoint_saves_one_row_of_many(world: World) -> None:
    teams(world, "a")
    for key, name in ((1, "b"), (2, "c")):
        try:
            with world.session.begin_nested():
                world.session.execute(world.words.insert(world.schema.Team).values(id=key, name=name))
        except world.words.exc.IntegrityError:
            continue
    world.session.commit()
    assert names(world) == ["a", "c"]


def test_a_savepoint_flushes_what_came_before_it(world: World) -> None:
    world.session.add(world.schema.Team(name="a"))
    nested = world.session.begin_nested()
    world.session.add(world.schema.Team(name="b"))
    nested.rollback()
    world.session.commit()
    assert names(world) == ["a"]


def test_a_released_savepoint_is_undone_by_the_transaction(world: World) -> None:
    team = world.schema.Team(name="a")
    with world.session.begin_nested():
        world.session.add(team)
    world.session.rollback()
    assert world.words.inspect(team).transient and names(world) == []


def test_rollback_of_a_savepoint_brings_a_deleted_object_back(world: World) -> None:
    (team,) = teams(world, "a")
    nested = world.session.begin_nested()
    world.session.delete(team)
    world.session.flush()
    nested.rollback()
    assert team in world.session and team.name == "a"


def test_commit_in_a_savepoint_expires_nothing(world: World) -> None:
    (team,) = teams(world, "a")
    assert team.name == "a"
    world.session.begin_nested().commit()
    assert "name" in team.__dict__


def test_a_primary_key_change_is_undone(world: World) -> None:
    genre = world.schema.Genre(code="a")
    world.session.add(genre)
    world.session.commit()
    genre.code = "b"
    world.session.flush()
    assert world.session.get(world.schema.Genre, "b") is genre
    world.session.rollback()
    assert genre.code == "a" and world.session.get(world.schema.Genre, "a") is genre


def test_a_new_row_takes_the_key_of_a_deleted_one(world: World) -> None:
    (team,) = teams(world, "a")
    key = team.id
    world.session.delete(team)
    world.session.add(world.schema.Team(id=key, name="b"))
    world.session.commit()
    assert names(world) == ["b"]


def test_a_bind_for_each_class(world: World) -> None:
    session = world.words.Session(binds={world.schema.Team: world.engine})
    session.add(world.schema.Team(name="a"))
    session.commit()
    with pytest.raises(world.words.exc.UnboundExecutionError):
        session.scalars(world.words.select(world.schema.Hero))
    session.close()
    assert names(world) == ["a"]


def test_two_phase_transactions_need_both_engines_to_know_them(world: World) -> None:
    with pytest.raises(world.words.exc.InvalidRequestError):
        world.session.prepare()
