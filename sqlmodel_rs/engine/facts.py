"""What a result tells of the INSERT, UPDATE or DELETE that gave it: keys, parameters, columns with defaults.

Facts are worked out when somebody asks for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlmodel_rs import exc
from sqlmodel_rs._native import compile as compile_node
from sqlmodel_rs.engine.events import ExecutionContext
from sqlmodel_rs.engine.row import row_class
from sqlmodel_rs.sql import kinds as k

_MANY_KEYS = (
    "This statement was an executemany call; if primary key returning is supported, please use "
    ".inserted_primary_key_rows."
)
_MANY_DEFAULTS = (
    "This statement was an executemany call; if return defaults is supported, please use .returned_defaults_rows."
)


class Sent:
    """An INSERT or UPDATE as it was sent: with its defaults, the parameter sets, and what the program had given."""

    __slots__ = ("given", "sets", "statement")

    def __init__(self, statement: Any, sets: list[dict[str, Any]], given: Any) -> None:
        self.statement = statement
        self.sets = sets
        self.given = given

    @property
    def is_many(self) -> bool:
        """Whether there were several parameter sets."""
        return len(self.sets) > 1

    def values(self) -> dict[Any, Any]:
        """Return the elements of the columns that were written."""
        multi = getattr(self.statement, "_multi", ())
        return multi[0] if multi else (self.statement._values or {})

    def named(self, original: Any) -> set[str]:
        """Return the keys of the columns that the program gave values for."""
        multi = getattr(original, "_multi", ())
        own = multi[0] if multi else (original._values or {})
        first = self.given[0] if isinstance(self.given, Sequence) and self.given else self.given
        return {column.key for column in own} | {str(getattr(key, "key", key)) for key in first or ()}


class StatementFacts:
    """The facts of `CursorResult`."""

    __slots__ = ()

    connection: Any
    statement: Any
    returns_rows: bool
    _native: Any
    _inserted: Any
    #: The values that return_defaults() asked for.
    _defaults: list[Any] | None
    _sent: Sent | None

    @property
    def is_insert(self) -> bool:
        """Whether the statement was an INSERT."""
        return bool(getattr(self.statement, "is_insert", False))

    @property
    def lastrowid(self) -> Any:
        """The key that the database made for the last inserted row (SQLite, MySQL)."""
        return self._native.lastrowid

    @property
    def dialect(self) -> Any:
        """The database's dialect; None for a result that knows no connection."""
        return None if self.connection is None else self.connection.dialect

    @property
    def cursor(self) -> Any:
        """A DB-API cursor that shows the columns; None without rows, or without a connection that is open."""
        if not self.returns_rows or self.connection is None or self.connection.closed:
            return None
        cursor = self.connection.connection.cursor()
        cursor._show(self._native)
        return cursor

    @property
    def context(self) -> Any:
        """What was executed, as event listeners see it; None for a result that knows no connection."""
        if self.connection is None:
            return None
        sent = self._sent
        if sent is not None:
            compiled = self._compiled(sent)
            return ExecutionContext(self.connection, compiled, self.statement, self._parameters(sent), sent.is_many)
        compiled = None
        if self.statement is not None:
            compiled = compile_node(self.statement, self.connection._dialect_name, mode="exec")
        return ExecutionContext(self.connection, compiled, self.statement, (), False)

    # --- keys
    @property
    def inserted_primary_key(self) -> Any:
        """The primary key of the row that an `insert()` of one row made, as a row.

        Raises:
            InvalidRequestError: the statement was no such insert.
        """
        if self._sent is not None and self._sent.is_many and self.is_insert:
            raise exc.InvalidRequestError(_MANY_KEYS)
        rows = self.inserted_primary_key_rows
        if len(rows) != 1:
            raise exc.InvalidRequestError(_MANY_KEYS)
        return rows[0]

    @property
    def inserted_primary_key_rows(self) -> list[Any]:
        """The primary keys of the rows that were inserted; of several sets, as far as the program gave them."""
        if self._inserted is not None:
            keys, rows = self._inserted
        else:
            if not self.is_insert or (self._sent is None and not self.returns_rows):
                raise exc.InvalidRequestError("Statement is not an insert() expression construct.")
            if self.returns_rows or self._sent is None:
                raise exc.InvalidRequestError("Can't call inserted_primary_key when returning() is used.")
            columns = self.statement.table.primary_key.columns
            keys = tuple(column.key for column in columns)
            rows = [tuple(one.get(key) for key in keys) for one in self._sent.sets or [{}]]
        cls = row_class(keys)
        return [cls(row) for row in rows]

    @property
    def returned_defaults(self) -> Any:
        """The values that were fetched for the row beside the insert; None where nothing was.

        Raises:
            InvalidRequestError: there were several parameter sets.
        """
        if self._sent is not None and self._sent.is_many:
            raise exc.InvalidRequestError(_MANY_DEFAULTS)
        rows = self.returned_defaults_rows
        return rows[0] if rows else None

    @property
    def returned_defaults_rows(self) -> list[Any] | None:
        """The values that were fetched for the rows beside the insert; None where nothing was."""
        if self._defaults is not None:
            return self._defaults
        fetched = self._inserted is not None and not self.returns_rows and tuple(self._native.keys)
        return self.inserted_primary_key_rows if fetched else None

    # --- parameters
    def last_inserted_params(self) -> Any:
        """Return the parameters of an insert, defaults included: a dictionary, or a list for several sets.

        Raises:
            InvalidRequestError: the statement was none.
        """
        return self._last_params(k.INSERT, "insert()")

    def last_updated_params(self) -> Any:
        """Return the parameters of an update as `last_inserted_params` does."""
        return self._last_params(k.UPDATE, "update()")

    def _last_params(self, kind: int, name: str) -> Any:
        sent = self._the_sent(kind, name)
        return self._parameters(sent)

    def _compiled(self, sent: Sent) -> Any:
        return compile_node(sent.statement, self.connection._dialect_name, mode="exec")

    def _parameters(self, sent: Sent) -> Any:
        own = {name: value for name, value, _spec in self._compiled(sent).params}
        sets = [{name: one.get(name, value) for name, value in own.items()} for one in sent.sets or [{}]]
        return sets if sent.is_many else sets[0]

    def _the_sent(self, kind: int | None, name: str) -> Sent:
        found = getattr(self.statement, "_kind", None)
        if self.statement is None or self.connection is None:
            raise exc.InvalidRequestError("Statement is not a compiled expression construct.")
        if self._sent is None or (kind is not None and found != kind):
            raise exc.InvalidRequestError(f"Statement is not an {name} expression construct.")
        return self._sent

    # --- columns
    def prefetch_cols(self) -> list[Any]:
        """Return the columns whose defaults the program made for the insert or update.

        Raises:
            InvalidRequestError: the statement was neither.
        """
        sent = self._the_sent(None, "insert() or update()")
        named = sent.named(self.statement)
        values = sent.values()
        return [column for column, element in values.items() if column.key not in named and element._kind == k.BIND]

    def postfetch_cols(self) -> list[Any]:
        """Return the columns whose values only the database knows: written by an expression, or by a server default.

        Raises:
            InvalidRequestError: the statement was neither an insert nor an update.
        """
        sent = self._the_sent(None, "insert() or update()")
        values = {column.key: element for column, element in sent.values().items()}
        default = "server_default" if self.is_insert else "server_onupdate"
        return [
            column
            for column in self.statement.table.columns
            if (
                values[column.key]._kind != k.BIND
                if column.key in values
                else not column.primary_key and getattr(column, default, None) is not None
            )
        ]

    def lastrow_has_defaults(self) -> bool:
        """Tell whether there are `postfetch_cols()`."""
        return self._sent is not None and bool(self.postfetch_cols())

    @property
    def supports_sane_rowcount(self) -> bool:
        """Whether `rowcount` counts matched rows: always."""
        return True

    supports_sane_multi_rowcount = supports_sane_rowcount
