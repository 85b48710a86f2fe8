"""The DB-API face of the engine: the errors that `DBAPIError.orig` is. Imports nothing."""

from __future__ import annotations

from typing import Any

apilevel = "2.0"
threadsafety = 1
paramstyle = "qmark"


class Error(Exception):
    """An error as the database reported it.

    `args` is `(message,)`, or `(number, message)` for MySQL as its Python drivers have it. `code` is the native
    code as text, `sqlstate` (also `pgcode`) the SQLSTATE if there is one.
    """

    def __init__(
        self,
        *args: Any,
        code: str | None = None,
        sqlstate: str | None = None,
        table: str | None = None,
        column: str | None = None,
        constraint: str | None = None,
    ) -> None:
        super().__init__(*args)
        self.code = code
        self.sqlstate = sqlstate
        self.table = table
        self.column = column
        self.constraint = constraint

    @property
    def pgcode(self) -> str | None:
        """Give the SQLSTATE under psycopg2's name."""
        return self.sqlstate

    @property
    def constraint_name(self) -> str | None:
        """Give the constraint under asyncpg's name."""
        return self.constraint

    @property
    def sqlite_errorcode(self) -> int | None:
        """Give the extended result code under sqlite3's name."""
        return int(self.code) if self.sqlstate is None and self.code is not None and self.code.isdigit() else None


class InterfaceError(Error):
    """See DB-API 2.0."""


class DatabaseError(Error):
    """See DB-API 2.0."""


class DataError(DatabaseError):
    """See DB-API 2.0."""


class OperationalError(DatabaseError):
    """See DB-API 2.0."""


class IntegrityError(DatabaseError):
    """See DB-API 2.0."""


class InternalError(DatabaseError):
    """See DB-API 2.0."""


class ProgrammingError(DatabaseError):
    """See DB-API 2.0."""


class NotSupportedError(DatabaseError):
    """See DB-API 2.0."""
