from collections.abc import Iterator
from typing import Any

import pytest

from tests import servers
from tests.conftest import require
from tests.servers import BACKENDS

from .library import LIBRARIES
from .world import World

#: SQLAlchemy's driver for each database.
DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "mysql": "mysql+pymysql"}


def named(url: str) -> str:
    """Return a URL with the driver that SQLAlchemy uses in the tests."""
    scheme, rest = url.split("://", 1)
    return f"{DRIVERS[scheme]}://{rest}"


@pytest.fixture
def two_databases(database_url: str) -> Iterator[tuple[str, str]]:
    """Return the URLs of two empty databases of one kind, for SQLAlchemy and for this library."""
    backend = database_url.split(":")[0]
    if backend == "sqlite":
        yield "sqlite://", "sqlite://"
        return
    twin = servers.create(backend)
    yield named(twin.url), database_url
    servers.drop(twin)


class Opened:
    """The worlds of this run, one for each library, database and schema."""

    def __init__(self) -> None:
        self._worlds: dict[tuple[str, str, str], World] = {}
        self._databases: dict[tuple[str, str], servers.Database] = {}

    def world(self, request: pytest.FixtureRequest, schema: str) -> World:
        """Return the world of a test's parameter, whose server may be missing."""
        library, backend = request.param
        found = self._worlds.get((library, backend, schema))
        if found is None:
            found = World(library, self._url(request, library, backend), schema)
            self._worlds[library, backend, schema] = found
        return found

    def _url(self, request: pytest.FixtureRequest, library: str, backend: str) -> str:
        if backend == "sqlite":
            return "sqlite://"
        if (library, backend) not in self._databases:
            require(request, backend)
            self._databases[library, backend] = servers.create(backend)
        url = self._databases[library, backend].url
        return named(url) if library == "sqlalchemy" else url

    def close(self) -> None:
        for world in self._worlds.values():
            world.dispose()
        for database in self._databases.values():
            servers.drop(database)


@pytest.fixture(scope="session")
def opened() -> Iterator[Opened]:
    made = Opened()
    yield made
    made.close()


SIDES = [pytest.param((library, backend), id=f"{library}-{backend}") for backend in BACKENDS for library in LIBRARIES]


def _started(request: pytest.FixtureRequest, opened: Opened, schema: str) -> Iterator[World]:
    only = request.node.get_closest_marker("databases")
    if only is not None and request.param[1] not in only.args:
        pytest.skip(f"a behaviour of {' and '.join(only.args)}")
    world = opened.world(request, schema)
    world.start()
    yield world
    world.finish()


@pytest.fixture(params=SIDES)
def world(request: pytest.FixtureRequest, opened: Opened) -> Iterator[World]:
    """Return an open session on empty tables of `schema`, once for each library and database."""
    yield from _started(request, opened, "schema")


@pytest.fixture(params=SIDES)
def case(request: pytest.FixtureRequest, opened: Opened) -> Iterator[World]:
    """Return the same with the classes of `cases`."""
    yield from _started(request, opened, "cases")


def kept(world: World, name: str) -> list[Any]:
    """Return the instances of a class that the database has, read by a session of their own."""
    with world.words.Session(world.engine) as session:
        return list(session.scalars(world.words.select(world.classes[name])).all())
