from collections.abc import Iterator

import pytest

from sqlmodel_rs.sa import event


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
    counter = Counter()

    def note(connection, cursor, statement, parameters, context, executemany):
        counter.statements.append(statement.lstrip())

    event.listen(engine, "before_cursor_execute", note)
    yield counter
    event.remove(engine, "before_cursor_execute", note)
