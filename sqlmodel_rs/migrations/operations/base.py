"""`Operations`: the methods a migration calls. Each makes an operation and performs it at once.

Knows how operations are asked for; what a database is told is in `perform`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlmodel_rs import exc
from sqlmodel_rs.migrations.migration import MigrationContext
from sqlmodel_rs.migrations.operations import ops
from sqlmodel_rs.migrations.operations.perform import insert_rows, perform, run_batch
from sqlmodel_rs.schema import Column, Table

_current: ContextVar[Operations | None] = ContextVar("sqlmodel_rs_operations", default=None)


class Operations:
    """The operations on the database of one migration context."""

    def __init__(self, migration_context: MigrationContext) -> None:
        self.migration_context = migration_context

    @classmethod
    @contextmanager
    def context(cls, migration_context: MigrationContext) -> Iterator[Operations]:
        """Make the operations of the module `op` go to this context inside the block."""
        operations = cls(migration_context)
        token = _current.set(operations)
        try:
            yield operations
        finally:
            _current.reset(token)

    @classmethod
    def current(cls) -> Operations:
        """Return the operations of the running migration.

        Raises InvalidRequestError outside `Operations.context()`.
        """
        found = _current.get()
        if found is None:
            raise exc.InvalidRequestError(
                "No migration is running: use `op` inside `with Operations.context(MigrationContext.configure(...)):`"
            )
        return found

    def get_context(self) -> MigrationContext:
        """Return the migration context."""
        return self.migration_context

    def get_bind(self) -> Any:
        """Return the connection, None offline."""
        return self.migration_context.bind

    def invoke(self, operation: ops.MigrateOperation) -> Any:
        """Perform an operation object."""
        return perform(operation, self.migration_context)

    def f(self, name: str) -> str:
        """Mark a name as final; names are never changed here, so that it is returned as it is."""
        return name

    def execute(self, sqltext: Any, *, execution_options: dict[str, Any] | None = None) -> Any:
        """Send SQL text or a statement."""
        return self.invoke(ops.ExecuteSQLOp(sqltext, execution_options))

    def bulk_insert(self, table: Table, rows: Sequence[Mapping[str, Any]], *, multiinsert: bool = True) -> None:
        """Insert rows, given as dicts."""
        insert_rows(self.migration_context, table, rows)

    def create_table(
        self, table_name: str, *columns: Any, if_not_exists: bool | None = None, schema: str | None = None, **kw: Any
    ) -> Table:
        """Create a table of columns and constraints, with its indexes; returns it for `bulk_insert()`."""
        operation = ops.CreateTableOp(table_name, columns, schema, if_not_exists, kw)
        table: Table = self.invoke(operation)
        return table

    def drop_table(
        self, table_name: str, *, schema: str | None = None, if_exists: bool | None = None, **kw: Any
    ) -> None:
        """Drop a table."""
        self.invoke(ops.DropTableOp(table_name, schema, if_exists))

    def rename_table(self, old_table_name: str, new_table_name: str, *, schema: str | None = None) -> None:
        """Rename a table."""
        self.invoke(ops.RenameTableOp(old_table_name, new_table_name, schema))

    def add_column(
        self, table_name: str, column: Column[Any], *, schema: str | None = None, if_not_exists: bool | None = None
    ) -> None:
        """Add a column, with its foreign keys, unique constraint and index."""
        self.invoke(ops.AddColumnOp(table_name, column, if_not_exists, schema=schema))

    def drop_column(
        self, table_name: str, column_name: str, *, schema: str | None = None, if_exists: bool | None = None, **kw: Any
    ) -> None:
        """Drop a column."""
        self.invoke(ops.DropColumnOp(table_name, column_name, if_exists, schema=schema))

    def alter_column(
        self,
        table_name: str,
        column_name: str,
        *,
        nullable: bool | None = None,
        comment: Any = ops.UNCHANGED,
        server_default: Any = ops.UNCHANGED,
        new_column_name: str | None = None,
        type_: Any = None,
        existing_type: Any = None,
        existing_server_default: Any = ops.UNCHANGED,
        existing_nullable: bool | None = None,
        existing_comment: str | None = None,
        schema: str | None = None,
        autoincrement: bool | None = None,
        existing_autoincrement: bool | None = None,
        postgresql_using: str | None = None,
    ) -> None:
        """Change a column: what is given is changed. On SQLite the table is rebuilt where it must be.

        MySQL writes the whole column anew: `existing_*` name what stays; on a connection it is looked up.
        """
        operation = ops.AlterColumnOp(
            table_name,
            column_name,
            schema=schema,
            existing_type=existing_type,
            existing_server_default=existing_server_default,
            existing_nullable=existing_nullable,
            existing_comment=existing_comment,
            modify_nullable=nullable,
            modify_comment=comment,
            modify_server_default=server_default,
            modify_name=new_column_name,
            modify_type=type_,
            existing_autoincrement=existing_autoincrement if autoincrement is None else autoincrement,
            using=postgresql_using,
        )
        self.invoke(operation)

    def create_index(
        self,
        index_name: str | None,
        table_name: str,
        columns: Sequence[Any],
        *,
        schema: str | None = None,
        unique: bool = False,
        if_not_exists: bool | None = None,
        **kw: Any,
    ) -> None:
        """Create an index on columns (names) or expressions."""
        self.invoke(ops.CreateIndexOp(index_name, table_name, columns, schema, unique, if_not_exists, kw))

    def drop_index(
        self,
        index_name: str,
        table_name: str | None = None,
        *,
        schema: str | None = None,
        if_exists: bool | None = None,
        **kw: Any,
    ) -> None:
        """Drop an index; MySQL needs the table's name."""
        self.invoke(ops.DropIndexOp(index_name, table_name, schema, if_exists))

    def create_primary_key(
        self, constraint_name: str | None, table_name: str, columns: Sequence[str], *, schema: str | None = None
    ) -> None:
        """Add a primary key."""
        self.invoke(ops.AddConstraintOp.primary_key(constraint_name, table_name, columns, schema))

    def create_unique_constraint(
        self,
        constraint_name: str | None,
        table_name: str,
        columns: Sequence[str],
        *,
        schema: str | None = None,
        **kw: Any,
    ) -> None:
        """Add a UNIQUE constraint."""
        self.invoke(ops.AddConstraintOp.unique(constraint_name, table_name, columns, schema, **kw))

    def create_check_constraint(
        self,
        constraint_name: str | None,
        table_name: str,
        condition: Any,
        *,
        schema: str | None = None,
        **kw: Any,
    ) -> None:
        """Add a CHECK constraint."""
        self.invoke(ops.AddConstraintOp.check(constraint_name, table_name, condition, schema, **kw))

    def create_foreign_key(
        self,
        constraint_name: str | None,
        source_table: str,
        referent_table: str,
        local_cols: Sequence[str],
        remote_cols: Sequence[str],
        *,
        source_schema: str | None = None,
        referent_schema: str | None = None,
        **options: Any,
    ) -> None:
        """Add a foreign key; `options` are `onupdate`, `ondelete`, `deferrable`, `initially`, `match`."""
        source = (source_table, source_schema, local_cols)
        referent = (referent_table, referent_schema, remote_cols)
        self.invoke(ops.AddConstraintOp.foreign_key(constraint_name, source, referent, **options))

    def drop_constraint(
        self,
        constraint_name: str,
        table_name: str,
        type_: str | None = None,
        *,
        schema: str | None = None,
        if_exists: bool | None = None,
    ) -> None:
        """Drop a constraint; MySQL needs its type: "foreignkey", "primary", "unique" or "check"."""
        self.invoke(ops.DropConstraintOp(constraint_name, table_name, type_, schema, if_exists))

    def create_table_comment(
        self, table_name: str, comment: str | None, *, existing_comment: str | None = None, schema: str | None = None
    ) -> None:
        """Set a table's comment."""
        self.invoke(ops.TableCommentOp(table_name, comment, existing_comment, schema=schema))

    def drop_table_comment(
        self, table_name: str, *, existing_comment: str | None = None, schema: str | None = None
    ) -> None:
        """Remove a table's comment."""
        self.invoke(ops.TableCommentOp(table_name, None, existing_comment, schema=schema))

    @contextmanager
    def batch_alter_table(
        self, table_name: str, schema: str | None = None, recreate: str = "auto", **options: Any
    ) -> Iterator[BatchOperations]:
        """Gather operations on one table; on SQLite, what ALTER TABLE cannot do rebuilds the table once.

        `recreate` is "auto", "always" or "never".
        """
        gathered = BatchOperations(self.migration_context, table_name, schema)
        yield gathered
        run_batch(self.migration_context, table_name, schema, gathered.gathered, recreate)


class BatchOperations(Operations):
    """The operations inside `batch_alter_table()`: without the table's name, performed at its end."""

    def __init__(self, migration_context: MigrationContext, table_name: str, schema: str | None) -> None:
        super().__init__(migration_context)
        self.table_name = table_name
        self.schema = schema
        self.gathered: list[ops.MigrateOperation] = []

    def invoke(self, operation: ops.MigrateOperation) -> Any:
        """Keep an operation for the end of the block."""
        self.gathered.append(operation)

    def add_column(self, column: Column[Any], **kw: Any) -> None:  # type: ignore[override]
        """Add a column."""
        super().add_column(self.table_name, column, schema=self.schema)

    def drop_column(self, column_name: str, **kw: Any) -> None:  # type: ignore[override]
        """Drop a column."""
        super().drop_column(self.table_name, column_name, schema=self.schema)

    def alter_column(self, column_name: str, **changes: Any) -> None:  # type: ignore[override]
        """Change a column."""
        super().alter_column(self.table_name, column_name, schema=self.schema, **changes)

    def create_index(self, index_name: str | None, columns: Sequence[Any], **kw: Any) -> None:  # type: ignore[override]
        """Create an index."""
        super().create_index(index_name, self.table_name, columns, schema=self.schema, **kw)

    def drop_index(self, index_name: str, **kw: Any) -> None:  # type: ignore[override]
        """Drop an index."""
        super().drop_index(index_name, self.table_name, schema=self.schema)

    def create_primary_key(self, constraint_name: str | None, columns: Sequence[str]) -> None:  # type: ignore[override]
        """Add a primary key."""
        super().create_primary_key(constraint_name, self.table_name, columns, schema=self.schema)

    def create_unique_constraint(  # type: ignore[override]
        self, constraint_name: str | None, columns: Sequence[str], **kw: Any
    ) -> None:
        """Add a UNIQUE constraint."""
        super().create_unique_constraint(constraint_name, self.table_name, columns, schema=self.schema, **kw)

    def create_check_constraint(self, constraint_name: str | None, condition: Any, **kw: Any) -> None:  # type: ignore[override]
        """Add a CHECK constraint."""
        super().create_check_constraint(constraint_name, self.table_name, condition, schema=self.schema, **kw)

    def create_foreign_key(  # type: ignore[override]
        self,
        constraint_name: str | None,
        referent_table: str,
        local_cols: Sequence[str],
        remote_cols: Sequence[str],
        *,
        referent_schema: str | None = None,
        **options: Any,
    ) -> None:
        """Add a foreign key."""
        super().create_foreign_key(
            constraint_name,
            self.table_name,
            referent_table,
            local_cols,
            remote_cols,
            source_schema=self.schema,
            referent_schema=referent_schema,
            **options,
        )

    def drop_constraint(self, constraint_name: str, type_: str | None = None) -> None:  # type: ignore[override]
        """Drop a constraint."""
        super().drop_constraint(constraint_name, self.table_name, type_, schema=self.schema)
