from collections.abc import Iterator

import pytest

from sqlmodel_rs import Session, create_engine

from .models import Office


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
