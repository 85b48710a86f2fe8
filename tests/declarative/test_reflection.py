"""Classes whose tables a database has, prepared through an asynchronous engine."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from sqlmodel_rs.declarative import DeclarativeBase, Mapped, mapped_column
from sqlmodel_rs.declarative.deferral import DeferredReflection
from sqlmodel_rs.exc import ArgumentError
from sqlmodel_rs.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel_rs.ext.asyncio.session import PlainAsyncSession
from sqlmodel_rs.ext.automap import automap_base
from sqlmodel_rs.sa import Column, ForeignKey, Integer, MetaData, String, Table, select

tables = MetaData()
Table("team", tables, Column("id", Integer, primary_key=True), Column("name", String(30)))
Table(
    "hero",
    tables,
    Column("id", Integer, primary_key=True),
    Column("name", String(30)),
    Column("team_id", ForeignKey("team.id")),
)


@pytest.fixture
async def engine(async_database_url: str) -> AsyncIterator[AsyncEngine]:
    engine = create_async_engine(async_database_url)
    async with engine.begin() as connection:
        await connection.run_sync(tables.create_all)
    yield engine
    async with engine.begin() as connection:
        await connection.run_sync(tables.drop_all)
    await engine.dispose()


async def test_automap_reads_through_an_asynchronous_connection(engine):
    base = automap_base()
    async with engine.connect() as connection:
        await connection.run_sync(lambda there: base.prepare(autoload_with=there))
    hero, team = base.classes.hero, base.classes.team
    async with PlainAsyncSession(engine) as session:
        session.add(hero(name="Deadpond", team=team(name="Z-Force")))
        await session.commit()
        found = (await session.scalars(select(hero))).one()
        await session.refresh(found, ["team"])
        assert found.team.name == "Z-Force"


async def test_deferred_reflection_reads_through_an_asynchronous_connection(engine):
    class Base(DeferredReflection, DeclarativeBase):
        __abstract__ = True

    class Hero(Base):
        __tablename__ = "hero"

        called: Mapped[str | None] = mapped_column("name", String(30))

    async with engine.connect() as connection:
        await connection.run_sync(Base.prepare)
    async with PlainAsyncSession(engine) as session:
        session.add(Hero(called="Deadpond", team_id=None))
        await session.commit()
        assert (await session.scalars(select(Hero.called))).all() == ["Deadpond"]


def test_a_relationship_with_the_name_of_a_column_is_refused():
    base = automap_base()
    both = MetaData()
    Table("team", both, Column("id", Integer, primary_key=True))
    Table("hero", both, Column("id", Integer, primary_key=True), Column("team", ForeignKey("team.id")))
    base.metadata = both
    with pytest.raises(ArgumentError, match="column 'team' conflicts with property"):
        base.prepare()
