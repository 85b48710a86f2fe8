"""`AsyncEngine` and `AsyncConnection`: the same engine, awaited.

`run_sync(fn)` calls `fn(sync_connection)` in a worker thread, on a synchronous view of the same connection: there are
no greenlets, and the event loop goes on meanwhile.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, Concatenate, Literal, NoReturn, ParamSpec, Self, TypeVar
from weakref import ref

from sqlmodel_rs import exc
from sqlmodel_rs.engine.connection import Connection
from sqlmodel_rs.engine.engine import Engine, _make_engine
from sqlmodel_rs.engine.options import config_options
from sqlmodel_rs.engine.result import CursorResult, ScalarResult
from sqlmodel_rs.engine.transaction import NestedTransaction, Transaction
from sqlmodel_rs.engine.url import URL, immutabledict, make_url
from sqlmodel_rs.ext.asyncio.base import StartableContext, StartedResult, run_to_completion
from sqlmodel_rs.ext.asyncio.exc import AsyncContextNotStarted
from sqlmodel_rs.ext.asyncio.result import AsyncResult, AsyncScalarResult, at_once

T = TypeVar("T")
P = ParamSpec("P")


class AsyncTransaction(StartableContext["AsyncTransaction"]):
    """A transaction or savepoint of an `AsyncConnection`; begins when it is awaited or entered."""

    __slots__ = ("__weakref__", "connection", "nested", "sync_transaction")

    def __init__(self, connection: AsyncConnection, nested: bool = False) -> None:
        self.connection = connection
        self.nested = nested
        self.sync_transaction: Transaction | None = None

    @classmethod
    def _of(cls, connection: AsyncConnection, sync: Transaction | None) -> AsyncTransaction | None:
        """Return what stands for a transaction here."""
        if sync is None:
            return None
        known = getattr(sync, "_proxy", None)
        found: AsyncTransaction | None = None if known is None else known()
        if found is None:
            found = cls(connection, isinstance(sync, NestedTransaction))
            found._stand_for(sync)
        return found

    def _stand_for(self, sync: Transaction) -> None:
        self.sync_transaction = sync
        sync._proxy = ref(self)

    @property
    def _sync(self) -> Transaction:
        if self.sync_transaction is None:
            self._raise_for_not_started()
        return self.sync_transaction

    @property
    def is_active(self) -> bool:
        """Whether the transaction is in progress."""
        return self._sync.is_active

    @property
    def is_valid(self) -> bool:
        """Whether the connection is still the one the transaction began on."""
        return self._sync.is_valid

    async def start(self, is_ctxmanager: bool = False) -> Self:
        """Begin the transaction, or set the savepoint."""
        sync = self.connection._sync
        steps = sync._begin_nested_steps() if self.nested else sync._begin_explicit_steps()
        self._stand_for(await sync._drive_async(steps))
        if is_ctxmanager:
            sync._enter_block(self._sync)
        return self

    async def commit(self) -> None:
        """Make the changes permanent."""
        await self.connection._sync._drive_async(self._sync._commit_steps())

    async def rollback(self) -> None:
        """Undo the changes."""
        await self.connection._sync._drive_async(self._sync._rollback_steps())

    async def close(self) -> None:
        """Roll back if the transaction is still active."""
        await self.rollback()

    async def __aenter__(self) -> Self:
        if self.sync_transaction is None:
            return await self.start(is_ctxmanager=True)
        self.connection._sync._enter_block(self._sync)
        return self

    async def __aexit__(self, type_: Any, value: Any, traceback: Any) -> None:
        await self.connection._sync._drive_async(self._sync._exit_steps(value))


class AsyncConnection(StartableContext["AsyncConnection"]):
    """A connection of an `AsyncEngine`; begins a transaction by itself with the first statement."""

    __slots__ = ("__weakref__", "_sync", "engine")

    def __init__(self, async_engine: AsyncEngine, sync_connection: Connection | None = None) -> None:
        self.engine = async_engine
        if sync_connection is not None:
            self._stand_for(sync_connection)

    def __getattr__(self, name: str) -> Any:
        if name == "_sync":
            self._raise_for_not_started()
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    @classmethod
    def _of(cls, sync: Connection) -> AsyncConnection:
        """Return what stands for a synchronous connection here."""
        known = getattr(sync, "_proxy", None)
        found: AsyncConnection | None = None if known is None else known()
        return cls(AsyncEngine(sync.engine), sync) if found is None else found

    def _stand_for(self, sync: Connection) -> None:
        self._sync = sync
        sync._proxy = ref(self)

    async def start(self, is_ctxmanager: bool = False) -> Self:
        """Check the connection out of the pool.

        Raises:
            InvalidRequestError: it was started already.
        """
        if self.sync_connection is not None:
            raise exc.InvalidRequestError("connection is already started")
        self._stand_for(await self.engine.sync_engine._connect_async())
        return self

    @property
    def sync_connection(self) -> Connection | None:
        """The synchronous view, as `run_sync` hands it out; None before the start."""
        try:
            return self._sync
        except AsyncContextNotStarted:
            return None

    @property
    def connection(self) -> NoReturn:
        """Refuse: the DB-API face is `await get_raw_connection()`."""
        raise exc.InvalidRequestError(
            "AsyncConnection.connection accessor is not implemented as the attribute may need to reconnect on an "
            "invalidated connection.  Use the get_raw_connection() method."
        )

    @property
    def default_isolation_level(self) -> str:
        """The level the database uses when none is asked for."""
        return self._sync.default_isolation_level

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

    def begin(self) -> AsyncTransaction:
        """Begin a transaction: await it, or use it with `async with`."""
        return AsyncTransaction(self)

    def begin_nested(self) -> AsyncTransaction:
        """Set a savepoint: await it, or use it with `async with`."""
        return AsyncTransaction(self, nested=True)

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
        return AsyncTransaction._of(self, self._sync.get_transaction())

    def get_nested_transaction(self) -> AsyncTransaction | None:
        """Return the innermost savepoint in progress."""
        return AsyncTransaction._of(self, self._sync.get_nested_transaction())

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

    async def execute(
        self, statement: Any, parameters: Any = None, *, execution_options: Mapping[str, Any] | None = None
    ) -> CursorResult:
        """Execute a statement; all its rows are fetched.

        Raises:
            AsyncMethodRequired: the options ask for rows bit by bit, which `stream()` gives.
        """
        result = await self._sync._execute_async(statement, parameters, execution_options)
        return await at_once(result, "AsyncConnection.execute()")

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
    ) -> StartedResult[AsyncResult]:
        """Execute a statement for `async for row in ...`; its rows are fetched bit by bit."""
        return StartedResult(lambda: self._stream(statement, parameters, execution_options))

    def stream_scalars(
        self, statement: Any, parameters: Any = None, *, execution_options: Any = None
    ) -> StartedResult[AsyncScalarResult]:
        """Execute a statement for `async for value in ...`; its rows are fetched bit by bit."""

        async def begin() -> AsyncScalarResult:
            return (await self._stream(statement, parameters, execution_options)).scalars()

        return StartedResult(begin)

    async def _stream(self, statement: Any, parameters: Any, execution_options: Any) -> AsyncResult:
        options = {**(execution_options or {}), "stream_results": True}
        return AsyncResult(await self._sync._execute_async(statement, parameters, options))

    async def run_sync(self, fn: Callable[Concatenate[Connection, P], T], *arg: P.args, **kw: P.kwargs) -> T:
        """Call `fn(sync_connection, ...)` in a worker thread and return its result.

        The transaction is begun first, so that what `fn` does belongs to it.
        """
        await self._sync._drive_async(self._sync._autobegin_steps())
        return await asyncio.to_thread(fn, self._sync, *arg, **kw)

    async def __aexit__(self, type_: Any, value: Any, traceback: Any) -> None:
        await run_to_completion(self.close())


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

    def connect(self) -> AsyncConnection:
        """Check a connection out: await it, or use it with `async with`."""
        return AsyncConnection(self)

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

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AsyncEngine) and other.sync_engine is self.sync_engine

    def __hash__(self) -> int:
        return hash(self.sync_engine)

    def __repr__(self) -> str:
        return f"AsyncEngine({self.url!r})"


def sync_bind(bind: Any) -> Any:
    """Return the synchronous engine or connection of an asynchronous one; None stays None.

    Raises:
        ArgumentError: it is a synchronous one, whose work cannot be awaited.
    """
    if isinstance(bind, AsyncEngine):
        return bind.sync_engine
    if isinstance(bind, AsyncConnection):
        return bind._sync
    dialect = getattr(bind, "dialect", None)
    if dialect is not None and not dialect.is_async:
        raise exc.ArgumentError(f"AsyncEngine expected, got {bind!r}: make it by create_async_engine()")
    return bind


def create_async_engine(url: str | URL, **kw: Any) -> AsyncEngine:
    """Make an asynchronous engine; arguments as `create_engine`. Any driver suffix will do."""
    return AsyncEngine(_make_engine(make_url(url), kw, is_async=True))


def async_engine_from_config(
    configuration: Mapping[str, Any], prefix: str = "sqlalchemy.", **kwargs: Any
) -> AsyncEngine:
    """Make an asynchronous engine from a configuration dict."""
    options = config_options(configuration, prefix, kwargs)
    return create_async_engine(options.pop("url"), **options)
