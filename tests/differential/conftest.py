from collections.abc import Iterator
from typing import Any

import pytest

from tests import servers

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


@pytest.fixture(params=LIBRARIES)
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    """Return an open session on empty tables of `schema`, once for each library, on SQLite."""
    yield from _opened(request.param, "schema")


@pytest.fixture(params=LIBRARIES)
def case(request: pytest.FixtureRequest) -> Iterator[World]:
    """Return the same with the classes of `cases`."""
    yield from _opened(request.param, "cases")


def _opened(library: str, schema: str) -> Iterator[World]:
    made = World(library, "sqlite://", schema)
    made.start()
    yield made
    made.dispose()


def kept(world: World, name: str) -> list[Any]:
    """Return the instances of a class that the database has, read by a session of their own."""
    with world.words.Session(world.engine) as session:
        return list(session.scalars(world.words.select(world.classes[name])).all())
