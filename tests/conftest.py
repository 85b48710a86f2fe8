"""Databases for the tests: SQLite always, PostgreSQL and MySQL/MariaDB from the environment or a local server."""

import inspect
import os
import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from . import servers
from .servers import BACKENDS, Database


def _server(backend: str) -> Iterator[Database | str]:
    """Yield the database of this run, or in words why there is none."""
    try:
        database = servers.create(backend)
    except servers.NoServer as error:
        parts = urlsplit(servers.ADMIN[backend])
        yield f"no {backend} server answers at {parts.hostname}:{parts.port}: {error}"
        return
    yield database
    servers.drop(database)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Database | str]:
    yield from _server("postgresql")


@pytest.fixture(scope="session")
def mysql_server() -> Iterator[Database | str]:
    yield from _server("mysql")


def require(request: pytest.FixtureRequest, backend: str) -> Database:
    """Return the run's database on a server; without one the test is skipped, and fails where servers are required."""
    server = request.getfixturevalue("postgres_server" if backend == "postgresql" else "mysql_server")
    if isinstance(server, Database):
        return server
    if os.environ.get("CI") == "true":
        pytest.fail(server)
    pytest.skip(server)


def url_of(request: pytest.FixtureRequest, backend: str) -> str:
    """Return the URL of an empty database of one kind; emptied, lest a test that failed half-way leave anything."""
    if backend == "sqlite":
        return "sqlite://"
    database = require(request, backend)
    servers.empty(database)
    return database.url


@pytest.fixture(params=BACKENDS)
def database_url(request: pytest.FixtureRequest) -> str:
    """Return the URL of an empty database, once for each kind of server."""
    return url_of(request, request.param)


@pytest.fixture
def async_database_url(database_url: str) -> str:
    """Return the same as `database_url`, spelt with an asynchronous driver."""
    suffix = {"sqlite": "aiosqlite", "postgresql": "asyncpg", "mysql": "aiomysql"}
    scheme, rest = database_url.split("://", 1)
    return f"{scheme}+{suffix[scheme]}://{rest}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Write into the report of results whether a test awaits; FEATURE_PARITY.md tells the two apart."""
    for item in items:
        words = set(re.split(r"[\W_]+", item.name))
        if inspect.iscoroutinefunction(getattr(item, "function", None)) or words & {"async", "awaited"}:
            item.user_properties.append(("awaits", "yes"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say once for each reason, not for each test, what was skipped and why."""
    reports = terminalreporter.stats.get("skipped", [])
    reasons = Counter(report.longrepr[2].partition("\n")[0] for report in reports if isinstance(report.longrepr, tuple))
    for reason, count in sorted(reasons.items()):
        terminalreporter.write_line(f"{count} tests skipped: {reason.removeprefix('Skipped: ')}")
