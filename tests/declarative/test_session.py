"""Declarative classes in a session: written, read, related, changed and deleted on every database."""

import copy
import pickle
from datetime import datetime
from decimal import Decimal

import pytest

from sqlmodel_rs import exc, select
from sqlmodel_rs.ext.asyncio.session import PlainAsyncSession
from sqlmodel_rs.orm import aliased, joinedload, selectinload, undefer
from sqlmodel_rs.orm.inspection import inspect
from sqlmodel_rs.orm.session import PlainSession
from sqlmodel_rs.sql.expression import select_rows

from .models import (
    Address,
    Color,
    Director,
    Employee,
    Engineer,
    Hero,
    HeroVisit,
    Manager,
    Power,
    Team,
    Truck,
    Vehicle,
)


def heroes(session: PlainSession) -> tuple[Hero, Hero]:
    team = Team(name="A")
    one = Hero(name="one", nick="ONE", team=team, pay=Decimal("1.50"), since=datetime(2024, 1, 2), tags={"a": 1})
    two = Hero(name="two", team=team, low=5, high=6, color=Color.blue, mood="bad", biography="long", marks=[1])
    session.add_all([one, two])
    session.commit()
    return one, two


def test_values_come_back(session):
    one, two = heroes(session)
    session.expunge_all()
    one, two = session.scalars(select(Hero).order_by(Hero.id)).all()
    assert (one.name, one.nick, one.pay, one.since) == ("one", "one", Decimal("1.50"), datetime(2024, 1, 2))
    assert (two.color, two.mood, two.low, one.high) == (Color.blue, "bad", 5, 10)
    assert one.team is two.team and one.team.heroes == [one, two] and one.team.note == "a Team"


def test_orphans_and_cascades(session):
    one, two = heroes(session)
    team = one.team
    team.heroes.remove(one)
    session.commit()
    assert inspect(one).detached and session.scalars(select(Hero)).all() == [two]
    session.delete(team)
    session.commit()
    assert session.scalars(select(Hero)).all() == []


def test_many_to_many(session):
    one, two = heroes(session)
    fly, run = Power("fly"), Power("run")
    one.powers = {fly, run}
    two.powers.add(fly)
    session.commit()
    session.expunge_all()
    found = session.scalars(select(Hero).options(selectinload(Hero.powers)).order_by(Hero.id)).all()
    assert [sorted(power.name for power in hero.powers) for hero in found] == [["fly", "run"], ["fly"]]
    assert session.scalars(select(Hero).where(Hero.powers.any(Power.name == "run"))).one().name == "one"


def test_expression_properties(session):
    one, two = heroes(session)
    assert (one.title, one.team.size) == ("one!", 2)
    one.name = "uno"
    session.commit()
    assert one.title == "uno!"
    assert session.scalars(select(Hero).where(Hero.title == "two!")).one() is two
    assert session.execute(select_rows(Hero.title, Hero.id).order_by(Hero.title)).all() == [("two!", 2), ("uno!", 1)]
    alias = aliased(Hero)
    assert session.scalars(select(alias).where(alias.title == "two!")).one() is two


def test_synonyms(session):
    one, _ = heroes(session)
    one.other_name = "uno"
    session.commit()
    assert one.name == "uno" and session.scalars(select(Hero).filter_by(other_name="uno")).one() is one
    assert session.scalars(select(Hero).where(Hero.other_name.like("un%"))).one() is one


def test_hybrids(session):
    one, two = heroes(session)
    assert (one.span, one.label, one.covers(3)) == (9, "<one>", True)
    assert session.scalars(select(Hero).where(Hero.span < 5)).one() is two
    assert session.scalars(select(Hero).where(Hero.covers(3))).one() is one
    assert session.execute(select_rows(Hero.label, Hero.span).order_by(Hero.span)).all() == [("<two>", 1), ("<one>", 9)]
    assert [row.span for row in session.execute(select_rows(Hero.span).order_by(Hero.id))] == [9, 1]
    alias = aliased(Hero)
    assert session.scalars(select(alias).where(alias.label == "<two>")).one() is two
    one.span = 3
    session.commit()
    assert one.high == 4


def test_deferred_columns(session):
    heroes(session)
    session.expunge_all()
    two = session.get(Hero, 2)
    assert "biography" not in two.__dict__ and "name" in two.__dict__
    assert two.biography == "long"
    session.expunge_all()
    two = session.scalars(select(Hero).where(Hero.id == 2).options(undefer(Hero.biography))).one()
    assert two.__dict__["biography"] == "long"
    session.commit()
    assert two.name == "two" and "biography" not in two.__dict__ and two.biography == "long"


def test_validation():
    with pytest.raises(ValueError, match="nick is bad"):
        Hero(name="x", nick="bad")
    assert Hero(name="x", nick="ABC").nick == "abc"


def test_mutable_values(session):
    one, two = heroes(session)
    one.tags["b"] = 2
    assert one in session.dirty
    # Reading what expired flushes first.
    two.marks.append(5)
    assert one not in session.dirty and two in session.dirty
    session.commit()
    session.expunge_all()
    one, two = session.scalars(select(Hero).order_by(Hero.id)).all()
    assert one.tags == {"a": 1, "b": 2} and two.marks == [1, 5]
    del one.tags["a"]
    two.marks[0] = 9
    session.commit()
    session.refresh(one)
    assert one.tags == {"b": 2} and two.marks == [9, 5]
    one.tags.update(c=3)
    session.rollback()
    assert one.tags == {"b": 2}
    with pytest.raises(ValueError, match="does not accept objects of type"):
        one.tags = 5


def test_hierarchies(session):
    session.add_all(
        [
            Engineer(name="e", machine="m"),
            Manager(name="m", level=2),
            Director(name="d", level=3),
            Employee(name="x"),
            Vehicle(wheels=2),
            Truck(wheels=6, load=7),
        ]
    )
    session.commit()
    session.expunge_all()
    found = session.scalars(select(Employee).order_by(Employee.name)).all()
    assert [type(one).__name__ for one in found] == ["Director", "Engineer", "Manager", "Employee"]
    assert found[1].machine == "m" and found[0].level == 3 and found[0].type == "director"
    assert session.scalars(select(Truck)).one().load == 7 and session.scalars(select(Vehicle)).one().wheels == 2


def test_models_and_declarative_classes_in_one_session(session):
    one, _ = heroes(session)
    session.add(HeroVisit(place="here", hero=one))
    session.commit()
    session.expunge_all()
    visit = session.scalars(select(HeroVisit).join(HeroVisit.hero).where(Hero.name == "one")).one()
    assert visit.hero.visits == [visit] and visit.model_dump() == {"id": 1, "place": "here", "hero_id": 1}


def test_imperatively_mapped_class(session):
    one, _ = heroes(session)
    one.addresses.append(Address("Main Road"))
    session.commit()
    session.expunge_all()
    address = session.scalars(select(Address).options(joinedload(Address.hero)).where(Address.road != "x")).one()
    assert (address.street, address.road, address.hero.name) == ("Main Road", "Main Road", "one")


def test_rollback_and_expiry(session):
    one, _ = heroes(session)
    one.name = "changed"
    session.rollback()
    assert one.name == "one"
    del one.nick
    session.commit()
    assert one.nick is None


def test_pickles_keep_the_identity(session):
    one, _ = heroes(session)
    assert (one.team.name, one.name) == ("A", "one")
    again = pickle.loads(pickle.dumps(one))
    assert again.name == "one" and again.team.name == "A" and inspect(again).identity == (1,)
    session.expunge_all()
    again.name = "uno"
    session.add(again)
    session.commit()
    assert session.get(Hero, 1).name == "uno"


def test_merge_and_bulk(session):
    heroes(session)
    session.expunge_all()
    merged = session.merge(Hero(id=1, name="merged"))
    session.bulk_insert_mappings(Hero, [{"name": "bulk"}])
    session.commit()
    assert merged.name == "merged" and session.scalars(select(Hero).where(Hero.name == "bulk")).one().low == 1


def test_copy_of_the_dictionary_is_what_programs_expect(session):
    one, _ = heroes(session)
    assert one.name == "one"
    values = copy.copy(one.__dict__)
    assert values.pop("_sa_instance_state") is not None and values["name"] == "one"


async def test_asynchronously(async_engine):
    async with PlainAsyncSession(async_engine) as session:
        session.add(Hero(name="one", team=Team(name="A"), tags={"a": 1}))
        await session.commit()
        session.expunge_all()
        found = (await session.execute(select(Hero).options(selectinload(Hero.team)))).scalars().one()
        assert (found.name, found.team.name, found.title, found.span) == ("one", "A", "one!", 9)
        found.tags["b"] = 2
        await session.commit()
        with pytest.raises(exc.MissingGreenlet):
            _ = found.name
        await session.refresh(found)
        assert found.tags == {"a": 1, "b": 2}
