"""The asynchronous API: what each method answers, what is refused, and with which words."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy import ForeignKey, String, event, func, insert, select, text
from sqlalchemy.ext.asyncio import (
    AsyncAttrs,
    AsyncConnection,
    AsyncEngine,
    AsyncSession,
    async_object_session,
    async_scoped_session,
    async_session,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship, selectinload

DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql+psycopg": "postgresql+asyncpg", "mysql+pymysql": "mysql+aiomysql"}


class Base(AsyncAttrs, DeclarativeBase):
    pass


class Team(Base):
    __tablename__ = "team"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(20))
    heroes: Mapped[list["Hero"]] = relationship(back_populates="team", order_by="Hero.id")


class Hero(Base):
    __tablename__ = "hero"

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    team: Mapped[Team] = relationship(back_populates="heroes")


Trial = Callable[[AsyncEngine], Awaitable[Any]]
trials: list[Trial] = []


def trial(function: Trial) -> Trial:
    trials.append(function)
    return function


def kinds(*values: Any) -> list[str]:
    return [type(value).__name__.removeprefix("Plain") for value in values]


async def _count(session: AsyncSession) -> int:
    return (await session.scalars(select(func.count(Team.id)))).one()


@trial
async def a_sync_session_class_chooses_the_engine(engine: AsyncEngine) -> Any:
    class Routing(Session):
        def get_bind(self, mapper: Any = None, clause: Any = None, **kw: Any) -> Any:
            return engine.sync_engine

    async with AsyncSession(sync_session_class=Routing) as session:
        team = (await session.scalars(select(Team))).one()
        session.add(Hero(team=team))
        await session.flush()
        return len(await team.awaitable_attrs.heroes)


@trial
async def in_run_sync_everything_is_synchronous(engine: AsyncEngine) -> Any:
    def work(session: Session, more: int, *, again: int) -> Any:
        connection = session.connection()
        team = session.scalars(select(Team)).one()
        streamed = session.execute(select(Hero.id).order_by(Hero.id), execution_options={"yield_per": 1}).all()
        return (
            kinds(connection, session.get_bind(), session.bind, session.get_transaction()),
            connection.execute(text("SELECT 5")).scalar(),
            len(team.heroes),
            len(streamed) + more + again,
        )

    async with AsyncSession(engine) as session:
        return await session.run_sync(work, 1, again=2)


@trial
async def what_a_session_is_bound_to(engine: AsyncEngine) -> Any:
    async with AsyncSession(engine) as session:
        found = kinds(session.get_bind(), session.bind, session.get_async_bind(), await session.connection())
    async with engine.connect() as connection, AsyncSession(connection) as session:
        own = await session.connection()
        return found, kinds(session.get_bind()), own is connection, own == connection


@trial
async def a_session_on_a_connection_in_run_sync(engine: AsyncEngine) -> Any:
    async with engine.connect() as connection:
        return await connection.run_sync(lambda sync: [one.name for one in Session(sync).scalars(select(Team))])


@trial
async def listeners_may_use_the_session_and_the_connection(engine: AsyncEngine) -> Any:
    told: list[Any] = []

    def inserted(mapper: Any, connection: Any, target: Any) -> None:
        told.append((kinds(connection), connection.execute(text("SELECT 5")).scalar()))

    async with AsyncSession(engine) as session:
        sync = session.sync_session
        event.listen(Team, "before_insert", inserted)
        event.listen(sync, "before_flush", lambda one, *_: told.append(one.scalar(select(func.count(Team.id)))))
        event.listen(sync, "after_begin", lambda one, transaction, connection: told.append(kinds(connection)))
        session.add(Team(name="second"))
        try:
            await session.flush()
        finally:
            event.remove(Team, "before_insert", inserted)
        await session.rollback()
    return told


@trial
async def a_connection_is_not_started(engine: AsyncEngine) -> Any:
    return await engine.connect().execute(text("SELECT 1"))


@trial
async def a_connection_is_started_twice(engine: AsyncEngine) -> Any:
    async with engine.connect() as connection:
        await connection.start()


@trial
async def a_connection_is_awaited(engine: AsyncEngine) -> Any:
    connection = await engine.connect()
    answer = await connection.scalar(text("SELECT 1")), connection.sync_engine is engine.sync_engine
    await connection.close()
    other = engine.connect()
    await other.start()
    await other.aclose()
    return answer, connection.closed, other.closed, isinstance(other, AsyncConnection)


@trial
async def a_transaction_is_not_started(engine: AsyncEngine) -> Any:
    async with engine.connect() as connection:
        return connection.begin().is_active


@trial
async def a_session_transaction_is_not_started(engine: AsyncEngine) -> Any:
    async with AsyncSession(engine) as session:
        return session.begin().is_active


@trial
async def transactions_are_the_same_objects(engine: AsyncEngine) -> Any:
    async with engine.connect() as connection:
        transaction = await connection.begin()
        nested = await connection.begin_nested()
        found = connection.get_transaction() is transaction, connection.get_nested_transaction() is nested
        await nested.rollback()
        state = nested.is_active, transaction.is_active, connection.in_nested_transaction()
        await transaction.close()
        return found, state, transaction.is_active, connection.get_transaction()


@trial
async def the_connections_of_a_session_transaction(engine: AsyncEngine) -> Any:
    async with AsyncSession(engine) as session:
        transaction = await session.begin()
        before = len(transaction.connections)
        await session.connection()
        same = session.get_transaction() is transaction
        return before, kinds(*transaction.connections), kinds(transaction.bound_connection()), same


@trial
async def a_transaction_without_a_connection(engine: AsyncEngine) -> Any:
    async with AsyncSession(engine) as session:
        transaction = await session.begin()
        try:
            return transaction.bound_connection()
        except Exception as error:
            return type(error).__name__, str(error).partition(" for bind")[0]


@trial
async def the_dbapi_face_is_awaited(engine: AsyncEngine) -> Any:
    async with engine.connect() as connection:
        return connection.connection


@trial
async def a_second_begin(engine: AsyncEngine) -> Any:
    async with engine.connect() as connection:
        await connection.begin()
        await connection.begin()


@trial
async def results(engine: AsyncEngine) -> Any:
    found: list[Any] = []
    async with engine.begin() as connection:
        await connection.execute(insert(Team), [{"name": "b"}, {"name": "c"}])
        statement = select(Team.id, Team.name).order_by(Team.id)
        result = await connection.stream(statement)
        found += [list(result.keys()), await anext(result.columns("name"))]
        await result.close()
        found += [result.closed, (await (await connection.stream(statement)).freeze())().scalars("name").all()]
        found.append(await (await connection.stream(statement)).mappings().all())
        found.append(await (await connection.stream(statement)).scalars("name").unique().all())
        parts = (await connection.stream(statement)).mappings().columns("name").partitions(2)
        found.append([part async for part in parts])
        found.append(await (await connection.stream(statement)).fetchmany(2))
        async with connection.stream_scalars(select(Team.name).order_by(Team.id)) as scalars:
            found.append([name async for name in scalars])
        await connection.rollback()
    return found


@trial
async def a_block_that_is_left_early(engine: AsyncEngine) -> Any:
    async with engine.connect() as connection:
        async with connection.stream(select(Team.name)) as result:
            async for _ in result:
                break
        return result.closed, await connection.scalar(text("SELECT 1"))


@trial
async def rows_bit_by_bit_from_execute(engine: AsyncEngine) -> Any:
    async with engine.connect() as connection:
        return await connection.execute(select(Team.name), execution_options={"stream_results": True})


@trial
async def rows_bit_by_bit_from_a_session(engine: AsyncEngine) -> Any:
    async with AsyncSession(engine) as session:
        return await session.execute(select(Team.name).execution_options(yield_per=1))


@trial
async def a_stream_of_objects(engine: AsyncEngine) -> Any:
    async with AsyncSession(engine) as session:
        statement = select(Team).options(selectinload(Team.heroes)).execution_options(yield_per=1)
        return [(team.name, len(team.heroes)) async for team in await session.stream_scalars(statement)]


@trial
async def scoped_sessions(engine: AsyncEngine) -> Any:
    scoped = async_scoped_session(async_sessionmaker(engine), asyncio.current_task)
    team = Team(name="scoped")
    scoped.add(team)
    found = [len(scoped.new), team in scoped, scoped.is_active, scoped.bind is engine]
    await scoped.flush()
    found += [len(list(scoped)), await _count(scoped())]
    await scoped.rollback()
    scoped.autoflush = False
    found.append(scoped().autoflush)
    async with scoped.begin():
        found.append(scoped.get_bind() is engine.sync_engine)
    await scoped.aclose()
    await scoped.remove()
    return [*found, scoped.autoflush]


@trial
async def a_factory(engine: AsyncEngine) -> Any:
    maker = async_sessionmaker(engine, expire_on_commit=False, autoflush=False, info={"a": 1})
    async with maker.begin() as session:
        found = (
            session.autoflush,
            session.info,
            session.sync_session.expire_on_commit,
            isinstance(session, AsyncSession),
        )
    maker.configure(autoflush=True)
    return found, maker().autoflush


@trial
async def a_bind_that_comes_later(engine: AsyncEngine) -> Any:
    session = AsyncSession()
    session.bind = engine
    other = AsyncSession(binds={Team: engine})
    found = await _count(session), dict(session.binds), await _count(other)
    await session.close()
    await other.close()
    return found


@trial
async def objects_and_their_sessions(engine: AsyncEngine) -> Any:
    async with AsyncSession(engine) as session:
        team = await session.get_one(Team, 1)
        found = [async_object_session(team) is session, async_session(session.sync_session) is session]
        session.expire(team)
        await session.refresh(team, ["name"])
        session.expunge(team)
        return [*found, team in session, AsyncSession.object_session(team), session.identity_key(Team, 1)[1:]]


@trial
async def nothing_has_that_key(engine: AsyncEngine) -> Any:
    async with AsyncSession(engine) as session:
        return await session.get(Team, 99), await session.get_one(Team, 99)


@trial
async def a_synchronous_engine_is_refused(engine: AsyncEngine) -> Any:
    from sqlalchemy import create_engine

    try:
        AsyncSession(create_engine("sqlite://"))
    except Exception as error:
        return type(error).__name__


@trial
async def information_is_added_to_the_makers(engine: AsyncEngine) -> Any:
    make = async_sessionmaker(engine, info={"a": 1, "b": 1})
    async with make(info={"b": 2}) as session, make() as other:
        return session.info, other.info, make.kw["info"]


async def main() -> None:
    scheme, rest = os.environ["APPLICATION_DATABASE"].split("://", 1)
    engine = create_async_engine(f"{DRIVERS[scheme]}://{rest}")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.drop_all)
        await connection.run_sync(Base.metadata.create_all)
    async with AsyncSession(engine) as session:
        session.add(Team(name="first", heroes=[Hero(), Hero()]))
        await session.commit()
    for function in trials:
        try:
            print(function.__name__, await function(engine))
        except Exception as error:
            print(function.__name__, "raised", type(error).__name__, str(error)[:160])
    await engine.dispose()


asyncio.run(main())
