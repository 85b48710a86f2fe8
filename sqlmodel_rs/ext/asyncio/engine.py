"""`AsyncEngine` and `AsyncConnection`: the same engine, awaited.

`run_sync(fn)` calls `fn(sync_connection)` in a worker thread, on a synchronous view of the same connection: there are
no greenlets, and the event loop goes on meanwhile.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Concatenate, Generic, Literal, ParamSpec, Self, TypeVar

from sqlmodel_rs import exc
from sqlmodel_rs.engine.connection import Connection
from sqlmodel_rs.engine.engine import Engine, _make_engine
from sqlmodel_rs.engine.options import config_options
from sqlmodel_rs.engine.records import ATTEMPTS, accepted, disowned
from sqlmodel_rs.engine.result import _END, CursorResult, ScalarResult
from sqlmodel_rs.engine.transaction import NestedTransaction, RootTransaction, Transaction
from sqlmodel_rs.engine.url import URL, immutabledict, make_url

T = TypeVar("T")
P = ParamSpec("P")

#: What the options of an awaited `execute()` are overruled by: its result is read without awaiting.
_AT_ONCE = {"stream_results": False}


class _Startable(Generic[T]):
    """Something that is awaited, or entered with `async with`."""

    __slots__ = ("_start", "_started")

    def __init__(self, start: Callable[[], Awaitable[T]]) -> None:
        self._start = start
        self._started: Any = None

    def __await__(self) -> Generator[Any, Any, T]:
        return self._start().__await__()

    async def start(self) -> T:
        """Start it."""
        return await self._start()

    async def __aenter__(self) -> T:
        self._started = await self._start()
        if hasattr(self._started, "_enter"):
            self._started._enter()
        return self._started  # type: ignore[no-any-return]

    async def __aexit__(self, exc_type: object, error: BaseException | None, traceback: object) -> None:
        await self._started._leave(error)


class AsyncTransaction:
    """A transaction or savepoint of an `AsyncConnection`."""

    __slots__ = ("connection", "sync_transaction")

    def __init__(self, connection: AsyncConnection, sync_transaction: Transaction) -> None:
        self.connection = connection
        self.sync_transaction = sync_transaction

    @property
    def is_active(self) -> bool:
        """Whether the transaction is in progress."""
        return self.sync_transaction.is_active

    @property
    def is_valid(self) -> bool:
        """Whether the connection is still the one the transaction began on."""
        return self.sync_transaction.is_valid

    async def commit(self) -> None:
        """Make the changes permanent."""
        await self.connection._sync._drive_async(self.sync_transaction._commit_steps())

    async def rollback(self) -> None:
        """Undo the changes."""
        await self.connection._sync._drive_async(self.sync_transaction._rollback_steps())

    async def close(self) -> None:
        """Roll back if the transaction is still active."""
        await self.rollback()

    def _enter(self) -> None:
        self.connection._sync._enter_block(self.sync_transaction)

    async def _leave(self, error: BaseException | None) -> None:
        await self.connection._sync._drive_async(self.sync_transaction._exit_steps(error))

    async def __aenter__(self) -> Self:
        self._enter()
        return self

    async def __aexit__(self, exc_type: object, error: BaseException | None, traceback: object) -> None:
        await self._leave(error)


class AsyncConnection:
    """A connection of an `AsyncEngine`; begins a transaction by itself with the first statement."""

    __slots__ = ("__weakref__", "_sync", "engine")

    def __init__(self, engine: AsyncEngine, sync: Connection) -> None:
        self.engine = engine
        self._sync = sync

    @property
    def sync_connection(self) -> Connection:
        """The synchronous view, as `run_sync` hands it out."""
        return self._sync

    @property
    def sync_engine(self) -> Engine:
        """The synchronous view of the engine."""
        return self._sync.engine

    @property
    def dialect(self) -> Any:
        """The database's dialect."""
        return self._sync.dialect

    @property
    def closed(self) -> bool:
        """Whether the connection was given back."""
        return self._sync.closed

    @property
    def invalidated(self) -> bool:
        """Whether the connection was thrown away."""
        return self._sync.invalidated

    @property
    def info(self) -> dict[Any, Any]:
        """A dictionary for the program's own notes."""
        return self._sync.info

    async def get_raw_connection(self) -> Any:
        """Return the DB-API face of the connection."""
        return self._sync.connection

    def begin(self) -> _Startable[AsyncTransaction]:
        """Begin a transaction: await it, or use it with `async with`."""
        return _Startable(self._begin)

    async def _begin(self) -> AsyncTransaction:
        return AsyncTransaction(self, await self._sync._drive_async(self._sync._begin_explicit_steps()))

    def begin_nested(self) -> _Startable[AsyncTransaction]:
        """Set a savepoint: await it, or use it with `async with`."""
        return _Startable(self._begin_nested)

    async def _begin_nested(self) -> AsyncTransaction:
        return AsyncTransaction(self, await self._sync._drive_async(self._sync._begin_nested_steps()))

    async def commit(self) -> None:
        """Commit the transaction, if one is in progress."""
        await self._sync._drive_async(self._sync._commit_steps())

    async def rollback(self) -> None:
        """Roll the transaction back, if one is in progress."""
        await self._sync._drive_async(self._sync._rollback_steps())

    async def close(self) -> None:
        """Roll back what is in progress and give the connection back to the pool."""
        await self._sync._drive_async(self._sync._close_steps())

    aclose = close

    async def invalidate(self, exception: BaseException | None = None) -> None:
        """Throw the connection away."""
        self._sync.invalidate(exception)

    def in_transaction(self) -> bool:
        """Tell whether a transaction is in progress."""
        return self._sync.in_transaction()

    def in_nested_transaction(self) -> bool:
        """Tell whether a savepoint is in progress."""
        return self._sync.in_nested_transaction()

    def get_transaction(self) -> AsyncTransaction | None:
        """Return the transaction in progress."""
        found: RootTransaction | None = self._sync.get_transaction()
        return None if found is None else AsyncTransaction(self, found)

    def get_nested_transaction(self) -> AsyncTransaction | None:
        """Return the innermost savepoint in progress."""
        found: NestedTransaction | None = self._sync.get_nested_transaction()
        return None if found is None else AsyncTransaction(self, found)

    async def execution_options(self, **opt: Any) -> Self:
        """Set options for what is executed from now on."""
        self._sync.execution_options(**opt)
        return self

    def get_execution_options(self) -> immutabledict:
        """Return the options set so far."""
        return self._sync.get_execution_options()

    async def get_isolation_level(self) -> str:
        """Return the isolation level in force."""
        return self._sync.get_isolation_level()

    async def _run_async(
        self, statement: Any, params: Any = None, identity: Any = None, populate_existing: bool = False, **kw: Any
    ) -> Any:
        return await self._sync._run_async(statement, params, identity, populate_existing, **kw)

    async def _write_async(self, batch: Any) -> Any:
        return await self._sync._write_async(batch)

    async def execute(
        self, statement: Any, parameters: Any = None, *, execution_options: Mapping[str, Any] | None = None
    ) -> CursorResult:
        """Execute a statement; all its rows are fetched."""
        return await self._sync._execute_async(statement, parameters, {**(execution_options or {}), **_AT_ONCE})

    async def exec_driver_sql(
        self, statement: str, parameters: Any = None, execution_options: Mapping[str, Any] | None = None
    ) -> CursorResult:
        """Send SQL as it is, with the database's own placeholders."""
        return await self._sync._drive_async(self._sync._driver_sql_steps(statement, parameters, execution_options))  # type: ignore[no-any-return]

    async def scalar(self, statement: Any, parameters: Any = None, *, execution_options: Any = None) -> Any:
        """Execute a statement and return the first column of the first row, or None."""
        return (await self.execute(statement, parameters, execution_options=execution_options)).scalar()

    async def scalars(
        self, statement: Any, parameters: Any = None, *, execution_options: Any = None
    ) -> ScalarResult[Any]:
        """Execute a statement and return the first column of each row."""
        return (await self.execute(statement, parameters, execution_options=execution_options)).scalars()

    def stream(
        self, statement: Any, parameters: Any = None, *, execution_options: Any = None
    ) -> _Startable[AsyncResult]:
        """Execute a statement for `async for row in ...`; its rows are fetched bit by bit."""

        async def start() -> AsyncResult:
            options = {**(execution_options or {}), "stream_results": True}
            return AsyncResult(await self._sync._execute_async(statement, parameters, options))

        return _Startable(start)

    def stream_scalars(
        self, statement: Any, parameters: Any = None, *, execution_options: Any = None
    ) -> _Startable[AsyncScalarResult]:
        """Execute a statement for `async for value in ...`; its rows are fetched bit by bit."""

        async def start() -> AsyncScalarResult:
            options = {**(execution_options or {}), "stream_results": True}
            result = await self._sync._execute_async(statement, parameters, options)
            return AsyncScalarResult(result.scalars())

        return _Startable(start)

    async def run_sync(self, fn: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call `fn(sync_connection, *args)` in a worker thread and return its result.

        The transaction is begun first, so that what `fn` does belongs to it.
        """
        await self._sync._drive_async(self._sync._autobegin_steps())
        return await asyncio.to_thread(fn, self._sync, *args, **kwargs)

    async def _leave(self, error: BaseException | None) -> None:
        await asyncio.shield(asyncio.ensure_future(self.close()))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, exc_type: object, error: BaseException | None, traceback: object) -> None:
        await self._leave(error)


class AsyncResult:
    """The rows of `stream()`: `async for`, and awaited `all()`, `first()`, `one()` ..."""

    __slots__ = ("_sync_result",)

    def __init__(self, sync_result: Any) -> None:
        self._sync_result = sync_result

    def keys(self) -> Any:
        """Return the column names."""
        return self._sync_result.keys()

    @property
    def closed(self) -> bool:
        """Whether the result was closed."""
        return bool(self._sync_result.closed)

    async def _refill(self) -> bool:
        """Fetch the next rows; False when there are none."""
        sync = self._sync_result
        if sync._source is None:
            return False
        sync._data, sync._at = await sync._source.fetch_async(), 0
        if not sync._data:
            sync._source = None
        return bool(sync._data)

    async def _next(self) -> Any:
        item = self._sync_result._take()
        while item is _END and await self._refill():
            item = self._sync_result._take()
        return item

    async def _settled(self, count: int) -> Any:
        """Return the sync result with its next `count` items at hand and nothing more to come."""
        sync = self._sync_result
        if sync._source is None:
            return sync
        items: list[Any] = []
        while len(items) < count and (item := await self._next()) is not _END:
            items.append(item)
        source, sync._source = sync._source, None
        if source is not None:
            await source.close_async()
        sync._data, sync._at, sync._make, sync._unique_key = items, 0, None, None
        return sync

    async def all(self) -> list[Any]:
        """Return all rows."""
        items: list[Any] = self._sync_result._buffered()
        while await self._refill():
            items.extend(self._sync_result._buffered())
        return items

    fetchall = all

    async def fetchone(self) -> Any:
        """Return the next row, or None."""
        item = await self._next()
        return None if item is _END else item

    async def fetchmany(self, size: int | None = None) -> list[Any]:
        """Return the next rows."""
        return await self._some(size if size is not None else (self._sync_result._size or 1))

    async def _some(self, size: int) -> list[Any]:
        items: list[Any] = []
        while len(items) < size and (item := await self._next()) is not _END:
            items.append(item)
        return items

    async def first(self) -> Any:
        """Return the first row, or None, and close."""
        return (await self._settled(1)).first()

    async def one(self) -> Any:
        """Return the only row."""
        return (await self._settled(2)).one()

    async def one_or_none(self) -> Any:
        """Return the only row, or None."""
        return (await self._settled(2)).one_or_none()

    async def scalar(self) -> Any:
        """Return the first column of the first row, or None."""
        return (await self._settled(1)).scalar()

    async def scalar_one(self) -> Any:
        """Return the first column of the only row."""
        return (await self._settled(2)).scalar_one()

    async def scalar_one_or_none(self) -> Any:
        """Return the first column of the only row, or None."""
        return (await self._settled(2)).scalar_one_or_none()

    async def partitions(self, size: int | None = None) -> AsyncIterator[Any]:
        """Iterate over lists of rows."""
        wanted = size if size is not None else self._sync_result._size
        while part := (await self.all() if wanted is None else await self._some(wanted)):
            yield part

    async def close(self) -> None:
        """Close the result."""
        source, self._sync_result._source = self._sync_result._source, None
        if source is not None:
            await source.close_async()
        self._sync_result.close()

    def yield_per(self, num: int) -> Self:
        """Set how many items `fetchmany()` and `partitions()` give at a time."""
        self._sync_result.yield_per(num)
        return self

    def scalars(self, index: Any = 0) -> AsyncScalarResult:
        """Return one column's values."""
        return AsyncScalarResult(self._sync_result.scalars(index))

    def mappings(self) -> AsyncResult:
        """Return the rows as mappings."""
        return AsyncResult(self._sync_result.mappings())

    def unique(self, strategy: Callable[[Any], Any] | None = None) -> Self:
        """Give each item once."""
        self._sync_result.unique(strategy)
        return self

    async def _leave(self, error: BaseException | None) -> None:
        await self.close()

    async def __aiter__(self) -> AsyncIterator[Any]:
        while (item := await self._next()) is not _END:
            yield item


class AsyncScalarResult(AsyncResult):
    """The values of `stream_scalars()`."""

    __slots__ = ()


AsyncMappingResult = AsyncTupleResult = AsyncResult


class AsyncEngine:
    """An engine whose work is awaited; made by `create_async_engine()`.

    `sync_engine` is its synchronous view, and what event listeners are given.
    """

    __slots__ = ("__weakref__", "sync_engine")

    def __init__(self, sync_engine: Engine) -> None:
        if not sync_engine.dialect.is_async:
            raise exc.InvalidRequestError("The engine was made by create_engine(); make it by create_async_engine()")
        self.sync_engine = sync_engine

    @property
    def url(self) -> URL:
        """The engine's URL."""
        return self.sync_engine.url

    @property
    def dialect(self) -> Any:
        """The database's dialect."""
        return self.sync_engine.dialect

    @property
    def name(self) -> str:
        """The database's name."""
        return self.sync_engine.name

    @property
    def driver(self) -> str:
        """The driver's name as the URL has it."""
        return self.sync_engine.driver

    @property
    def pool(self) -> Any:
        """The pool as numbers."""
        return self.sync_engine.pool

    @property
    def echo(self) -> Any:
        """Whether statements are logged."""
        return self.sync_engine.echo

    @echo.setter
    def echo(self, value: Any) -> None:
        self.sync_engine.echo = value

    @property
    def engine(self) -> AsyncEngine:
        """The engine itself."""
        return self

    def detect_n_plus_one(self, threshold: int = 3, mode: Literal["warn", "raise", "off"] = "warn") -> None:
        """Report when a line of the program loads one attribute again and again: see `Engine.detect_n_plus_one`."""
        self.sync_engine.detect_n_plus_one(threshold, mode)

    def connect(self) -> _Startable[AsyncConnection]:
        """Check a connection out: await it, or use it with `async with`."""
        return _Startable(self._connect)

    async def _connect(self) -> AsyncConnection:
        engine = self.sync_engine
        if not engine.events.any:
            return AsyncConnection(self, Connection(engine, await engine._native.acquire_async()))
        engine._ask_on_connect()
        for _ in range(ATTEMPTS):
            native = await engine._native.acquire_async()
            # Listeners may use the connection, which blocks.
            if await asyncio.to_thread(accepted, engine, native):
                return AsyncConnection(self, await asyncio.to_thread(engine._connected_with, native))
        raise disowned()

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        """Connect and begin a transaction; commit at the end of the block, or roll back."""
        async with self.connect() as connection, connection.begin():
            yield connection

    async def raw_connection(self) -> Any:
        """Check a connection out and return its DB-API face."""
        return await asyncio.to_thread(self.sync_engine.raw_connection)

    async def dispose(self, close: bool = True) -> None:
        """Close the connections in the pool."""
        if close:
            await self.sync_engine._native.dispose_async()
        else:
            self.sync_engine._native.abandon()
        if self.sync_engine.events.any:
            self.sync_engine._records.sweep(self.sync_engine)
        self.sync_engine.events.fire("engine_disposed", self.sync_engine)

    def execution_options(self, **opt: Any) -> AsyncEngine:
        """Return an engine on the same pool whose connections have these options."""
        return AsyncEngine(self.sync_engine.execution_options(**opt))

    def update_execution_options(self, **opt: Any) -> None:
        """Set options for the connections of this engine."""
        self.sync_engine.update_execution_options(**opt)

    def get_execution_options(self) -> immutabledict:
        """Return the options of the engine's connections."""
        return self.sync_engine.get_execution_options()

    def clear_compiled_cache(self) -> None:
        """Do nothing: there is no cache."""

    def _event_holder(self, identifier: str) -> Any:
        raise NotImplementedError(
            "asynchronous events are not implemented at this time.  Apply synchronous listeners to the "
            "AsyncEngine.sync_engine attribute."
        )

    def __repr__(self) -> str:
        return f"AsyncEngine({self.url!r})"


def create_async_engine(url: str | URL, **kw: Any) -> AsyncEngine:
    """Make an asynchronous engine; arguments as `create_engine`. Any driver suffix will do."""
    return AsyncEngine(_make_engine(make_url(url), kw, is_async=True))


def async_engine_from_config(
    configuration: Mapping[str, Any], prefix: str = "sqlalchemy.", **kwargs: Any
) -> AsyncEngine:
    """Make an asynchronous engine from a configuration dict."""
    options = config_options(configuration, prefix, kwargs)
    return create_async_engine(options.pop("url"), **options)
