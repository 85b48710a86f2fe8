"""What `create_engine()` is given, checked and sorted: the pool's options, the native engine's, the dialect's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlmodel_rs import exc
from sqlmodel_rs import pool as pools
from sqlmodel_rs.engine import execution
from sqlmodel_rs.engine.url import BACKENDS, URL

#: Keywords of SQLAlchemy whose effect is empty here by construction, and why. With a database named, others refuse it.
WITHOUT_EFFECT: Mapping[str, tuple[str | None, str]] = {
    "query_cache_size": (None, "statements are compiled each time: there is no cache whose size could matter"),
    "skip_autocommit_rollback": (None, "no ROLLBACK is ever sent under AUTOCOMMIT"),
    "use_insertmanyvalues": (None, "how rows share a statement is the engine's choice and shows in no result"),
    "insertmanyvalues_page_size": (None, "how rows share a statement is the engine's choice and shows in no result"),
    "executemany_mode": ("postgresql", "how rows share a statement is the engine's choice and shows in no result"),
    "executemany_batch_page_size": ("postgresql", "as `insertmanyvalues_page_size`"),
    "executemany_values_page_size": ("postgresql", "as `insertmanyvalues_page_size`"),
    "use_native_hstore": ("postgresql", "there is no HSTORE type"),
    "native_datetime": ("sqlite", "dates and times are converted by the engine, never by the driver"),
}
#: Where connections are reset to, as SQLAlchemy spells it.
_RESETS: Mapping[Any, str] = {
    "rollback": "rollback",
    True: "rollback",
    "commit": "commit",
    None: "none",
    False: "none",
    "none": "none",
}
_POOL_DEFAULTS: Mapping[str, Any] = {"pool_size": 5, "max_overflow": 10, "pool_timeout": 30.0, "pool_recycle": -1}


def is_memory(url: URL) -> bool:
    """Tell whether a SQLite URL names a database in memory."""
    database = url.database
    return database in (None, "", ":memory:") or (
        database is not None
        and database.startswith("file:")
        and (":memory:" in database or url.query.get("mode") == "memory")
    )


def backend_of(url: URL) -> str:
    """Return the kind of database a URL names.

    Raises:
        NoSuchModuleError: it names another one.
    """
    name = url.get_backend_name()
    backend = BACKENDS.get(name.lower())
    if backend is None:
        known = ", ".join(sorted(BACKENDS))
        raise exc.NoSuchModuleError(f"Can't load plugin: sqlalchemy.dialects:{name} (databases here: {known})")
    return backend


def pool_and_native(
    url: URL, backend: str, dialect: Any, given: dict[str, Any], is_async: bool
) -> tuple[dict[str, Any], pools.Pool]:
    """Take the options of the pool and of the native engine; what is left is another's."""
    memory = backend == "sqlite" and is_memory(url)
    default = pools.SingletonThreadPool if memory else (pools.AsyncAdaptedQueuePool if is_async else pools.QueuePool)
    poolclass = given.pop("poolclass", None) or default
    existing = given.pop("pool", None)
    if existing is not None:
        poolclass = type(existing)
    if not (isinstance(poolclass, type) and issubclass(poolclass, pools.Pool)):
        raise exc.ArgumentError(f"poolclass is not a pool class of this library: {poolclass!r}")
    level = given.pop("isolation_level", None)
    reset = given.pop("pool_reset_on_return", "rollback")
    if reset not in _RESETS:
        raise exc.ArgumentError(f"Invalid value for 'pool_reset_on_return': {reset!r}")
    options: dict[str, Any] = {
        "database": url.database,
        "host": url.host,
        "port": url.port,
        "username": url.username,
        "password": url.password,
        "query": dict(url.query),
        "poolclass": poolclass._native_name,
        "pool_reset_on_return": _RESETS[reset],
        "pool_pre_ping": bool(given.pop("pool_pre_ping", False)),
        "isolation_level": None if level is None else execution.isolation_level(dialect, level),
        "connect_args": mapping(given, "connect_args"),
    }
    for name, default_value in _POOL_DEFAULTS.items():
        value = given.pop(name, default_value)
        options[name] = default_value if value is None else pool_number(name, value)
    if issubclass(poolclass, pools.QueuePool):
        options["pool_use_lifo"] = bool(given.pop("pool_use_lifo", False))
    return options, poolclass()


def pool_number(name: str, value: Any) -> int | float:
    """Return a number of the pool; raises ArgumentError, naming it, when it cannot be one."""
    seconds = name == "pool_timeout"
    wanted = (int, float) if seconds else int
    least = -1 if name in ("max_overflow", "pool_recycle") else 0
    if not isinstance(value, wanted) or isinstance(value, bool) or value < least:
        kind = "a number of seconds" if seconds else "an integer"
        raise exc.ArgumentError(f"{name} must be {kind}, at least {least}, not {value!r}")
    return float(value) if seconds else value


def mapping(given: dict[str, Any], name: str) -> dict[str, Any]:
    """Take an option that is a dict; raises ArgumentError, naming it, when it is none."""
    value = given.pop(name, None)
    if value is not None and not isinstance(value, Mapping):
        raise exc.ArgumentError(f"{name} must be a dict, not {value!r}")
    return dict(value or {})


def set_up_dialect(dialect: Any, native_options: dict[str, Any], given: dict[str, Any]) -> None:
    """Take the options of the dialect: JSON's functions, the lengths of names, and whether joins are examined.

    Raises:
        ArgumentError: labels longer than names may be.
    """
    for option in ("json_serializer", "json_deserializer"):
        function = given.pop(option, None)
        if function is not None:
            dialect.options[option] = native_options[option] = function
    dialect.lints = bool(given.pop("enable_from_linting", True))
    longest = given.pop("max_identifier_length", None)
    if longest:
        dialect.max_identifier_length = int(longest)
    label = given.pop("label_length", None)
    if label is not None and label > dialect.max_identifier_length:
        raise exc.ArgumentError(
            f"Label length of {label} is greater than this dialect's maximum identifier length of "
            f"{dialect.max_identifier_length}"
        )
    dialect.label_length = label


def check_rest(given: dict[str, Any], backend: str, configuration: str) -> None:
    """Let those pass whose effect is empty.

    Raises:
        TypeError: an unknown keyword. ArgumentError: a value that cannot be.
    """
    if given.pop("future", True) not in (True, None):
        raise exc.ArgumentError("The 'future' parameter passed to create_engine() may only be set to True.")
    unknown = [name for name in given if name not in WITHOUT_EFFECT or WITHOUT_EFFECT[name][0] not in (None, backend)]
    if unknown:
        names = ",".join(f"'{name}'" for name in unknown)
        raise TypeError(
            f"Invalid argument(s) {names} sent to create_engine(), using configuration {configuration}.  Please check "
            "that the keyword arguments are appropriate for this combination of components."
        )


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
        "pool_use_lifo": _boolean,
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
