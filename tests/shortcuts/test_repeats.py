"""`engine.detect_n_plus_one`."""

import asyncio
import inspect
import warnings

import pytest

from sqlmodel_rs import Session, exc, select
from sqlmodel_rs.orm import selectinload
from sqlmodel_rs.orm.awaitable import AwaitableAttrs
from sqlmodel_rs.orm.shortcuts import NPlusOneError, NPlusOneWarning

from .models import Hero, Team


def here() -> int:
    return inspect.currentframe().f_back.f_lineno


@pytest.fixture
def heroes(engine) -> None:
    with Session(engine) as session:
        session.add_all([Hero(name=f"h{at}", team=Team(name=f"t{at}")) for at in range(4)])
        session.commit()


def test_warning_names_attribute_and_line_once(session, engine, heroes):
    engine.detect_n_plus_one(threshold=3)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for hero in session.exec(select(Hero)).all():
            line = here() + 1
            assert hero.team.name
    (warning,) = caught
    assert warning.category is NPlusOneWarning
    assert (warning.filename, warning.lineno) == (__file__, line)
    assert f"Hero.team was loaded 3 times, by a statement each, in {__file__}:{line}" in str(warning.message)
    assert "selectinload(Hero.team)" in str(warning.message)


def test_raise_stops_at_the_threshold(session, engine, heroes):
    engine.detect_n_plus_one(threshold=2, mode="raise")
    first, second, *_ = session.exec(select(Hero).order_by(Hero.id)).all()
    names = []
    with pytest.raises(NPlusOneError, match="Hero.team was loaded 2 times"):
        for hero in (first, second):
            names.append(hero.team.name)
    assert names == ["t0"]
    assert second.team.name == "t1"


def test_expired_columns_count_too(session, engine, heroes):
    heroes = session.exec(select(Hero)).all()
    session.commit()
    engine.detect_n_plus_one(mode="raise")
    with pytest.raises(NPlusOneError, match="expire_on_commit=False"):
        print([hero.name for hero in heroes])


def test_eager_loads_and_different_lines_do_not_count(session, engine, heroes):
    engine.detect_n_plus_one(threshold=2, mode="raise")
    assert [hero.team.name for hero in session.exec(select(Hero).options(selectinload(Hero.team))).all()]
    session.expunge_all()
    first, second, *_ = session.exec(select(Hero)).all()
    assert first.team
    assert second.team


def test_what_memory_has_does_not_count(session, engine, heroes):
    engine.detect_n_plus_one(threshold=2, mode="raise")
    teams = session.exec(select(Team)).all()
    assert [hero.team for hero in session.exec(select(Hero).order_by(Hero.id)).all()] == teams


def test_a_transaction_begins_anew(session, engine, heroes):
    engine.detect_n_plus_one(threshold=2, mode="raise")
    for at in range(1, 4):
        assert session.get_one(Hero, at).team
        session.rollback()


def test_off_and_wrong_arguments(session, engine, heroes):
    engine.detect_n_plus_one(mode="raise")
    engine.detect_n_plus_one(mode="off")
    assert len([hero.team.name for hero in session.exec(select(Hero)).all()]) == 4
    with pytest.raises(exc.ArgumentError):
        engine.detect_n_plus_one(mode="shout")
    with pytest.raises(exc.ArgumentError):
        engine.detect_n_plus_one(threshold=1)


def test_session_on_a_connection_is_watched(engine, heroes):
    engine.detect_n_plus_one(mode="raise")
    with engine.connect() as connection, Session(connection) as session, pytest.raises(NPlusOneError):
        print([hero.team.name for hero in session.exec(select(Hero)).all()])


async def test_awaited_attributes_async(async_session, async_engine):
    async_session.add_all([Hero(name=f"h{at}", team=Team(name=f"t{at}")) for at in range(4)])
    await async_session.commit()
    async_session.expunge_all()
    async_engine.detect_n_plus_one(mode="raise")
    heroes = (await async_session.exec(select(Hero))).all()
    with pytest.raises(NPlusOneError, match="Hero.team was loaded 3 times") as caught:
        for hero in heroes:
            line = here() + 1
            await asyncio.create_task(AwaitableAttrs(hero).team)
    assert f"{__file__}:{line}" in str(caught.value)


async def test_run_sync_async(async_session, async_engine):
    async_session.add_all([Hero(name=f"h{at}", team=Team(name=f"t{at}")) for at in range(4)])
    await async_session.commit()
    async_session.expunge_all()
    async_engine.detect_n_plus_one(mode="raise")
    with pytest.raises(NPlusOneError):
        await async_session.run_sync(lambda sync: [hero.team.name for hero in sync.exec(select(Hero)).all()])
