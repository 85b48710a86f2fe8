"""Session basics and state management, on both libraries."""

from __future__ import annotations

import gc
from typing import Any

import pytest

from .conftest import kept
from .machine import seed
from .world import World


def team_of(world: World, name: str = "a") -> Any:
    """Return a committed team."""
    team = world.schema.Team(name=name)
    world.session.add(team)
    world.session.commit()
    return team


# --- opening, framing and closing
def test_a_session_as_a_context_manager_closes_itself(world: World) -> None:
    with world.words.Session(world.engine) as session:
        team = world.schema.Team()
        session.add(team)
        session.flush()
    assert not session.in_transaction() and team not in session and kept(world, "Team") == []


def test_begin_frames_a_transaction_that_commits(world: World) -> None:
    with world.words.Session(world.engine) as session:
        with session.begin():
            session.add(world.schema.Team())
        assert not session.in_transaction()
    assert len(kept(world, "Team")) == 1


def test_begin_rolls_back_on_an_error(world: World) -> None:
    with world.words.Session(world.engine) as session, pytest.raises(RuntimeError), session.begin():
        session.add(world.schema.Team())
        session.flush()
        raise RuntimeError
    assert kept(world, "Team") == []


def test_begin_is_refused_inside_a_transaction(world: World) -> None:
    world.session.connection()
    with pytest.raises(world.words.exc.InvalidRequestError, match="already begun"):
        world.session.begin()


def test_sessionmaker_begin_is_session_and_transaction(world: World) -> None:
    make = world.words.sessionmaker(world.engine, expire_on_commit=False)
    with make.begin() as session:
        team = world.schema.Team(name="a")
        session.add(team)
    assert team.__dict__["name"] == "a" and len(kept(world, "Team")) == 1


def test_sessionmaker_configure_holds_for_later_sessions(world: World) -> None:
    make = world.words.sessionmaker(world.engine)
    make.configure(autoflush=False)
    with make() as session, make(autoflush=True) as other:
        assert (session.autoflush, other.autoflush) == (False, True)


def test_without_autobegin_begin_is_asked_for(world: World) -> None:
    with world.words.Session(world.engine, autobegin=False) as session:
        with pytest.raises(world.words.exc.InvalidRequestError, match="Autobegin is disabled"):
            session.scalars(world.words.select(world.schema.Team))
        with session.begin():
            assert session.scalars(world.words.select(world.schema.Team)).all() == []


def test_adding_begins_a_transaction(world: World) -> None:
    assert not world.session.in_transaction()
    world.session.add(world.schema.Team())
    assert world.session.in_transaction()


def test_changing_an_object_begins_a_transaction(world: World) -> None:
    with world.words.Session(world.engine, expire_on_commit=False) as session:
        team = world.schema.Team(name="a")
        session.add(team)
        session.commit()
        assert not session.in_transaction()
        team.name = "b"
        assert session.in_transaction()
        session.rollback()
        assert team.name == "a"


def test_a_closed_session_may_be_used_again(world: World) -> None:
    world.session.close()
    team_of(world)
    assert len(kept(world, "Team")) == 1


def test_close_resets_only_false_ends_a_session(world: World) -> None:
    session = world.words.Session(world.engine, close_resets_only=False)
    session.close()
    with pytest.raises(world.words.exc.InvalidRequestError, match="permanently closed"):
        session.execute(world.words.select(1))


def test_reset_leaves_a_session_usable(world: World) -> None:
    session = world.words.Session(world.engine, close_resets_only=False)
    session.reset()
    assert session.scalar(world.words.select(1)) == 1
    session.close()


# --- adding, deleting, flushing
def test_add_of_what_is_there_does_nothing(world: World) -> None:
    team = team_of(world)
    world.session.add(team)
    assert list(world.session.new) == [] and team in world.session


def test_a_detached_object_is_added_again(world: World) -> None:
    team = team_of(world)
    world.session.expunge(team)
    world.session.add(team)
    assert team.name == "a"


def test_delete_of_a_new_object_is_refused(world: World) -> None:
    with pytest.raises(world.words.exc.InvalidRequestError, match="is not persisted"):
        world.session.delete(world.schema.Team())


def test_a_deleted_object_stays_in_collections_until_they_expire(world: World) -> None:
    hero = world.schema.Hero()
    team = world.schema.Team(heroes=[hero])
    world.session.add(team)
    world.session.commit()
    assert team.heroes == [hero]
    world.session.delete(hero)
    world.session.flush()
    assert team.heroes == [hero]
    world.session.expire(team, ["heroes"])
    assert team.heroes == []


def test_add_takes_a_deletion_back(world: World) -> None:
    team = team_of(world)
    world.session.delete(team)
    world.session.add(team)
    assert team not in world.session.deleted
    world.session.commit()
    assert len(kept(world, "Team")) == 1


def test_add_of_a_deleted_object_is_refused(world: World) -> None:
    team = team_of(world)
    world.session.delete(team)
    world.session.flush()
    with pytest.raises(world.words.exc.InvalidRequestError, match="has been deleted"):
        world.session.add(team)


def test_get_by_a_composite_key(world: World) -> None:
    seed(world)
    by_tuple = world.session.get(world.schema.Item, (1, 1))
    by_name = world.session.get(world.schema.Item, {"product_id": 1, "order_id": 1})
    assert by_tuple is by_name and by_tuple.name == "a"


def test_get_one_needs_a_row(world: World) -> None:
    with pytest.raises(world.words.exc.NoResultFound):
        world.session.get_one(world.schema.Team, 99)


def test_get_of_another_class_of_the_hierarchy_finds_nothing(world: World) -> None:
    seed(world)
    engineer = world.session.scalars(world.words.select(world.schema.Engineer)).one()
    assert world.session.get(world.schema.Manager, engineer.id) is None
    assert world.session.get(world.schema.Employee, engineer.id) is engineer


# --- the session's attributes
def test_iteration_gives_pending_and_persistent_objects(world: World) -> None:
    team, new = team_of(world), world.schema.Team()
    world.session.add(new)
    assert {id(one) for one in world.session} == {id(team), id(new)} and new in world.session


def test_identity_map_is_weak(world: World) -> None:
    team_of(world)
    gc.collect()
    assert len(list(world.session)) == 0


def test_identity_map_holds_what_is_changed(world: World) -> None:
    team_of(world).name = "b"
    gc.collect()
    assert [one.name for one in world.session.dirty] == ["b"]
    world.session.commit()
    assert [one.name for one in kept(world, "Team")] == ["b"]


def test_object_session_and_close_all_sessions(world: World) -> None:
    team = team_of(world)
    assert world.words.object_session(team) is world.session
    world.words.close_all_sessions()
    assert world.words.object_session(team) is None


def test_info_is_the_users_own(world: World) -> None:
    make = world.words.sessionmaker(world.engine, info={"a": 1})
    with make(info={"b": 2}) as session:
        assert session.info == {"a": 1, "b": 2}


# --- merging
def test_merge_copies_a_graph_once(world: World) -> None:
    team = world.schema.Team(id=1, name="a")
    hero = world.schema.Hero(id=1, team=team)
    merged = world.session.merge(hero)
    assert merged is not hero and merged.team.heroes == [merged] and hero not in world.session
    world.session.commit()
    assert (len(kept(world, "Team")), len(kept(world, "Hero"))) == (1, 1)


def test_merge_without_a_key_makes_a_new_object(world: World) -> None:
    merged = [world.session.merge(world.schema.Team(name="a")) for _ in range(2)]
    world.session.commit()
    assert merged[0] is not merged[1] and len(kept(world, "Team")) == 2


def test_merge_of_two_copies_gives_one_object(world: World) -> None:
    team_of(world)
    one, two = (world.session.merge(world.schema.Team(id=1, name=name)) for name in "bc")
    assert one is two and one.name == "c"


def test_merge_without_load_sends_nothing(world: World) -> None:
    team = team_of(world)
    assert team.name == "a"
    with world.words.Session(world.engine) as other:
        world.statements.seen.clear()
        merged = other.merge(team, load=False)
        assert merged.name == "a" and world.statements.seen == [] and not other.dirty


def test_merge_without_load_refuses_what_is_changed(world: World) -> None:
    team = team_of(world)
    team.name = "b"
    with (
        world.words.Session(world.engine) as other,
        pytest.raises(world.words.exc.InvalidRequestError, match="marked as 'dirty'"),
    ):
        other.merge(team, load=False)


def test_merge_options_load_with_the_object(world: World) -> None:
    seed(world)
    world.statements.seen.clear()
    option = world.words.selectinload(world.schema.Team.heroes)
    merged = world.session.merge(world.schema.Team(id=1), options=[option])
    assert world.statements.reads() == 2 and len(merged.__dict__["heroes"]) == 2


# --- expiring and refreshing
def test_expire_discards_changes(world: World) -> None:
    team = team_of(world)
    team.name = "b"
    world.session.expire(team)
    assert team not in world.session.dirty and team.name == "a"


def test_expire_of_an_attribute_discards_its_change_alone(world: World) -> None:
    hero = world.schema.Hero(name="a", story="a")
    world.session.add(hero)
    world.session.commit()
    hero.name, hero.story = "b", "b"
    world.session.expire(hero, ["name"])
    with world.session.no_autoflush:
        assert (hero.name, hero.story) == ("a", "b") and hero in world.session.dirty


def test_reading_an_expired_attribute_flushes_first(world: World) -> None:
    team, other = team_of(world), world.schema.Team(name="b")
    world.session.add(other)
    assert team.name == "a" and world.words.inspect(other).persistent


def test_refresh_reads_the_row_again(world: World) -> None:
    team = team_of(world)
    assert team.name == "a"
    world.session.execute(world.schema.Team.__table__.update().values(name="b"))
    assert team.name == "a"
    world.session.refresh(team)
    assert team.name == "b"


def test_refresh_of_a_relationship(world: World) -> None:
    seed(world)
    team = world.session.get(world.schema.Team, 1)
    assert len(team.heroes) == 2
    world.session.execute(world.schema.Hero.__table__.update().values(team_id=None))
    assert len(team.heroes) == 2
    world.session.refresh(team, ["heroes"])
    assert team.heroes == []


def test_refresh_flushes_first(world: World) -> None:
    team = team_of(world)
    other = world.schema.Team(name="b")
    world.session.add(other)
    world.session.refresh(team)
    assert world.words.inspect(other).persistent


def test_refresh_of_a_detached_object_is_refused(world: World) -> None:
    team = team_of(world)
    world.session.expunge(team)
    with pytest.raises(world.words.exc.InvalidRequestError, match="is not persistent within this Session"):
        world.session.refresh(team)


def test_expire_all_expires_collections(world: World) -> None:
    seed(world)
    team = world.session.get(world.schema.Team, 1)
    assert len(team.heroes) == 2
    world.session.expire_all()
    assert set(world.words.inspect(team).unloaded) >= {"name", "heroes"}


def test_populate_existing_overwrites_what_is_loaded(world: World) -> None:
    team = team_of(world)
    team.name = "b"
    query = world.words.select(world.schema.Team).execution_options(populate_existing=True, autoflush=False)
    assert world.session.scalars(query).one() is team and team.name == "a"


def test_autoflush_option_of_a_statement(world: World) -> None:
    world.session.add(world.schema.Team())
    query = world.words.select(world.schema.Team)
    assert world.session.scalars(query.execution_options(autoflush=False)).all() == []
    assert len(world.session.scalars(query).all()) == 1


def test_an_object_knows_its_state(world: World) -> None:
    team = team_of(world)
    state = world.words.inspect(team)
    assert state.identity == (team.id,) and state.session is world.session and state.has_identity
    assert state.mapper is world.words.inspect(world.schema.Team) and state.object is team


def test_events_follow_an_object_through_its_states(world: World) -> None:
    seen: list[str] = []
    names = ("transient_to_pending", "pending_to_persistent", "persistent_to_deleted", "deleted_to_detached")
    with world.words.Session(world.engine) as session:
        for name in names:
            world.words.event.listen(session, name, lambda _session, _instance, name=name: seen.append(name))
        team = world.schema.Team()
        session.add(team)
        session.commit()
        session.delete(team)
        session.commit()
    assert tuple(seen) == names


def test_events_of_a_transaction(world: World) -> None:
    seen: list[str] = []
    with world.words.Session(world.engine) as session:
        for name in ("before_commit", "after_commit", "after_rollback"):
            world.words.event.listen(session, name, lambda _session, name=name: seen.append(name))
        session.add(world.schema.Team())
        session.commit()
        session.add(world.schema.Team())
        session.flush()
        session.rollback()
    assert seen == ["before_commit", "after_commit", "after_rollback"]


def test_isolation_level_of_one_transaction(world: World) -> None:
    with world.words.Session(world.engine) as session:
        connection = session.connection(execution_options={"isolation_level": "SERIALIZABLE"})
        assert connection.get_isolation_level() == "SERIALIZABLE"
        session.commit()
        assert session.connection().get_isolation_level() == session.connection().default_isolation_level
