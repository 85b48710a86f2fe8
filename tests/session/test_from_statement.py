"""`select(Class).from_statement(...)`: a class's rows from another statement."""

import pytest

from sqlmodel_rs import Session, exc, insert, select, text, update
from sqlmodel_rs.orm import selectinload

from .models import Hero, Team


@pytest.fixture
def heroes(engine) -> None:
    with Session(engine) as session:
        session.add(Team(name="t", heroes=[Hero(name="a", age=1), Hero(name="b", age=2)]))
        session.commit()


def test_text_finds_columns_by_name(session, heroes):
    sql = text("SELECT age, team_id, name, id FROM session_hero WHERE age > :age").bindparams(age=1)
    [hero] = session.scalars(select(Hero).from_statement(sql)).all()
    assert (hero.name, hero.age) == ("b", 2) and session.get(Hero, hero.id) is hero


def test_select_keeps_its_order_and_takes_the_options(session, heroes):
    inner = select(Hero).order_by(Hero.name.desc())
    found = session.scalars(select(Hero).options(selectinload(Hero.team)).from_statement(inner)).all()
    assert [hero.name for hero in found] == ["b", "a"] and "team" in found[0].__dict__


def test_insert_returning(session, heroes):
    statement = insert(Hero).values(name="c").returning(Hero)
    hero = session.scalars(select(Hero).from_statement(statement)).one()
    assert hero.name == "c" and session.get(Hero, hero.id) is hero


# MariaDB has no UPDATE ... RETURNING.
@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
def test_returned_row_overwrites_with_populate_existing(session, heroes):
    hero = session.exec(select(Hero).where(Hero.name == "a")).one()
    statement = update(Hero).where(Hero.name == "a").values(age=9).returning(Hero)
    chosen = select(Hero).execution_options(populate_existing=True, synchronize_session=False).from_statement(statement)
    assert session.scalars(chosen).one() is hero and hero.age == 9


def test_of_several_classes_is_refused():
    with pytest.raises(exc.InvalidRequestError, match="a single mapped class"):
        select(Hero, Team).from_statement(text("SELECT 1"))
