"""Listeners on one connection: told what happens on it, beside those of its engine, and of no other connection."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from sqlmodel_rs import Field, Session, SQLModel, event, exc
from sqlmodel_rs.engine import create_engine
from sqlmodel_rs.ext.asyncio.engine import create_async_engine
from sqlmodel_rs.orm import registry
from sqlmodel_rs.pool import StaticPool
from sqlmodel_rs.sql.dml import insert
from sqlmodel_rs.sql.expression import select, text


class Base(SQLModel, registry=registry()):
    pass


class Note(Base, table=True):
    id: int | None = Field(default=None, primary_key=True)
    body: str


@pytest.fixture
def engine(database_url: str) -> Iterator[Any]:
    engine = create_engine(database_url, **({"poolclass": StaticPool} if database_url == "sqlite://" else {}))
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


def verb(sql: str) -> str:
    return sql.split()[0].lower()


def test_only_the_connection_is_listened_to(engine: Any) -> None:
    told: list[str] = []
    with engine.connect() as connection:
        event.listen(connection, "before_cursor_execute", lambda *given: told.append(verb(given[2])))
        event.listen(connection, "after_cursor_execute", lambda *given: told.append("after"))
        event.listen(connection, "begin", lambda _connection: told.append("begin"))
        event.listen(connection, "commit", lambda _connection: told.append("commit"))
        event.listen(connection, "rollback", lambda _connection: told.append("rollback"))
        event.listen(connection, "savepoint", lambda _connection, _name: told.append("savepoint"))
        connection.execute(insert(Note).values(body="one"))
        connection.begin_nested().commit()
        connection.commit()
        connection.exec_driver_sql("SELECT 1")
        connection.rollback()
        assert told == ["begin", "insert", "after", "savepoint", "commit", "begin", "select", "after", "rollback"]
        told.clear()
    with engine.connect() as other:
        assert other.scalar(select(Note.body)) == "one"
        other.commit()
    assert told == []


def test_the_engines_listeners_come_first(engine: Any) -> None:
    told: list[str] = []
    with engine.connect() as connection:
        event.listen(connection, "before_execute", lambda *given: told.append("connection"))
        event.listen(engine, "before_execute", lambda *given: told.append("engine"))
        connection.execute(text("SELECT 1"))
    assert told == ["engine", "connection"]


def test_a_listener_rewrites_and_is_removed(engine: Any) -> None:
    with engine.connect() as connection:

        @event.listens_for(connection, "before_cursor_execute", retval=True)
        def rewritten(conn: Any, cursor: Any, statement: str, parameters: Any, *rest: Any) -> Any:
            assert conn is connection
            return statement.replace("1", "2"), parameters

        assert event.contains(connection, "before_cursor_execute", rewritten)
        assert connection.scalar(text("SELECT 1")) == 2
        event.remove(connection, "before_cursor_execute", rewritten)
        assert connection.scalar(text("SELECT 1")) == 1


def test_an_error_is_told_and_replaced(engine: Any) -> None:
    class Replaced(Exception):
        pass

    with engine.connect() as connection:

        @event.listens_for(connection, "handle_error")
        def replace(context: Any) -> Exception:
            assert context.connection is connection
            return Replaced()

        with pytest.raises(Replaced):
            connection.execute(text("SELECT nothing FROM nowhere"))
    with engine.connect() as connection, pytest.raises(exc.DBAPIError):
        connection.execute(text("SELECT nothing FROM nowhere"))


def test_pool_events_are_not_a_connections(engine: Any) -> None:
    with engine.connect() as connection, pytest.raises(exc.InvalidRequestError, match="No such event 'checkout'"):
        event.listen(connection, "checkout", lambda *given: None)


@pytest.mark.parametrize("rewriting", [False, True])
def test_a_sessions_connection_tells_of_its_flush(engine: Any, rewriting: bool) -> None:
    told: list[str] = []

    def listener(*given: Any) -> Any:
        told.append(verb(given[2]))
        return given[2], given[3]

    def fill(session: Session) -> None:
        notes = [Note(body="one"), Note(body="two")]
        session.add_all(notes)
        session.flush()
        notes[0].body = "new"
        session.flush()
        session.delete(notes[1])
        session.flush()
        session.exec(select(Note)).all()
        session.commit()

    with Session(engine) as session:
        event.listen(session.connection(), "before_cursor_execute", listener, retval=rewriting)
        fill(session)
        assert list(dict.fromkeys(told)) == ["insert", "update", "delete", "select"]
        told.clear()
        # The next transaction has another connection.
        fill(session)
        assert told == []
    with engine.connect() as connection, Session(connection) as session:
        event.listen(connection, "before_cursor_execute", listener, retval=rewriting)
        fill(session)
        assert list(dict.fromkeys(told)) == ["insert", "update", "delete", "select"]


def test_before_execute_sees_each_row_of_a_flush(engine: Any) -> None:
    told: list[Any] = []
    with Session(engine) as session:
        event.listen(session.connection(), "before_execute", lambda *given: told.append(given[1]))
        session.add(Note(body="one"))
        session.commit()
    assert [str(one).split()[0] for one in told] == ["INSERT"]


def test_an_async_connections_listener_hears(async_database_url: str) -> None:
    async def main() -> None:
        engine = create_async_engine(async_database_url)
        told: list[str] = []
        async with engine.connect() as connection:
            event.listen(
                connection.sync_connection, "before_cursor_execute", lambda *given: told.append(verb(given[2]))
            )
            await connection.execute(text("SELECT 1"))
            await connection.exec_driver_sql("SELECT 2")
        async with engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
        assert told == ["select", "select"]
        await engine.dispose()

    asyncio.run(main())
