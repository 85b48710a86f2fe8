from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from sqlmodel_rs import Session, create_engine

from ..conftest import url_of
from ..servers import BACKENDS
from .awaited import AwaitedEngine
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


#: What `store` and `library` are parametrised with, and how it is called: each database, by a session of each kind.
KINDS = {f"{backend}-{way}": (backend, way == "async") for backend in BACKENDS for way in ("sync", "async")}


@pytest.fixture(params=KINDS.values(), ids=KINDS.keys())
def store(request: pytest.FixtureRequest):
    """Make a session on a database that has the tables of a base class; an AsyncSession has the face of a Session."""
    backend, awaited = request.param
    url, opened = url_of(request, backend), []

    def make(base: Any, *objects: Any) -> Any:
        if awaited:
            engine = AwaitedEngine(url)
            opened.append(engine.close)
            engine.create_all(base.metadata)
            session = engine.session()
        else:
            engine = create_engine(url)
            base.metadata.create_all(engine)
            session = Session(engine)
            opened.extend((engine.dispose, session.close))
        session.add_all(objects)
        session.commit()
        session.expunge_all()
        return session

    yield make
    while opened:
        opened.pop()()


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


#: (database, way of declaring, whether awaited): every database with SQLModel classes, SQLite with both declarative
#: libraries too.
PEOPLE = {
    "reference": ("sqlite", "sqlalchemy", False),
    "sqlite-declarative": ("sqlite", "declarative", False),
    **{f"{backend}-sqlmodel": (backend, "sqlmodel", False) for backend in BACKENDS},
    **{f"{backend}-sqlmodel-async": (backend, "sqlmodel", True) for backend in BACKENDS},
}

#: (database, library, whether awaited): declarative classes on every database, and on SQLAlchemy as the reference.
LIBRARIES = {
    "reference": ("sqlite", "sqlalchemy", False),
    **{kind: (backend, "own", awaited) for kind, (backend, awaited) in KINDS.items()},
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what asks for `people` or `library` on each database, and on SQLAlchemy as the reference."""
    for fixture, kinds in (("people", PEOPLE), ("library", LIBRARIES)):
        if fixture in metafunc.fixturenames:
            metafunc.parametrize(fixture, kinds.values(), ids=kinds.keys(), indirect=True)


@pytest.fixture
def library(request: pytest.FixtureRequest) -> Iterator[Library]:
    """One of the two libraries, to declare classes with and to keep their objects on a database."""
    backend, which, awaited = request.param
    found = Library(which, url_of(request, backend), awaited=awaited)
    yield found
    found.close()


@pytest.fixture
def people(request: pytest.FixtureRequest) -> Iterator[SimpleNamespace]:
    """The filled companies and people: classes by name, `sa` and `orm` of the library, and a session `s`."""
    backend, form, awaited = request.param
    m = FORMS[form]()
    library = Library("sqlalchemy" if form == "sqlalchemy" else "own", url_of(request, backend), awaited=awaited)
    m.s, m.engine, m.statements = library.store(m), library.sync_engine, library.statements
    fill(m, m.s)
    m.statements.clear()
    yield m
    library.close()


@pytest.fixture(params=[(backend, awaited) for backend in BACKENDS for awaited in (False, True)],
                ids=[f"{backend}-{way}" for backend in BACKENDS for way in ("sync", "async")])  # fmt: skip
def twin(request: pytest.FixtureRequest, tmp_path) -> Iterator[Twin]:
    """A session of each kind on each database, with the tables of `written`; two connections see the same data."""
    backend, awaited = request.param
    url = f"sqlite:///{tmp_path}/shared.db" if backend == "sqlite" else url_of(request, backend)
    twin = Twin(url, awaited=awaited)
    yield twin
    twin.end()
