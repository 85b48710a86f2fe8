"""Databases that can be hurt: SQLite in a file, servers behind a proxy, sessions that another one kills."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pymysql
import pytest

from sqlmodel_rs import create_engine
from sqlmodel_rs.engine import Engine

from .models import Faults
from .proxy import Proxy

SERVERS = ("postgresql", "mysql")


@pytest.fixture
def database_url(database_url: str, tmp_path: Path) -> str:
    """Return the URL of an empty database that several connections and processes share."""
    return f"sqlite:///{tmp_path / 'faults.db'}" if database_url == "sqlite://" else database_url


@pytest.fixture
def backend(database_url: str) -> str:
    """Return the name of the database kind."""
    return database_url.split(":")[0]


@pytest.fixture
def server_url(database_url: str, backend: str) -> str:
    """Return the URL of an empty database on a server."""
    if backend not in SERVERS:
        pytest.skip("SQLite has no server")
    return database_url


@pytest.fixture
def made(database_url: str, backend: str) -> Iterator[Callable[..., Engine]]:
    """Return a function that makes engines on a database with the tables; they are disposed of afterwards."""
    engines: list[Engine] = []

    def make(url: str = database_url, **options: Any) -> Engine:
        engines.append(create_engine(url, **options))
        return engines[-1]

    Faults.metadata.create_all(make())
    yield make
    for engine in engines:
        engine.dispose()
    if backend in SERVERS:
        end_sessions(database_url)


@pytest.fixture
def proxy(server_url: str) -> Iterator[Proxy]:
    """Return a proxy before the server; `proxy.url(server_url)` leads through it."""
    parts = urlsplit(server_url)
    with contextlib.closing(Proxy(parts.hostname or "", parts.port or 0)) as made:
        yield made


def asynchronous(url: str) -> str:
    """Spell a URL with an asynchronous driver."""
    scheme, rest = url.split("://", 1)
    return f"{scheme}+{ {'sqlite': 'aiosqlite', 'postgresql': 'asyncpg', 'mysql': 'aiomysql'}[scheme] }://{rest}"


def on_server(url: str, sql: str) -> list[tuple[Any, ...]]:
    """Run a statement on a server with another driver and return its rows."""
    if url.startswith("postgresql"):
        with psycopg.connect(url, autocommit=True, connect_timeout=5) as connection:
            cursor: Any = connection.execute(sql)
            return list(cursor.fetchall()) if cursor.description else []
    parts = urlsplit(url)
    with pymysql.connect(
        host=parts.hostname,
        port=parts.port or 3306,
        user=parts.username,
        password=parts.password or "",
        database=parts.path.removeprefix("/"),
        autocommit=True,
    ) as connection:
        cursor = connection.cursor()
        cursor.execute(sql)
        return list(cursor.fetchall()) if cursor.description else []


def session_number(backend: str) -> str:
    """Return the SQL that asks a server for the number of the session."""
    return "SELECT pg_backend_pid()" if backend == "postgresql" else "SELECT connection_id()"


def end_sessions(url: str) -> None:
    """End what a test left running on a server: a statement goes on there when nobody reads its answer."""
    others = (
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        if url.startswith("postgresql")
        else "SELECT id FROM information_schema.processlist WHERE db = database() AND id <> connection_id()"
    )
    for (number,) in on_server(url, others):
        with contextlib.suppress(pymysql.err.OperationalError):  # it has ended by itself
            kill(url, number)


def kill(url: str, number: int) -> None:
    """End a session of a server from outside."""
    on_server(url, f"SELECT pg_terminate_backend({number})" if url.startswith("postgresql") else f"KILL {number}")
