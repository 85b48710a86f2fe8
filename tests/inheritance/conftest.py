from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from sqlmodel_rs import Session, create_engine

from ..conftest import url_of
from .models import Office
from .people import FORMS, fill


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


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what asks for `people` on each database, and on SQLAlchemy as the reference."""
    if "people" in metafunc.fixturenames:
        names = ["reference" if form == "sqlalchemy" else f"{backend}-{form}" for backend, form in PEOPLE]
        metafunc.parametrize("people", PEOPLE, ids=names, indirect=True)


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
