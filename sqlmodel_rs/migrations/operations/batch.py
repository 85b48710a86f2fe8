"""Rebuilding a table: what SQLite, whose ALTER TABLE can do little, needs for most changes.

A new table is created, the rows are copied, the old one is dropped and the new one takes its name.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlmodel_rs import exc
from sqlmodel_rs.engine.reflection.inspector import Inspector
from sqlmodel_rs.migrations.migration import MigrationContext
from sqlmodel_rs.migrations.operations import ops
from sqlmodel_rs.schema import (
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    ddl,
)
from sqlmodel_rs.sql.textual import text
from sqlmodel_rs.types.base import to_instance

_PREFIX = "_migration_"
_KINDS: dict[type, str] = {
    UniqueConstraint: "unique",
    ForeignKeyConstraint: "foreignkey",
    PrimaryKeyConstraint: "primary",
    CheckConstraint: "check",
}


def reflect(context: MigrationContext, name: str, schema: str | None) -> Table:
    """Read a table from the database."""
    if context.connection is None:
        raise exc.InvalidRequestError(
            f"What table {name!r} is must be read from the database, and an offline migration has none"
        )
    return Table(name, MetaData(), schema=schema, autoload_with=context.connection)


class _Draft:
    """A table that is being changed: columns by their old names, constraints and indexes by column names."""

    def __init__(self, table: Table) -> None:
        self.columns: dict[str, Column[Any]] = {column.name: column._copy() for column in table.columns}
        for column in self.columns.values():
            column.primary_key = False
        self.copied = {column.name: column.name for column in table.columns if column.computed is None}
        self.constraints: list[Any] = [own for own in table.constraints if not _is_empty(own)]
        self.indexes: list[Any] = list(table.indexes)
        self.renamed: dict[str, str] = {}
        self.added: list[Any] = []
        self.added_indexes: list[ops.CreateIndexOp] = []

    def apply(self, operation: ops.MigrateOperation) -> None:
        """Take in one operation."""
        if isinstance(operation, ops.AddColumnOp):
            column = operation.column._copy() if operation.column.table is not None else operation.column
            self.columns[column.name] = column
        elif isinstance(operation, ops.DropColumnOp):
            self._drop_column(operation.column_name)
        elif isinstance(operation, ops.AlterColumnOp):
            self._alter_column(operation)
        elif isinstance(operation, ops.AddConstraintOp):
            self.added.append(operation.constraint)
        elif isinstance(operation, ops.DropConstraintOp):
            self._drop_constraint(operation)
        elif isinstance(operation, ops.CreateIndexOp):
            self.added_indexes.append(operation)
        elif isinstance(operation, ops.DropIndexOp):
            self.indexes = [index for index in self.indexes if index.name != operation.index_name]
        else:
            raise exc.InvalidRequestError(f"{type(operation).__name__} cannot be part of rebuilding a table")

    def _drop_column(self, name: str) -> None:
        if self.columns.pop(name, None) is None:
            raise exc.ArgumentError(f"There is no column {name!r} to drop")
        self.copied.pop(name, None)
        self.constraints = [own for own in self.constraints if name not in _names(own)]
        self.indexes = [index for index in self.indexes if name not in _names(index)]

    def _alter_column(self, operation: ops.AlterColumnOp) -> None:
        column = self.columns.get(operation.column_name)
        if column is None:
            raise exc.ArgumentError(f"There is no column {operation.column_name!r} to alter")
        default = column.server_default
        if operation.modify_server_default is not ops.UNCHANGED:
            default = operation.modify_server_default
        nullable = column.nullable if operation.modify_nullable is None else operation.modify_nullable
        name = operation.modify_name or column.name
        made: Column[Any] = Column(
            name,
            column.type if operation.modify_type is None else to_instance(operation.modify_type),
            nullable=nullable,
            server_default=getattr(default, "arg", default),
            autoincrement=column.autoincrement,
            comment=column.comment,
        )
        self.columns[operation.column_name] = made
        if operation.column_name in self.copied:
            self.copied[operation.column_name] = name
        self.renamed[operation.column_name] = name

    def _drop_constraint(self, operation: ops.DropConstraintOp) -> None:
        kind = operation.constraint_type
        kept = [
            own
            for own in self.constraints
            if own.name != operation.constraint_name or (kind is not None and _KINDS.get(type(own)) != kind)
        ]
        if len(kept) == len(self.constraints):
            raise exc.ArgumentError(f"No such constraint: {operation.constraint_name!r}")
        self.constraints = kept

    def table(self, name: str, schema: str | None) -> Table:
        """Return the changed table, under another name."""
        metadata = MetaData()
        made = Table(name, metadata, *(column._copy() for column in self.columns.values()), schema=schema)
        for constraint in (*sorted(self.constraints, key=lambda own: own._creation_order), *self.added):
            made.append_constraint(self._copied_constraint(constraint))
        for key in list(made.foreign_key_constraints):
            ops.stub_targets(key, metadata)
        return made

    def _copied_constraint(self, constraint: Any) -> Any:
        names = [self.renamed.get(column, column) for column in _names(constraint)]
        if isinstance(constraint, PrimaryKeyConstraint):
            return PrimaryKeyConstraint(*names, name=constraint.name)
        if isinstance(constraint, UniqueConstraint):
            return UniqueConstraint(*names, name=constraint.name)
        if isinstance(constraint, CheckConstraint):
            return CheckConstraint(constraint.sqltext, name=constraint.name, _autoattach=False)
        targets = [element.target_fullname for element in constraint.elements]
        return ForeignKeyConstraint(
            names,
            targets,
            name=constraint.name,
            ondelete=constraint.ondelete,
            onupdate=constraint.onupdate,
            deferrable=constraint.deferrable,
            initially=constraint.initially,
        )

    def recreated_indexes(self, table: Table) -> list[Index]:
        """Return the indexes, on the changed table."""
        found = []
        for index in self.indexes:
            parts = [self.renamed.get(name, name) for name in _names(index)] or list(index.expressions)
            found.append(Index(index.name, *parts, unique=bool(index.unique), _table=table))
        for one in self.added_indexes:
            found.append(Index(one.index_name, *one.columns, unique=one.unique, _table=table, **one.kw))
        return found


def _is_empty(constraint: Any) -> bool:
    return not isinstance(constraint, CheckConstraint) and not len(constraint.columns)


def _names(item: Any) -> list[str]:
    if isinstance(item, Index):
        return [name for part in item.expressions if (name := getattr(part, "name", None)) is not None]
    return [column.name for column in item.columns]


def _refuse_foreign_keys(context: MigrationContext, name: str) -> None:
    """Stop where dropping the old table would delete rows of others: SQLite follows foreign keys on DROP TABLE."""
    enforced = context.connection.exec_driver_sql("PRAGMA foreign_keys").scalar()
    if not enforced:
        return
    inspector = Inspector(context.connection)
    for other in inspector.get_table_names():
        if any(key["referred_table"] == name for key in inspector.get_foreign_keys(other)):
            raise exc.InvalidRequestError(
                f"Table {name!r} must be rebuilt, and table {other!r} refers to it: send PRAGMA foreign_keys=OFF "
                "before the migration's transaction begins"
            )


def rebuild(
    context: MigrationContext, name: str, schema: str | None, operations: Sequence[ops.MigrateOperation]
) -> None:
    """Change a table by building it anew with its rows."""
    table = reflect(context, name, schema)
    if context.dialect.backend == "sqlite":
        _refuse_foreign_keys(context, name)
    draft = _Draft(table)
    for operation in operations:
        draft.apply(operation)
    made = draft.table(f"{_PREFIX}{name}", schema)
    context.execute(ddl.CreateTable(made))
    quote = context.dialect.identifier_preparer.quote
    prefix = f"{quote(schema)}." if schema else ""
    old, new = f"{prefix}{quote(name)}", f"{prefix}{quote(made.name)}"
    into = ", ".join(quote(column) for column in draft.copied.values())
    of = ", ".join(quote(column) for column in draft.copied)
    if into:
        context.send(f"INSERT INTO {new} ({into}) SELECT {of} FROM {old}")
    context.execute(text(f"DROP TABLE {old}"))
    context.send(f"ALTER TABLE {new} RENAME TO {quote(name)}")
    final = draft.table(name, schema)
    for index in draft.recreated_indexes(final):
        context.execute(ddl.CreateIndex(index))
