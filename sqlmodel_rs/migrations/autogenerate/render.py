"""Write operations as Python: the bodies of `upgrade()` and `downgrade()`.

Column types are written as the program can import them: `sa.` for the general ones, their module for the others.
"""

from __future__ import annotations

import sys
from functools import singledispatchmethod
from typing import Any

from sqlmodel_rs import exc, types
from sqlmodel_rs.migrations.autogenerate.checks import check_text
from sqlmodel_rs.migrations.migration import MigrationContext
from sqlmodel_rs.migrations.operations import ops
from sqlmodel_rs.schema import (
    CheckConstraint,
    Column,
    Computed,
    ForeignKeyConstraint,
    Identity,
    PrimaryKeyConstraint,
    UniqueConstraint,
)
from sqlmodel_rs.types import Enum, TypeDecorator


def render_python_code(
    up_or_down_op: ops.UpgradeOps | ops.DowngradeOps,
    sqlalchemy_module_prefix: str = "sa.",
    alembic_module_prefix: str = "op.",
    render_as_batch: bool = False,
    imports: Any = (),
    render_item: Any = None,
    migration_context: MigrationContext | None = None,
    user_module_prefix: str | None = None,
) -> str:
    """Return the Python of a migration's body, indented for use inside a function.

    `sa` in it is `sqlmodel_rs.sa` (`sqlalchemy` under the alias), `op` is `sqlmodel_rs.migrations.op`.
    """
    renderer = _Renderer(sqlalchemy_module_prefix, alembic_module_prefix, render_as_batch, render_item)
    lines = renderer.container(up_or_down_op)
    body = "\n".join(lines) if lines else "pass"
    return "# ### commands auto generated ###\n" + _indented(body) + "\n    # ### end of commands ###"


def _indented(body: str) -> str:
    return "\n".join(f"    {line}" if line else line for line in body.split("\n"))


def package_name() -> str:
    """Return the name under which the program imports this library: `sqlmodel` when the alias is installed."""
    aliased = sys.modules.get("sqlmodel")
    return "sqlmodel" if aliased is not None and aliased.__name__ == "sqlmodel_rs" else "sqlmodel_rs"


class _Renderer:
    def __init__(self, sa: str, op: str, batch: bool, render_item: Any) -> None:
        self.sa = sa
        self.op = op
        self.batch = batch
        self.render_item = render_item

    def container(self, container: ops.OpContainer) -> list[str]:
        """Return the lines of several operations."""
        lines: list[str] = []
        for operation in container.ops:
            if isinstance(operation, ops.OpContainer):
                lines.extend(self._table_ops(operation))
            else:
                lines.append(self.line(operation))
        return lines

    def _table_ops(self, container: ops.OpContainer) -> list[str]:
        if not self.batch or not isinstance(container, ops.ModifyTableOps):
            return self.container(container)
        arguments = _arguments(repr(container.table_name), schema=container.schema)
        lines = [f"with {self.op}batch_alter_table({arguments}) as batch_op:"]
        inner = _Renderer(self.sa, "batch_op.", False, self.render_item)
        inner.batch_table = True
        lines.extend(_indented(line) for line in inner.container(container))
        return [*lines, ""]

    batch_table = False

    def _table(self, name: str) -> list[str]:
        return [] if self.batch_table else [repr(name)]

    def _schema(self, schema: str | None) -> str | None:
        return None if self.batch_table else schema

    @singledispatchmethod
    def line(self, operation: Any) -> str:
        """Return the line, or lines, of one operation."""
        raise exc.ArgumentError(f"{type(operation).__name__} has no Python form")

    @line.register
    def _(self, operation: ops.CreateTableOp) -> str:
        table = operation.to_table()
        items = [self.column(column) for column in table.columns]
        for constraint in sorted(table.constraints, key=lambda own: own._creation_order):
            written = None if getattr(constraint, "_type_bound", False) else self.constraint(constraint)
            if written is not None:
                items.append(written)
        for name, value in (("schema", table.schema), ("comment", table.comment)):
            if value is not None:
                items.append(f"{name}={value!r}")
        body = ",\n".join([repr(table.name), *items])
        return f"{self.op}create_table({body}\n)"

    @line.register
    def _(self, operation: ops.DropTableOp) -> str:
        return f"{self.op}drop_table({_arguments(repr(operation.table_name), schema=operation.schema)})"

    @line.register
    def _(self, operation: ops.RenameTableOp) -> str:
        names = (repr(operation.old_table_name), repr(operation.new_table_name))
        return f"{self.op}rename_table({_arguments(*names, schema=operation.schema)})"

    @line.register
    def _(self, operation: ops.AddColumnOp) -> str:
        arguments = (*self._table(operation.table_name), self.column(operation.column, keys=True))
        return f"{self.op}add_column({_arguments(*arguments, schema=self._schema(operation.schema))})"

    @line.register
    def _(self, operation: ops.DropColumnOp) -> str:
        arguments = (*self._table(operation.table_name), repr(operation.column_name))
        return f"{self.op}drop_column({_arguments(*arguments, schema=self._schema(operation.schema))})"

    @line.register
    def _(self, operation: ops.AlterColumnOp) -> str:
        parts = [*self._table(operation.table_name), repr(operation.column_name)]
        changes: list[tuple[str, str | None]] = [
            ("existing_type", None if operation.existing_type is None else self.type(operation.existing_type)),
            ("new_column_name", _given(operation.modify_name)),
            ("type_", None if operation.modify_type is None else self.type(operation.modify_type)),
            ("nullable", _given(operation.modify_nullable)),
        ]
        if operation.modify_nullable is None:
            changes.append(("existing_nullable", _given(operation.existing_nullable)))
        if operation.modify_server_default is not ops.UNCHANGED:
            changes.append(("server_default", self.default(operation.modify_server_default)))
        elif operation.existing_server_default is not None and operation.existing_server_default is not ops.UNCHANGED:
            changes.append(("existing_server_default", self.default(operation.existing_server_default)))
        if operation.modify_comment is not ops.UNCHANGED:
            changes.append(("comment", repr(operation.modify_comment)))
        if operation.using:
            changes.append(("postgresql_using", repr(operation.using)))
        parts.extend(f"{name}={written}" for name, written in changes if written is not None)
        return f"{self.op}alter_column({_arguments(*parts, schema=self._schema(operation.schema))})"

    @line.register
    def _(self, operation: ops.CreateIndexOp) -> str:
        columns = [
            repr(column) if isinstance(column, str) else f"{self.sa}text({str(column)!r})"
            for column in operation.columns
        ]
        parts = [repr(operation.index_name), *self._table(operation.table_name), f"[{', '.join(columns)}]"]
        parts.append(f"unique={operation.unique!r}")
        parts.extend(f"{name}={value!r}" for name, value in operation.kw.items() if value is not None)
        return f"{self.op}create_index({_arguments(*parts, schema=self._schema(operation.schema))})"

    @line.register
    def _(self, operation: ops.DropIndexOp) -> str:
        parts = [repr(operation.index_name)]
        if operation.table_name is not None and not self.batch_table:
            parts.append(f"table_name={operation.table_name!r}")
        return f"{self.op}drop_index({_arguments(*parts, schema=self._schema(operation.schema))})"

    @line.register
    def _(self, operation: ops.AddConstraintOp) -> str:
        constraint = operation.constraint
        name, table = repr(constraint.name), self._table(operation.table_name)
        schema = self._schema(operation.schema)
        columns = repr([column.name for column in constraint.columns])
        if isinstance(constraint, UniqueConstraint):
            return f"{self.op}create_unique_constraint({_arguments(name, *table, columns, schema=schema)})"
        if isinstance(constraint, PrimaryKeyConstraint):
            return f"{self.op}create_primary_key({_arguments(name, *table, columns, schema=schema)})"
        if isinstance(constraint, CheckConstraint):
            condition = f"{self.sa}text({check_text(constraint)!r})"
            return f"{self.op}create_check_constraint({_arguments(name, *table, condition, schema=schema)})"
        targets = [element.target_fullname.split(".") for element in constraint.elements]
        remote = repr([target[-1] for target in targets])
        referent = targets[0][-3] if len(targets[0]) > 2 else None
        arguments = _arguments(
            name,
            *table,
            repr(targets[0][-2]),
            columns,
            remote,
            source_schema=schema,
            referent_schema=referent,
            ondelete=constraint.ondelete,
            onupdate=constraint.onupdate,
        )
        return f"{self.op}create_foreign_key({arguments})"

    @line.register
    def _(self, operation: ops.DropConstraintOp) -> str:
        parts = [repr(operation.constraint_name), *self._table(operation.table_name)]
        kind, schema = operation.constraint_type, self._schema(operation.schema)
        return f"{self.op}drop_constraint({_arguments(*parts, type_=kind, schema=schema)})"

    @line.register
    def _(self, operation: ops.TableCommentOp) -> str:
        arguments = _arguments(repr(operation.table_name), repr(operation.comment), schema=operation.schema)
        return f"{self.op}create_table_comment({arguments})"

    @line.register
    def _(self, operation: ops.ExecuteSQLOp) -> str:
        return f"{self.op}execute({operation.sqltext!r})"

    def column(self, column: Column[Any], *, keys: bool = False) -> str:
        """Return a column's constructor; with `keys`, its foreign keys too."""
        parts = [repr(column.name), self.type(column.type)]
        if column.computed is not None:
            parts.append(self._computed(column.computed))
        elif column.identity is not None:
            parts.append(self._identity(column.identity))
        if keys:
            for key in column.foreign_keys:
                parts.append(f"{self.sa}ForeignKey({_arguments(repr(key.target_fullname), ondelete=key.ondelete)})")
        if column.server_default is not None and column.computed is None and column.identity is None:
            parts.append(f"server_default={self.default(getattr(column.server_default, 'arg', None))}")
        if column.autoincrement is True or column.autoincrement is False:
            parts.append(f"autoincrement={column.autoincrement!r}")
        if column.computed is None:
            parts.append(f"nullable={bool(column.nullable)!r}")
        if column.comment is not None:
            parts.append(f"comment={column.comment!r}")
        return f"{self.sa}Column({', '.join(parts)})"

    def _computed(self, computed: Computed) -> str:
        return f"{self.sa}Computed({_arguments(repr(str(computed.sqltext)), persisted=computed.persisted)})"

    def _identity(self, identity: Identity) -> str:
        options = {
            name: getattr(identity, name, None) for name in ("start", "increment", "minvalue", "maxvalue", "cycle")
        }
        return f"{self.sa}Identity({_arguments(f'always={bool(identity.always)!r}', **options)})"

    def default(self, default: Any) -> str:
        """Return a server default: a literal, or `text()`."""
        if default is None or isinstance(default, str):
            return repr(default)
        return f"{self.sa}text({str(default)!r})"

    def type(self, type_: Any) -> str:
        """Return a type's constructor under a name the migration can import."""
        cls = type(type_)
        if getattr(types, cls.__name__, None) is cls and cls.__module__.startswith("sqlmodel_rs.types"):
            return f"{self.sa}{_type_repr(type_)}"
        module = cls.__module__
        if module.partition(".")[0] == "sqlmodel_rs":
            dialect = module.removeprefix("sqlmodel_rs.dialects.")
            if dialect in ("postgresql", "mysql", "sqlite"):
                return f"{self.sa}dialects.{dialect}.{_type_repr(type_)}"
            module = module.replace("sqlmodel_rs", package_name(), 1)
        return f"{module}.{_type_repr(type_)}"

    def constraint(self, constraint: Any) -> str | None:
        """Return a table constraint's constructor, None for an empty primary key."""
        names = [repr(column.name) for column in constraint.columns]
        if isinstance(constraint, PrimaryKeyConstraint):
            return f"{self.sa}PrimaryKeyConstraint({_arguments(*names, name=constraint.name)})" if names else None
        if isinstance(constraint, UniqueConstraint):
            return f"{self.sa}UniqueConstraint({_arguments(*names, name=constraint.name)})"
        if isinstance(constraint, CheckConstraint):
            return f"{self.sa}CheckConstraint({_arguments(repr(check_text(constraint)), name=constraint.name)})"
        if isinstance(constraint, ForeignKeyConstraint):
            targets = repr([element.target_fullname for element in constraint.elements])
            arguments = _arguments(
                f"[{', '.join(names)}]",
                targets,
                name=constraint.name,
                ondelete=constraint.ondelete,
                onupdate=constraint.onupdate,
            )
            return f"{self.sa}ForeignKeyConstraint({arguments})"
        return None


def _given(value: Any) -> str | None:
    return None if value is None else repr(value)


def _arguments(*positional: str, **named: Any) -> str:
    return ", ".join([*positional, *(f"{name}={value!r}" for name, value in named.items() if value is not None)])


def _type_repr(type_: Any) -> str:
    if isinstance(type_, Enum) and not isinstance(type_, TypeDecorator):
        options = _arguments(*(repr(value) for value in type_.enums), name=type_.name)
        return f"{type(type_).__name__}({options})"
    return repr(type_)
