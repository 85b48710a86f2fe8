"""What `create_all` and `drop_all` send, and in which order.

Talks to a connection (or a mock) through `execute`, `dialect`, `_has_table`, `_has_type` and `_has_sequence` only.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sqlmodel_rs import exc
from sqlmodel_rs.schema import ddl
from sqlmodel_rs.schema.ordering import sort_tables_and_constraints
from sqlmodel_rs.types import Enum

if TYPE_CHECKING:
    from sqlmodel_rs.schema.defaults import Sequence as SequenceItem


def _enum_of(type_: Any, dialect: str) -> Enum | None:
    """Return the named type inside a column's type (behind decorators and arrays), or None."""
    seen = 0
    while type_ is not None and seen < 16:
        resolved = type_._resolved(dialect) if hasattr(type_, "_resolved") else type_
        if isinstance(resolved, Enum):
            return resolved if resolved.native_enum else None
        following = getattr(resolved, "impl_instance", None) or getattr(resolved, "item_type", None)
        if isinstance(following, type):
            following = following()
        type_, seen = following, seen + 1
    return None


def named_types(tables: Iterable[Any], dialect: str = "postgresql") -> list[Enum]:
    """List the named types of the tables' columns, each name once, in order of appearance."""
    found: dict[tuple[Any, Any], Enum] = {}
    for table in tables:
        for column in table.columns:
            enum = _enum_of(column.type, dialect)
            if enum is not None:
                found.setdefault((_type_schema(enum, table), enum.name), enum)
    return list(found.values())


def _type_schema(enum: Any, table: Any = None) -> str | None:
    return getattr(enum, "schema", None)


def _sequences_of(metadata: Any, tables: Sequence[Any]) -> list[SequenceItem]:
    found = {own._key: own for own in (metadata._sequences.values() if metadata is not None else ())}
    for table in tables:
        for column in table.columns:
            if getattr(column.default, "is_sequence", False):
                found.setdefault(column.default._key, column.default)
    return list(found.values())


def _wants_sequence(connection: Any, sequence: SequenceItem) -> bool:
    dialect = connection.dialect
    return bool(dialect.supports_sequences) and not (sequence.optional and dialect.sequences_optional)


def _fire(target: Any, event_name: str, connection: Any, **kw: Any) -> None:
    if target is not None:
        for function in target._listeners.of(event_name):
            function(target, connection, **kw)


def is_there(connection: Any, table: Any) -> bool:
    """Tell whether a table exists, in the schema that the connection has it in."""
    return bool(connection._has_table(table.name, connection.schema_for_object(table)))


def _missing(connection: Any, tables: Iterable[Any], checkfirst: bool) -> list[Any]:
    return [table for table in tables if not checkfirst or not is_there(connection, table)]


def create_tables(connection: Any, metadata: Any, tables: Sequence[Any] | None, checkfirst: bool) -> None:
    """Create sequences, named types, tables with their indexes, then the foreign keys that closed a cycle."""
    wanted = list(tables) if tables is not None else list(metadata.tables.values())
    inside = getattr(connection.dialect, "supports_alter", True)
    missing = _missing(connection, wanted, checkfirst)
    pairs = sort_tables_and_constraints(missing)
    if not inside:
        pairs = [(table, []) for table, _ in pairs if table is not None]
    ordered = [table for table, _ in pairs if table is not None]
    _fire(metadata, "before_create", connection, tables=ordered, checkfirst=checkfirst)
    for sequence in _sequences_of(metadata if tables is None else None, missing):
        if _wants_sequence(connection, sequence):
            create_sequence(connection, sequence, checkfirst)
    if connection.dialect.supports_named_types:
        scope = wanted if metadata is not None else missing
        for enum in named_types(scope):
            if getattr(enum, "create_type", True):
                create_type(connection, enum, checkfirst)
    for table, keys in pairs:
        if table is not None:
            _create_one(connection, table, keys if inside else None)
        else:
            for key in keys:
                connection.execute(ddl.AddConstraint(key, isolate_from_table=False))
    _fire(metadata, "after_create", connection, tables=ordered, checkfirst=checkfirst)


def _create_one(connection: Any, table: Any, keys: list[Any] | None) -> None:
    _fire(table, "before_create", connection)
    connection.execute(ddl.CreateTable(table, include_foreign_key_constraints=keys))
    for index in sorted(table.indexes, key=lambda own: (own.name or "", own._creation_order)):
        connection.execute(ddl.CreateIndex(index))
    if connection.dialect.supports_comments and not connection.dialect.inline_comments:
        if table.comment is not None:
            connection.execute(ddl.SetTableComment(table))
        for column in table.columns:
            if column.comment is not None:
                connection.execute(ddl.SetColumnComment(column))
    _fire(table, "after_create", connection)


def create_type(connection: Any, enum: Any, checkfirst: bool) -> None:
    """Issue CREATE TYPE for an enumerated type; with `checkfirst`, only where it is missing."""
    if not checkfirst or not connection._has_type(enum.name, connection.schema_for_object(enum)):
        connection.execute(ddl.CreateEnumType(enum))


def drop_type(connection: Any, enum: Any, checkfirst: bool) -> None:
    """Issue DROP TYPE for an enumerated type; with `checkfirst`, only where it exists."""
    if not checkfirst or connection._has_type(enum.name, connection.schema_for_object(enum)):
        connection.execute(ddl.DropEnumType(enum))


def create_sequence(connection: Any, sequence: SequenceItem, checkfirst: bool) -> None:
    """Issue CREATE SEQUENCE; with `checkfirst`, only where it is missing."""
    if not checkfirst or not connection._has_sequence(sequence.name, connection.schema_for_object(sequence)):
        connection.execute(ddl.CreateSequence(sequence))


def drop_sequence(connection: Any, sequence: SequenceItem, checkfirst: bool) -> None:
    """Issue DROP SEQUENCE; with `checkfirst`, only where it exists."""
    if not checkfirst or connection._has_sequence(sequence.name, connection.schema_for_object(sequence)):
        connection.execute(ddl.DropSequence(sequence))


def _has_index(connection: Any, index: Any) -> bool:
    table = index.table
    return bool(connection._has_index(table.name, index.name, connection.schema_for_object(table)))


def create_index(connection: Any, index: Any, checkfirst: bool) -> None:
    """Issue CREATE INDEX; with `checkfirst`, only where it is missing."""
    if not checkfirst or not _has_index(connection, index):
        connection.execute(ddl.CreateIndex(index))


def drop_index(connection: Any, index: Any, checkfirst: bool) -> None:
    """Issue DROP INDEX; with `checkfirst`, only where it exists."""
    if not checkfirst or _has_index(connection, index):
        connection.execute(ddl.DropIndex(index))


def drop_tables(connection: Any, metadata: Any, tables: Sequence[Any] | None, checkfirst: bool) -> None:
    """Drop foreign keys that close a cycle, tables in the opposite order of creation, then types and sequences."""
    wanted = list(tables) if tables is not None else list(metadata.tables.values())
    present = [table for table in wanted if not checkfirst or is_there(connection, table)]
    steps = list(_drop_steps(connection, present))
    ordered = [item for kind, item in steps if kind == "table"]
    _fire(metadata, "before_drop", connection, tables=ordered, checkfirst=checkfirst)
    for kind, item in steps:
        if kind == "constraint":
            connection.execute(ddl.DropConstraint(item, isolate_from_table=False))
        else:
            _fire(item, "before_drop", connection)
            connection.execute(ddl.DropTable(item))
            _fire(item, "after_drop", connection)
    if connection.dialect.supports_named_types:
        for enum in named_types(wanted if metadata is not None else present):
            if getattr(enum, "create_type", True):
                drop_type(connection, enum, checkfirst)
    for sequence in _sequences_of(metadata if tables is None else None, present):
        if _wants_sequence(connection, sequence):
            drop_sequence(connection, sequence, checkfirst)
    _fire(metadata, "after_drop", connection, tables=ordered, checkfirst=checkfirst)


def _sorted_without_alter(tables: list[Any]) -> list[Any]:
    pairs = sort_tables_and_constraints(tables)
    left = [key for key in (pairs[-1][1] if pairs and pairs[-1][0] is None else []) if not key.use_alter]
    if left:
        names = ", ".join(sorted({key.table.fullname for key in left} | {key.referred_table.fullname for key in left}))
        warnings.warn(
            f"Can't sort tables for DROP; an unresolvable foreign key dependency exists between tables: {names}; and "
            "backend does not support ALTER.  To restore at least a partial sort, apply use_alter=True to ForeignKey "
            "and ForeignKeyConstraint objects involved in the cycle to mark these as known cycles that will be "
            "ignored.",
            exc.SAWarning,
            stacklevel=2,
        )
    return [table for table, _ in reversed(pairs) if table is not None]


def _drop_steps(connection: Any, tables: list[Any]) -> Iterator[tuple[str, Any]]:
    if not getattr(connection.dialect, "supports_alter", True):
        for table in _sorted_without_alter(tables):
            yield "table", table
        return
    pairs = sort_tables_and_constraints(tables)
    altered = pairs[-1][1] if pairs and pairs[-1][0] is None else []
    unnamed = [key for key in altered if key.name is None]
    if unnamed:
        cycle = {key.table for key in unnamed} | {key.referred_table for key in unnamed}
        names = ", ".join(sorted(table.fullname for table in cycle))
        raise exc.CircularDependencyError(
            "",
            cycle,
            [(key.referred_table, key.table) for key in unnamed],
            msg=f"Can't sort tables for DROP; an unresolvable foreign key dependency exists between tables: {names}.  "
            "Please ensure that the ForeignKey and ForeignKeyConstraint objects involved in the cycle have names so "
            "that they can be dropped using DROP CONSTRAINT.",
        )
    for key in altered:
        yield "constraint", key
    for table, _ in reversed(pairs):
        if table is not None:
            yield "table", table
