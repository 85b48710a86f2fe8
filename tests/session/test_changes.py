"""Changed, expired, merged and deleted objects: what a session then knows, and what it asks the database."""

import pytest

from sqlmodel_rs import Session, event, exc, select
from sqlmodel_rs.orm import selectinload
from sqlmodel_rs.orm.inspection import inspect
from sqlmodel_rs.warning import SAWarning

from .models import Hero, Note, Team


@pytest.fixture
def sent(engine):
    statements = []

    def note(connection, cursor, statement, *rest):
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def team(session):
    made = Team(name="A", heroes=[Hero(name="a"), Hero(name="b")])
    session.add(made)
    session.commit()
    return made


def test_versioned_object_that_is_expired_is_updated_and_deleted(session):
    note = Note(text="a")
    session.add(note)
    session.commit()
    note.text = "b"
    session.commit()
    assert (note.text, note.version) == ("b", 2)
    session.expire(note)
    session.delete(note)
    session.commit()
    assert session.exec(select(Note)).all() == []


def test_object_deleted_while_it_was_expired_keeps_its_values(session, team):
    hero = team.heroes[0]
    session.expire(hero)
    session.delete(hero)
    session.commit()
    assert (hero.name, hero.team_id) == ("a", inspect(team).identity[0])


@pytest.mark.parametrize("options", [(), (selectinload(Team.heroes),)])
def test_populate_existing_reads_relationships_again(session, team, options):
    assert len(team.heroes) == 2
    session.connection().exec_driver_sql("DELETE FROM session_hero WHERE name = 'b'")
    team.name = "kept in memory only"
    with session.no_autoflush:
        found = session.exec(select(Team).options(*options).execution_options(populate_existing=True)).one()
    assert found is team and team.name == "A"
    assert [hero.name for hero in team.heroes] == ["a"]


def test_get_with_populate_existing_reads_relationships_again(session, team):
    assert len(team.heroes) == 2
    session.get(Team, team.id, populate_existing=True)
    assert "heroes" in inspect(team).unloaded


def test_reading_an_empty_collection_gives_a_new_object_no_value(session, team):
    copy = Team(id=team.id, name="B")
    assert copy.heroes == [] and copy.heroes is copy.heroes
    assert "heroes" not in inspect(copy).dict
    assert session.merge(copy) is team
    session.commit()
    assert len(team.heroes) == 2
    copy.heroes.append(Hero(name="c"))
    assert "heroes" in inspect(copy).dict and copy.heroes[0].team is copy


def test_merge_reads_a_collection_once(session, team, sent):
    assert len(team.heroes) == 2
    session.close()
    sent.clear()
    merged = session.merge(team)
    assert merged is not team and [hero.name for hero in merged.heroes] == ["a", "b"]
    assert len([statement for statement in sent if statement.startswith("SELECT")]) == 2


def test_merge_of_a_reference_to_nothing_does_not_read_the_old_one(session, team, sent):
    hero = team.heroes[0]
    session.refresh(hero)
    hero.team = None
    session.expunge_all()
    session.rollback()
    sent.clear()
    merged = session.merge(hero)
    assert merged.team is None and len([one for one in sent if one.startswith("SELECT")]) == 1
    session.commit()
    assert merged.team_id is None


def test_merge_without_load_refuses_a_changed_object(session, team):
    session.refresh(team)
    session.expunge(team)
    team.name = "B"
    with pytest.raises(exc.InvalidRequestError, match="dirty"):
        session.merge(team, load=False)


def test_merge_without_load_changes_nothing(session, engine, team):
    hero = team.heroes[0]
    session.refresh(hero)
    session.expunge_all()
    with Session(engine) as other:
        merged = other.merge(hero, load=False)
        assert not other.dirty and not other.is_modified(merged) and merged.name == "a"


def test_pending_object_is_merged_as_another(session):
    hero = Hero(id=77, name="a")
    session.add(hero)
    with session.no_autoflush, pytest.warns(SAWarning, match="already pending in this Session yet is being merged"):
        assert session.merge(hero, load=True) is not hero
    session.expunge(hero)
    session.commit()
    assert session.get(Hero, 77).name == "a"


def test_the_same_key_is_no_change_of_an_expired_object(session, team):
    key = inspect(team).identity[0]
    session.expire(team)
    team.id = key
    assert not session.is_modified(team)


def test_assigning_what_is_there_is_dirty_and_no_modification(session, team):
    hero = team.heroes[0]
    assert hero.team is team
    hero.team = team
    assert hero in session.dirty and not session.is_modified(hero)


def test_queued_members_of_an_unloaded_collection_are_no_modification(session, team):
    session.expire(team)
    hero = Hero(name="c")
    hero.team = team
    assert not session.is_modified(team)
    assert "heroes" not in inspect(team).unloaded
    with session.no_autoflush:
        assert [one.name for one in team.heroes] == ["a", "b", "c"]


def test_object_that_is_deleted_in_this_transaction_is_never_dirty(session, team):
    hero = team.heroes[0]
    session.delete(hero)
    session.flush()
    hero.name = "c"
    assert not session.dirty


def test_refused_object_begins_no_transaction(session, team):
    session.delete(team)
    session.commit()
    with pytest.raises(exc.InvalidRequestError, match="has been deleted"):
        session.add(team)
    assert not session.in_transaction()


def test_deleting_twice_is_deleting_once(session, team):
    hero = team.heroes[0]
    session.delete(hero)
    session.flush()
    session.delete(hero)
    session.commit()
    assert [one.name for one in team.heroes] == ["b"]


def test_refused_member_is_not_in_the_collection(session, team):
    hero = team.heroes[0]
    session.delete(hero)
    session.flush()
    session.refresh(team)
    with pytest.raises(exc.InvalidRequestError, match="has been deleted"):
        team.heroes.append(hero)
    with pytest.raises(exc.InvalidRequestError, match="has been deleted"):
        team.heroes = [hero]
    assert [one.name for one in team.heroes] == ["b"]


def test_merge_onto_an_expired_object_writes_what_differs(session, team, sent):
    hero = team.heroes[0]
    session.refresh(hero)
    session.expunge(hero)
    known = session.get(Hero, hero.id)
    session.expire(known)
    assert session.merge(hero) is known and not session.is_modified(known)
    sent.clear()
    session.flush()
    assert sent == []
