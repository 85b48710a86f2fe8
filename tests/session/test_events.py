"""Listeners to sessions, instances and attributes of table models: what they are told, and what may not listen."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from sqlmodel_rs import Field, Relationship, Session, event, exc, select
from sqlmodel_rs._native import hear_rows
from sqlmodel_rs.ext.asyncio import create_async_engine
from sqlmodel_rs.ext.asyncio.session import AsyncSession
from sqlmodel_rs.orm import events
from sqlmodel_rs.orm.factory import scoped_session, sessionmaker
from sqlmodel_rs.sql.functions import func

from .models import Base


class Harbour(Base, table=True):
    __tablename__ = "told_harbour"

    id: int | None = Field(default=None, primary_key=True)
    name: str = "here"
    ships: list["Ship"] = Relationship(back_populates="harbour")


class Ship(Base, table=True):
    __tablename__ = "told_ship"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    harbour_id: int | None = Field(default=None, foreign_key="told_harbour.id")
    harbour: Harbour | None = Relationship(back_populates="ships")


@pytest.fixture
def listen() -> Iterator[Any]:
    """Register listeners, and take them away at the end."""
    registered = []

    def register(target, name, function, **options):
        event.listen(target, name, function, **options)
        registered.append((target, name, function))

    yield register
    for target, name, function in registered:
        event.remove(target, name, function)


def test_constructor_tells_of_what_it_is_given_and_of_what_it_sets(listen):
    told: list[Any] = []
    listen(Harbour, "init", lambda target, args, kwargs: told.append((args, dict(kwargs))))
    listen(Harbour.name, "set", lambda target, value, old, initiator: value.upper(), retval=True)
    assert Harbour(name="port").name == "PORT"
    assert told == [((), {"name": "port"})]


def test_constructor_is_native_again_for_a_class_nobody_listens_to():
    Ship(name="s")
    assert Ship.__dict__["__sqlmodel_constructor__"][1] is not None


def test_rows_tell_of_the_objects_they_make_and_fill_again(engine, listen):
    told: list[Any] = []
    listen(Ship, "load", lambda target, context: told.append(("load", target.name, context.session is session)))
    listen(Ship, "refresh", lambda target, context, attrs: told.append(("refresh", attrs and sorted(attrs))))
    with Session(engine) as session:
        session.add(Ship(name="a"))
        session.commit()
        session.expunge_all()
        ship = session.exec(select(Ship)).one()
        assert session.get(Ship, ship.id) is ship
        session.expire(ship, ["name"])
        assert ship.name == "a"
        session.refresh(ship)
        assert told == [("load", "a", True), ("refresh", ["name"]), ("refresh", None)]


def test_nobody_is_told_of_rows_after_the_last_listener_left():
    def hear(target, context):
        raise AssertionError

    event.listen(Ship, "load", hear)
    assert "load" in events.heard_instances
    event.remove(Ship, "load", hear)
    assert "load" not in events.heard_instances
    hear_rows(None)


def test_member_that_comes_by_the_other_side_is_told_with_its_cause(listen):
    told: list[Any] = []
    listen(Harbour.ships, "append", lambda target, value, initiator: told.append((value.name, initiator.key)))
    listen(Harbour.ships, "remove", lambda target, value, initiator: told.append((value.name, initiator.key)))
    harbour = Harbour()
    ship = Ship(name="a", harbour=harbour)
    harbour.ships.append(Ship(name="b"))
    ship.harbour = None
    assert told == [("a", "harbour"), ("b", "ships"), ("a", "harbour")]


def test_statement_is_replaced_also_for_a_read_by_key(engine, listen):
    with Session(engine) as session:
        one, two = Ship(name="one"), Ship(name="two")
        session.add_all([one, two])
        session.commit()
        key = two.id
        session.expunge_all()

        def other(state):
            return state.invoke_statement(select(Ship).where(Ship.name == "two")) if state.is_select else None

        listen(session, "do_orm_execute", other)
        found = session.get(Ship, one.__dict__.get("id") or 0)
        assert found is not None and found.id == key


def test_commit_is_told_before_objects_expire(engine, listen):
    told: list[Any] = []
    with Session(engine) as session:
        ship = Ship(name="a")
        session.add(ship)
        listen(session, "after_commit", lambda one: told.append(ship.__dict__.get("name")))
        session.commit()
        assert told == ["a"]

        def read(one):
            one.exec(select(func.count(Ship.id)))

        listen(session, "after_commit", read)
        with pytest.raises(exc.InvalidRequestError, match="'committed' state"):
            session.exec(select(Ship)).all()
            session.commit()
        session.rollback()


async def test_coroutine_functions_and_asynchronous_sessions_are_refused():
    async def later(session):
        raise AssertionError

    for target, name in ((Session, "after_commit"), (Ship, "load"), (Ship.name, "set")):
        with pytest.raises(exc.ArgumentError, match="coroutine function"):
            event.listen(target, name, later)
    with pytest.raises(NotImplementedError, match="sync_session"):
        event.listen(AsyncSession(), "after_commit", lambda session: None)


@pytest.mark.parametrize("name", ["init_failure", "class_uninstrument"])
def test_events_that_do_not_happen_are_refused_by_name(name):
    with pytest.raises(exc.InvalidRequestError, match=f"'{name}' does not happen here"):
        event.listen(Ship, name, lambda *arguments: None)


def test_unknown_option_is_refused():
    with pytest.raises(TypeError, match="unexpected keyword argument 'often'"):
        event.listen(Session, "after_commit", lambda session: None, often=True)


def test_insert_batch_is_told_as_a_statement(engine, listen):
    told: list[str] = []
    listen(engine, "before_execute", lambda *arguments: told.append("before_execute"))
    listen(engine, "after_execute", lambda *arguments: told.append("after_execute"))
    with Session(engine) as session:
        session.add_all([Ship(name="a"), Ship(name="b")])
        session.flush()
    assert told == ["before_execute", "after_execute"] * 2


def test_insert_batch_is_sent_as_a_listener_rewrote_it(engine, listen):
    seen: list[str] = []

    def comment(conn, cursor, statement, parameters, context, executemany):
        return statement + " /* told */", parameters

    listen(engine, "before_cursor_execute", comment, retval=True)
    listen(engine, "after_cursor_execute", lambda conn, cursor, statement, *rest: seen.append(statement))
    with Session(engine) as session:
        ships = [Ship(name="a"), Ship(name="b")]
        session.add_all(ships)
        session.flush()
        assert all(ship.id for ship in ships)
    assert seen and all(text.endswith("/* told */") for text in seen if "INSERT" in text)


@pytest.fixture
async def async_engine(async_database_url: str) -> AsyncIterator[Any]:
    engine = create_async_engine(async_database_url)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield engine
    await engine.dispose()


async def test_listeners_of_the_sync_session_are_told_of_awaited_work(async_engine, listen):
    told: list[Any] = []
    async with AsyncSession(async_engine) as session:
        sync = session.sync_session
        for name in ("before_attach", "pending_to_persistent", "loaded_as_persistent", "persistent_to_detached"):
            listen(sync, name, lambda one, instance, name=name: told.append((name, one is sync)))
        ship = Ship(name="awaited")
        session.add(ship)
        await session.commit()
        key = ship.__dict__.get("id") or (await session.exec(select(Ship.id))).first()
        session.expunge_all()
        found = await session.get(Ship, key)
        assert found is not None
    assert told == [
        (name, True)
        for name in (
            "before_attach",
            "pending_to_persistent",
            "persistent_to_detached",
            "loaded_as_persistent",
            "persistent_to_detached",
        )
    ]


async def test_awaited_statement_is_replaced_but_not_run_by_a_listener(async_engine, listen):
    async with AsyncSession(async_engine) as session:
        session.add_all([Ship(name="one"), Ship(name="two")])
        await session.flush()

        def only_two(state):
            state.statement = state.statement.where(Ship.name == "two")

        listen(session.sync_session, "do_orm_execute", only_two)
        assert (await session.exec(select(Ship.name))).all() == ["two"]
        listen(session.sync_session, "do_orm_execute", lambda state: state.invoke_statement())
        with pytest.raises(exc.InvalidRequestError, match="run_sync"):
            await session.exec(select(Ship.name))
        count = await session.run_sync(lambda sync: len(sync.execute(select(Ship.name)).all()))
        assert count == 1


def test_listening_to_a_scoped_session_makes_no_session(engine):
    scoped = scoped_session(sessionmaker())
    told = []
    event.listen(scoped, "before_commit", told.append)
    assert not scoped.registry.has()
    scoped.configure(bind=engine)
    scoped.commit()
    assert told == [scoped()]
    scoped.remove()
