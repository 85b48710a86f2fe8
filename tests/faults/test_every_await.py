"""Every asynchronous method is cancelled at each of its awaits, with a pool of one.

The methods are found by looking at the classes, so that a new one without a program here is a failure.
"""

import asyncio
import contextlib
import inspect
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from sqlmodel_rs import func, insert, select, text
from sqlmodel_rs.engine import Engine
from sqlmodel_rs.exc import InvalidRequestError
from sqlmodel_rs.ext import asyncio as asynchronous_names
from sqlmodel_rs.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel_rs.ext.asyncio.session import PlainAsyncSession
from sqlmodel_rs.orm.awaitable import AwaitableAttrs

from .awaits import cancel_at
from .conftest import asynchronous
from .models import Box, Item, Letter, Paper, full_box

#: More than the rows of a first fetch, so that a stream has to ask for more.
ROWS = 200
Program = Callable[[Any], Awaitable[Any]]


async def _within(block: Any, work: Program | None = None) -> Any:
    async with block as found:
        return await work(found) if work is not None else None


async def _exhaust(rows: Any) -> list[Any]:
    return [one async for one in rows]


async def _add_and(session: PlainAsyncSession) -> None:
    session.add(full_box("added", 2))
    await session.flush()


async def _box(session: PlainAsyncSession) -> Box:
    return (await session.scalars(select(Box).where(Box.name == "kept"))).one()


async def _items(session: PlainAsyncSession, deal: Callable[[Box], Awaitable[Any]]) -> Any:
    return await deal(await _box(session))


async def _posted(session: PlainAsyncSession) -> Letter:
    paper = Paper()
    session.add(paper)
    await session.flush()
    return await session.become(paper, Letter, address="here")


def _renamed(box: Box) -> Box:
    return Box(id=box.id, name="renamed")


SESSION: dict[str, Program] = {
    "aclose": lambda s: s.aclose(),
    "audit": lambda s: s.audit(Paper),
    "become": _posted,
    "begin": lambda s: _rolled_back(s, lambda: _within(s.begin(), lambda _: _add_and(s))),
    "begin_nested": lambda s: _within(s.begin_nested(), lambda _: _add_and(s)),
    "close": lambda s: s.close(),
    "close_all": lambda s: s.close_all(),
    "commit": lambda s: s.commit(),
    "connection": lambda s: _rolled_back(s, s.connection),
    "delete": lambda s: _items(s, s.delete),
    "delete_all": lambda s: _items(s, lambda box: s.delete_all([box])),
    "exec": lambda s: s.exec(select(Item)),
    "execute": lambda s: s.execute(select(Item)),
    "explain": lambda s: s.explain(select(Item)),
    "flush": lambda s: s.flush(),
    "get": lambda s: s.get(Box, 1),
    "get_many": lambda s: s.get_many(Item, [1, 2, 3]),
    "get_one": lambda s: s.get_one(Box, 1),
    "get_or_create": lambda s: s.get_or_create(Box, name="made"),
    "invalidate": lambda s: s.invalidate(),
    "load": lambda s: _items(s, lambda box: s.load(box, Box.items)),
    "merge": lambda s: s.merge(Box(id=1, name="renamed")),
    "merge_all": lambda s: s.merge_all([Box(id=1, name="renamed"), Box(name="other")]),
    "refresh": lambda s: _items(s, lambda box: s.refresh(box, ["items"])),
    "reset": lambda s: s.reset(),
    "rollback": lambda s: s.rollback(),
    "run": lambda s: _rolled_back(s, lambda: s.run(_add_and)),
    "run_sync": lambda s: s.run_sync(lambda sync: [len(box.items) for box in sync.scalars(select(Box))]),
    "scalar": lambda s: s.scalar(select(func.count(Item.id))),
    "scalars": lambda s: s.scalars(select(Item)),
    "stream": lambda s: _items(s, lambda _: _streamed(s.stream(select(Item)))),
    "stream_scalars": lambda s: _items(s, lambda _: _streamed(s.stream_scalars(select(Item)))),
    "upsert": lambda s: s.upsert(Box, [{"name": "kept"}, {"name": "more"}], by="name"),
}


async def _rolled_back(session: PlainAsyncSession, work: Callable[[], Awaitable[Any]]) -> Any:
    await session.rollback()
    return await work()


async def _streamed(started: Any) -> Any:
    return await _exhaust(await started)


SESSION_TRANSACTION: dict[str, Program] = {
    "commit": lambda t: t.commit(),
    "rollback": lambda t: t.rollback(),
    "start": lambda t: t.session.begin_nested().start(),
}
ENGINE: dict[str, Program] = {
    "begin": lambda e: _within(e.begin(), lambda c: c.execute(insert(Box).values(name="added"))),
    "connect": lambda e: _within(e.connect(), lambda c: c.execute(insert(Box).values(name="added"))),
    "dispose": lambda e: e.dispose(),
    "raw_connection": lambda e: _raw(e),
}


async def _raw(engine: AsyncEngine) -> None:
    raw = await engine.raw_connection()
    raw.close()


CONNECTION: dict[str, Program] = {
    "aclose": lambda c: c.aclose(),
    "begin": lambda c: _ended(c, lambda: _within(c.begin(), lambda _: c.execute(insert(Box).values(name="added")))),
    "begin_nested": lambda c: _within(c.begin_nested(), lambda _: c.execute(insert(Box).values(name="added"))),
    "close": lambda c: c.close(),
    "commit": lambda c: c.commit(),
    "exec_driver_sql": lambda c: c.exec_driver_sql("INSERT INTO box (name) VALUES ('added')"),
    "execute": lambda c: c.execute(select(Item.id)),
    "execution_options": lambda c: c.execution_options(max_row_buffer=10),
    "get_isolation_level": lambda c: c.get_isolation_level(),
    "get_raw_connection": lambda c: c.get_raw_connection(),
    "invalidate": lambda c: c.invalidate(),
    "rollback": lambda c: c.rollback(),
    "run_sync": lambda c: c.run_sync(lambda sync: sync.execute(insert(Box).values(name="added"))),
    "scalar": lambda c: c.scalar(select(func.count(Item.id))),
    "scalars": lambda c: c.scalars(select(Item.id)),
    "start": lambda c: _started(c),
    "stream": lambda c: _within(c.stream(select(Item.id)), _exhaust),
    "stream_scalars": lambda c: _within(c.stream_scalars(select(Item.id)), _exhaust),
}


async def _ended(connection: Any, work: Callable[[], Awaitable[Any]]) -> Any:
    await connection.rollback()
    return await work()


async def _started(connection: Any) -> None:
    await connection.close()
    other = connection.engine.connect()
    await other.start()
    await other.close()


TRANSACTION: dict[str, Program] = {
    "close": lambda t: t.close(),
    "commit": lambda t: t.commit(),
    "rollback": lambda t: t.rollback(),
    "start": lambda t: t.connection.begin_nested().start(),
}


async def _refused(answer: Awaitable[Any]) -> None:
    with contextlib.suppress(InvalidRequestError):  # there are more rows than one
        await answer


RESULT: dict[str, Program] = {
    "__anext__": lambda r: anext(r),
    "all": lambda r: r.all(),
    "close": lambda r: r.close(),
    "fetchall": lambda r: r.fetchall(),
    "fetchmany": lambda r: r.fetchmany(ROWS - 1),
    "fetchone": lambda r: r.fetchone(),
    "first": lambda r: r.first(),
    "freeze": lambda r: r.freeze(),
    "one": lambda r: _refused(r.one()),
    "one_or_none": lambda r: _refused(r.one_or_none()),
    "partitions": lambda r: _exhaust(r.partitions(150)),
    "scalar": lambda r: r.scalar(),
    "scalar_one": lambda r: _refused(r.scalar_one()),
    "scalar_one_or_none": lambda r: _refused(r.scalar_one_or_none()),
}
_OF_ROWS = ("fetchone", "freeze", "scalar", "scalar_one", "scalar_one_or_none")
SCALARS = {name: program for name, program in RESULT.items() if name not in _OF_ROWS}
MAPPINGS = {**SCALARS, "fetchone": RESULT["fetchone"]}


@contextlib.asynccontextmanager
async def _session(engine: AsyncEngine) -> AsyncIterator[Any]:
    """A session in the middle of its work: something read, something to be written."""
    async with PlainAsyncSession(engine) as session:
        box = await session.get(Box, 1)
        assert box is not None
        session.add(full_box("pending", 2))
        yield session
        await session.rollback()
        assert session.is_active and not session.in_transaction()
        assert await session.scalar(select(func.count(Item.id)).where(Item.box_id == 1)) == ROWS


@contextlib.asynccontextmanager
async def _session_transaction(engine: AsyncEngine) -> AsyncIterator[Any]:
    async with PlainAsyncSession(engine) as session:
        transaction = await session.begin()
        await _add_and(session)
        yield transaction
        await session.rollback()
        assert not transaction.is_active
        assert session.is_active and not session.in_transaction()
        assert await session.scalar(select(func.count(Item.id)).where(Item.box_id == 1)) == ROWS


@contextlib.asynccontextmanager
async def _engine(engine: AsyncEngine) -> AsyncIterator[Any]:
    yield engine


@contextlib.asynccontextmanager
async def _connection(engine: AsyncEngine) -> AsyncIterator[Any]:
    async with engine.connect() as connection:
        await connection.execute(insert(Box).values(name="pending"))
        yield connection
        if not connection.closed:
            await connection.rollback()
            assert not connection.in_transaction()
            assert await connection.scalar(select(func.count(Item.id))) == ROWS


@contextlib.asynccontextmanager
async def _transaction(engine: AsyncEngine) -> AsyncIterator[Any]:
    async with engine.connect() as connection:
        transaction = await connection.begin()
        await connection.execute(insert(Box).values(name="pending"))
        yield transaction
        await connection.rollback()
        assert not transaction.is_active
        assert await connection.scalar(select(func.count(Item.id))) == ROWS


@contextlib.asynccontextmanager
async def _result(engine: AsyncEngine) -> AsyncIterator[Any]:
    async with engine.connect() as connection:
        yield await connection.stream(select(Item.id, Item.name))
        await connection.rollback()
        assert await connection.scalar(select(func.count(Item.id))) == ROWS


@contextlib.asynccontextmanager
async def _scalars(engine: AsyncEngine) -> AsyncIterator[Any]:
    async with engine.connect() as connection:
        yield await connection.stream_scalars(select(Item.id))
        await connection.rollback()
        assert await connection.scalar(select(func.count(Item.id))) == ROWS


@contextlib.asynccontextmanager
async def _mappings(engine: AsyncEngine) -> AsyncIterator[Any]:
    async with _result(engine) as result:
        yield result.mappings()


@contextlib.asynccontextmanager
async def _attributes(engine: AsyncEngine) -> AsyncIterator[Any]:
    async with PlainAsyncSession(engine) as session:
        box = await session.get(Box, 1)
        assert box is not None
        yield AwaitableAttrs(box)
        await session.rollback()
        await session.refresh(box, ["items"])
        assert len(box.items) == ROWS


SUBJECTS: dict[str, tuple[Any, dict[str, Program]]] = {
    "AsyncSession": (_session, SESSION),
    "AsyncSessionTransaction": (_session_transaction, SESSION_TRANSACTION),
    "AsyncEngine": (_engine, ENGINE),
    "AsyncConnection": (_connection, CONNECTION),
    "AsyncTransaction": (_transaction, TRANSACTION),
    "AsyncResult": (_result, RESULT),
    "AsyncScalarResult": (_scalars, SCALARS),
    "AsyncMappingResult": (_mappings, MAPPINGS),
}
#: What is awaited and is no method: an attribute.
PROGRAMS = {**SUBJECTS, "AwaitableAttrs": (_attributes, {"items": lambda attributes: attributes.items})}


@pytest.mark.parametrize("name", SUBJECTS)
def test_every_asynchronous_method_is_here(name: str) -> None:
    found = {
        method
        for method, function in inspect.getmembers(getattr(asynchronous_names, name), callable)
        if (not method.startswith("_") or method == "__anext__") and _is_awaited(function)
    }
    assert found == set(SUBJECTS[name][1])


def test_every_asynchronous_class_is_here() -> None:
    found = {value.__name__ for value in vars(asynchronous_names).values() if inspect.isclass(value)}
    # The first is a namespace of classes below, the others call the methods of a session.
    assert found - {"AsyncAttrs", "async_sessionmaker", "async_scoped_session"} == set(SUBJECTS)


def _is_awaited(function: Any) -> bool:
    plain = inspect.unwrap(function)
    answer = str(getattr(plain, "__annotations__", {}).get("return", ""))
    startable = ("AsyncConnection", "AsyncTransaction", "AsyncSessionTransaction")
    return (
        inspect.iscoroutinefunction(plain)
        or inspect.isasyncgenfunction(plain)
        or (answer in startable and plain.__name__ != "bound_connection")
        or answer.startswith("StartedResult")
    )


@pytest.fixture
async def one(database_url: str, made: Callable[..., Engine]) -> AsyncIterator[AsyncEngine]:
    """Return an engine whose pool has one connection, on a database with a full box."""
    with made().begin() as connection:
        connection.execute(insert(Box).values(name="kept"))
        connection.execute(insert(Item), [{"name": f"i{number}", "box_id": 1} for number in range(ROWS)])
    engine = create_async_engine(asynchronous(database_url), pool_size=1, max_overflow=0, pool_timeout=10)
    yield engine
    await engine.dispose()


async def _whole(engine: AsyncEngine) -> None:
    """Wait until the pool has its connections: one that nobody waits for any more goes back when it comes."""
    async with asyncio.timeout(5):
        while engine.pool.checkedout():
            await asyncio.sleep(0)


async def _check(engine: AsyncEngine) -> None:
    """Assert that the pool is whole, the database too, and that nobody is left waiting."""
    assert asyncio.all_tasks() == {asyncio.current_task()}
    await _whole(engine)
    async with asyncio.timeout(20), engine.begin() as connection:
        assert await connection.scalar(text("SELECT 41 + 1")) == 42
        items = select(func.count(Item.id)).where(Item.box_id == Box.id).scalar_subquery()
        for name, count in (await connection.execute(select(Box.name, items))).all():
            assert name in EXPECTED and count in EXPECTED[name], (name, count)
        await connection.execute(text("DELETE FROM item WHERE box_id <> 1"))
        await connection.execute(text("DELETE FROM box WHERE id <> 1"))
    await _whole(engine)


#: What the programs write, and how many items each box has then.
EXPECTED = {"kept": (ROWS,), "pending": (0, 2), "added": (0, 2), "made": (0,), "more": (0,)}


@pytest.mark.parametrize("late", [False, True], ids=["waiting", "answered"])
@pytest.mark.parametrize(
    ("name", "method"), [(name, method) for name, (_, programs) in PROGRAMS.items() for method in programs]
)
async def test_cancelled_at_every_await(one: AsyncEngine, name: str, method: str, late: bool) -> None:
    opened, programs = PROGRAMS[name]
    at, reached = 0, True
    while reached:
        async with asyncio.timeout(20), opened(one) as subject:
            reached, failure = await cancel_at(programs[method](subject), at, late=late)
            assert failure is None or (reached and isinstance(failure, asyncio.CancelledError)), failure
        await _check(one)
        at += 1
        assert at < 200
