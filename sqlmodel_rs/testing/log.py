"""`SqlLog`: the statements that engines send while it is open."""

from __future__ import annotations

from typing import Any, Self

from sqlmodel_rs import event
from sqlmodel_rs.engine import Engine

__all__ = ["SqlLog"]


class SqlLog:
    """Write down the SQL of every statement, of all engines, inside a `with` block.

    What begins and ends transactions and savepoints is not written down.

        with SqlLog() as log:
            session.exec(select(Hero)).all()
        log.assert_count(1)
    """

    def __init__(self) -> None:
        self.statements: list[str] = []

    def clear(self) -> None:
        """Forget the statements so far."""
        self.statements.clear()

    def assert_count(self, count: int) -> None:
        """Raise AssertionError, with the statements, unless there were so many since the start or `clear()`."""
        if len(self.statements) != count:
            listed = "".join(f"\n{at}. {sql}" for at, sql in enumerate(self.statements, 1))
            raise AssertionError(f"{len(self.statements)} statements instead of {count}:{listed or ' none'}")

    def __len__(self) -> int:
        return len(self.statements)

    def __enter__(self) -> Self:
        event.listen(Engine, "before_cursor_execute", self._note)
        return self

    def __exit__(self, *failure: object) -> None:
        event.remove(Engine, "before_cursor_execute", self._note)

    def _note(self, conn: Any, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool) -> None:
        if statement.split(None, 1)[0].upper() not in ("SAVEPOINT", "RELEASE", "ROLLBACK"):
            self.statements.append(statement)
