"""Compare metadata with a database: which operations make the database what the models say.

Names decide what belongs together; an unnamed constraint is known by its columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from sqlmodel_rs import exc
from sqlmodel_rs.engine.reflection.inspector import Inspector
from sqlmodel_rs.migrations.autogenerate.checks import differing
from sqlmodel_rs.migrations.migration import MigrationContext
from sqlmodel_rs.migrations.operations import ops
from sqlmodel_rs.schema import Column, ForeignKeyConstraint, Index, MetaData, Table, UniqueConstraint
from sqlmodel_rs.schema.ordering import sort_tables
from sqlmodel_rs.types import Enum

#: Spellings of one type, per backend: what is declared and what the database answers.
_SYNONYMS: dict[str, dict[str, str]] = {
    "mysql": {
        "BOOL": "TINYINT(1)",
        "BOOLEAN": "TINYINT(1)",
        "INTEGER": "INT",
        "NUMERIC": "DECIMAL",
        "JSON": "LONGTEXT",
        "REAL": "DOUBLE",
        "DOUBLE PRECISION": "DOUBLE",
        "TEXT": "TEXT",
    },
    "postgresql": {"FLOAT": "DOUBLE PRECISION", "DOUBLE": "DOUBLE PRECISION", "DECIMAL": "NUMERIC", "INT": "INTEGER"},
    "sqlite": {"DECIMAL": "NUMERIC", "INT": "INTEGER"},
}


def compare_metadata(context: MigrationContext, metadata: MetaData) -> list[Any]:
    """Return the differences as tuples such as `("add_table", table)`; an empty list when there are none."""
    ops_ = produce_migrations(context, metadata).upgrade_ops
    return ops_.as_diffs()


def produce_migrations(context: MigrationContext, metadata: MetaData | Iterable[MetaData]) -> ops.MigrationScript:
    """Return a migration that makes the database of `context` what `metadata` says, and its opposite.

    Raises InvalidRequestError for an offline context.
    """
    if context.connection is None:
        raise exc.InvalidRequestError("autogenerate can't use as_sql=True as it prevents querying the database.")
    several = [metadata] if isinstance(metadata, MetaData) else list(metadata)
    upgrade = ops.UpgradeOps(_Comparison(context, several).operations())
    return ops.MigrationScript(None, upgrade, upgrade.reverse_into(ops.DowngradeOps([])))


class _Comparison:
    def __init__(self, context: MigrationContext, several: list[MetaData]) -> None:
        self.context = context
        self.inspector = Inspector(context.connection)
        self.wanted = {table.key: table for metadata in several for table in sort_tables(metadata.tables.values())}
        self.reflected = MetaData()

    def _present_names(self) -> list[tuple[str | None, str]]:
        schemas = {table.schema for table in self.wanted.values()} | {None}
        version = (self.context.version_table_schema, self.context.version_table)
        found = [
            (schema, name)
            for schema in sorted(schemas, key=lambda own: own or "")
            for name in self.inspector.get_table_names(schema)
        ]
        return [pair for pair in found if pair != version]

    def operations(self) -> list[ops.MigrateOperation]:
        """Return the operations in an order that a database accepts."""
        present: dict[str, Table] = {}
        for schema, name in self._present_names():
            table = Table(name, self.reflected, schema=schema, autoload_with=self.context.connection, resolve_fks=False)
            present[table.key] = table
        found: list[ops.MigrateOperation] = []
        for key, table in self.wanted.items():
            if key not in present and self.context.includes(table, table.name, "table", False, None):
                found.append(ops.CreateTableOp.from_table(table))
                found.extend(ops.CreateIndexOp.from_index(index) for index in _in_order(table.indexes))
        gone = [table for key, table in present.items() if key not in self.wanted]
        for table in reversed(sort_tables(gone)):
            if self.context.includes(table, table.name, "table", True, None):
                found.append(ops.DropTableOp.from_table(table))
        for key, table in self.wanted.items():
            other = present.get(key)
            if other is not None and self.context.includes(table, table.name, "table", False, other):
                unchecked, checked = self._checks(table, other)
                # A column goes after the conditions that name it, and comes before them.
                changes = [
                    *unchecked,
                    *self._columns(table, other),
                    *self._indexes(table, other),
                    *self._constraints(table, other),
                    *checked,
                ]
                if changes:
                    found.append(ops.ModifyTableOps(changes, table.name, table.schema))
        return found

    def _columns(self, wanted: Table, present: Table) -> Iterator[ops.MigrateOperation]:
        have = {column.name: column for column in present.columns}
        want = {column.name: column for column in wanted.columns}
        for name, column in want.items():
            if name not in have and self.context.includes(column, name, "column", False, None):
                yield ops.AddColumnOp.from_column(column)
        for name, column in want.items():
            if name in have and self.context.includes(column, name, "column", False, have[name]):
                change = self._column(wanted, column, have[name])
                if change.has_changes():
                    yield change
        for name, column in have.items():
            if name not in want and self.context.includes(column, name, "column", True, None):
                yield ops.DropColumnOp(wanted.name, name, schema=wanted.schema, _original=column)

    def _column(self, table: Table, wanted: Column[Any], present: Column[Any]) -> ops.AlterColumnOp:
        default = getattr(present.server_default, "arg", None)
        operation = ops.AlterColumnOp(
            table.name,
            wanted.name,
            schema=table.schema,
            existing_type=present.type,
            existing_nullable=present.nullable,
            existing_server_default=default,
            existing_comment=present.comment,
        )
        if bool(wanted.nullable) != bool(present.nullable) and not wanted.primary_key:
            operation.modify_nullable = bool(wanted.nullable)
        if self.context.option("compare_type", True) and self._types_differ(wanted, present):
            operation.modify_type = wanted.type
        if self.context.option("compare_server_default", False):
            self._compare_default(operation, wanted, present)
        if self.context.dialect.supports_comments and (wanted.comment or None) != (present.comment or None):
            operation.modify_comment = wanted.comment
        return operation

    def _types_differ(self, wanted: Column[Any], present: Column[Any]) -> bool:
        decide = self.context.option("compare_type", True)
        if callable(decide):
            answer = decide(self.context, present, wanted, present.type, wanted.type)
            if answer is not None:
                return bool(answer)
        return self._type_text(wanted) != self._type_text(present)

    def _type_text(self, column: Column[Any]) -> str:
        backend = self.context.dialect.backend
        if backend == "mysql" and isinstance(column.type, Enum) and column.type.native:
            return f"ENUM{tuple(column.type.enums)}"
        words = column.type.compile(self.context.dialect).upper().replace(", ", ",")
        words = re.sub(r" (CHARACTER SET|COLLATE) \S+", "", words)
        # PostgreSQL does not remember how many dimensions an array was declared with.
        words = re.sub(r"(\[\])+$", "[]", words)
        if backend == "mysql":
            words = re.sub(r"^(INTEGER|INT|BIGINT|SMALLINT)\(\d+\)", r"\1", words)
            words = re.sub(r"^(INTEGER|INT|BIGINT|SMALLINT) AUTO_INCREMENT", r"\1", words)
        base, bracket, rest = words.partition("(")
        synonyms = _SYNONYMS[backend]
        written = synonyms.get(words) or f"{synonyms.get(base, base)}{bracket}{rest}"
        if backend == "mysql" and written.startswith("DECIMAL(") and "," not in written:
            written = f"{written[:-1]},0)"
        return "DECIMAL(10,0)" if backend == "mysql" and written == "DECIMAL" else written

    def _compare_default(self, operation: ops.AlterColumnOp, wanted: Column[Any], present: Column[Any]) -> None:
        if wanted.computed is not None or wanted.identity is not None or present.autoincrement is True:
            return
        new = getattr(wanted.server_default, "arg", None)
        old = getattr(present.server_default, "arg", None)
        if self._default_text(new) != self._default_text(old):
            operation.modify_server_default = new

    def _default_text(self, default: Any) -> str | None:
        if default is None:
            return None
        written = default if isinstance(default, str) else self.context.write(default)
        written = re.sub(r"::[\w \[\]()]+$", "", written)
        return written.strip("()").strip("'").lower()

    def _indexes(self, wanted: Table, present: Table) -> Iterator[ops.MigrateOperation]:
        have = {index.name: index for index in present.indexes}
        want = {index.name: index for index in wanted.indexes}
        # A UNIQUE constraint of MySQL is an index of the same name.
        twins = {own.name for own in wanted.constraints if isinstance(own, UniqueConstraint)}
        unnamed = [_names(own) for own in wanted.constraints if isinstance(own, UniqueConstraint) and own.name is None]
        keys = [_names(key) for key in wanted.foreign_key_constraints]
        for name, index in have.items():
            implied = name in twins or (index.unique and _names(index) in unnamed)
            if self.context.dialect.backend == "mysql":
                implied = implied or (not index.unique and name not in want and _names(index) in keys)
            other = want.get(name)
            if implied or (other is not None and _same_index(index, other)):
                continue
            if other is not None or self.context.includes(index, name, "index", True, None):
                yield ops.DropIndexOp.from_index(index)
        for index in _in_order(want.values()):
            found = have.get(index.name)
            if found is None or not _same_index(found, index):
                if found is not None or self.context.includes(index, index.name, "index", False, None):
                    yield ops.CreateIndexOp.from_index(index)

    def _constraints(self, wanted: Table, present: Table) -> Iterator[ops.MigrateOperation]:
        uniques = [own for own in present.constraints if isinstance(own, UniqueConstraint)]
        uniques_by_index = [index for index in present.indexes if index.unique]
        wanted_uniques = [own for own in wanted.constraints if isinstance(own, UniqueConstraint)]
        keys = list(present.foreign_key_constraints)
        wanted_keys = list(wanted.foreign_key_constraints)
        dropped = [
            *_without_twin(uniques, wanted_uniques, _unique_signature),
            *_without_twin(keys, wanted_keys, self._key_signature),
        ]
        named = {index.name for index in wanted.indexes}
        for constraint in dropped:
            kind = "foreign_key_constraint" if isinstance(constraint, ForeignKeyConstraint) else "unique_constraint"
            if constraint.name in named:
                continue
            if self.context.includes(constraint, constraint.name, kind, True, None):
                yield ops.DropConstraintOp.from_constraint(constraint)
        implied = [(index.name, _names(index)) for index in uniques_by_index]
        for constraint in _without_twin(wanted_uniques, uniques, _unique_signature):
            if any(_names(constraint) == names and constraint.name in (None, name) for name, names in implied):
                continue
            if self.context.includes(constraint, constraint.name, "unique_constraint", False, None):
                yield ops.AddConstraintOp(wanted.name, constraint, wanted.schema)
        for constraint in _without_twin(wanted_keys, keys, self._key_signature):
            if self.context.includes(constraint, constraint.name, "foreign_key_constraint", False, None):
                yield ops.AddConstraintOp(wanted.name, constraint, wanted.schema)

    def _checks(self, wanted: Table, present: Table) -> tuple[list[ops.MigrateOperation], list[ops.MigrateOperation]]:
        dropped, added = differing(wanted, present)
        known, includes = "check_constraint", self.context.includes
        return (
            [
                ops.DropConstraintOp.from_constraint(one)
                for one in dropped
                if includes(one, one.name, known, True, None)
            ],
            [
                ops.AddConstraintOp(wanted.name, one, wanted.schema)
                for one in added
                if includes(one, one.name, known, False, None)
            ],
        )

    def _key_signature(self, key: ForeignKeyConstraint) -> Any:
        targets = []
        for element in key.elements:
            parts = element.target_fullname.split(".")
            targets.append(".".join(parts[-2:]))
        options = tuple(_action(value) for value in (key.ondelete, key.onupdate))
        return (tuple(_names(key)), tuple(targets), options)


def _action(value: str | None) -> str | None:
    """A key that says nothing and one that says NO ACTION do the same; RESTRICT is what MySQL calls it."""
    return None if value is None or value.upper() in ("NO ACTION", "RESTRICT") else value.upper()


def _names(item: Any) -> list[str]:
    parts = item.expressions if isinstance(item, Index) else item.columns
    return [getattr(part, "name", None) or str(part) for part in parts]


def _in_order(indexes: Iterable[Any]) -> list[Any]:
    return sorted(indexes, key=lambda index: (index.name or "", index._creation_order))


def _same_index(one: Any, other: Any) -> bool:
    return bool(one.unique) == bool(other.unique) and _names(one) == _names(other)


def _unique_signature(constraint: UniqueConstraint) -> Any:
    return tuple(sorted(_names(constraint)))


def _without_twin(these: list[Any], those: list[Any], signature: Any) -> list[Any]:
    """Return the constraints that have no counterpart: the same definition, under the same name or without one."""
    left = [(other.name, signature(other)) for other in those]
    found = []
    for one in these:
        mine = signature(one)
        twin = next(
            (pair for pair in left if pair[1] == mine and (pair[0] == one.name or None in (pair[0], one.name))), None
        )
        if twin is None:
            found.append(one)
        else:
            left.remove(twin)
    return sorted(found, key=lambda own: own._creation_order)
