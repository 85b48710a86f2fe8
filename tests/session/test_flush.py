"""What a flush writes, in which order, and what objects know afterwards."""

import pytest

from sqlmodel_rs import Session, exc, select

from .models import Hero, Note, Team


def names(objects):
    return [one.name for one in objects]


def test_insert_passes_the_parents_key_to_the_child(session):
    hero = Hero(name="Rusty", team=Team(name="A"))
    session.add(hero)
    assert len(session.new) == 2
    session.commit()
    assert hero.team_id == hero.team.id is not None


def test_batch_of_inserts_keeps_keys_in_order(session):
    heroes = [Hero(name=f"h{number}") for number in range(250)]
    session.add_all(heroes)
    session.flush()
    keys = [hero.id for hero in heroes]
    assert keys == sorted(keys)
    session.expunge_all()
    rows = session.exec(select(Hero).order_by(Hero.id)).all()
    assert [(row.id, row.name) for row in rows] == [(key, f"h{number}") for number, key in enumerate(keys)]


def test_update_writes_changed_columns_only(session):
    hero = Hero(name="x", age=1)
    session.add(hero)
    session.commit()
    with Session(session.bind) as other:
        other.get(Hero, hero.id).age = 50
        other.commit()
    hero.name = "y"
    _ = hero.team_id
    session.commit()
    assert (hero.name, hero.age) == ("y", 50)


def test_value_set_back_is_no_change(session):
    hero = Hero(name="x")
    session.add(hero)
    session.commit()
    _ = hero.name
    hero.name = "z"
    assert session.is_modified(hero)
    hero.name = "x"
    assert not session.is_modified(hero)


def test_delete_clears_the_childrens_key(session):
    team = Team(name="A", heroes=[Hero(name="a"), Hero(name="b")])
    session.add(team)
    session.commit()
    heroes = list(team.heroes)
    session.delete(team)
    session.commit()
    assert [hero.team_id for hero in heroes] == [None, None]


def test_update_of_a_vanished_row_is_stale(session):
    hero = Hero(name="x")
    session.add(hero)
    session.commit()
    _ = hero.name
    session.execute(Hero.__table__.delete())
    hero.name = "y"
    with pytest.raises(exc.StaleDataError, match=r"expected to update 1 row\(s\); 0 were matched"):
        session.flush()


def test_delete_of_a_vanished_row_warns(session):
    hero = Hero(name="x")
    session.add(hero)
    session.commit()
    _ = hero.name
    session.execute(Hero.__table__.delete())
    session.delete(hero)
    with pytest.warns(exc.SAWarning, match=r"expected to delete 1 row\(s\); 0 were matched"):
        session.flush()


def test_changed_primary_key_moves_the_object(session):
    team = Team(id=1, name="A")
    session.add(team)
    session.commit()
    team.id = 9
    session.commit()
    assert session.get(Team, 9) is team
    assert session.get(Team, 1) is None
    team.id = 10
    session.flush()
    session.rollback()
    assert team.id == 9
    assert session.get(Team, 9) is team


def test_new_object_takes_over_the_row_of_a_deleted_one(session):
    team = Team(id=1, name="old")
    session.add(team)
    session.commit()
    session.delete(team)
    session.add(Team(id=1, name="new"))
    session.commit()
    assert names(session.exec(select(Team)).all()) == ["new"]


def test_second_object_with_a_key_in_use_warns_and_fails(session):
    session.add(Team(id=1, name="A"))
    kept = session.new
    session.commit()
    assert len(kept) == 1
    session.add(Team(id=1, name="B"))
    with pytest.warns(exc.SAWarning, match="conflicts with persistent instance"), pytest.raises(exc.IntegrityError):
        session.flush()


def test_version_column_detects_a_concurrent_update(engine, session):
    note = Note(text="a")
    session.add(note)
    session.commit()
    assert note.version == 1
    with Session(engine) as other:
        other.get(Note, note.id).text = "b"
        other.commit()
        if engine.dialect.name == "sqlite":
            other.close()
        note.text = "c"
        with pytest.raises(exc.StaleDataError):
            session.commit()
    session.rollback()
    assert (note.text, note.version) == ("b", 2)


def test_failed_flush_needs_a_rollback(session):
    session.execute(select(1))
    session.add(Hero(name="x", team_id=77_777))
    if session.get_bind().dialect.name == "sqlite":
        session.rollback()
        session.add_all([Team(id=1, name="a")])
        session.flush()
        session.expunge_all()
        session.add(Team(id=1, name="b"))
    with pytest.raises(exc.IntegrityError):
        session.flush()
    assert not session.is_active
    with pytest.raises(exc.PendingRollbackError, match="due to a previous exception during flush"):
        session.exec(select(Hero)).all()
    session.rollback()
    assert session.is_active
    assert session.exec(select(Hero)).all() == []


def test_autoflush_before_a_query_and_not_inside_no_autoflush(session):
    session.add(Team(name="A"))
    with session.no_autoflush:
        assert session.exec(select(Team)).all() == []
    assert names(session.exec(select(Team)).all()) == ["A"]
