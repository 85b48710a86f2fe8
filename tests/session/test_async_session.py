"""The asynchronous session."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from sqlmodel_rs import exc, select
from sqlmodel_rs.ext.asyncio import create_async_engine
from sqlmodel_rs.ext.asyncio.session import AsyncSession
from sqlmodel_rs.orm.awaitable import AwaitableAttrs

from .models import Base, Hero, Team


@pytest.fixture
async def engine(async_database_url: str) -> AsyncIterator[object]:
    engine = create_async_engine(async_database_url)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield engine
    await engine.dispose()


@pytest.fixture
async def session(engine) -> AsyncIterator[AsyncSession]:
    async with AsyncSession(engine) as session:
        yield session


@pytest.fixture
async def team(session) -> Team:
    team = Team(name="A", heroes=[Hero(name="a"), Hero(name="b")])
    session.add(team)
    await session.commit()
    return team


async def test_add_commit_refresh(session, team):
    await session.refresh(team)
    assert team.name == "A"
    assert (await session.exec(select(Team))).one() is team


async def test_plain_lazy_read_raises_and_names_the_option(session, team):
    await session.refresh(team)
    with pytest.raises(exc.MissingGreenlet, match=r"selectinload\(Team.heroes\)"):
        _ = team.heroes
    await session.load(team, Team.heroes)
    assert [hero.name for hero in team.heroes] == ["a", "b"]


async def test_awaitable_attributes_load(session, team):
    assert await AwaitableAttrs(team).name == "A"
    assert len(await AwaitableAttrs(team).heroes) == 2


async def test_run_sync_may_load_lazily(session, team):
    assert await session.run_sync(lambda sync: [hero.team.name for hero in sync.exec(select(Hero)).all()]) == ["A", "A"]


async def test_lazy_block_loads_on_a_plain_read(engine, team):
    async with AsyncSession(engine, lazy="block") as session:
        found = (await session.exec(select(Team))).one()
        assert len(found.heroes) == 2


async def test_two_tasks_may_not_share_a_session(session, team):
    results = await asyncio.gather(*(session.exec(select(Team)) for _ in range(3)), return_exceptions=True)
    assert any(isinstance(one, exc.IllegalStateChangeError) for one in results)
    assert (await session.exec(select(Team))).one() is team


async def test_nested_and_begin_blocks(session, team):
    await session.rollback()
    async with session.begin():
        with pytest.raises(ValueError):
            async with session.begin_nested():
                session.add(Team(name="B"))
                await session.flush()
                raise ValueError
    assert [one.name for one in (await session.exec(select(Team))).all()] == ["A"]


async def test_nothing_is_sent_in_the_block_of_a_transaction_that_has_ended(session, team):
    await session.rollback()
    for begin in (session.begin, session.begin_nested):
        async with begin() as transaction:
            await transaction.rollback()
            with pytest.raises(exc.InvalidRequestError, match="inside context manager"):
                await session.get(Team, 99)
        assert await session.get(Team, 99) is None
        await session.rollback()


async def test_delete_loads_what_it_needs(session, team):
    await session.delete(team)
    await session.commit()
    assert [hero.team_id for hero in (await session.exec(select(Hero))).all()] == [None, None]


async def test_execute_is_deprecated(session, team):
    with pytest.warns(DeprecationWarning):
        rows = await session.execute(select(Team))
    assert rows.all() == [(team,)]


async def test_stream_reads_with_async_for(session, team):
    result = await session.stream_scalars(select(Hero).order_by(Hero.id))
    assert [hero.name async for hero in result] == ["a", "b"]
