"""The operations as data: what a migration does, independent of how a database is told.

Autogenerate makes them, `Operations` performs them, the renderer writes them as Python.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlmodel_rs import exc
from sqlmodel_rs.schema import (
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
)
from sqlmodel_rs.types import NULLTYPE

#: Stands for "leave it as it is" where None and False have a meaning of their own.
UNCHANGED: Any = False


@dataclass(eq=False)
class MigrateOperation:
    """One operation."""

    def reverse(self) -> MigrateOperation:
        """Return the operation that undoes this one.

        Raises InvalidRequestError when what was there before is not known.
        """
        raise exc.InvalidRequestError(f"{type(self).__name__} cannot be reversed: what it replaces is not known")

    def to_diff_tuple(self) -> Any:
        """Return the operation as `compare_metadata()` shows it."""
        raise NotImplementedError(type(self).__name__)


def stub_table(name: str, schema: str | None, columns: Sequence[str], metadata: MetaData | None = None) -> Table:
    """Return a table that has names only: enough to write a constraint or an index on it."""
    metadata = metadata if metadata is not None else MetaData()
    found = metadata.tables.get(f"{schema}.{name}" if schema else name)
    if found is None:
        return Table(name, metadata, *(Column(column, NULLTYPE) for column in columns), schema=schema)
    for column in columns:
        if column not in found.c:
            found.append_column(Column(column, NULLTYPE))
    return found


def stub_targets(constraint: ForeignKeyConstraint, metadata: MetaData) -> None:
    """Put the tables that a foreign key refers to, as names only, beside its own table."""
    for element in constraint.elements:
        target = element.target_fullname.split(".")
        stub_table(target[-2], target[-3] if len(target) > 2 else None, [target[-1]], metadata)


@dataclass(eq=False)
class CreateTableOp(MigrateOperation):
    """CREATE TABLE with its indexes; `columns` are columns and constraints."""

    table_name: str
    columns: Sequence[Any]
    schema: str | None = None
    if_not_exists: bool | None = None
    kw: dict[str, Any] = field(default_factory=dict)
    _original: Table | None = None

    @classmethod
    def from_table(cls, table: Table) -> CreateTableOp:
        """Describe an existing table."""
        constraints = sorted(table.constraints, key=lambda own: own._creation_order)
        kept = [
            own for own in constraints if not getattr(own, "_type_bound", False) and (len(own.columns) or _check(own))
        ]
        kw = {"comment": table.comment} if table.comment is not None else {}
        return cls(table.name, [*table.columns, *kept], table.schema, kw=kw, _original=table)

    def to_table(self) -> Table:
        """Return the table in metadata of its own; tables that it refers to are there by name."""
        if self._original is not None:
            return self._original
        metadata = MetaData()
        items = [item._copy() if _owner(item) is not None else item for item in self.columns]
        table = Table(self.table_name, metadata, *items, schema=self.schema, **self.kw)
        for key in list(table.foreign_key_constraints):
            stub_targets(key, metadata)
        return table

    def reverse(self) -> DropTableOp:
        return DropTableOp.from_table(self.to_table())

    def to_diff_tuple(self) -> Any:
        return ("add_table", self.to_table())


def _owner(item: Any) -> Any:
    return item.table if isinstance(item, Column) else item.parent


def _check(constraint: Any) -> bool:
    return isinstance(constraint, CheckConstraint)


@dataclass(eq=False)
class DropTableOp(MigrateOperation):
    """DROP TABLE."""

    table_name: str
    schema: str | None = None
    if_exists: bool | None = None
    _original: Table | None = None

    @classmethod
    def from_table(cls, table: Table) -> DropTableOp:
        """Describe the removal of an existing table."""
        return cls(table.name, table.schema, _original=table)

    def reverse(self) -> CreateTableOp:
        if self._original is None:
            raise exc.InvalidRequestError(
                f"drop_table({self.table_name!r}) cannot be reversed: its columns are unknown"
            )
        return CreateTableOp.from_table(self._original)

    def to_diff_tuple(self) -> Any:
        return ("remove_table", self._original if self._original is not None else stub_table(self.table_name, None, ()))


@dataclass(eq=False)
class RenameTableOp(MigrateOperation):
    """ALTER TABLE .. RENAME TO."""

    old_table_name: str
    new_table_name: str
    schema: str | None = None

    def reverse(self) -> RenameTableOp:
        return RenameTableOp(self.new_table_name, self.old_table_name, self.schema)


@dataclass(eq=False)
class AlterTableOp(MigrateOperation):
    """An operation on one table."""

    table_name: str
    schema: str | None = field(default=None, kw_only=True)


@dataclass(eq=False)
class AddColumnOp(AlterTableOp):
    """ALTER TABLE .. ADD COLUMN, with the column's constraints and index."""

    column: Column[Any]
    if_not_exists: bool | None = None
    _original: Column[Any] | None = None

    @classmethod
    def from_column(cls, column: Column[Any]) -> AddColumnOp:
        """Describe the addition of a table's column; its keys, constraints and indexes are operations of their own."""
        generated = [item._copy() for item in (column.computed, column.identity) if item is not None]
        default = None if generated else getattr(column.server_default, "arg", None)
        bare: Column[Any] = Column(
            column.name,
            column.type,
            *generated,
            server_default=default,
            nullable=column.nullable,
            comment=column.comment,
        )
        return cls(column.table.name, bare, schema=column.table.schema, _original=column)

    def reverse(self) -> DropColumnOp:
        return DropColumnOp(self.table_name, self.column.name, schema=self.schema, _original=self.column)

    def to_diff_tuple(self) -> Any:
        shown = self._original if self._original is not None else self.column
        return ("add_column", self.schema, self.table_name, shown)


@dataclass(eq=False)
class DropColumnOp(AlterTableOp):
    """ALTER TABLE .. DROP COLUMN."""

    column_name: str
    if_exists: bool | None = None
    _original: Column[Any] | None = None

    def reverse(self) -> AddColumnOp:
        if self._original is None:
            raise exc.InvalidRequestError(f"drop_column({self.column_name!r}) cannot be reversed: its type is unknown")
        return AddColumnOp(self.table_name, self._original, schema=self.schema)

    def to_diff_tuple(self) -> Any:
        column = self._original if self._original is not None else Column(self.column_name, NULLTYPE)
        return ("remove_column", self.schema, self.table_name, column)


@dataclass(eq=False)
class AlterColumnOp(AlterTableOp):
    """ALTER TABLE .. ALTER COLUMN: each `modify_*` that is given is changed, `existing_*` say what is there."""

    column_name: str
    existing_type: Any = None
    existing_server_default: Any = UNCHANGED
    existing_nullable: bool | None = None
    existing_comment: str | None = None
    modify_nullable: bool | None = None
    modify_comment: Any = UNCHANGED
    modify_server_default: Any = UNCHANGED
    modify_name: str | None = None
    modify_type: Any = None
    existing_autoincrement: bool | None = None
    using: str | None = None

    def has_changes(self) -> bool:
        """Say whether anything is changed."""
        plain = (self.modify_nullable, self.modify_name, self.modify_type)
        return any(value is not None for value in plain) or any(
            value is not UNCHANGED for value in (self.modify_comment, self.modify_server_default)
        )

    def reverse(self) -> AlterColumnOp:
        back = AlterColumnOp(self.modify_name or self.table_name, self.column_name, schema=self.schema)
        back.table_name = self.table_name
        back.column_name = self.modify_name or self.column_name
        back.modify_name = self.column_name if self.modify_name else None
        for name, empty in (("type", None), ("nullable", None), ("server_default", UNCHANGED), ("comment", UNCHANGED)):
            changed = getattr(self, f"modify_{name}")
            existing = getattr(self, f"existing_{name}")
            if changed is empty:
                setattr(back, f"existing_{name}", existing)
                continue
            if existing is empty and name != "comment":
                raise exc.InvalidRequestError(
                    f"alter_column({self.column_name!r}) cannot be reversed: pass existing_{name}"
                )
            setattr(back, f"modify_{name}", existing)
            setattr(back, f"existing_{name}", changed)
        return back

    def to_diff_tuple(self) -> Any:
        existing = {
            "existing_type": self.existing_type,
            "existing_nullable": self.existing_nullable,
            "existing_server_default": self.existing_server_default,
            "existing_comment": self.existing_comment,
        }
        found = []
        for name, old, new, empty in (
            ("nullable", self.existing_nullable, self.modify_nullable, None),
            ("type", self.existing_type, self.modify_type, None),
            ("default", self.existing_server_default, self.modify_server_default, UNCHANGED),
            ("comment", self.existing_comment, self.modify_comment, UNCHANGED),
        ):
            if new is not empty:
                found.append((f"modify_{name}", self.schema, self.table_name, self.column_name, existing, old, new))
        return found


@dataclass(eq=False)
class CreateIndexOp(MigrateOperation):
    """CREATE INDEX; `columns` are names or expressions."""

    index_name: str | None
    table_name: str
    columns: Sequence[Any]
    schema: str | None = None
    unique: bool = False
    if_not_exists: bool | None = None
    kw: dict[str, Any] = field(default_factory=dict)
    _original: Index | None = None

    @classmethod
    def from_index(cls, index: Index) -> CreateIndexOp:
        """Describe an existing index."""
        table = index.table
        columns = [getattr(part, "name", None) or part for part in index.expressions]
        return cls(
            index.name,
            table.name,
            columns,
            table.schema,
            bool(index.unique),
            kw=dict(index._dialect_kwargs),
            _original=index,
        )

    def to_index(self) -> Index:
        """Return the index on a table that has its column names."""
        if self._original is not None:
            return self._original
        names = [column for column in self.columns if isinstance(column, str)]
        table = stub_table(self.table_name, self.schema, names)
        return Index(self.index_name, *self.columns, unique=self.unique, _table=table, **self.kw)

    def reverse(self) -> DropIndexOp:
        return DropIndexOp(self.index_name, self.table_name, self.schema, _original=self.to_index())

    def to_diff_tuple(self) -> Any:
        return ("add_index", self.to_index())


@dataclass(eq=False)
class DropIndexOp(MigrateOperation):
    """DROP INDEX."""

    index_name: str | None
    table_name: str | None = None
    schema: str | None = None
    if_exists: bool | None = None
    _original: Index | None = None

    @classmethod
    def from_index(cls, index: Index) -> DropIndexOp:
        """Describe the removal of an existing index."""
        return cls(index.name, index.table.name, index.table.schema, _original=index)

    def to_index(self) -> Index:
        """Return the index, by name only when no more is known."""
        if self._original is not None:
            return self._original
        table = stub_table(self.table_name or "unknown", self.schema, ["unknown"])
        return Index(self.index_name, "unknown", _table=table)

    def reverse(self) -> CreateIndexOp:
        if self._original is None:
            raise exc.InvalidRequestError(
                f"drop_index({self.index_name!r}) cannot be reversed: its columns are unknown"
            )
        return CreateIndexOp.from_index(self._original)

    def to_diff_tuple(self) -> Any:
        return ("remove_index", self.to_index())


@dataclass(eq=False)
class AddConstraintOp(MigrateOperation):
    """ALTER TABLE .. ADD CONSTRAINT. `constraint` belongs to `table_name`, or to a stand-in with its columns."""

    table_name: str
    constraint: Any
    schema: str | None = None

    @classmethod
    def unique(
        cls, name: str | None, table: str, columns: Sequence[str], schema: str | None, **kw: Any
    ) -> AddConstraintOp:
        """Describe a UNIQUE constraint."""
        made = UniqueConstraint(*columns, name=name, **kw)
        stub_table(table, schema, columns).append_constraint(made)
        return cls(table, made, schema)

    @classmethod
    def primary_key(cls, name: str | None, table: str, columns: Sequence[str], schema: str | None) -> AddConstraintOp:
        """Describe a PRIMARY KEY."""
        made = PrimaryKeyConstraint(*columns, name=name)
        stub_table(table, schema, columns).append_constraint(made)
        return cls(table, made, schema)

    @classmethod
    def check(cls, name: str | None, table: str, condition: Any, schema: str | None, **kw: Any) -> AddConstraintOp:
        """Describe a CHECK constraint."""
        made = CheckConstraint(condition, name=name, _autoattach=False, **kw)
        stub_table(table, schema, ()).append_constraint(made)
        return cls(table, made, schema)

    @classmethod
    def foreign_key(
        cls,
        name: str | None,
        source: tuple[str, str | None, Sequence[str]],
        referent: tuple[str, str | None, Sequence[str]],
        **kw: Any,
    ) -> AddConstraintOp:
        """Describe a FOREIGN KEY between two (table, schema, columns)."""
        metadata = MetaData()
        table = stub_table(*source, metadata)
        stub_table(*referent, metadata)
        target = f"{referent[1]}.{referent[0]}" if referent[1] else referent[0]
        made = ForeignKeyConstraint(source[2], [f"{target}.{column}" for column in referent[2]], name=name, **kw)
        table.append_constraint(made)
        return cls(source[0], made, source[1])

    def reverse(self) -> DropConstraintOp:
        return DropConstraintOp.from_constraint(self.constraint)

    def to_diff_tuple(self) -> Any:
        kind = "add_fk" if isinstance(self.constraint, ForeignKeyConstraint) else "add_constraint"
        return (kind, self.constraint)


@dataclass(eq=False)
class DropConstraintOp(MigrateOperation):
    """ALTER TABLE .. DROP CONSTRAINT; `constraint_type` is needed by MySQL."""

    constraint_name: str | None
    table_name: str
    constraint_type: str | None = None
    schema: str | None = None
    if_exists: bool | None = None
    _original: Any = None

    @classmethod
    def from_constraint(cls, constraint: Any) -> DropConstraintOp:
        """Describe the removal of an existing constraint."""
        kinds = (
            (UniqueConstraint, "unique"),
            (ForeignKeyConstraint, "foreignkey"),
            (PrimaryKeyConstraint, "primary"),
            (CheckConstraint, "check"),
        )
        kind = next((name for cls_, name in kinds if isinstance(constraint, cls_)), None)
        table = constraint.table
        return cls(constraint.name, table.name, kind, table.schema, _original=constraint)

    def reverse(self) -> AddConstraintOp:
        if self._original is None:
            raise exc.InvalidRequestError(f"drop_constraint({self.constraint_name!r}) cannot be reversed")
        return AddConstraintOp(self.table_name, self._original, self.schema)

    def to_diff_tuple(self) -> Any:
        kind = "remove_fk" if self.constraint_type == "foreignkey" else "remove_constraint"
        return (kind, self._original)


@dataclass(eq=False)
class TableCommentOp(AlterTableOp):
    """COMMENT ON TABLE; None removes it."""

    comment: str | None = None
    existing_comment: str | None = None

    def reverse(self) -> TableCommentOp:
        return TableCommentOp(self.table_name, self.existing_comment, self.comment, schema=self.schema)

    def to_diff_tuple(self) -> Any:
        kind = "add_table_comment" if self.comment is not None else "remove_table_comment"
        return (kind, stub_table(self.table_name, self.schema, ()), self.existing_comment)


@dataclass(eq=False)
class ExecuteSQLOp(MigrateOperation):
    """A statement of the program's own."""

    sqltext: Any
    execution_options: dict[str, Any] | None = None


@dataclass(eq=False)
class OpContainer(MigrateOperation):
    """Operations in order."""

    ops: Sequence[MigrateOperation] = ()

    def is_empty(self) -> bool:
        """Say whether there is nothing to do."""
        return all(isinstance(op, OpContainer) and op.is_empty() for op in self.ops)

    def as_diffs(self) -> list[Any]:
        """Return all operations as `compare_metadata()` shows them."""
        found: list[Any] = []
        for op in self.ops:
            found.extend(op.as_diffs() if isinstance(op, OpContainer) else [op.to_diff_tuple()])
        return found

    def _reversed(self) -> list[MigrateOperation]:
        # Dropping a table drops its indexes, and MySQL does not let go of one that a foreign key uses.
        created = {op.table_name for op in self.ops if isinstance(op, CreateTableOp)}
        wanted = [op for op in self.ops if not (isinstance(op, CreateIndexOp) and op.table_name in created)]
        return [op.reverse() for op in reversed(wanted)]


@dataclass(eq=False)
class ModifyTableOps(OpContainer):
    """Operations on one table."""

    table_name: str = ""
    schema: str | None = None

    def reverse(self) -> ModifyTableOps:
        return ModifyTableOps(self._reversed(), self.table_name, self.schema)


@dataclass(eq=False)
class UpgradeOps(OpContainer):
    """The body of `upgrade()`."""

    upgrade_token: str = "upgrades"

    def reverse_into(self, downgrade_ops: DowngradeOps) -> DowngradeOps:
        """Fill the body of `downgrade()` with the opposite operations."""
        downgrade_ops.ops = self._reversed()
        return downgrade_ops

    def reverse(self) -> DowngradeOps:
        return self.reverse_into(DowngradeOps([]))


@dataclass(eq=False)
class DowngradeOps(OpContainer):
    """The body of `downgrade()`."""

    downgrade_token: str = "downgrades"

    def reverse(self) -> UpgradeOps:
        return UpgradeOps(self._reversed())


@dataclass(eq=False)
class MigrationScript(MigrateOperation):
    """A whole migration: both bodies."""

    rev_id: str | None
    upgrade_ops: UpgradeOps
    downgrade_ops: DowngradeOps
    message: str | None = None
    imports: set[str] = field(default_factory=set)
