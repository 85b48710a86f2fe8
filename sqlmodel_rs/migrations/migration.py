"""`MigrationContext`: where the statements of a migration go, to a connection or, offline, into a text.

Knows connections, dialects and how a statement is written; knows nothing of operations.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TextIO

from sqlmodel_rs import exc
from sqlmodel_rs.engine.url import make_url
from sqlmodel_rs.sql.textual import text

__all__ = ["MigrationContext"]


class MigrationContext:
    """One run of migrations on one database.

    Options: `as_sql` writes statements to `output_buffer` (standard output by default) instead of sending them,
    `compare_type` (default True) and `compare_server_default` (default False) say what autogenerate looks at,
    `include_object`, `include_name` what it leaves out, `version_table` the name of the table with the revisions.
    """

    def __init__(self, dialect: Any, connection: Any, opts: Mapping[str, Any]) -> None:
        self.dialect = dialect
        self.connection: Any = connection  # None offline
        self.opts = dict(opts)
        self.as_sql: bool = bool(self.opts.get("as_sql", False))
        self.output_buffer: TextIO = self.opts.get("output_buffer") or sys.stdout
        self.version_table: str = self.opts.get("version_table", "alembic_version")
        self.version_table_schema: str | None = self.opts.get("version_table_schema")
        if self.as_sql:
            self.connection = None

    @classmethod
    def configure(
        cls,
        connection: Any = None,
        url: Any = None,
        dialect_name: str | None = None,
        dialect: Any = None,
        environment_context: Any = None,
        dialect_opts: Mapping[str, Any] | None = None,
        opts: Mapping[str, Any] | None = None,
    ) -> MigrationContext:
        """Make the context of a connection, or of a database named by `url`, `dialect_name` or `dialect`.

        Raises ArgumentError when none is given.
        """
        if connection is not None:
            dialect = connection.dialect
        elif url is not None:
            dialect = make_url(url).get_dialect()()
        elif dialect_name is not None:
            dialect = make_url(f"{dialect_name}://").get_dialect()()
        elif dialect is None:
            raise exc.ArgumentError("Connection, url, or dialect_name is required.")
        return cls(dialect, connection, opts or {})

    @property
    def bind(self) -> Any:
        """The connection; None offline."""
        return self.connection

    @contextmanager
    def begin_transaction(self, _per_migration: bool = False) -> Iterator[None]:
        """Run the block in a transaction, unless one is open already; offline, write BEGIN and COMMIT."""
        if self.as_sql:
            if self.dialect.backend != "mysql":
                self.output("BEGIN;")
            yield
            if self.dialect.backend != "mysql":
                self.output("COMMIT;")
        elif self.connection is None or self.connection.in_transaction():
            yield
        else:
            with self.connection.begin():
                yield

    def output(self, statement: str) -> None:
        """Write one statement of an offline run."""
        self.output_buffer.write(f"{statement}\n\n")
        self.output_buffer.flush()

    def execute(self, statement: Any, execution_options: Mapping[str, Any] | None = None) -> Any:
        """Send a statement (SQL text or an expression), or write it when offline; returns the result, None offline."""
        construct = text(statement) if isinstance(statement, str) else statement
        if self.as_sql:
            self.output(f"{self.write(construct)};")
            return None
        if self.connection is None:
            raise exc.InvalidRequestError("This migration context has no connection; configure it with one or as_sql")
        if execution_options:
            return self.connection.execute(construct, execution_options=dict(execution_options))
        return self.connection.execute(construct)

    def send(self, statement: str) -> None:
        """Send, or write, SQL of our own making; a colon in it is no parameter."""
        if self.as_sql:
            self.output(f"{statement};")
        elif self.connection is None:
            raise exc.InvalidRequestError("This migration context has no connection; configure it with one or as_sql")
        else:
            self.connection.exec_driver_sql(statement)

    def write(self, construct: Any) -> str:
        """Return a statement's text with its values written into it."""
        options = {} if getattr(construct, "is_ddl", False) else {"compile_kwargs": {"literal_binds": True}}
        return str(construct.compile(dialect=self.dialect, **options)).replace("\t", "    ").strip()

    def get_current_heads(self) -> tuple[str, ...]:
        """Return the revisions the database is at, from its version table; none when there is no such table."""
        if self.connection is None or not self.connection._has_table(self.version_table, self.version_table_schema):
            return ()
        preparer = self.dialect.identifier_preparer
        name = preparer.quote(self.version_table)
        if self.version_table_schema:
            name = f"{preparer.quote(self.version_table_schema)}.{name}"
        return tuple(row[0] for row in self.connection.exec_driver_sql(f"SELECT version_num FROM {name}"))

    def get_current_revision(self) -> str | None:
        """Return the one revision the database is at, None for a database without one.

        Raises InvalidRequestError when there are several: use `get_current_heads()`.
        """
        heads = self.get_current_heads()
        if len(heads) > 1:
            raise exc.InvalidRequestError(f"Version table '{self.version_table}' has more than one head: {heads}")
        return heads[0] if heads else None

    def option(self, name: str, default: Any) -> Any:
        """Return one of the options it was configured with."""
        return self.opts.get(name, default)

    def includes(self, item: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
        """Ask `include_object` whether autogenerate looks at an object."""
        wanted: Callable[..., Any] | None = self.opts.get("include_object")
        return wanted is None or bool(wanted(item, name, kind, reflected, compare_to))
