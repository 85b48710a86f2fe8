"""Databases for the tests: SQLite always, PostgreSQL and MySQL/MariaDB from the environment or a local server."""

import os
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pymysql
import pytest

POSTGRES = os.environ.get("SQLMODEL_RS_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")
MYSQL = os.environ.get("SQLMODEL_RS_TEST_MYSQL", "mysql://root@127.0.0.1:3306/mysql")
BACKENDS = ("sqlite", "postgresql", "mysql")


@dataclass(frozen=True)
class Server:
    """A server the tests may use, and the database that belongs to this run."""

    url: str
    admin: str
    database: str


def with_database(url: str, database: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


def admin_execute(backend: str, url: str, *statements: str) -> None:
    if backend == "postgresql":
        with psycopg.connect(url, autocommit=True, connect_timeout=5) as connection:
            for statement in statements:
                connection.execute(statement)
        return
    parts = urlsplit(url)
    with pymysql.connect(
        host=parts.hostname,
        port=parts.port or 3306,
        user=parts.username,
        password=parts.password or "",
        connect_timeout=5,
    ) as connection:
        for statement in statements:
            connection.cursor().execute(statement)


def _server(backend: str, url: str) -> Iterator[Server | str]:
    database = f"sqlmodel_rs_{uuid.uuid4().hex[:12]}"
    try:
        admin_execute(backend, url, f"CREATE DATABASE {database}")
    except (psycopg.OperationalError, pymysql.err.OperationalError) as error:
        yield f"no {backend} server answers at {urlsplit(url).hostname}:{urlsplit(url).port}: {error}"
        return
    yield Server(with_database(url, database), url, database)
    force = " WITH (FORCE)" if backend == "postgresql" else ""
    admin_execute(backend, url, f"DROP DATABASE {database}{force}")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server | str]:
    yield from _server("postgresql", POSTGRES)


@pytest.fixture(scope="session")
def mysql_server() -> Iterator[Server | str]:
    yield from _server("mysql", MYSQL)


def require(server: Server | str) -> Server:
    if isinstance(server, Server):
        return server
    if os.environ.get("CI") == "true":
        pytest.fail(server)
    pytest.skip(server)


def _emptied(backend: str, server: Server) -> str:
    """Empty the run's database, so that a test that failed half-way leaves nothing to the next."""
    if backend == "postgresql":
        admin_execute(backend, server.url, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
    else:
        name = server.database
        admin_execute(backend, server.admin, f"DROP DATABASE {name}", f"CREATE DATABASE {name}")
    return server.url


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say once for each reason, not for each test, what was skipped and why."""
    reports = terminalreporter.stats.get("skipped", [])
    reasons = Counter(report.longrepr[2].partition("\n")[0] for report in reports if isinstance(report.longrepr, tuple))
    for reason, count in sorted(reasons.items()):
        terminalreporter.write_line(f"{count} tests skipped: {reason.removeprefix('Skipped: ')}")


@pytest.fixture(params=BACKENDS)
def database_url(request: pytest.FixtureRequest) -> str:
    """Return the URL of an empty database, once for each kind of server."""
    return url_of(request, request.param)


def url_of(request: pytest.FixtureRequest, backend: str) -> str:
    """Return the URL of an empty database of one kind."""
    if backend == "sqlite":
        return "sqlite://"
    name = "postgres_server" if backend == "postgresql" else "mysql_server"
    return _emptied(backend, require(request.getfixturevalue(name)))


@pytest.fixture
def async_database_url(database_url: str) -> str:
    """Return the same as `database_url`, spelt with an asynchronous driver."""
    suffix = {"sqlite": "aiosqlite", "postgresql": "asyncpg", "mysql": "aiomysql"}
    scheme, rest = database_url.split("://", 1)
    return f"{scheme}+{suffix[scheme]}://{rest}"
