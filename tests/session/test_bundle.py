"""`Bundle`: several columns as one value of a row, on each database."""

import pytest

from sqlmodel_rs import Field, Session, SQLModel, create_engine, select
from sqlmodel_rs.ext.asyncio import create_async_engine
from sqlmodel_rs.ext.asyncio.session import AsyncSession
from sqlmodel_rs.sa import select as select_rows
from sqlmodel_rs.sa.orm import Bundle


class Planet(SQLModel, table=True):
    __tablename__ = "bundled_planet"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    moons: int


class Dictionary(Bundle):
    """A bundle whose value is a dict."""

    def create_row_processor(self, query, procs, labels):
        return lambda row: {label: part(row) for label, part in zip(labels, procs, strict=True)}


@pytest.fixture
def engine(database_url):
    engine = create_engine(database_url)
    Planet.__table__.create(engine)
    with Session(engine) as session:
        session.add_all([Planet(name="Mars", moons=2), Planet(name="Earth", moons=1), Planet(name="Venus", moons=0)])
        session.commit()
    yield engine
    engine.dispose()


def test_the_parts_have_names(engine) -> None:
    facts = Bundle("facts", Planet.name, Bundle("more", Planet.moons, Planet.id))
    with Session(engine) as session:
        row = session.execute(select_rows(facts, Planet.id).order_by(Planet.name)).first()
        assert row._fields == ("facts", "id")
        assert (row.facts.name, row.facts.more.moons, row.id) == ("Earth", 1, row.facts.more.id)
        assert session.scalars(select_rows(facts.label("f")).where(facts.c.name == "Mars")).one().more.moons == 2
        assert session.exec(select(Bundle("b", Planet.name)).order_by(Planet.id)).all() == [
            ("Mars",), ("Earth",), ("Venus",),
        ]  # fmt: skip


def test_a_subclass_makes_its_own_value(engine) -> None:
    with Session(engine) as session:
        found = session.execute(select_rows(Planet, Dictionary("d", Planet.name, Planet.moons)).order_by(Planet.moons))
        assert [(planet.name, values) for planet, values in found][0] == ("Venus", {"name": "Venus", "moons": 0})


def test_rows_that_arrive_bit_by_bit_are_bundled_too(engine) -> None:
    facts = Bundle("facts", Planet.name, Planet.moons)
    with Session(engine) as session:
        parts = session.execute(select_rows(facts).order_by(Planet.id).execution_options(yield_per=2)).partitions()
        assert [[row.facts.moons for row in part] for part in parts] == [[2, 1], [0]]


async def test_awaited(async_database_url) -> None:
    engine = create_async_engine(async_database_url)
    async with engine.begin() as connection:
        await connection.run_sync(Planet.__table__.create)
    async with AsyncSession(engine) as session:
        session.add(Planet(name="Mars", moons=2))
        await session.commit()
        row = (await session.exec(select(Planet.id, Bundle("facts", Planet.name, Planet.moons)))).one()
        assert (row.facts.name, row.facts.moons) == ("Mars", 2)
    await engine.dispose()
