"""`select(Class).from_statement(...)`: a class's rows from another statement."""

import pytest

from sqlmodel_rs import Session, exc, insert, select, text, update
from sqlmodel_rs.orm import selectinload
from sqlmodel_rs.sa.ext.asyncio import AsyncSession, create_async_engine
from sqlmodel_rs.sa.orm import Session as PlainSession

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


def test_text_with_fewer_columns_and_a_query_of_it(engine, heroes):
    session = PlainSession(engine)
    query = session.query(Hero).from_statement(text("SELECT name, id FROM session_hero WHERE age > :age ORDER BY id"))
    first = query.params(age=0).first()
    assert "age" not in first.__dict__ and (first.name, first.age) == ("a", 1)
    assert [hero.name for hero in query.params(age=0)] == ["a", "b"]
    assert list(session.execute(select(Hero).from_statement(text("SELECT id FROM session_hero"))).keys()) == ["Hero"]
    session.close()


def test_text_that_the_database_refuses(session, heroes):
    with pytest.raises(exc.DBAPIError, match="nope"):
        session.scalars(select(Hero).from_statement(text("SELECT nope FROM session_hero"))).all()
    session.rollback()
    chosen = select(Hero).from_statement(text("SELECT id FROM session_hero ORDER BY id"))
    assert session.scalars(chosen).first().name == "a"


# MariaDB has no such text: its RETURNING is read as any other.
@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
def test_text_that_writes_is_run_once(session, heroes):
    written = text("INSERT INTO session_hero (name) VALUES ('c') RETURNING name, id")
    assert session.scalars(select(Hero).from_statement(written)).one().name == "c"
    assert len(session.scalars(select(Hero)).all()) == 3


async def test_text_under_an_async_session(async_database_url):
    engine = create_async_engine(async_database_url)
    async with engine.begin() as connection:
        await connection.run_sync(Hero.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        session.add_all([Hero(name="a", age=1), Hero(name="b", age=2)])
        await session.commit()
        session.expunge_all()
        chosen = select(Hero).from_statement(text("SELECT age, id FROM session_hero ORDER BY id"))
        found = (await session.scalars(chosen)).all()
        assert [hero.age for hero in found] == [1, 2] and "name" not in found[0].__dict__
        await session.refresh(found[0], ["name"])
        assert found[0].name == "a"
        assert [hero.age async for hero in await session.stream_scalars(chosen)] == [1, 2]
    await engine.dispose()
