"""Sessions and the states of objects, on both libraries."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import kept
from .world import World


def stored(world: World, name: str = "a", **values: Any) -> Any:
    """Return a committed team."""
    team = world.schema.Team(name=name, **values)
    world.session.add(team)
    world.session.commit()
    return team


def states(world: World, instance: Any) -> list[str]:
    found = world.words.inspect(instance)
    return [name for name in ("transient", "pending", "persistent", "deleted", "detached") if getattr(found, name)]


def test_states_of_a_life(world: World) -> None:
    session, team = world.session, world.schema.Team()
    seen = [states(world, team)]
    session.add(team)
    seen.append(states(world, team))
    session.flush()
    seen.append(states(world, team))
    session.delete(team)
    seen.append(states(world, team))
    session.flush()
    seen.append(states(world, team))
    session.commit()
    seen.append(states(world, team))
    assert seen == [["transient"], ["pending"], ["persistent"], ["persistent"], ["deleted"], ["detached"]]


def test_rollback_makes_new_objects_transient_and_revives_deleted_ones(world: World) -> None:
    old, new = stored(world), world.schema.Team()
    world.session.add(new)
    world.session.delete(old)
    world.session.flush()
    world.session.rollback()
    assert (states(world, old), states(world, new)) == (["persistent"], ["transient"])
    assert old.name == "a"


def test_close_detaches(world: World) -> None:
    team = stored(world)
    world.session.close()
    assert states(world, team) == ["detached"]
    with pytest.raises(world.words.DetachedInstanceError):
        assert team.name


def test_new_dirty_and_deleted(world: World) -> None:
    one, two, new = stored(world), stored(world), world.schema.Team()
    world.session.add(new)
    with world.session.no_autoflush:
        one.name = "b"
        world.session.delete(two)
        assert list(world.session.new) == [new]
        assert list(world.session.dirty) == [one] and list(world.session.deleted) == [two]
    world.session.flush()
    assert not (world.session.new or world.session.dirty or world.session.deleted)


def test_is_modified(world: World) -> None:
    team = stored(world)
    assert not world.session.is_modified(team) and team.name == "a"
    team.name = "a"
    assert team in world.session.dirty and not world.session.is_modified(team)
    team.name = "b"
    assert world.session.is_modified(team)
    team.name = "a"
    assert not world.session.is_modified(team)


def test_is_modified_by_collections(world: World) -> None:
    team = stored(world)
    assert team.heroes == []
    team.heroes.append(world.schema.Hero())
    assert world.session.is_modified(team) and not world.session.is_modified(team, include_collections=False)


def test_history_of_a_column(world: World) -> None:
    team = stored(world)
    assert team.name == "a"
    team.name = "b"
    history = world.words.inspect(team).attrs.name.history
    assert (list(history.added), list(history.unchanged), list(history.deleted)) == (["b"], [], ["a"])
    assert history.has_changes()
    world.session.flush()
    history = world.words.get_history(team, "name")
    assert (list(history.added), list(history.unchanged), list(history.deleted)) == ([], ["b"], [])


def test_history_of_an_expired_column_does_not_know_the_old_value(world: World) -> None:
    team = stored(world)
    team.name = "b"
    history = world.words.inspect(team).attrs.name.history
    assert (list(history.added), list(history.unchanged), list(history.deleted)) == (["b"], [], [])


def test_history_of_a_collection(world: World) -> None:
    one, two = world.schema.Hero(name="1"), world.schema.Hero(name="2")
    team = stored(world, heroes=[one])
    assert team.heroes == [one]
    team.heroes = [two]
    history = world.words.get_history(team, "heroes")
    assert (list(history.added), list(history.unchanged), list(history.deleted)) == ([two], [], [one])


def test_history_of_a_reference(world: World) -> None:
    team, other = stored(world), stored(world)
    hero = world.schema.Hero(team=team)
    world.session.add(hero)
    world.session.flush()
    hero.team = other
    history = world.words.get_history(hero, "team")
    assert (list(history.added), list(history.unchanged), list(history.deleted)) == ([other], [], [team])


def test_flag_modified_writes_without_a_change(world: World) -> None:
    team = stored(world)
    assert team.name == "a"
    world.words.flag_modified(team, "name")
    world.statements.seen.clear()
    world.session.flush()
    assert len(world.statements.writes()) == 1


def test_flag_modified_needs_the_value(world: World) -> None:
    team = stored(world)
    with pytest.raises(world.words.exc.InvalidRequestError):
        world.words.flag_modified(team, "name")


def test_make_transient_forgets_the_identity(world: World) -> None:
    team = stored(world)
    assert team.name == "a"
    world.words.make_transient(team)
    assert states(world, team) == ["transient"] and world.words.object_session(team) is None
    team.id = None
    world.session.add(team)
    world.session.commit()
    assert len(kept(world, "Team")) == 2


def test_make_transient_leaves_expired_values_behind(world: World) -> None:
    team = stored(world)
    world.words.make_transient(team)
    assert (team.name, team.id) == (None, None)


def test_make_transient_to_detached(world: World) -> None:
    key = stored(world).id
    world.session.expunge_all()
    team = world.schema.Team(id=key)
    world.words.make_transient_to_detached(team)
    assert states(world, team) == ["detached"]
    world.session.add(team)
    assert team.name == "a"


def test_expire_on_commit(world: World) -> None:
    team = stored(world)
    assert "name" in world.words.inspect(team).unloaded
    with world.words.Session(world.engine, expire_on_commit=False) as session:
        other = world.schema.Team(name="b")
        session.add(other)
        session.commit()
        assert "name" not in world.words.inspect(other).unloaded


def test_no_autoflush(world: World) -> None:
    world.session.add(world.schema.Team(name="a"))
    query = world.words.select(world.schema.Team)
    with world.session.no_autoflush:
        assert world.session.scalars(query).all() == []
    assert len(world.session.scalars(query).all()) == 1


def test_autoflush_can_be_turned_off(world: World) -> None:
    with world.words.Session(world.engine, autoflush=False) as session:
        session.add(world.schema.Team())
        assert session.scalars(world.words.select(world.schema.Team)).all() == []


def test_savepoint_rolls_back_alone(world: World) -> None:
    team = stored(world)
    nested = world.session.begin_nested()
    team.name = "b"
    world.session.flush()
    nested.rollback()
    assert team.name == "a" and world.session.in_transaction()


def test_savepoint_keeps_what_it_did_not_touch(world: World) -> None:
    team, other = stored(world), stored(world)
    assert (team.name, other.name) == ("a", "a")
    with pytest.raises(RuntimeError), world.session.begin_nested():
        team.name = "b"
        raise RuntimeError
    unloaded = [world.words.inspect(one).unloaded for one in (team, other)]
    assert ["name" in one for one in unloaded] == [True, False]


def test_savepoints_nest(world: World) -> None:
    session, made = world.session, world.schema.Team
    session.add(made(name="1"))
    with session.begin_nested():
        session.add(made(name="2"))
        inner = session.begin_nested()
        session.add(made(name="3"))
        session.flush()
        inner.rollback()
        with session.begin_nested():
            session.add(made(name="4"))
    session.commit()
    assert [team.name for team in kept(world, "Team")] == ["1", "2", "4"]


def test_rollback_ends_all_savepoints(world: World) -> None:
    world.session.begin_nested()
    world.session.begin_nested()
    assert world.session.in_nested_transaction()
    world.session.rollback()
    assert not world.session.in_transaction()


def test_commit_commits_all_savepoints(world: World) -> None:
    world.session.begin_nested()
    world.session.add(world.schema.Team())
    world.session.begin_nested()
    world.session.commit()
    assert not world.session.in_transaction() and len(kept(world, "Team")) == 1


def test_failed_flush_makes_the_session_inactive(world: World) -> None:
    team = stored(world)
    world.session.add(world.schema.Team(id=team.id))
    with pytest.warns(Warning, match="conflicts with"), pytest.raises(Exception) as error:
        world.session.flush()
    assert world.words.exc.IntegrityError.__name__ in [cls.__name__ for cls in type(error.value).__mro__]
    if world.session.is_active:
        return
    with pytest.raises(world.words.exc.PendingRollbackError):
        world.session.scalars(world.words.select(world.schema.Team))
    world.session.rollback()
    assert team.name == "a"


def test_failed_flush_in_a_savepoint_leaves_the_outer_one(world: World) -> None:
    team = stored(world)
    assert team.id
    outer = world.schema.Team(name="outer")
    world.session.add(outer)
    world.session.flush()
    with pytest.raises(world.words.exc.IntegrityError), world.session.begin_nested():
        world.session.execute(world.schema.Team.__table__.insert().values(id=team.id))
    world.session.commit()
    assert [one.name for one in kept(world, "Team")] == ["a", "outer"]


@pytest.mark.parametrize(
    ("mode", "committed"), [("conditional_savepoint", 0), ("rollback_only", 0), ("create_savepoint", 0)]
)
def test_joined_transaction_is_not_committed(world: World, mode: str, committed: int) -> None:
    with world.engine.connect() as connection:
        transaction = connection.begin()
        with world.words.Session(connection, join_transaction_mode=mode) as session:
            session.add(world.schema.Team())
            session.commit()
        transaction.rollback()
    assert len(kept(world, "Team")) == committed


def test_joined_transaction_under_full_control_is_committed(world: World) -> None:
    with world.engine.connect() as connection:
        connection.begin()
        with world.words.Session(connection, join_transaction_mode="control_fully") as session:
            session.add(world.schema.Team())
            session.commit()
    assert len(kept(world, "Team")) == 1


@pytest.mark.parametrize(("mode", "alive"), [("conditional_savepoint", False), ("create_savepoint", True)])
def test_rollback_of_a_joined_transaction(world: World, mode: str, alive: bool) -> None:
    with world.engine.connect() as connection:
        transaction = connection.begin()
        with world.words.Session(connection, join_transaction_mode=mode) as session:
            session.add(world.schema.Team())
            session.flush()
            session.rollback()
        assert transaction.is_active is alive


def test_enable_relationship_loading(world: World) -> None:
    team = stored(world)
    hero = world.schema.Hero(team_id=team.id)
    world.session.enable_relationship_loading(hero)
    assert hero.team is team and hero not in world.session.new
    world.session.commit()
    assert kept(world, "Hero") == []


def test_identity_map_gives_one_object(world: World) -> None:
    team = stored(world)
    assert world.session.get(world.schema.Team, team.id) is team
    assert world.session.scalars(world.words.select(world.schema.Team)).one() is team


def test_get_of_an_object_in_memory_sends_nothing(world: World) -> None:
    team = stored(world)
    key = team.id
    world.statements.seen.clear()
    assert world.session.get(world.schema.Team, key) is team and world.statements.reads() == 0


def test_row_that_is_gone(world: World) -> None:
    team = stored(world)
    world.session.execute(world.schema.Team.__table__.delete())
    world.session.expire(team)
    with pytest.raises(world.words.ObjectDeletedError):
        assert team.name
    with pytest.raises(world.words.exc.InvalidRequestError):
        world.session.refresh(team)


def test_another_object_with_the_key_is_refused(world: World) -> None:
    team = stored(world)
    key = team.id
    world.session.expunge(team)
    known = world.session.get(world.schema.Team, key)
    with pytest.raises(world.words.exc.InvalidRequestError, match="already present"):
        world.session.add(team)
    assert known in world.session


def test_object_of_another_session_is_refused(world: World) -> None:
    team = stored(world)
    with world.words.Session(world.engine) as other, pytest.raises(world.words.exc.InvalidRequestError):
        other.add(team)


def test_sql_expression_as_a_value(case: World) -> None:
    note = case.schema.Versioned(name="a")
    case.session.add(note)
    case.session.commit()
    note.name = case.words.func.upper("b")
    case.session.commit()
    assert (note.name, note.version) == ("B", 2)


def test_version_counts_updates(case: World) -> None:
    note = case.schema.Versioned(name="a")
    case.session.add(note)
    case.session.commit()
    assert note.version == 1
    note.name = "a"
    case.session.commit()
    assert note.version == 1
    note.name = "b"
    case.session.commit()
    assert note.version == 2


@pytest.mark.parametrize("act", ["update", "delete"])
def test_stale_version_is_refused(case: World, act: str) -> None:
    note = case.schema.Versioned(name="a")
    case.session.add(note)
    case.session.commit()
    assert note.version == 1
    case.session.execute(case.schema.Versioned.__table__.update().values(version=9))
    if act == "update":
        note.name = "b"
    else:
        case.session.delete(note)
    with pytest.raises(case.words.StaleDataError):
        case.session.flush()


def test_merge_of_a_stale_version_is_refused(case: World) -> None:
    note = case.schema.Versioned(name="a")
    case.session.add(note)
    case.session.commit()
    with pytest.raises(case.words.StaleDataError):
        case.session.merge(case.schema.Versioned(id=note.id, name="b", version=7))


def test_merge_of_what_is_not_there_makes_it(world: World) -> None:
    merged = world.session.merge(world.schema.Team(id=5, name="m"))
    assert states(world, merged) == ["pending"]
    world.session.commit()
    assert (merged.id, merged.name) == (5, "m")


def test_merge_leaves_unset_attributes_alone(world: World) -> None:
    team = stored(world, heroes=[world.schema.Hero(name="h")])
    merged = world.session.merge(world.schema.Team(id=team.id))
    world.session.commit()
    assert merged is team and merged.name == "a" and len(merged.heroes) == 1


def test_objects_removed_from_the_session_are_not_flushed(world: World) -> None:
    team = world.schema.Team()
    world.session.add(team)
    world.session.expunge(team)
    world.session.commit()
    assert kept(world, "Team") == [] and states(world, team) == ["transient"]
