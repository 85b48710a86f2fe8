"""The pytest plugin: `db_session`, `async_db_session` and `sql_log`; installed with the package.

A test's session lives in a transaction that is rolled back at the end; what the test commits is a savepoint in it. The
database is `--sqlmodel-url` (or `sqlmodel_url` in the settings of pytest), SQLite in memory without it. A project whose
engine is made in another way overrides `db_engine` or `async_db_engine`, one with other tables `db_metadata`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from sqlmodel_rs.engine import Engine
    from sqlmodel_rs.ext.asyncio import AsyncEngine
    from sqlmodel_rs.ext.asyncio.session import AsyncSession
    from sqlmodel_rs.orm.session import Session
    from sqlmodel_rs.testing.log import SqlLog

_DRIVERS = {"sqlite": "aiosqlite", "postgresql": "asyncpg", "mysql": "aiomysql", "mariadb": "aiomysql"}


def _awaited_fixture() -> Callable[..., Any]:
    """Return what makes an asynchronous fixture: pytest-asyncio's decorator, or pytest's for anyio's plugin."""
    if find_spec("pytest_asyncio") is None:
        return pytest.fixture
    import pytest_asyncio

    made: Callable[..., Any] = pytest_asyncio.fixture
    return made


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that names the database."""
    words = "the database of the fixtures db_session and async_db_session"
    parser.getgroup("sqlmodel_rs").addoption("--sqlmodel-url", help=words)
    parser.addini("sqlmodel_url", words, default="sqlite://")


@pytest.fixture(scope="session")
def db_url(pytestconfig: pytest.Config) -> str:
    """Return the URL of the tests' database."""
    return str(pytestconfig.getoption("--sqlmodel-url") or pytestconfig.getini("sqlmodel_url"))


@pytest.fixture(scope="session")
def db_metadata() -> Any:
    """Return the tables that are made before the first test and dropped after the last one."""
    from sqlmodel_rs.model import SQLModel

    return SQLModel.metadata


@pytest.fixture(scope="session")
def db_engine(db_url: str, db_metadata: Any) -> Iterator[Engine]:
    """Return an engine on a database with the tables."""
    from sqlmodel_rs.engine import create_engine

    engine = create_engine(db_url)
    db_metadata.create_all(engine)
    yield engine
    db_metadata.drop_all(engine)
    engine.dispose()


@pytest.fixture
def db_session(db_engine: Engine) -> Iterator[Session]:
    """Return a session whose commits are savepoints; after the test everything is rolled back."""
    from sqlmodel_rs.orm.session import Session

    with db_engine.connect() as connection:
        outer = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            yield session
        outer.rollback()


@_awaited_fixture()
async def async_db_engine(db_url: str, db_metadata: Any) -> AsyncIterator[AsyncEngine]:
    """Return an asynchronous engine on a database with the tables, for one test: each has a loop of its own."""
    from sqlmodel_rs.engine import make_url
    from sqlmodel_rs.ext.asyncio import create_async_engine

    url = make_url(db_url)
    backend = url.get_backend_name()
    engine = create_async_engine(url.set(drivername=f"{backend}+{_DRIVERS[backend]}"))
    async with engine.begin() as connection:
        await connection.run_sync(db_metadata.create_all)
    yield engine
    async with engine.begin() as connection:
        await connection.run_sync(db_metadata.drop_all)
    await engine.dispose()


@_awaited_fixture()
async def async_db_session(async_db_engine: AsyncEngine) -> AsyncIterator[AsyncSession]:
    """Return an asynchronous session whose commits are savepoints; after the test everything is rolled back."""
    from sqlmodel_rs.ext.asyncio.session import AsyncSession

    async with async_db_engine.connect() as connection:
        outer = await connection.begin()
        async with AsyncSession(connection, join_transaction_mode="create_savepoint") as session:
            yield session
        await outer.rollback()


@pytest.fixture
def sql_log() -> Iterator[SqlLog]:
    """Return the statements that the test sends, from where it asks for this fixture: `sql_log.assert_count(2)`."""
    from sqlmodel_rs.testing.log import SqlLog

    with SqlLog() as log:
        yield log
