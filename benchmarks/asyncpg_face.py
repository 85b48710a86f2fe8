"""asyncpg behind the few calls of DB-API that the scenarios make: the second raw driver of PostgreSQL."""

import asyncio
from collections.abc import Iterable, Sequence
from itertools import count
from typing import Any


class Connection:
    """One connection, which begins at its first statement as DB-API's do; it is its own cursor."""

    def __init__(self, target: str) -> None:
        import asyncpg

        self._loop = asyncio.new_event_loop()
        self._run = self._loop.run_until_complete
        self._native: Any = self._run(asyncpg.connect(target))
        self._transaction: Any = None
        self._rows: Sequence[Any] = ()

    def cursor(self) -> "Connection":
        return self

    def _begin(self) -> None:
        if self._transaction is None:
            self._transaction = self._native.transaction()
            self._run(self._transaction.start())

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        self._begin()
        self._rows = self._run(self._native.fetch(numbered(statement), *parameters))

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        self._begin()
        self._run(self._native.executemany(numbered(statement), rows))

    def fetchone(self) -> Any:
        return self._rows[0] if self._rows else None

    def fetchall(self) -> Sequence[Any]:
        return self._rows

    def commit(self) -> None:
        if self._transaction is not None:
            self._run(self._transaction.commit())
            self._transaction = None

    def close(self) -> None:
        self._run(self._native.close())
        self._loop.close()


_known: dict[str, str] = {}


def numbered(statement: str) -> str:
    """Write the marks of a statement as PostgreSQL numbers them."""
    if statement not in _known:
        numbers = count(1)
        pieces = statement.split("%s")
        _known[statement] = pieces[0] + "".join(f"${next(numbers)}{piece}" for piece in pieces[1:])
    return _known[statement]
