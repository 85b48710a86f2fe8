"""Native engines for the bridge's tests, one kind of server each."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from sqlmodel_rs._native import Engine


def native_engine(url: str, **options: Any) -> Engine:
    """Make a native engine from a URL, without the Python layer above it."""
    parts = urlsplit(url)
    backend = parts.scheme.split("+")[0]
    if backend == "sqlite":
        return Engine("sqlite", {"database": parts.path.removeprefix("/") or ":memory:", **options})
    where = {
        "host": parts.hostname,
        "port": parts.port,
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password) if parts.password else None,
        "database": parts.path.removeprefix("/"),
    }
    return Engine(backend, {**where, **options})


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """Return an engine on an empty database, of each kind."""
    made = native_engine(database_url)
    yield made
    made.dispose()


@pytest.fixture
def memory() -> Iterator[Engine]:
    """Return an engine on an empty SQLite database in memory."""
    made = Engine("sqlite", {"database": ":memory:"})
    yield made
    made.dispose()


@pytest.fixture
def backend(database_url: str) -> str:
    """Return the name of the database kind."""
    return database_url.split(":")[0].split("+")[0]


@pytest.fixture
def marks(backend: str) -> tuple[str, str]:
    """Return how this database writes its first two placeholders."""
    return ("$1", "$2") if backend == "postgresql" else ("?", "?")
