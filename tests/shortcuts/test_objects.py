"""Objects by many keys, get or create, upsert."""

import pytest

from sqlmodel_rs import Session, event, exc, insert, select
from sqlmodel_rs.orm import joinedload

from .models import Car, Hero, Seat, Tag, Team


@pytest.fixture
def heroes(session) -> None:
    session.add_all([Hero(id=at, name=f"h{at}") for at in range(1, 6)])
    session.commit()
    session.expunge_all()


# --- get_many
def test_get_many_keeps_the_order_and_reads_once(session, heroes, log):
    known = session.get(Hero, 2)
    log.clear()
    found = session.get_many(Hero, [4, 2, 99, 1, 4, None])
    assert [one and one.id for one in found] == [4, 2, None, 1, 4, None]
    assert found[1] is known and found[0] is found[4]
    log.assert_count(1)
    assert session.get_many(Hero, [2, 1]) == [known, found[3]]
    log.assert_count(1)


def test_get_many_of_nothing_sends_nothing(session, log):
    assert session.get_many(Hero, []) == []
    log.assert_count(0)


def test_get_many_takes_composite_keys_as_tuples_and_dicts(session, log):
    session.add_all([Seat(row=row, number=number) for row in (1, 2) for number in (1, 2)])
    session.commit()
    session.expunge_all()
    log.clear()
    found = session.get_many(Seat, [(2, 1), {"row": 1, "number": 2}, (3, 3)])
    assert [one and (one.row, one.number) for one in found] == [(2, 1), (1, 2), None]
    log.assert_count(1)


def test_get_many_reads_expired_objects_together_and_notes_what_is_gone(session, heroes, engine, log):
    kept = session.get_many(Hero, [1, 2, 3])
    session.commit()
    with Session(engine) as other:
        other.delete(other.get(Hero, 2))
        other.commit()
    log.clear()
    assert session.get_many(Hero, [1, 2, 3]) == [kept[0], None, kept[2]]
    log.assert_count(1)
    assert [kept[0].name, kept[2].name] == ["h1", "h3"]
    log.assert_count(1)


def test_get_many_flushes_first_and_leaves_out_what_was_deleted(session, heroes):
    session.delete(session.get(Hero, 1))
    session.flush()
    session.add(Hero(id=77, name="new"))
    assert [one and one.id for one in session.get_many(Hero, [1, 77])] == [None, 77]


def test_get_many_takes_options(session, log):
    session.add_all([Hero(id=1, name="a", team=Team(name="A")), Hero(id=2, name="b")])
    session.commit()
    session.expunge_all()
    log.clear()
    first, second = session.get_many(Hero, [1, 2], options=[joinedload(Hero.team)])
    assert (first.team.name, second.team) == ("A", None)
    log.assert_count(1)


def test_get_many_overwrites_with_populate_existing(session, heroes, engine):
    hero = session.get(Hero, 1)
    session.commit()
    hero.name = "changed"
    with session.no_autoflush:
        assert session.get_many(Hero, [1], populate_existing=True)[0].name == "h1"


def test_get_many_finds_what_get_finds_by_a_key_in_other_letters(session):
    session.add_all([Tag(name="b"), Tag(name="A")])
    session.commit()
    session.expunge_all()
    found = session.get_many(Tag, ["a", "b", "B"])
    assert found[1].name == "b"
    assert found == [session.get(Tag, key) for key in ("a", "b", "B")]


def test_get_many_of_a_subclass_leaves_out_its_siblings(session):
    session.add_all([Car(id=1), Car(id=2, doors=2)])
    session.commit()
    session.expunge_all()
    assert [one and one.doors for one in session.get_many(Car, [2, 1, 3])] == [2, 4, None]


async def test_get_many_async(async_session, log):
    async_session.add_all([Hero(id=at, name=f"h{at}") for at in (1, 2)])
    await async_session.commit()
    async_session.expunge_all()
    log.clear()
    assert [one and one.name for one in await async_session.get_many(Hero, [2, 9, 1])] == ["h2", None, "h1"]
    log.assert_count(1)


# --- get_or_create
def test_get_or_create_creates_once(session):
    team, created = session.get_or_create(Team, name="A", defaults={"city": "X"})
    assert (created, team.city, team in session) == (True, "X", True)
    assert session.get_or_create(Team, name="A", defaults={"city": "Y"}) == (team, False)
    assert team.city == "X"
    session.rollback()
    assert session.exec(select(Team)).all() == []


def test_get_or_create_keeps_what_was_pending(session):
    session.add(Hero(name="pending"))
    session.get_or_create(Team, name="A")
    session.commit()
    assert session.exec(select(Hero.name)).all() == ["pending"]


def test_get_or_create_survives_a_concurrent_creator(session, engine, database_url):
    session.exec(select(Team)).all()  # from here on some databases show a snapshot
    session.add(Hero(name="pending"))
    session.autoflush = False

    @event.listens_for(session, "before_flush", once=True)
    def quicker(*_arguments: object) -> None:
        # After the first look, before the INSERT. SQLite has one transaction that writes: this one.
        if database_url == "sqlite://":
            session.connection().execute(insert(Team).values(name="A", city="other"))
        else:
            with Session(engine) as other:
                other.add(Team(name="A", city="other"))
                other.commit()

    team, created = session.get_or_create(Team, name="A", defaults={"city": "mine"})
    assert (team.city, created) == ("other", False)
    session.commit()
    assert session.exec(select(Team.city)).all() == ["other"]
    assert session.exec(select(Hero.name)).all() == ["pending"]


def test_get_or_create_raises_what_is_no_concurrent_creation(session):
    session.add(Team(id=1, name="A"))
    session.commit()
    with pytest.raises(exc.IntegrityError):
        session.get_or_create(Team, name="B", defaults={"id": 1})
    assert session.exec(select(Team.name)).all() == ["A"]
    with pytest.raises(exc.ArgumentError):
        session.get_or_create(Team)


def test_get_or_create_refuses_several(session):
    session.add_all([Hero(name="a"), Hero(name="a")])
    with pytest.raises(exc.MultipleResultsFound):
        session.get_or_create(Hero, name="a")


async def test_get_or_create_async(async_session):
    team, created = await async_session.get_or_create(Team, name="A", defaults={"city": "X"})
    assert created
    assert await async_session.get_or_create(Team, name="A") == (team, False)


# --- upsert
def test_upsert_inserts_and_updates_in_the_order_of_the_rows(session, log):
    old = Team(name="A", city="old")
    session.add(old)
    session.commit()
    log.clear()
    rows = [{"name": "B", "city": "b"}, {"name": "A", "city": "a"}]
    found = session.upsert(Team, rows, by="name")
    log.assert_count(1)
    assert [(one.name, one.city) for one in found] == [("B", "b"), ("A", "a")]
    assert found[1] is old
    session.commit()
    assert sorted(session.exec(select(Team.name, Team.city)).all()) == [("A", "a"), ("B", "b")]


def test_upsert_of_nothing(session, log):
    assert session.upsert(Team, []) == []
    log.assert_count(0)


def test_upsert_goes_by_the_primary_key_by_itself(session):
    session.upsert(Seat, [{"row": 1, "number": 1}, {"row": 1, "number": 2, "taken": True}])
    (seat,) = session.upsert(Seat, [{"row": 1, "number": 1, "taken": True}])
    assert seat.taken
    assert session.exec(select(Seat.taken)).all() == [True, True]


def test_upsert_may_leave_alone_what_is_there(session):
    session.add(Team(name="A", city="old"))
    session.flush()
    kept, new = session.upsert(Team, [{"name": "A", "city": "x"}, {"name": "B", "city": "y"}], by=Team.name, update=[])
    assert (kept.city, new.city) == ("old", "y")


def test_upsert_updates_named_attributes_or_by_expressions(session):
    session.upsert(Hero, [{"id": 1, "name": "a", "age": 5}])
    (hero,) = session.upsert(Hero, [{"id": 1, "name": "b", "age": 6}], update=["name"])
    assert (hero.name, hero.age) == ("b", 5)
    (hero,) = session.upsert(Hero, [{"id": 1, "name": "c"}], update={"age": Hero.age + 10})
    assert (hero.name, hero.age) == ("b", 15)


def test_upsert_of_one_key_twice_leaves_the_last(session):
    one, other = session.upsert(Team, [{"name": "A", "city": "x"}, {"name": "A", "city": "y"}], by="name")
    assert one is other and one.city == "y"


def test_upsert_of_more_values_than_one_statement_binds(session):
    rows = [{"row": at, "number": 1, "taken": True} for at in range(15_000)]
    assert len(session.upsert(Seat, rows)) == 15_000


def test_upsert_refuses_what_it_cannot_do(session):
    with pytest.raises(exc.ArgumentError, match="no column attribute 'colour'"):
        session.upsert(Team, [{"name": "A", "colour": "red"}], by="name")
    with pytest.raises(exc.ArgumentError, match="no value for name"):
        session.upsert(Team, [{"city": "A"}], by="name")
    with pytest.raises(exc.ArgumentError, match="no value for id"):
        session.upsert(Team, [{"name": "A"}])


async def test_upsert_async(async_session):
    await async_session.upsert(Team, [{"name": "A", "city": "x"}], by="name")
    (team,) = await async_session.upsert(Team, [{"name": "A", "city": "y"}], by="name")
    assert team.city == "y"
