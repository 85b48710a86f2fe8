from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from sqlmodel_rs import Session, create_engine

from ..conftest import url_of
from ..servers import BACKENDS
from .libraries import Library
from .models import Office
from .people import FORMS, fill
from .written import Twin


@pytest.fixture
def engine(database_url: str) -> Iterator[object]:
    engine = create_engine(database_url)
    Office.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine) -> Iterator[Session]:
    with Session(engine) as session:
        yield session


@pytest.fixture
def store(database_url: str):
    """Make a session on a database that has the tables of a base class."""
    opened = []

    def make(base: Any, *objects: Any) -> Session:
        engine = create_engine(database_url)
        base.metadata.create_all(engine)
        session = Session(engine)
        opened.append((session, engine))
        session.add_all(objects)
        session.commit()
        session.expunge_all()
        return session

    yield make
    for session, engine in opened:
        session.close()
        engine.dispose()


class Counter:
    """The statements an engine has run since the last look."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    def take(self) -> list[str]:
        taken = [one for one in self.statements if one.startswith(("SELECT", "INSERT", "UPDATE", "DELETE"))]
        self.statements.clear()
        return taken


@pytest.fixture
def counter(engine) -> Iterator[Counter]:
    from sqlmodel_rs.sa import event

    counter = Counter()

    def note(connection, cursor, statement, parameters, context, executemany):
        counter.statements.append(statement.lstrip())

    event.listen(engine, "before_cursor_execute", note)
    yield counter
    event.remove(engine, "before_cursor_execute", note)


#: (database, way of declaring): every database with SQLModel classes, SQLite with both declarative libraries too.
PEOPLE = [
    ("sqlite", "sqlmodel"), ("sqlite", "declarative"), ("sqlite", "sqlalchemy"), ("postgresql", "sqlmodel"),
    ("mysql", "sqlmodel"),
]  # fmt: skip


#: (database, library): declarative classes on every database, and on SQLAlchemy as the reference.
LIBRARIES = [("sqlite", "sqlalchemy"), ("sqlite", "own"), ("postgresql", "own"), ("mysql", "own")]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what asks for `people` or `library` on each database, and on SQLAlchemy as the reference."""
    if "people" in metafunc.fixturenames:
        names = ["reference" if form == "sqlalchemy" else f"{backend}-{form}" for backend, form in PEOPLE]
        metafunc.parametrize("people", PEOPLE, ids=names, indirect=True)
    if "library" in metafunc.fixturenames:
        names = ["reference" if which == "sqlalchemy" else backend for backend, which in LIBRARIES]
        metafunc.parametrize("library", LIBRARIES, ids=names, indirect=True)


@pytest.fixture
def library(request: pytest.FixtureRequest) -> Iterator[Library]:
    """One of the two libraries, to declare classes with and to keep their objects on a database."""
    backend, which = request.param
    found = Library(which, url_of(request, backend))
    yield found
    found.close()


@pytest.fixture
def people(request: pytest.FixtureRequest) -> Iterator[SimpleNamespace]:
    """The filled companies and people: classes by name, `sa` and `orm` of the library, and a session `s`."""
    backend, form = request.param
    m = FORMS[form]()
    m.engine = m.sa.create_engine(url_of(request, backend))
    m.metadata.create_all(m.engine)
    m.statements = []
    m.sa.event.listen(m.engine, "before_cursor_execute", lambda *given: m.statements.append(given[2]))
    with m.orm.Session(m.engine) as m.s:
        fill(m, m.s)
        m.statements.clear()
        yield m
    m.engine.dispose()


@pytest.fixture(params=[(backend, awaited) for backend in BACKENDS for awaited in (False, True)],
                ids=[f"{backend}-{way}" for backend in BACKENDS for way in ("sync", "async")])  # fmt: skip
def twin(request: pytest.FixtureRequest, tmp_path) -> Iterator[Twin]:
    """A session of each kind on each database, with the tables of `written`; two connections see the same data."""
    backend, awaited = request.param
    url = f"sqlite:///{tmp_path}/shared.db" if backend == "sqlite" else url_of(request, backend)
    twin = Twin(url, awaited=awaited)
    yield twin
    twin.end()
