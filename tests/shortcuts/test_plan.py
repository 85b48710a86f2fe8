"""`session.explain`: the plan of a statement as a tree, on each database."""

import pytest

from sqlmodel_rs import delete, exc, select, text, update
from sqlmodel_rs.orm import joinedload
from sqlmodel_rs.orm.shortcuts import Plan

from .models import Hero, Team

#: What the databases call it when a table is read as a whole.
WHOLE = {"sqlite": {"SCAN"}, "postgresql": {"Seq Scan"}, "mysql": {"ALL", "index"}}


@pytest.fixture(autouse=True)
def rows(session):
    session.add_all([Hero(name=f"h{at}", team=Team(name=f"t{at}")) for at in range(20)])
    session.commit()


def step(plan: Plan, table: str) -> Plan:
    (found,) = [one for one in plan.walk() if one.table in (table, "shortcut_" + table)]
    return found


def test_scan_names_the_table(session, engine):
    plan = session.explain(select(Hero).where(Hero.age == 5))
    assert step(plan, "hero").operation in WHOLE[engine.dialect.backend]
    assert step(plan, "hero").index is None
    assert step(plan, "hero").details
    assert "shortcut_hero" in str(plan)


def test_search_names_the_index(session, engine):
    plan = session.explain(select(Team).where(Team.name.in_(["t1"]), Team.city == "?"))
    if engine.dialect.backend != "postgresql":  # reads twenty rows quicker without it
        assert step(plan, "team").index


def test_join_has_a_step_for_each_table(session):
    plan = session.explain(select(Hero).options(joinedload(Hero.team)).where(Hero.id < 3))
    assert {one.table for one in plan.walk()} >= {"shortcut_hero"}
    assert len([one for one in plan.walk() if one.table]) == 2


def test_estimates_are_numbers(session, engine):
    found = step(session.explain(select(Hero).where(Hero.age == 5)), "hero")
    assert (found.rows is None) == (engine.dialect.backend == "sqlite")


def test_analyze_measures(session, engine):
    statement = select(Hero).where(Hero.age == 1)
    if engine.dialect.backend == "sqlite":
        with pytest.raises(exc.InvalidRequestError, match="does not measure"):
            session.explain(statement, analyze=True)
    else:
        assert step(session.explain(statement, analyze=True), "hero").actual_rows == 20


def test_changes_are_explained_and_not_made(session):
    assert list(session.explain(update(Hero).where(Hero.age == 1).values(age=2)).walk())
    assert list(session.explain(delete(Hero).where(Hero.age == 1)).walk())
    assert list(session.explain(text("SELECT 1 FROM shortcut_hero")).walk())
    assert session.exec(select(Hero.age).distinct()).all() == [1]
    with pytest.raises(exc.ArgumentError):
        session.explain("SELECT 1")


async def test_explain_async(async_session):
    plan = await async_session.explain(select(Hero).where(Hero.age == 5))
    assert step(plan, "hero").operation
