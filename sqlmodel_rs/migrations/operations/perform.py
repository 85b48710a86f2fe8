"""What each operation tells a database. One function an operation; databases differ where a function says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import singledispatch
from typing import Any

from sqlmodel_rs import exc
from sqlmodel_rs.migrations.migration import MigrationContext
from sqlmodel_rs.migrations.operations import batch, ops
from sqlmodel_rs.schema import Column, ForeignKeyConstraint, MetaData, Table, UniqueConstraint, ddl
from sqlmodel_rs.schema.creation import create_type, named_types
from sqlmodel_rs.sql.dml import insert
from sqlmodel_rs.types import NULLTYPE
from sqlmodel_rs.types.base import to_instance


@singledispatch
def perform(operation: Any, context: MigrationContext) -> Any:
    """Perform an operation in a context; returns what the operation gives (a table, a result), else None."""
    raise exc.ArgumentError(f"{operation!r} is not an operation")


def table_name(context: MigrationContext, name: str, schema: str | None) -> str:
    """Return a table's name, quoted."""
    quote = context.dialect.identifier_preparer.quote
    return f"{quote(schema)}.{quote(name)}" if schema else str(quote(name))


def quoted(context: MigrationContext, name: str) -> str:
    """Return a name, quoted where it must be."""
    return str(context.dialect.identifier_preparer.quote(name))


@perform.register
def _(operation: ops.OpContainer, context: MigrationContext) -> None:
    for one in operation.ops:
        perform(one, context)


@perform.register
def _(operation: ops.ExecuteSQLOp, context: MigrationContext) -> Any:
    return context.execute(operation.sqltext, operation.execution_options)


@perform.register
def _(operation: ops.CreateTableOp, context: MigrationContext) -> Table:
    table = operation.to_table()
    _create_types(context, [table])
    context.execute(ddl.CreateTable(table, if_not_exists=bool(operation.if_not_exists)))
    if operation._original is None:
        for index in sorted(table.indexes, key=lambda own: own._creation_order):
            context.execute(ddl.CreateIndex(index))
    _write_comments(context, table)
    return table


def _create_types(context: MigrationContext, tables: Sequence[Table]) -> None:
    if not context.dialect.supports_named_types:
        return
    for enum in named_types(tables):
        if getattr(enum, "create_type", True):
            if context.as_sql:
                context.execute(ddl.CreateEnumType(enum))
            else:
                create_type(context.connection, enum, checkfirst=True)


def _write_comments(context: MigrationContext, table: Table) -> None:
    if not context.dialect.supports_comments or context.dialect.inline_comments:
        return
    if table.comment is not None:
        context.execute(ddl.SetTableComment(table))
    for column in table.columns:
        if column.comment is not None:
            context.execute(ddl.SetColumnComment(column))


@perform.register
def _(operation: ops.DropTableOp, context: MigrationContext) -> None:
    table = ops.stub_table(operation.table_name, operation.schema, ())
    context.execute(ddl.DropTable(table, if_exists=bool(operation.if_exists)))


@perform.register
def _(operation: ops.RenameTableOp, context: MigrationContext) -> None:
    old = table_name(context, operation.old_table_name, operation.schema)
    # PostgreSQL takes a bare new name; MySQL would move the table out of its schema.
    schema = operation.schema if context.dialect.backend == "mysql" else None
    context.send(f"ALTER TABLE {old} RENAME TO {table_name(context, operation.new_table_name, schema)}")


@perform.register
def _(operation: ops.AddColumnOp, context: MigrationContext) -> None:
    column = operation.column._copy() if operation.column.table is not None else operation.column
    if context.dialect.backend == "sqlite" and (column.foreign_keys or column.unique or column.primary_key):
        batch.rebuild(context, operation.table_name, operation.schema, [operation])
        return
    metadata = MetaData()
    table = Table(operation.table_name, metadata, column, schema=operation.schema)
    _create_types(context, [table])
    condition = "IF NOT EXISTS " if operation.if_not_exists else ""
    context.send(
        f"ALTER TABLE {table_name(context, operation.table_name, operation.schema)} ADD COLUMN {condition}"
        f"{context.write(ddl.CreateColumn(column))}"
    )
    for constraint in sorted(table.constraints, key=lambda own: own._creation_order):
        if isinstance(constraint, ForeignKeyConstraint):
            ops.stub_targets(constraint, metadata)
        if isinstance(constraint, (ForeignKeyConstraint, UniqueConstraint)):
            context.execute(ddl.AddConstraint(constraint, isolate_from_table=False))
    for index in table.indexes:
        context.execute(ddl.CreateIndex(index))
    if column.comment is not None and context.dialect.supports_comments and not context.dialect.inline_comments:
        context.execute(ddl.SetColumnComment(column))


@perform.register
def _(operation: ops.DropColumnOp, context: MigrationContext) -> None:
    if context.dialect.backend == "sqlite":
        batch.rebuild(context, operation.table_name, operation.schema, [operation])
        return
    condition = "IF EXISTS " if operation.if_exists else ""
    context.send(
        f"ALTER TABLE {table_name(context, operation.table_name, operation.schema)} DROP COLUMN {condition}"
        f"{quoted(context, operation.column_name)}"
    )


def default_text(context: MigrationContext, default: Any) -> str:
    """Write a server default: a str is a literal, `text()` and functions are SQL."""
    column = Column("value", NULLTYPE, server_default=default)
    argument = getattr(column.server_default, "arg", default)
    if isinstance(argument, str):
        return "'{}'".format(argument.replace("'", "''"))
    return context.write(argument)


@perform.register
def _(operation: ops.AlterColumnOp, context: MigrationContext) -> None:
    if not operation.has_changes():
        return
    backend = context.dialect.backend
    if operation.using is not None and operation.modify_type is None:
        raise exc.ArgumentError("postgresql_using must be used with the type_ parameter")
    if backend == "mysql":
        _modify_column(operation, context)
    elif backend == "sqlite":
        _alter_sqlite(operation, context)
    else:
        _alter_postgresql(operation, context)


def _alter_postgresql(operation: ops.AlterColumnOp, context: MigrationContext) -> None:
    table = table_name(context, operation.table_name, operation.schema)
    column = quoted(context, operation.column_name)
    alter = f"ALTER TABLE {table} ALTER COLUMN {column}"
    if operation.modify_type is not None:
        type_ = to_instance(operation.modify_type)
        _create_types(context, [Table(operation.table_name, MetaData(), Column(operation.column_name, type_))])
        using = f" USING {operation.using}" if operation.using else ""
        context.send(f"{alter} TYPE {type_.compile(context.dialect)}{using}")
    if operation.modify_nullable is not None:
        context.send(f"{alter} {'DROP' if operation.modify_nullable else 'SET'} NOT NULL")
    if operation.modify_server_default is not ops.UNCHANGED:
        default = operation.modify_server_default
        context.send(
            f"{alter} DROP DEFAULT" if default is None else f"{alter} SET DEFAULT {default_text(context, default)}"
        )
    if operation.modify_comment is not ops.UNCHANGED:
        comment = operation.modify_comment
        written = "NULL" if comment is None else "'{}'".format(comment.replace("'", "''"))
        context.send(f"COMMENT ON COLUMN {table}.{column} IS {written}")
    if operation.modify_name is not None:
        context.send(f"ALTER TABLE {table} RENAME {column} TO {quoted(context, operation.modify_name)}")


def _alter_sqlite(operation: ops.AlterColumnOp, context: MigrationContext) -> None:
    only_name = replace(operation, modify_name=None, modify_comment=ops.UNCHANGED)
    if only_name.has_changes():
        batch.rebuild(context, operation.table_name, operation.schema, [operation])
    elif operation.modify_name is not None:
        context.send(
            f"ALTER TABLE {table_name(context, operation.table_name, operation.schema)} RENAME COLUMN "
            f"{quoted(context, operation.column_name)} TO {quoted(context, operation.modify_name)}"
        )


def _modify_column(operation: ops.AlterColumnOp, context: MigrationContext) -> None:
    """Write the column anew, as MySQL wants it: what stays is looked up, or taken from `existing_*`."""
    table = table_name(context, operation.table_name, operation.schema)
    name = quoted(context, operation.column_name)
    default = operation.modify_server_default
    only_default = replace(operation, modify_server_default=ops.UNCHANGED)
    if not only_default.has_changes():
        change = "DROP DEFAULT" if default is None else f"SET DEFAULT {default_text(context, default)}"
        context.send(f"ALTER TABLE {table} ALTER COLUMN {name} {change}")
        return
    existing = _existing(operation, context)
    type_ = operation.modify_type if operation.modify_type is not None else existing["type"]
    if type_ is None:
        raise exc.ArgumentError("All MySQL CHANGE/MODIFY COLUMN operations require the existing type.")
    nullable = operation.modify_nullable if operation.modify_nullable is not None else existing["nullable"]
    comment = operation.modify_comment if operation.modify_comment is not ops.UNCHANGED else existing["comment"]
    default = default if default is not ops.UNCHANGED else existing["default"]
    column = Column(
        operation.modify_name or operation.column_name,
        to_instance(type_),
        nullable=nullable is not False,
        comment=comment,
        server_default=default if default is not ops.UNCHANGED else None,
        primary_key=bool(existing["autoincrement"]),
        autoincrement=bool(existing["autoincrement"]),
    )
    Table(operation.table_name, MetaData(), column)
    verb = f"CHANGE {name}" if operation.modify_name is not None else "MODIFY"
    context.send(f"ALTER TABLE {table} {verb} {context.write(ddl.CreateColumn(column))}")


def _existing(operation: ops.AlterColumnOp, context: MigrationContext) -> dict[str, Any]:
    """Return what a column is: `existing_*`, and on a connection what the database says about the rest."""
    known: dict[str, Any] = {
        "type": operation.existing_type,
        "nullable": operation.existing_nullable,
        "default": operation.existing_server_default,
        "comment": operation.existing_comment,
        "autoincrement": operation.existing_autoincrement,
    }
    if context.connection is None:
        return known
    found = batch.reflect(context, operation.table_name, operation.schema).c[operation.column_name]
    if known["type"] is None:
        known["type"] = found.type
    if known["nullable"] is None:
        known["nullable"] = found.nullable
    if known["default"] is ops.UNCHANGED:
        known["default"] = None if found.server_default is None else found.server_default.arg
    if known["comment"] is None:
        known["comment"] = found.comment
    if known["autoincrement"] is None:
        known["autoincrement"] = found.autoincrement is True
    return known


@perform.register
def _(operation: ops.CreateIndexOp, context: MigrationContext) -> None:
    context.execute(ddl.CreateIndex(operation.to_index(), if_not_exists=bool(operation.if_not_exists)))


@perform.register
def _(operation: ops.DropIndexOp, context: MigrationContext) -> None:
    if context.dialect.backend == "mysql" and operation.table_name is None:
        raise exc.ArgumentError(f"MySQL needs the table of an index: drop_index({operation.index_name!r}, table_name)")
    context.execute(ddl.DropIndex(operation.to_index(), if_exists=bool(operation.if_exists)))


@perform.register
def _(operation: ops.AddConstraintOp, context: MigrationContext) -> None:
    if context.dialect.backend == "sqlite":
        batch.rebuild(context, operation.table_name, operation.schema, [operation])
        return
    context.execute(ddl.AddConstraint(operation.constraint, isolate_from_table=False))


@perform.register
def _(operation: ops.DropConstraintOp, context: MigrationContext) -> None:
    if context.dialect.backend == "sqlite":
        batch.rebuild(context, operation.table_name, operation.schema, [operation])
        return
    kind = operation.constraint_type
    name = quoted(context, operation.constraint_name) if operation.constraint_name else ""
    words = "CONSTRAINT"
    if context.dialect.backend == "mysql":
        words = {"foreignkey": "FOREIGN KEY", "unique": "INDEX", "primary": "PRIMARY KEY"}.get(kind or "", "CONSTRAINT")
        name = "" if kind == "primary" else name
    condition = "IF EXISTS " if operation.if_exists else ""
    table = table_name(context, operation.table_name, operation.schema)
    context.send(f"ALTER TABLE {table} DROP {words} {condition}{name}".rstrip())


@perform.register
def _(operation: ops.TableCommentOp, context: MigrationContext) -> None:
    backend = context.dialect.backend
    if backend == "sqlite":
        return
    table = table_name(context, operation.table_name, operation.schema)
    comment = operation.comment
    written = "'{}'".format(comment.replace("'", "''")) if comment is not None else None
    if backend == "mysql":
        context.send(f"ALTER TABLE {table} COMMENT {written or repr('')}")
    else:
        context.send(f"COMMENT ON TABLE {table} IS {written or 'NULL'}")


def insert_rows(context: MigrationContext, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows; offline each is written with its values."""
    if not rows:
        return
    if context.as_sql:
        for row in rows:
            context.execute(insert(table).values(**row))
    else:
        context.connection.execute(insert(table), [dict(row) for row in rows])


def run_batch(
    context: MigrationContext, name: str, schema: str | None, operations: Sequence[ops.MigrateOperation], recreate: str
) -> None:
    """Perform the operations of one batch: together in a rebuilt table, or each by itself."""
    if recreate not in ("auto", "always", "never"):
        raise exc.ArgumentError(f"recreate={recreate!r} is not one of 'auto', 'always', 'never'")
    simple = (ops.AddColumnOp, ops.CreateIndexOp, ops.DropIndexOp)
    needed = context.dialect.backend == "sqlite" and not all(isinstance(one, simple) for one in operations)
    if recreate == "always" or (recreate == "auto" and needed):
        batch.rebuild(context, name, schema, operations)
        return
    for one in operations:
        perform(one, context)
