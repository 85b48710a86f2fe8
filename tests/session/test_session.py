"""Objects and transactions of a session."""

import threading

import pytest

from sqlmodel_rs import Session, delete, exc, insert, select, text, update
from sqlmodel_rs.engine.result import CursorResult, ScalarResult, TupleResult
from sqlmodel_rs.orm import make_transient, scoped_session, sessionmaker
from sqlmodel_rs.orm.factory import PlainSession

from .models import Hero, Team


@pytest.fixture
def team(session) -> Team:
    team = Team(name="A")
    session.add(team)
    session.commit()
    return team


def names(objects):
    return [one.name for one in objects]


def test_commit_expires_and_reading_loads_again(session, team):
    assert team.model_dump() == {}
    assert team.name == "A"
    assert team.model_dump() == {"id": team.id, "name": "A"}


def test_expire_on_commit_false_keeps_values(engine):
    with Session(engine, expire_on_commit=False) as session:
        team = Team(name="A")
        session.add(team)
        session.commit()
    assert team.name == "A"


def test_rollback_restores_new_changed_and_deleted(session, team):
    team.name = "B"
    hero = Hero(name="h", team=team)
    session.add(hero)
    session.flush()
    session.delete(team)
    session.rollback()
    assert team.name == "A"
    assert team in session
    assert hero not in session
    session.delete(team)
    session.flush()
    assert team not in session
    session.rollback()
    assert team in session


def test_savepoint_undoes_only_its_own_changes(session, team):
    with pytest.raises(ValueError), session.begin_nested():
        team.name = "inner"
        other = Team(name="B")
        session.add(other)
        session.flush()
        raise ValueError
    assert team.name == "A"
    assert other not in session
    with session.begin_nested():
        session.add(Team(name="C"))
    session.commit()
    assert names(session.exec(select(Team).order_by(Team.name)).all()) == ["A", "C"]


def test_begin_block_commits_or_rolls_back(engine):
    with Session(engine) as session:
        with session.begin():
            session.add(Team(name="A"))
        assert not session.in_transaction()
        with pytest.raises(ValueError), session.begin():
            session.add(Team(name="B"))
            raise ValueError
        assert names(session.exec(select(Team)).all()) == ["A"]
        with pytest.raises(exc.InvalidRequestError, match="already begun"):
            session.begin()


def test_get_uses_the_identity_map(session, team):
    assert session.get(Team, team.id) is team
    assert session.get(Team, {"id": team.id}) is team
    assert session.get(Team, 999) is None
    with pytest.raises(exc.NoResultFound):
        session.get_one(Team, 999)
    with pytest.raises(exc.InvalidRequestError, match="Incorrect number of values"):
        session.get(Team, (1, 2))
    with pytest.raises(exc.InvalidRequestError, match="Incorrect names of values"):
        session.get(Team, {"nope": 1})


def test_refresh_discards_a_pending_change(session, team):
    team.name = "B"
    session.refresh(team)
    assert team.name == "A"
    session.refresh(team, ["heroes"])
    assert team.heroes == []


def test_merge_copies_onto_the_sessions_object(engine, session, team):
    copy = Team(id=team.id, name="merged", heroes=[Hero(name="h")])
    merged = session.merge(copy)
    assert merged is team
    session.commit()
    assert (team.name, names(team.heroes)) == ("merged", ["h"])
    fresh = session.merge(Team(name="fresh"))
    session.commit()
    assert fresh.id != team.id


def test_object_belongs_to_one_session(engine, session):
    team = Team(name="A")
    session.add(team)
    with Session(engine) as other, pytest.raises(exc.InvalidRequestError, match="already attached to session"):
        other.add(team)


def test_detached_reads_raise(session, team):
    session.close()
    with pytest.raises(exc.DetachedInstanceError, match="attribute refresh operation cannot proceed"):
        _ = team.name
    with pytest.raises(exc.DetachedInstanceError, match="lazy load operation of attribute 'heroes' cannot proceed"):
        _ = team.heroes


@pytest.mark.parametrize(
    ("method", "message"),
    [
        ("refresh", "not persistent"),
        ("expire", "not persistent"),
        ("delete", "not persisted"),
        ("expunge", "not present"),
    ],
)
def test_methods_refuse_an_object_that_is_not_in_the_session(session, method, message):
    with pytest.raises(exc.InvalidRequestError, match=message):
        getattr(session, method)(Team(name="x"))


def test_add_refuses_an_unmapped_object(session):
    with pytest.raises(exc.UnmappedInstanceError, match="Class 'builtins.str' is not mapped"):
        session.add("x")


def test_make_transient_lets_an_object_be_added_again(session, team):
    _ = team.name
    make_transient(team)
    team.id = None
    session.add(team)
    session.commit()
    assert len(session.exec(select(Team)).all()) == 2


def test_exec_chooses_the_result_by_the_statement(session, team):
    assert isinstance(session.exec(select(Team)), ScalarResult)
    assert isinstance(session.exec(select(Team.id, Team.name)), TupleResult)
    assert isinstance(session.exec(text("SELECT 1")), CursorResult)
    assert session.execute(select(Team)).one() == (team,)
    assert session.scalars(select(Team.name)).all() == ["A"]
    assert session.scalar(select(Team.name)) == "A"
    with pytest.raises(exc.ArgumentError, match=r"should be explicitly declared as text\('SELECT 1'\)"):
        session.execute("SELECT 1")


def test_update_statement_changes_objects_in_memory(session):
    session.add_all([Hero(name=f"h{age}", age=age) for age in range(5)])
    session.commit()
    heroes = session.exec(select(Hero).order_by(Hero.id)).all()
    assert session.exec(update(Hero).where(Hero.age > 2).values(name="old")).rowcount == 2
    assert names(heroes) == ["h0", "h1", "h2", "old", "old"]
    session.exec(update(Hero).where(Hero.age > 2).values(age=Hero.age + 10))
    assert [hero.age for hero in heroes] == [0, 1, 2, 13, 14]
    session.exec(update(Hero).where(Hero.name.like("h%")).values(name="liked"))
    assert names(heroes) == ["liked", "liked", "liked", "old", "old"]
    session.exec(delete(Hero).where(Hero.age == 14))
    assert heroes[4] not in session
    session.rollback()
    assert names(session.exec(select(Hero).order_by(Hero.id)).all()) == ["h0", "h1", "h2", "h3", "h4"]


def test_insert_statement_takes_rows_of_different_shape(session):
    session.execute(insert(Hero), [{"name": "a"}, {"name": "b", "age": 3}])
    assert [(hero.name, hero.age) for hero in session.exec(select(Hero).order_by(Hero.id)).all()] == [
        ("a", None),
        ("b", 3),
    ]


def test_another_thread_is_refused_while_the_session_works(session):
    session._enter(threading.get_ident())
    failures = []

    def use():
        try:
            session.exec(select(Team))
        except exc.InvalidRequestError as error:
            failures.append(error)

    thread = threading.Thread(target=use)
    thread.start()
    thread.join()
    session._leave()
    assert isinstance(failures[0], exc.IllegalStateChangeError)


def test_session_without_a_bind_says_so():
    with pytest.raises(exc.UnboundExecutionError):
        Session().exec(select(Team))


def test_sessionmaker_and_scoped_session(engine):
    factory = sessionmaker(engine, expire_on_commit=False)
    with factory.begin() as session:
        session.add(Team(name="A"))
    with factory() as session:
        assert isinstance(session, PlainSession)
        assert names(session.scalars(select(Team)).all()) == ["A"]
    scoped = scoped_session(factory)
    first = scoped()
    assert scoped() is first
    scoped.remove()
    assert scoped() is not first
    scoped.remove()


def test_query_is_deprecated_and_works(session, team):
    with pytest.warns(DeprecationWarning):
        query = session.query(Team)
    assert query.filter(Team.name == "A").one() is team
    assert query.filter_by(name="zzz").first() is None
    assert query.count() == 1


def test_connection_given_as_bind_keeps_the_outer_transaction(engine):
    with engine.connect() as connection:
        outer = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            session.add(Team(name="A"))
            session.commit()
            assert names(session.exec(select(Team)).all()) == ["A"]
        outer.rollback()
    with Session(engine) as session:
        assert session.exec(select(Team)).all() == []


def test_rollback_undoes_changes_made_before_any_statement(session):
    hero = Hero(name="a")
    session.add(hero)
    assert session.in_transaction()
    session.rollback()
    assert hero not in session and not session.in_transaction()
    session.add(hero)
    session.commit()
    hero.name = "b"
    session.rollback()
    assert hero.name == "a"
    session.commit()
    session.delete(hero)
    session.rollback()
    session.commit()
    assert session.get(Hero, hero.id) is hero
