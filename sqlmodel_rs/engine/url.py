"""`URL`: where a database is and how to reach it. A `+driver` suffix is kept and means nothing here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, NoReturn
from urllib.parse import parse_qsl, quote, quote_plus, unquote

from sqlmodel_rs import exc

_PATTERN = re.compile(
    r"""
    (?P<name>[\w\+]+)://
    (?:(?P<username>[^:/]*)(?::(?P<password>[^@]*))?@)?
    (?:(?:\[(?P<ipv6host>[^/\?]+)\]|(?P<ipv4host>[^/:\?]+))?(?::(?P<port>[^/\?]*))?)?
    (?:/(?P<database>[^\?]*))?
    (?:\?(?P<query>.*))?
    $""",
    re.VERBOSE,
)

#: Names a URL may begin with -> the engine's backend.
BACKENDS: Mapping[str, str] = {
    "sqlite": "sqlite",
    "postgresql": "postgresql",
    "postgres": "postgresql",
    "mysql": "mysql",
    "mariadb": "mysql",
}
_DRIVERS = {"sqlite": "pysqlite", "postgresql": "psycopg", "mysql": "pymysql"}


class immutabledict(dict[Any, Any]):
    """A dict that is not changed."""

    def _refuse(self, *_args: Any, **_kw: Any) -> NoReturn:
        raise TypeError(f"{type(self).__name__} object is immutable")

    # One refusal for all: it returns for no overload of theirs.
    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = _refuse
    setdefault = update = _refuse  # pyright: ignore[reportAssignmentType]

    def union(self, *others: Any, **kw: Any) -> immutabledict:
        """Return the dict with others laid over it."""
        merged = dict(self)
        for other in others:
            merged.update(other or {})
        merged.update(kw)
        return immutabledict(merged)

    merge_with = union

    def __or__(self, other: Any) -> immutabledict:
        return self.union(other)

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(tuple(sorted((str(key), str(value)) for key, value in self.items())))

    def __repr__(self) -> str:
        return f"immutabledict({dict.__repr__(self)})"

    def __reduce__(self) -> Any:
        return immutabledict, (dict(self),)


class URL(NamedTuple):
    """The parts of a database URL. Make one with `make_url()` or `URL.create()`; `str()` hides the password."""

    drivername: str
    username: str | None
    password: str | None
    host: str | None
    port: int | None
    database: str | None
    query: immutabledict

    @classmethod
    def create(
        cls,
        drivername: str,
        username: str | None = None,
        password: str | None = None,
        host: str | None = None,
        port: int | None = None,
        database: str | None = None,
        query: Mapping[str, str | Sequence[str]] = immutabledict(),
    ) -> URL:
        """Make a URL from its parts; nothing is escaped or unescaped.

        Raises:
            TypeError: a part has the wrong type.
        """
        return cls(
            _text(drivername, "drivername"),
            _optional_text(username, "username"),
            None if password is None else str(password),
            _optional_text(host, "host"),
            _port(port),
            _optional_text(database, "database"),
            _query(query),
        )

    def set(
        self,
        drivername: str | None = None,
        username: str | None = None,
        password: str | None = None,
        host: str | None = None,
        port: int | None = None,
        database: str | None = None,
        query: Mapping[str, Any] | None = None,
    ) -> URL:
        """Return the URL with the given parts replaced."""
        parts = self._asdict()
        given = {
            "drivername": drivername,
            "username": username,
            "password": password,
            "host": host,
            "port": port,
            "database": database,
            "query": query,
        }
        parts.update({name: value for name, value in given.items() if value is not None})
        return URL.create(**parts)

    def update_query_dict(self, query_parameters: Mapping[str, Any], append: bool = False) -> URL:
        """Return the URL with query parameters replaced, or added with `append`."""
        return self.update_query_pairs(list(query_parameters.items()), append=append)

    def update_query_string(self, query_string: str, append: bool = False) -> URL:
        """Return the URL with the parameters of a query string."""
        return self.update_query_pairs(parse_qsl(query_string), append=append)

    def update_query_pairs(self, key_value_pairs: Iterable[tuple[str, Any]], append: bool = False) -> URL:
        """Return the URL with (name, value) pairs in its query."""
        fresh: dict[str, Any] = {}
        for name, value in key_value_pairs:
            values = [value] if isinstance(value, str) else list(value)
            fresh.setdefault(name, []).extend(values)
        merged: dict[str, Any] = dict(self.query)
        for name, values in fresh.items():
            before = list(self.normalized_query.get(name, ())) if append else []
            together = [*before, *values]
            merged[name] = together[0] if len(together) == 1 else tuple(together)
        return self._replace(query=_query(merged))

    def difference_update_query(self, names: Iterable[str]) -> URL:
        """Return the URL without the named query parameters."""
        dropped = set(names)
        return self._replace(query=_query({name: value for name, value in self.query.items() if name not in dropped}))

    @property
    def normalized_query(self) -> Mapping[str, Sequence[str]]:
        """The query with every value as a tuple."""
        return immutabledict(
            {name: (value,) if isinstance(value, str) else tuple(value) for name, value in self.query.items()}
        )

    def render_as_string(self, hide_password: bool = True) -> str:
        """Write the URL; the password shows as `***` unless `hide_password` is False."""
        text = f"{self.drivername}://"
        if self.username is not None:
            text += quote(self.username, safe=" +")
            if self.password is not None:
                text += ":" + ("***" if hide_password else quote(str(self.password), safe=" +"))
            text += "@"
        if self.host is not None:
            text += f"[{self.host}]" if ":" in self.host else self.host
        if self.port is not None:
            text += f":{self.port}"
        if self.database is not None:
            text += "/" + quote(self.database, safe=" +/")
        if self.query:
            pairs = [
                f"{quote_plus(name)}={quote_plus(value)}"
                for name in sorted(self.query)
                for value in self.normalized_query[name]
            ]
            text += "?" + "&".join(pairs)
        return text

    def get_backend_name(self) -> str:
        """Return the database's name: the part of `drivername` before `+`."""
        return self.drivername.partition("+")[0]

    def get_driver_name(self) -> str:
        """Return the part of `drivername` after `+`, or the usual driver's name.

        Raises:
            NoSuchModuleError: the database is unknown.
        """
        backend, plus, driver = self.drivername.partition("+")
        return driver if plus else _DRIVERS[self._backend(backend)]

    @staticmethod
    def _backend(name: str) -> str:
        backend = BACKENDS.get(name.lower())
        if backend is None:
            known = ", ".join(sorted(BACKENDS))
            raise exc.NoSuchModuleError(f"Can't load plugin: sqlalchemy.dialects:{name} (databases here: {known})")
        return backend

    def get_dialect(self) -> Any:
        """Return the class of the database's dialect."""
        from sqlmodel_rs import dialects

        return dialects.by_name(self._backend(self.get_backend_name())).dialect

    def translate_connect_args(self, names: Sequence[str] = (), **kw: Any) -> dict[str, Any]:
        """Return host, database, user and so on as a dict without the missing ones; `kw` renames."""
        renamed = dict(zip(("host", "database", "username", "password", "port"), names, strict=False)) | kw
        found = {}
        for part in ("host", "database", "username", "password", "port"):
            value = getattr(self, part)
            if value is not None and value is not False:
                found[renamed.get(part, part)] = value
        return found

    def __str__(self) -> str:
        return self.render_as_string()

    def __repr__(self) -> str:
        return self.render_as_string()

    def __copy__(self) -> URL:
        return URL(*self)

    def __deepcopy__(self, memo: Any) -> URL:
        return URL(*self)


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a string")
    return value


def _optional_text(value: Any, name: str) -> str | None:
    return None if value is None else _text(value, name)


def _port(port: Any) -> int | None:
    if port is None:
        return None
    try:
        return int(port)
    except ValueError:
        raise TypeError("Port argument must be an integer or None") from None


def _query(query: Mapping[str, Any]) -> immutabledict:
    found: dict[str, Any] = {}
    for name, value in query.items():
        _text(name, "Query dictionary keys")
        if isinstance(value, str):
            found[name] = value
        elif isinstance(value, Sequence):
            found[name] = tuple(_text(item, "Query dictionary values") for item in value)
        else:
            raise TypeError("Query dictionary values must be strings or sequences of strings")
    return immutabledict(found)


def make_url(name_or_url: str | URL) -> URL:
    """Parse a database URL; a URL object comes back as it is.

    `sqlite://` is a database in memory, `sqlite:///x.db` a relative and `sqlite:////x.db` an absolute path.

    Raises:
        ArgumentError: it is no URL.
    """
    if isinstance(name_or_url, URL):
        return name_or_url
    if not isinstance(name_or_url, str):
        raw = getattr(name_or_url, "url", None) or getattr(name_or_url, "_sqla_url", None)
        if raw is not None and type(name_or_url).__module__.startswith("pydantic"):
            return make_url(str(raw))
        raise exc.ArgumentError(f"Expected string or URL object, got {name_or_url!r}")
    match = _PATTERN.match(name_or_url)
    if match is None:
        raise exc.ArgumentError("Could not parse SQLAlchemy URL from given URL string")
    parts = match.groupdict()
    query: dict[str, Any] = {}
    for name, value in parse_qsl(parts["query"] or ""):
        query.setdefault(name, []).append(value)
    try:
        port = int(parts["port"]) if parts["port"] else None
    except ValueError:
        raise exc.ArgumentError(f"the port of a URL must be a number, not {parts['port']!r}") from None
    return URL(
        parts["name"],
        None if parts["username"] is None else unquote(parts["username"]),
        None if parts["password"] is None else unquote(parts["password"]),
        parts["ipv4host"] or parts["ipv6host"],
        port,
        None if parts["database"] is None else unquote(parts["database"]),
        immutabledict({name: values[0] if len(values) == 1 else tuple(values) for name, values in query.items()}),
    )
