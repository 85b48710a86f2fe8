"""Results that are fetched bit by bit: what asks for one, and where its next rows come from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlmodel_rs import exc

if TYPE_CHECKING:
    from sqlmodel_rs.engine.connection import Connection
    from sqlmodel_rs.engine.transaction import Steps

#: Rows of the first fetch where `yield_per` does not say; each fetch doubles it.
_FIRST = 64
#: Rows of a fetch, at most, where `max_row_buffer` does not say.
_MOST = 1000
_READS = ("SELECT", "VALUES", "TABLE")


def is_streamed(options: Mapping[str, Any] | None) -> bool:
    """Tell whether options ask for rows bit by bit."""
    if not options:
        return False
    asked = options.get("stream_results")
    return bool(options.get("yield_per") if asked is None else asked)


def can_stream(compiled: Any, sets: Any) -> bool:
    """Tell whether a statement is a query that a cursor can be opened for."""
    if isinstance(sets, list):
        return False
    if compiled.kind == "text":
        words = compiled.sql.split(None, 1)
        return bool(words) and words[0].upper() in _READS
    return bool(compiled.kind == "select")


class StreamedRows:
    """The rows of a cursor: those of the first fetch, and how to get more. Has the face of the engine's own result."""

    __slots__ = (
        "_compiled",
        "_connection",
        "_cursor",
        "_identity",
        "_most",
        "_populate",
        "_size",
        "keys",
        "rows",
        "single",
    )

    rowcount = -1
    lastrowid = None
    returns_rows = True

    def __init__(
        self,
        connection: Connection,
        compiled: Any,
        cursor: int,
        options: Mapping[str, Any],
        identity: Any,
        populate_existing: bool,
    ) -> None:
        self._connection = connection
        self._compiled = compiled
        self._cursor: int | None = cursor
        self._identity = identity
        self._populate = populate_existing
        wanted = options.get("yield_per")
        self._most = int(wanted or options.get("max_row_buffer") or _MOST)
        self._size = self._most if wanted else min(_FIRST, self._most)
        self.keys: tuple[str, ...] = ()
        self.rows: list[Any] = []
        self.single = False

    @property
    def source(self) -> StreamedRows:
        """Where more rows come from."""
        return self

    def first_steps(self) -> Steps:
        """Fetch the first rows."""
        result = yield from self._fetch_steps()
        self.keys, self.rows, self.single = result.keys, result.rows, result.single
        return self

    def _fetch_steps(self) -> Steps:
        size, self._size = self._size, min(self._size * 2, self._most)
        try:
            result = yield (
                "fetch",
                (self._compiled, self._cursor, size, self._identity),
                {"populate_existing": self._populate},
            )
        except exc.StatementError as error:
            self._cursor = None
            raise self._connection._failed(error, self._compiled.sql) from error.orig
        if len(result.rows) < size:
            self._cursor = None
        return result

    def fetch(self) -> list[Any]:
        """Return the next rows; none are left when there are none."""
        if self._cursor is None or self._connection.closed:
            return []
        return self._connection._drive(self._fetch_steps()).rows  # type: ignore[no-any-return]

    async def fetch_async(self) -> list[Any]:
        """Do as `fetch`, without blocking the event loop."""
        if self._cursor is None or self._connection.closed:
            return []
        return (await self._connection._drive_async(self._fetch_steps())).rows  # type: ignore[no-any-return]

    def _close_steps(self) -> Steps:
        cursor, self._cursor = self._cursor, None
        if cursor is not None and not self._connection.closed:
            yield "close_cursor", (cursor,)

    def close(self) -> None:
        """Fetch no more."""
        self._connection._drive(self._close_steps())

    async def close_async(self) -> None:
        """Do as `close`, without blocking the event loop."""
        await self._connection._drive_async(self._close_steps())
