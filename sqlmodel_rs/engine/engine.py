"""`Engine` and `create_engine`: a database as connections, its log, its events. Opens nothing until asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from logging import INFO
from typing import Any, ClassVar, Literal

from sqlmodel_rs import dialects, exc
from sqlmodel_rs import pool as pools
from sqlmodel_rs._native import Engine as NativeEngine
from sqlmodel_rs.engine import execution
from sqlmodel_rs.engine.connection import Connection
from sqlmodel_rs.engine.dbapi import DBAPIConnection, shown
from sqlmodel_rs.engine.echo import Echo, PoolEcho
from sqlmodel_rs.engine.events import BEGIN_EVENTS, ENGINE_EVENTS, FIRST_EVENTS, Events
from sqlmodel_rs.engine.options import (
    backend_of,
    check_rest,
    config_options,
    mapping,
    pool_and_native,
    set_up_dialect,
)
from sqlmodel_rs.engine.records import ATTEMPTS, Records, accepted, check_out, disowned
from sqlmodel_rs.engine.url import URL, immutabledict, make_url
from sqlmodel_rs.event import Listeners
from sqlmodel_rs.listener import wrap_listener

#: The native engine's names for what listeners know by the drivers' names.
_LOGIN = {"host": "host", "port": "port", "username": "user", "password": "password"}


class _EngineHolder:
    """The listeners of the class, or of one engine."""

    def __get__(self, instance: Any, owner: Any) -> Callable[[str], Listeners | None]:
        own = owner._class_listeners if instance is None else instance.events.own
        return lambda identifier: own if identifier in own.names else None


class Engine:
    """A database: `with engine.connect() as connection`. Made by `create_engine()`; safe for several threads."""

    _class_listeners: ClassVar[Listeners] = Listeners(*ENGINE_EVENTS)
    _event_holder = _EngineHolder()
    #: What `detect_n_plus_one` was told: how many loads are too many, and whether that raises.
    _repeats: tuple[int, bool] | None = None

    def __init__(
        self,
        url: URL,
        native: Any,
        dialect: Any,
        *,
        pool: pools.Pool,
        echo: Any = None,
        logging_name: str | None = None,
        hide_parameters: bool = False,
        options: Mapping[str, Any] | None = None,
        events: Events | None = None,
        records: Records | None = None,
        parameters: Mapping[str, Any] | None = None,
    ) -> None:
        self.url = url
        self.dialect = dialect
        self.hide_parameters = hide_parameters
        self.logging_name = logging_name
        self.pool = pool
        self.log = Echo(echo, logging_name)
        self._native = native
        if dialect.backend == "mysql":
            dialect._engine = native
        self._options: dict[str, Any] = dict(options or {})
        if pool._engine is None:
            pool._engine = self
        self.events = events or Events(Engine._class_listeners, type(pool)._class_listeners, pool._listeners)
        self._records = records or Records(native, self.dialect.name)
        self._parameters: Mapping[str, Any] = parameters or {}
        self._asks = False

    @staticmethod
    def _event_wrapper(identifier: str, function: Callable[..., Any], options: dict[str, Any]) -> Callable[..., Any]:
        return wrap_listener(identifier, function, options)

    @property
    def engine(self) -> Engine:
        """The engine itself."""
        return self

    @property
    def name(self) -> str:
        """The database's name."""
        return str(self.dialect.name)

    @property
    def driver(self) -> str:
        """The driver's name as the URL has it."""
        return str(self.dialect.driver)

    @property
    def echo(self) -> Any:
        """Whether statements are logged: None, True, False or "debug"."""
        return self.log.flag

    @echo.setter
    def echo(self, value: Any) -> None:
        self.log.flag = value

    def _is_quiet(self, events: frozenset[str]) -> bool:
        """Tell whether nothing is logged and nobody listens to any of these events."""
        log = self.log
        if log._flag or log.logger.isEnabledFor(INFO):
            return False
        known = self.events
        active = known._active if known._seen == Listeners.changes else known.active
        return not active or active.isdisjoint(events)

    @property
    def _watched(self) -> bool:
        """Whether statements are logged or listened to."""
        log = self.log
        if log._flag or log.logger.isEnabledFor(INFO):
            return True
        return self.events.statements

    def connect(self) -> Connection:
        """Check a connection out of the pool."""
        return self._connected_with(self._checked_out())

    async def _connect_async(self) -> Connection:
        """Do as `connect`, without blocking the event loop."""
        if not self.events.any:
            return Connection(self, await self._native.acquire_async())
        self._ask_on_connect()
        for _ in range(ATTEMPTS):
            native = await self._native.acquire_async()
            # Listeners may use the connection, which blocks.
            import asyncio

            if await asyncio.to_thread(accepted, self, native):
                return await asyncio.to_thread(self._connected_with, native)
        raise disowned()

    def _checked_out(self) -> Any:
        """Take a connection from the pool and tell the listeners."""
        if not self.events.any:
            return self._native.acquire()
        self._ask_on_connect()
        return check_out(self, self._native.acquire)

    def _begun(self) -> Connection | None:
        """Check a connection out and begin its transaction; None where somebody is told of either."""
        if not self._is_quiet(BEGIN_EVENTS):
            return None
        native = self._native.acquire()
        if native.fresh and self.events.any and not accepted(self, native):
            raise disowned()
        connection = Connection(self, native)
        try:
            connection._begin_untold()
        except BaseException:
            connection.close()
            raise
        return connection

    def _leased(self) -> Any:
        """Check a connection out and begin its transaction, without what stands for them.

        None where somebody is told of that or of statements, or where the engine has options for its connections.
        """
        if self._options or not self._is_quiet(FIRST_EVENTS):
            return None
        native = self._native.acquire()
        if native.fresh and self.events.any and not accepted(self, native):
            raise disowned()
        try:
            native.begin()
        except BaseException:
            native.release()
            raise
        return native

    def _connected_with(self, native: Any) -> Connection:
        """Wrap a native connection and tell the listeners, first those of a connection that has just been opened."""
        connection = Connection(self, native)
        if self.events.any:
            self.events.fire("engine_connect", connection)
        return connection

    def _ask_on_connect(self) -> None:
        """Let "do_connect" listeners see and change the arguments of connections that are opened from now on."""
        if not self._asks and "do_connect" in self.events.active:
            self._asks = True
            self._native.on_connect(self._connect_options)

    def _connect_options(self) -> dict[str, Any]:
        """Return the arguments of a connection as the "do_connect" listeners leave them, under their drivers' names."""
        given = self._parameters
        is_file = self.dialect.backend == "sqlite"
        cparams = {**given["query"], **given["connect_args"]}
        if not is_file:
            database = "database" if self.dialect.backend == "mysql" or self.driver == "asyncpg" else "dbname"
            named = {"host": "host", database: "database", "user": "username", "password": "password", "port": "port"}
            cparams.update({name: given[own] for name, own in named.items() if given[own] is not None})
        cargs: list[Any] = [given["database"] or ":memory:"] if is_file else []
        for function in self.events.of("do_connect"):
            if function(self.dialect, None, cargs, cparams) is not None:
                raise exc.InvalidRequestError(
                    'a "do_connect" listener may change the arguments, but the engine opens the connection itself'
                )
        if len(cargs) != int(is_file):
            raise exc.ArgumentError('a "do_connect" listener may change `cargs` and `cparams`, not add to `cargs`')
        options = {own: cparams.pop(name, None) for own, name in _LOGIN.items()}
        database = cparams.pop("database", None)
        options["database"] = cargs[0] if is_file else cparams.pop("dbname", database)
        return {**options, "connect_args": cparams}

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """Connect and begin a transaction; commit at the end of the block, or roll back."""
        with self.connect() as connection, connection.begin():
            yield connection

    def raw_connection(self) -> DBAPIConnection:
        """Check a connection out and return its DB-API face; `close()` gives it back."""
        native = self._checked_out()

        def release() -> None:
            if self.events.any:
                self._records.returned(self, native, False)
            native.release()
            if self.events.any:
                self._records.sweep(self)

        return shown(native, self.dialect.name, release)

    def execution_options(self, **opt: Any) -> Engine:
        """Return an engine on the same pool whose connections have these options."""
        if "isolation_level" in opt:
            opt["isolation_level"] = execution.isolation_level(self.dialect, opt["isolation_level"])
        new = Engine(
            self.url,
            self._native,
            self.dialect,
            pool=self.pool,
            echo=self.echo,
            logging_name=self.logging_name,
            hide_parameters=self.hide_parameters,
            options={**self._options, **opt},
            events=self.events.child(),
            records=self._records,
            parameters=self._parameters,
        )
        new._repeats = self._repeats
        if new.events.any:
            new.events.fire("set_engine_execution_options", new, opt)
        return new

    def update_execution_options(self, **opt: Any) -> None:
        """Set options for the connections of this engine."""
        if "isolation_level" in opt:
            opt["isolation_level"] = execution.isolation_level(self.dialect, opt["isolation_level"])
        self._options.update(opt)

    def get_execution_options(self) -> immutabledict:
        """Return the options of the engine's connections."""
        return immutabledict(self._options)

    def dispose(self, close: bool = True) -> None:
        """Close the connections in the pool; the engine opens new ones when it is used again."""
        if close:
            self._native.dispose()
        else:
            self._native.abandon()
        if self.events.any:
            self._records.sweep(self)
            self.events.fire("engine_disposed", self)

    def detect_n_plus_one(self, threshold: int = 3, mode: Literal["warn", "raise", "off"] = "warn") -> None:
        """Report when a line of the program loads one attribute again and again, a statement for each object.

        That is so once the same line has loaded the attribute `threshold` times in a transaction: `NPlusOneWarning`
        at that line, or `NPlusOneError` with "raise" (both of `orm.shortcuts`); "off" ends it. Costs nothing where
        nothing is loaded lazily.

            engine.detect_n_plus_one(mode="raise")
        """
        if mode not in ("warn", "raise", "off"):
            raise exc.ArgumentError(f"mode must be 'warn', 'raise' or 'off', not {mode!r}")
        if threshold < 2:
            raise exc.ArgumentError(f"threshold must be 2 or more, not {threshold}")
        self._repeats = None if mode == "off" else (threshold, mode == "raise")

    def clear_compiled_cache(self) -> None:
        """Do nothing: statements are compiled each time, there is no cache."""

    def _run_ddl(self, work: Any) -> None:
        with self.begin() as connection:
            work(connection)

    def _table_names(self, schema: str | None = None, *, views: bool = False) -> list[str]:
        with self.connect() as connection:
            return connection._table_names(schema, views=views)

    def _reflect_table(self, table: Any, include_columns: Any, *, skip: set[str], resolve_fks: bool) -> None:
        with self.connect() as connection:
            connection._reflect_table(table, include_columns, skip=skip, resolve_fks=resolve_fks)

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        with self.connect() as connection:
            yield connection

    def __repr__(self) -> str:
        return f"Engine({self.url!r})"


def create_engine(url: str | URL, **kwargs: Any) -> Engine:
    """Make an engine for a database URL; nothing is opened before it is used.

    Keywords mean what they mean in SQLAlchemy: `echo`, `connect_args`, `poolclass`, `pool_size`, `max_overflow`,
    `pool_timeout` and `pool_recycle` (seconds), `pool_pre_ping`, `isolation_level`, `execution_options`,
    `hide_parameters`, `logging_name`, `json_serializer`, `json_deserializer` ...

    Raises:
        ArgumentError: the URL cannot be parsed. NoSuchModuleError: it names another database.
        TypeError: an unknown keyword.
    """
    return _make_engine(make_url(url), kwargs, is_async=False)


def _make_engine(url: URL, kwargs: dict[str, Any], *, is_async: bool) -> Engine:
    given = dict(kwargs)
    backend = backend_of(url)
    kind = dialects.by_name(backend).dialect
    name = url.get_backend_name()
    dialect = kind(name if name == "mariadb" else backend, url.get_driver_name())
    dialect.is_async = is_async
    native_options, pool = pool_and_native(url, backend, dialect, given, is_async)
    set_up_dialect(dialect, native_options, given)
    execution_options = mapping(given, "execution_options")
    if native_options["isolation_level"] is not None:
        execution_options.setdefault("isolation_level", native_options["isolation_level"])
    settings = {
        "echo": given.pop("echo", None),
        "logging_name": given.pop("logging_name", None),
        "hide_parameters": given.pop("hide_parameters", False),
    }
    PoolEcho.attach(pool, given.pop("echo_pool", None), given.pop("pool_logging_name", None))
    check_rest(given, backend, f"{kind.__name__}/{type(pool).__name__}/Engine")
    native = NativeEngine(backend, native_options, awaited=is_async)
    return Engine(url, native, dialect, pool=pool, options=execution_options, parameters=native_options, **settings)


def engine_from_config(configuration: Mapping[str, Any], prefix: str = "sqlalchemy.", **kwargs: Any) -> Engine:
    """Make an engine from a configuration dict: `{"sqlalchemy.url": ..., "sqlalchemy.echo": "true"}`."""
    options = config_options(configuration, prefix, kwargs)
    return create_engine(options.pop("url"), **options)
