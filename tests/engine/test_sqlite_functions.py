"""Functions, aggregates and collations that a program adds to SQLite, by the connection's DB-API face."""

import asyncio
import gc
import re
import sqlite3
import threading
import weakref
from typing import Any

import pytest

from sqlmodel_rs import Field, Session, SQLModel, create_engine, event, exc, func, select
from sqlmodel_rs.ext.asyncio import AsyncSession, create_async_engine
from sqlmodel_rs.orm.registry import registry
from sqlmodel_rs.sa import collate, text


class Shelf(SQLModel, registry=registry()):
    """The metadata of this module."""


class Book(Shelf, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str
    pages: int | None = None


class Longest:
    def __init__(self) -> None:
        self.found = 0

    def step(self, pages: int | None) -> None:
        self.found = max(self.found, pages or 0)

    def finalize(self) -> int:
        return self.found


def add_own(connection: Any, _record: Any) -> None:
    connection.create_function("double", 1, lambda value: None if value is None else value * 2)
    connection.create_function("echo", -1, lambda *values: repr(values))
    connection.create_aggregate("longest", 1, Longest)
    connection.create_collation("backwards", lambda one, other: (one < other) - (one > other))


@pytest.fixture
def engine() -> Any:
    engine = create_engine("sqlite://")
    event.listen(engine, "connect", add_own)
    Shelf.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all([Book(title="Alp", pages=10), Book(title="Bee", pages=30), Book(title="Cat")])
        session.commit()
    yield engine
    engine.dispose()


def test_a_function_is_called_by_its_name(engine) -> None:
    with Session(engine) as session:
        assert session.exec(select(func.double(Book.pages)).order_by(Book.id)).all() == [20, 60, None]
        assert session.exec(select(Book.title).where(func.double(Book.pages) > 20)).all() == ["Bee"]
        everything = session.exec(select(func.echo(None, 1, 2.5, "ä", b"\0"))).one()
        assert everything == repr((None, 1, 2.5, "ä", b"\0"))


@pytest.mark.parametrize("value", [None, 0, -(2**63), 1.5, "", "ä\0b", b"", b"\0\xff"])
def test_what_a_function_returns_comes_back(engine, value) -> None:
    with engine.connect() as connection:
        connection.connection.create_function("given", 0, lambda: value)
        assert connection.execute(text("SELECT given()")).scalar_one() == value


def test_an_aggregate_sees_each_group(engine) -> None:
    with Session(engine) as session:
        assert session.exec(select(func.longest(Book.pages))).one() == 30
        grouped = select(func.longest(Book.pages)).group_by(Book.title).order_by(Book.title)
        assert session.exec(grouped).all() == [10, 30, 0]
        assert session.exec(select(func.longest(Book.pages)).where(Book.id == 99)).one() is None


def test_a_collation_orders(engine) -> None:
    with Session(engine) as session:
        assert session.exec(select(Book.title).order_by(collate(Book.title, "backwards"))).all() == [
            "Cat",
            "Bee",
            "Alp",
        ]


def test_regexp_match_is_there_by_itself(engine) -> None:
    with Session(engine) as session:
        assert session.exec(select(Book.title).where(Book.title.regexp_match("^[AB]"))).all() == ["Alp", "Bee"]
        assert session.exec(select(Book.title).where(~Book.title.regexp_match("e+"))).all() == ["Alp", "Cat"]
        with pytest.raises(exc.OperationalError, match="unterminated character set"):
            session.exec(select(Book.title).where(Book.title.regexp_match("["))).all()


def test_an_exception_in_a_function_fails_the_statement_alone(engine) -> None:
    def broken(value: int) -> int:
        return 1 // value

    with engine.connect() as connection:
        connection.connection.create_function("broken", 1, broken)
        with pytest.raises(exc.OperationalError, match="user-defined function raised exception: ZeroDivisionError"):
            connection.execute(text("SELECT broken(0)"))
        assert connection.execute(text("SELECT broken(1)")).scalar_one() == 1
        connection.connection.create_function("odd", 0, object)
        with pytest.raises(exc.OperationalError, match=r"returns None, int, float, str or bytes|object"):
            connection.execute(text("SELECT odd()"))


@pytest.mark.parametrize(("method", "said"), [("__init__", "__init__"), ("step", "step"), ("finalize", "finalize")])
def test_an_exception_in_an_aggregate_names_its_method(engine, method, said) -> None:
    def fail(*_: Any) -> None:
        raise LookupError("no")

    broken = type("Broken", (Longest,), {method: fail})
    with engine.connect() as connection:
        connection.connection.create_aggregate("broken", 1, broken)
        with pytest.raises(exc.OperationalError, match=f"aggregate's '{said}' method raised error: LookupError: no"):
            connection.execute(text("SELECT broken(pages) FROM book"))


def test_a_name_can_be_taken_away(engine) -> None:
    with engine.connect() as connection:
        connection.connection.create_function("double", 1, None)
        with pytest.raises(exc.OperationalError, match="no such function: double"):
            connection.execute(text("SELECT double(1)"))
        connection.connection.create_collation("backwards", None)
        with pytest.raises(exc.OperationalError, match="no such collation sequence: backwards"):
            connection.execute(text("SELECT title FROM book ORDER BY title COLLATE backwards"))


@pytest.mark.parametrize(("name", "count"), [("x" * 300, 1), ("f", -2)])
def test_what_sqlite_refuses_is_said(engine, name, count) -> None:
    with engine.connect() as connection, pytest.raises(exc.DBAPIError, match="the function .* cannot be set"):
        connection.connection.create_function(name, count, lambda *_: None)


def test_a_deterministic_function_may_stand_in_an_index(engine) -> None:
    with engine.connect() as connection:
        face = connection.connection
        face.create_function("key", 1, str.lower, deterministic=True)
        connection.execute(text("CREATE INDEX ix_key ON book (key(title))"))
        with pytest.raises(exc.OperationalError, match="non-deterministic functions prohibited"):
            connection.execute(text("CREATE INDEX ix_double ON book (double(pages))"))


def test_a_function_cannot_use_its_own_connection(engine) -> None:
    with engine.connect() as connection:
        connection.connection.create_function("again", 0, lambda: connection.execute(text("SELECT 1")).scalar())
        with pytest.raises(exc.OperationalError, match="running a statement on this thread already"):
            connection.execute(text("SELECT again()"))
        assert connection.execute(text("SELECT 2")).scalar() == 2


def test_functions_go_with_their_connection() -> None:
    class Callable:
        def __call__(self) -> int:
            return 1

    first = Callable()
    gone = weakref.ref(first)
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        connection.connection.create_function("one", 0, first)
    del first
    engine.dispose()
    other = create_engine("sqlite://")
    with other.connect() as connection:
        # The next function that is added frees what closed connections have let go of.
        connection.connection.create_function("two", 0, lambda: 2)
    gc.collect()
    assert gone() is None
    other.dispose()


def test_threads_call_functions_at_the_same_time(tmp_path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'file.db'}")
    event.listen(engine, "connect", add_own)
    results: list[Any] = []

    def work() -> None:
        for number in range(50):
            with engine.connect() as connection:
                results.append(connection.execute(text("SELECT double(:n)"), {"n": number}).scalar() == number * 2)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert results == [True] * 200
    engine.dispose()


@pytest.mark.parametrize("where", ["memory", "file"])
def test_an_async_engine_calls_functions_in_reads_and_writes(where, tmp_path) -> None:
    url = "sqlite+aiosqlite://" if where == "memory" else f"sqlite+aiosqlite:///{tmp_path / 'file.db'}"

    async def main() -> None:
        engine = create_async_engine(url)
        event.listen(engine.sync_engine, "connect", add_own)
        async with engine.begin() as connection:
            await connection.run_sync(Shelf.metadata.create_all)
            await connection.execute(text("INSERT INTO book (title, pages) VALUES ('Alp', double(21))"))
        async with AsyncSession(engine) as session:
            many = [session.exec(select(func.double(Book.pages)))]
            assert (await many[0]).one() == 84
            assert (await session.exec(select(Book.title).where(Book.title.regexp_match("A")))).all() == ["Alp"]
        await engine.dispose()

    asyncio.run(asyncio.wait_for(main(), 30))


def test_a_listener_may_ask_for_sqlite3s_class() -> None:
    seen: list[bool] = []
    engine = create_engine("sqlite://")

    @event.listens_for(engine, "connect")
    def enforce(connection: Any, _record: Any) -> None:
        seen.append(isinstance(connection, sqlite3.Connection))
        connection.execute("PRAGMA foreign_keys=ON")

    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA foreign_keys")).scalar_one() == 1
    assert seen == [True]
    engine.dispose()


@pytest.mark.parametrize("database_url", ["postgresql", "mysql"], indirect=False)
def test_other_databases_have_no_such_face(database_url, request) -> None:
    from tests.conftest import url_of

    engine = create_engine(url_of(request, database_url))
    with engine.connect() as connection:
        face = connection.connection
        assert not hasattr(face, "create_function") and not isinstance(face, sqlite3.Connection)
    engine.dispose()


def test_a_script_and_named_parameters(engine) -> None:
    face = engine.raw_connection()
    face.executescript("CREATE TABLE note (a INT, b TEXT); INSERT INTO note VALUES (1, ':a');")
    assert face.execute("SELECT b, :a, @a, $b, ':a' -- :c\nFROM note /* :d */", {"a": 7, "b": "x"}).fetchone() == (
        ":a",
        7,
        7,
        "x",
        ":a",
    )
    face.executemany("INSERT INTO note VALUES (:a, :b)", [{"a": 2, "b": "y"}, {"a": 3, "b": "z"}])
    face.commit()
    assert face.execute("SELECT a FROM note ORDER BY a").fetchall() == [(1,), (2,), (3,)]
    assert face.total_changes >= 3 and not face.in_transaction
    with pytest.raises(exc.ArgumentError, match=re.escape("parameter :q has no value; given are ['a']")):
        face.execute("SELECT :q", {"a": 1})
    face.close()
