"""The DB-API face of a connection, for event listeners and `raw_connection()`: `cursor().execute("PRAGMA ...")`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlmodel_rs._native import create_collation, create_function, execute_script
from sqlmodel_rs.engine.paramstyle import translated

__all__ = ["DBAPIConnection", "DBAPICursor"]


class DBAPIConnection:
    """A connection as DB-API 2.0 and SQLAlchemy's pool show one.

    Placeholders are the database's own (`?`, `$1`), or those of Python's drivers (`%s`, `%(name)s`, `:name`).
    """

    __slots__ = (
        "_backend",
        "_native",
        "_release",
        "autocommit",
        "info",
        "is_detached",
        "isolation_level",
        "record_info",
        "row_factory",
    )

    def __init__(self, native: Any, release: Any = None, backend: str = "sqlite") -> None:
        self._native = native
        self._release = release
        self._backend = backend
        #: Whether the connection was taken out of its pool.
        self.is_detached = False
        #: The program's notes that outlive a connection thrown away; here there is one such dictionary a connection.
        self.record_info: dict[Any, Any] = {}
        self.autocommit = False
        self.isolation_level: Any = None
        self.row_factory: Any = None
        self.info: dict[Any, Any] = {}

    @property
    def dbapi_connection(self) -> DBAPIConnection:
        """The connection itself."""
        return self

    driver_connection = connection = dbapi_connection

    @property
    def is_valid(self) -> bool:
        """Whether the connection is open."""
        return not self._native.closed

    def cursor(self, *args: Any, **kw: Any) -> DBAPICursor:
        """Return a cursor."""
        return DBAPICursor(self)

    def execute(self, operation: str, parameters: Any = ()) -> DBAPICursor:
        """Execute on a new cursor and return it (sqlite3's short form)."""
        cursor = self.cursor()
        cursor.execute(operation, parameters)
        return cursor

    def _begin(self, operation: str) -> None:
        """Begin a transaction before the first statement, as DB-API has it; a listener's has its engine's."""
        if self._release is not None and not self.autocommit and not self._native.in_transaction:
            self._native.begin(None)

    def commit(self) -> None:
        """Commit the transaction, if one is open."""
        if self._native.in_transaction:
            self._native.commit()

    def rollback(self) -> None:
        """Roll the transaction back, if one is open."""
        if self._native.in_transaction:
            self._native.rollback()

    def close(self) -> None:
        """Give the connection back, if it was handed out by `raw_connection()`; a listener's stays open."""
        if self._release is not None:
            release, self._release = self._release, None
            release()

    def detach(self) -> None:
        """Take the connection out of its pool: it is closed, not kept, when it is given back."""
        self._native.detach()
        self.is_detached = True

    def invalidate(self, e: BaseException | None = None, soft: bool = False) -> None:
        """Throw the connection away: now, or with `soft` when it is given back."""
        if soft:
            self._native.retire()
        else:
            self._native.invalidate()

    def __enter__(self) -> DBAPIConnection:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()


class SQLiteConnection(DBAPIConnection):
    """A connection to SQLite, with what Python's `sqlite3` adds to DB-API: functions and collations of the program."""

    __slots__ = ()

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        """What listeners ask for by `isinstance(connection, sqlite3.Connection)`."""
        from sqlite3 import Connection

        return Connection

    def _begin(self, operation: str) -> None:
        if operation.lstrip()[:7].upper().startswith(("INSERT", "UPDATE", "DELETE", "REPLACE")):
            super()._begin(operation)

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return bool(self._native.in_transaction)

    @property
    def total_changes(self) -> int:
        """The number of rows changed since the connection was opened."""
        return int(self.execute("SELECT total_changes()").fetchone()[0])

    def create_function(self, name: str, narg: int, func: Any, *, deterministic: bool = False) -> None:
        """Let SQL call a Python function by a name; None takes the name away.

        `narg` is the number of arguments, or -1 for any; a `deterministic` function may stand in an index. An exception
        in it fails the statement: `OperationalError`.
        """
        create_function(self._native, name, narg, func, deterministic=deterministic)

    def create_aggregate(self, name: str, n_arg: int, aggregate_class: Any) -> None:
        """Let SQL call a class over the rows of a group: `step(*arguments)` for each row, then `finalize()`."""
        create_function(self._native, name, n_arg, aggregate_class, aggregate=True)

    def create_collation(self, name: str, callback: Any) -> None:
        """Let SQL order texts by a function that returns a negative number, 0 or a positive one; None takes it away."""
        create_collation(self._native, name, callback)

    def executemany(self, operation: str, parameters: Any) -> DBAPICursor:
        """Execute a statement once for each parameter set, on a new cursor, and return it."""
        return self.cursor().executemany(operation, parameters)

    def executescript(self, sql_script: str) -> DBAPICursor:
        """Commit, run several statements, and return a cursor without rows."""
        return self.cursor().executescript(sql_script)


def shown(native: Any, dialect_name: str, release: Any = None) -> DBAPIConnection:
    """Return the DB-API face of a connection to a database of this kind."""
    kind = SQLiteConnection if dialect_name == "sqlite" else DBAPIConnection
    return kind(native, release, dialect_name)


class DBAPICursor:
    """A cursor of DB-API 2.0: what is executed is fetched at once."""

    __slots__ = ("_connection", "_result", "_rows", "arraysize")

    def __init__(self, connection: DBAPIConnection) -> None:
        self._connection = connection
        self._result: Any = None
        self._rows: Iterator[Any] = iter(())
        self.arraysize = 1

    @property
    def connection(self) -> DBAPIConnection:
        """The connection."""
        return self._connection

    def execute(self, operation: str, parameters: Any = ()) -> DBAPICursor:
        """Execute a statement; `parameters` is a sequence, or a mapping for placeholders with names."""
        if parameters:
            operation, parameters = translated(operation, parameters, self._connection._backend)
        self._run(operation, parameters)
        return self

    def executemany(self, operation: str, seq_of_parameters: Sequence[Any]) -> DBAPICursor:
        """Execute a statement once for each parameter set."""
        sets = list(seq_of_parameters)
        if sets:
            self._run(*translated(operation, sets, self._connection._backend, many=True))
        return self

    def executescript(self, sql_script: str) -> DBAPICursor:
        """Commit, and run several statements of SQLite without their rows."""
        self._connection.commit()
        execute_script(self._connection._native, sql_script)
        return self

    def _run(self, operation: str, parameters: Any) -> None:
        self._connection._begin(operation)
        self._show(self._connection._native.execute_raw(operation, parameters or None))

    def _show(self, result: Any) -> None:
        """Let the cursor show a result."""
        self._result = result
        single = result.single
        self._rows = iter([(value,) for value in result.rows] if single else list(result.rows))

    @property
    def description(self) -> Any:
        """The columns as DB-API has them: 7-tuples with the name first."""
        if self._result is None or not self._result.keys:
            return None
        return tuple((key, None, None, None, None, None, None) for key in self._result.keys)

    @property
    def rowcount(self) -> int:
        """The number of rows changed."""
        return -1 if self._result is None else int(self._result.rowcount)

    @property
    def lastrowid(self) -> Any:
        """The key of the last inserted row."""
        return None if self._result is None else self._result.lastrowid

    def fetchone(self) -> Any:
        """Return the next row, or None."""
        return next(self._rows, None)

    def fetchmany(self, size: int | None = None) -> list[Any]:
        """Return the next rows."""
        wanted = self.arraysize if size is None else size
        return [row for _, row in zip(range(wanted), self._rows, strict=False)]

    def fetchall(self) -> list[Any]:
        """Return the rows that are left."""
        return list(self._rows)

    def close(self) -> None:
        """Forget the result."""
        self._rows = iter(())

    def __iter__(self) -> Iterator[Any]:
        return self._rows

    def __enter__(self) -> DBAPICursor:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()
