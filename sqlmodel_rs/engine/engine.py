"""`Engine` and `create_engine`: a database as connections, its log, its events. Opens nothing until asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar

from sqlmodel_rs import _native, dialects, exc
from sqlmodel_rs import pool as pools
from sqlmodel_rs.engine import execution, greeting
from sqlmodel_rs.engine.connection import Connection
from sqlmodel_rs.engine.dbapi import DBAPIConnection
from sqlmodel_rs.engine.echo import Echo
from sqlmodel_rs.engine.events import ENGINE_EVENTS, Events
from sqlmodel_rs.engine.url import BACKENDS, URL, immutabledict, make_url
from sqlmodel_rs.event import Listeners

#: Keywords that SQLAlchemy accepts and that mean nothing to this engine.
_WITHOUT_EFFECT = frozenset(
    {
        "future",
        "query_cache_size",
        "max_identifier_length",
        "label_length",
        "pool_logging_name",
        "pool_reset_on_return",
        "pool_use_lifo",
        "insertmanyvalues_page_size",
        "use_insertmanyvalues",
        "use_native_hstore",
        "executemany_mode",
        "executemany_batch_page_size",
        "enable_from_linting",
        "native_datetime",
        "prepared_statement_cache_size",
        "encoding",
        "convert_unicode",
        "skip_autocommit_rollback",
    }
)
_POOL_DEFAULTS: Mapping[str, Any] = {"pool_size": 5, "max_overflow": 10, "pool_timeout": 30.0, "pool_recycle": -1}


class _EngineHolder:
    """The listeners of the class, or of one engine."""

    def __get__(self, instance: Any, owner: Any) -> Callable[[str], Listeners | None]:
        own = owner._class_listeners if instance is None else instance.events.own
        return lambda identifier: own if identifier in own.names else None


class Engine:
    """A database: `with engine.connect() as connection`. Made by `create_engine()`; safe for several threads."""

    _class_listeners: ClassVar[Listeners] = Listeners(*ENGINE_EVENTS)
    _event_holder = _EngineHolder()

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
    ) -> None:
        self.url = url
        self.dialect = dialect
        self.hide_parameters = hide_parameters
        self.logging_name = logging_name
        self.pool = pool
        self.log = Echo(echo, logging_name)
        self._native = native
        self._options: dict[str, Any] = dict(options or {})
        if pool._engine is None:
            pool._engine = self
        self.events = events or Events(Engine._class_listeners, type(pool)._class_listeners, pool._listeners)
        self._greeted = False

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

    @property
    def _watched(self) -> bool:
        return self.log.enabled or self.events.any

    def connect(self) -> Connection:
        """Check a connection out of the pool."""
        native = self._native.acquire()
        return self._connected_with(native)

    def _connected_with(self, native: Any) -> Connection:
        """Wrap a native connection and tell the listeners, first those of a connection that has just been opened."""
        if self.events.any:
            self._greet(native)
        connection = Connection(self, native)
        if self.events.any:
            self.events.fire("engine_connect", connection)
        return connection

    def _greet(self, native: Any) -> None:
        face = DBAPIConnection(native)
        try:
            if greeting.first_time(native, self.dialect.backend, self.events):
                if not self._greeted:
                    self._greeted = True
                    self.events.fire("first_connect", face, None)
                self.events.fire("connect", face, None)
            self.events.fire("checkout", face, None, None)
        except BaseException:
            native.invalidate()
            native.release()
            raise

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """Connect and begin a transaction; commit at the end of the block, or roll back."""
        with self.connect() as connection, connection.begin():
            yield connection

    def raw_connection(self) -> DBAPIConnection:
        """Check a connection out and return its DB-API face; `close()` gives it back."""
        native = self._native.acquire()
        if self.events.any:
            self._greet(native)
        return DBAPIConnection(native, native.release)

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
        )
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
        self._native.dispose()
        if self.events.any:
            self.events.fire("engine_disposed", self)

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


def _is_memory(url: URL) -> bool:
    database = url.database
    return database in (None, "", ":memory:") or (
        database is not None
        and database.startswith("file:")
        and (":memory:" in database or url.query.get("mode") == "memory")
    )


def _backend(url: URL) -> str:
    name = url.get_backend_name()
    backend = BACKENDS.get(name.lower())
    if backend is None:
        known = ", ".join(sorted(BACKENDS))
        raise exc.NoSuchModuleError(f"Can't load plugin: sqlalchemy.dialects:{name} (databases here: {known})")
    return backend


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
    backend = _backend(url)
    given = dict(kwargs)
    kind = dialects.by_name(backend).dialect
    name = url.get_backend_name()
    dialect = kind(name if name == "mariadb" else backend, url.get_driver_name())
    dialect.is_async = is_async
    for option in ("json_serializer", "json_deserializer", "paramstyle"):
        if given.get(option) is not None:
            dialect.options[option] = given[option]
        given.pop(option, None)
    options, pool = _native_options(url, backend, dialect, given, is_async)
    execution_options = dict(given.pop("execution_options", None) or {})
    if options["isolation_level"] is not None:
        execution_options.setdefault("isolation_level", options["isolation_level"])
    settings = {
        "echo": given.pop("echo", None),
        "logging_name": given.pop("logging_name", None),
        "hide_parameters": given.pop("hide_parameters", False),
    }
    if given.pop("echo_pool", None):
        settings["echo"] = settings["echo"] or None
    for without_effect in _WITHOUT_EFFECT & set(given):
        del given[without_effect]
    if given:
        names = ",".join(f"'{name}'" for name in given)
        raise TypeError(
            f"Invalid argument(s) {names} sent to create_engine(), using configuration "
            f"{kind.__name__}/{type(pool).__name__}/Engine.  Please check that the keyword arguments are appropriate "
            "for this combination of components."
        )
    return Engine(url, _native.Engine(backend, options), dialect, pool=pool, options=execution_options, **settings)


def _native_options(
    url: URL, backend: str, dialect: Any, given: dict[str, Any], is_async: bool
) -> tuple[dict[str, Any], pools.Pool]:
    memory = backend == "sqlite" and _is_memory(url)
    default = pools.SingletonThreadPool if memory else (pools.AsyncAdaptedQueuePool if is_async else pools.QueuePool)
    poolclass = given.pop("poolclass", None) or default
    existing = given.pop("pool", None)
    if existing is not None:
        poolclass = type(existing)
    if not (isinstance(poolclass, type) and issubclass(poolclass, pools.Pool)):
        raise exc.ArgumentError(f"poolclass is not a pool class of this library: {poolclass!r}")
    level = given.pop("isolation_level", None)
    options: dict[str, Any] = {
        "database": url.database,
        "host": url.host,
        "port": url.port,
        "username": url.username,
        "password": url.password,
        "query": dict(url.query),
        "poolclass": poolclass._native_name,
        "pool_pre_ping": bool(given.pop("pool_pre_ping", False)),
        "isolation_level": None if level is None else execution.isolation_level(dialect, level),
        "connect_args": dict(given.pop("connect_args", None) or {}),
    }
    for name, default_value in _POOL_DEFAULTS.items():
        value = given.pop(name, default_value)
        if name == "pool_timeout":
            value = default_value if value is None else float(value)
        options[name] = default_value if value is None else value
    return options, poolclass()


def engine_from_config(configuration: Mapping[str, Any], prefix: str = "sqlalchemy.", **kwargs: Any) -> Engine:
    """Make an engine from a configuration dict: `{"sqlalchemy.url": ..., "sqlalchemy.echo": "true"}`."""
    options = config_options(configuration, prefix, kwargs)
    return create_engine(options.pop("url"), **options)


_BOOLEANS = {"true": True, "yes": True, "on": True, "y": True, "t": True, "1": True}
_BOOLEANS |= {"false": False, "no": False, "off": False, "n": False, "f": False, "0": False}


def config_options(configuration: Mapping[str, Any], prefix: str, kwargs: Mapping[str, Any]) -> dict[str, Any]:
    """Return the keywords that a configuration names after `prefix`, text made into numbers and truth values."""
    options = {
        key[len(prefix) :]: value
        for key, value in configuration.items()
        if isinstance(key, str) and key.startswith(prefix)
    }
    options.update(kwargs)
    converters: dict[str, Callable[[str], Any]] = {
        "echo": lambda text: "debug" if text == "debug" else _boolean(text),
        "echo_pool": lambda text: "debug" if text == "debug" else _boolean(text),
        "pool_pre_ping": _boolean,
        "hide_parameters": _boolean,
        "future": _boolean,
        "pool_size": int,
        "max_overflow": int,
        "pool_recycle": int,
        "pool_timeout": float,
    }
    for name, convert in converters.items():
        if isinstance(options.get(name), str):
            options[name] = convert(options[name])
    return options


def _boolean(text: str) -> bool:
    try:
        return _BOOLEANS[text.strip().lower()]
    except KeyError:
        raise ValueError(f"String is not true/false: {text!r}") from None
