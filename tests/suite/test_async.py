import asyncio

import pytest

from sqlmodel_rs import select
from sqlmodel_rs.exc import MissingGreenlet
from sqlmodel_rs.ext.asyncio import create_async_engine
from sqlmodel_rs.ext.asyncio.session import AsyncSession
from sqlmodel_rs.orm import selectinload

from .models import Employee, Engineer, Hero, Manager, Team


async def test_async_session_writes_and_reads(async_engine):
    async with AsyncSession(async_engine) as session:
        session.add(Hero(name="Deadpond", secret_name="Dive Wilson", team=Team(name="Preventers")))
        await session.commit()
    async with AsyncSession(async_engine) as session:
        hero = (await session.exec(select(Hero).options(selectinload(Hero.team)))).one()
        assert hero.team.name == "Preventers"
        hero.age = 7
        await session.commit()
        await session.refresh(hero)
        assert hero.age == 7
        await session.delete(hero)
        await session.commit()
        assert (await session.exec(select(Hero))).all() == []


async def test_async_hierarchy_loads_each_class(async_engine):
    async with AsyncSession(async_engine) as session:
        session.add_all([Engineer(name="Ada", language="rust"), Manager(name="Bob")])
        await session.commit()
        rows = (await session.exec(select(Employee).order_by(Employee.id))).all()
        assert [type(row) for row in rows] == [Engineer, Manager]


async def test_unloaded_attribute_names_the_way_out(async_engine):
    async with AsyncSession(async_engine) as session:
        session.add(Hero(name="Deadpond", secret_name="Dive Wilson"))
        await session.commit()
    async with AsyncSession(async_engine) as session:
        hero = await session.get(Hero, 1)
        with pytest.raises(MissingGreenlet, match="selectinload|awaitable_attrs"):
            hero.powers  # noqa: B018


async def test_cancelled_task_leaves_the_only_connection_usable(async_database_url, async_engine):
    engine = (
        create_async_engine(async_database_url, pool_size=1, max_overflow=0)
        if "sqlite" not in async_database_url
        else async_engine
    )

    async def work() -> None:
        async with AsyncSession(engine) as session:
            session.add(Team(name="never"))
            await session.flush()
            await asyncio.get_running_loop().create_future()

    task = asyncio.create_task(work())
    async with asyncio.timeout(20):
        await asyncio.wait([task], timeout=0.2)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        async with AsyncSession(engine) as session:
            assert (await session.exec(select(Team))).all() == []
    await engine.dispose()
