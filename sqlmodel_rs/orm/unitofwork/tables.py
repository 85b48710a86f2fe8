"""UPDATE and DELETE of rows that live in several tables: the keys of the rows are chosen once and locked, then each
table is written by key.

Works from a mapper's tables and keys; objects in memory are `synchronise`'s.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sqlmodel_rs import exc
from sqlmodel_rs.orm.attributes import NO_VALUE
from sqlmodel_rs.orm.effects import Execute, Work
from sqlmodel_rs.orm.loading.selects import in_keys
from sqlmodel_rs.orm.unitofwork import rows
from sqlmodel_rs.sql import dml, kinds, traversal
from sqlmodel_rs.sql.entity import EntityColumn
from sqlmodel_rs.sql.expression import false
from sqlmodel_rs.sql.statement import select_rows
from sqlmodel_rs.sql.textual import text

if TYPE_CHECKING:
    from sqlmodel_rs.orm.session import PlainSession

Key = tuple[Any, ...]

KEYS_AT_ONCE = 500


class Chosen:
    """The rows a statement is about: their keys as they were, and as they are after the statement."""

    __slots__ = ("after", "before")

    def __init__(self, keys: list[Key]) -> None:
        self.before = keys
        self.after = keys


def tables_of(mapper: Any) -> list[Any]:
    """Return every table that rows of a class live in, its descendants' included, base first."""
    found: dict[int, Any] = {}
    for one in mapper.self_and_descendants:
        if one.base_mapper is mapper.base_mapper:
            for table in one.tables:
                found.setdefault(id(table), table)
    return list(found.values())


def key_column(mapper: Any, column: Any) -> Any:
    """Return a key column as a query of the class names it."""
    return EntityColumn(column, mapper.entity, mapper.attr_of(column))


def change(session: PlainSession, statement: Any, params: Any, bind: Any) -> Work[tuple[Chosen, list[Any] | None]]:
    """Run an UPDATE or DELETE of a class in several tables; return the rows it met and what RETURNING gives."""
    mapper = statement.entity.mapper
    tables = tables_of(mapper)
    updating = statement._kind == kinds.UPDATE
    assignments = _assignments(statement, mapper, params) if updating else {}
    moving = [
        (column, value) for values in assignments.values() for column, value in values.items() if _reads_columns(value)
    ]
    found = yield from choose(session, statement, params, [value for _, value in moving], bind)
    width = len(mapper.primary_key)
    chosen = Chosen([row[:width] for row in found])
    returned: list[Any] | None = None
    if updating:
        if found:
            yield from _update(session, mapper, assignments, moving, found, chosen, bind)
        return chosen, returned
    if statement._returning:
        # What a deleted row was is read before it goes.
        returned = yield from read_back(mapper, statement._returning, chosen.before, bind)
    for table in reversed(tables):
        yield from _by_keys(dml.delete(table), _key_columns(mapper, table), chosen.before, bind)
    return chosen, returned


def choose(session: PlainSession, statement: Any, params: Any, values: list[Any], bind: Any) -> Work[list[Any]]:
    """Select the keys of the rows that match, and the values computed from them, so that they stay as they are."""
    mapper = statement.entity.mapper
    dialect = (bind if bind is not None else session.get_bind(clause=mapper.tables[0])).dialect
    keys = mapper.primary_key
    query = select_rows(*(key_column(mapper, key) for key in keys), *values).select_from(mapper.entity)
    if statement._where:
        query = query.where(*statement._where)
    yield from become_writer(dialect, mapper.tables[0], bind)
    if dialect.backend == "postgresql":
        # The tables of descendants are outer-joined, and those cannot be locked; the base row stands for them.
        query = query.with_for_update(of=mapper.tables)
    elif dialect.backend == "mysql":
        query = query.with_for_update()
    answer = yield Execute(query, params, identity=False, bind=bind)
    return [(row,) if answer.single else tuple(row) for row in answer.rows]


def become_writer(dialect: Any, table: Any, bind: Any) -> Work[None]:
    """Take the place of SQLite's one writer: a transaction that has read first may not be let write later."""
    if dialect.backend == "sqlite":
        yield Execute(dml.delete(table).where(false()), None, identity=False, bind=bind)


def read_back(mapper: Any, items: Iterable[Any], keys: list[Key], bind: Any, populate: bool = False) -> Work[list[Any]]:
    """Select `items` for rows given by key, in the order of the keys, each row as a tuple."""
    items = tuple(items)
    columns = [key_column(mapper, key) for key in mapper.primary_key]
    found: dict[Key, tuple[Any, ...]] = {}
    for start in range(0, len(keys), KEYS_AT_ONCE):
        part = keys[start : start + KEYS_AT_ONCE]
        query = select_rows(*columns, *items).select_from(mapper.entity).where(in_keys(columns, part))
        answer = yield Execute(query, None, bind=bind, populate_existing=populate)
        for row in answer.rows:
            found[tuple(row[: len(columns)])] = tuple(row[len(columns) :])
    return [found[key] for key in keys if key in found]


def names_of(items: Iterable[Any]) -> tuple[str, ...]:
    """Return what RETURNING calls its columns."""
    named = [getattr(item, "name", None) or getattr(item, "key", None) or "anon" for item in items]
    times: dict[str, int] = {}
    found = []
    for name in named:
        times[name] = times.get(name, -1) + 1
        found.append(f"{name}_{times[name]}" if times[name] or name == "anon" else name)
    return tuple(found)


def _key_columns(mapper: Any, table: Any) -> list[Any]:
    for one in mapper.self_and_descendants:
        if any(table is own for own in one.tables):
            return [own for own, _ in one.table_key(table)]
    return list(table.primary_key.columns)


def _assignments(statement: Any, mapper: Any, params: Any) -> dict[int, dict[Any, Any]]:
    """Group what an UPDATE sets by the table it is in; a key goes into the base table."""
    found: dict[int, dict[Any, Any]] = {}
    for column, element in (statement._values or {}).items():
        value = traversal.replace_parameters(element, params) if isinstance(params, dict) else element
        target = column
        attr = mapper.attr_or_none(column)
        if attr in mapper.pk_attrs:
            target = mapper.primary_key[mapper.pk_attrs.index(attr)]
        elif not any(column.table is table for table in mapper.tables):
            target = mapper.columns.get(attr or column.key)
            if target is None:
                raise exc.CompileError(
                    f"Unconsumed column names: {column.key} ({mapper.class_.__name__} has no such column: update the "
                    "subclass that has it)"
                )
        found.setdefault(id(target.table), {})[target] = value
    return found


def _reads_columns(value: Any) -> bool:
    return any(node._kind in (kinds.COLUMN, kinds.ENTITY_COLUMN) for node in traversal.walk(value))


def _update(
    session: PlainSession,
    mapper: Any,
    assignments: dict[int, dict[Any, Any]],
    moving: list[tuple[Any, Any]],
    found: list[tuple[Any, ...]],
    chosen: Chosen,
    bind: Any,
) -> Work[None]:
    width = len(mapper.primary_key)
    places = {id(column): width + at for at, (column, _) in enumerate(moving)}
    for table in mapper.tables:
        values = assignments.get(id(table))
        if not values:
            continue
        own_keys = _key_columns(mapper, table)
        keys = chosen.before if table is mapper.tables[0] else chosen.after
        fixed = {column: value for column, value in values.items() if id(column) not in places}
        for column in table.columns:
            if column.onupdate is not None and column not in values:
                made = rows.default_value(column.onupdate, {})
                if made is not NO_VALUE:
                    fixed[column] = made
        carried = [column for column in values if id(column) in places]
        if fixed:
            yield from _by_keys(dml.update(table).values(fixed), own_keys, keys, bind)
        if carried:
            if table is mapper.tables[0]:
                keys = _moved(mapper, values, keys, fixed)
            setting = {column: rows.bind(column, f"set_{column.key}") for column in carried}
            conditions = [key == rows.bind(key, f"key_{at}") for at, key in enumerate(own_keys)]
            parameters = [
                {f"set_{column.key}": row[places[id(column)]] for column in carried}
                | {f"key_{at}": part for at, part in enumerate(key)}
                for row, key in zip(found, keys, strict=True)
            ]
            statement = dml.update(table).where(*conditions).values(setting)
            yield Execute(
                statement,
                parameters if len(parameters) > 1 else parameters[0],
                identity=False,
                bind=bind,
                defaults=False,
            )
        if table is mapper.tables[0] and any(column in values for column in mapper.primary_key):
            yield from _follow_keys(session, mapper, values, places, found, chosen, bind)


def _moved(mapper: Any, values: dict[Any, Any], keys: list[Key], fixed: dict[Any, Any]) -> list[Key]:
    """Return the keys after the constant parts of a new key have been written."""
    moved = []
    for key in keys:
        parts = list(key)
        for at, column in enumerate(mapper.primary_key):
            if column in fixed and getattr(fixed[column], "_kind", None) == kinds.BIND:
                parts[at] = fixed[column].effective_value
        moved.append(tuple(parts))
    return moved


def _follow_keys(
    session: PlainSession,
    mapper: Any,
    values: dict[Any, Any],
    places: dict[int, int],
    found: list[tuple[Any, ...]],
    chosen: Chosen,
    bind: Any,
) -> Work[None]:
    """Learn the new keys of the rows; where the database does not move the child rows after them, do it."""
    chosen.after = []
    for row in found:
        parts = list(row[: len(mapper.primary_key)])
        for at, column in enumerate(mapper.primary_key):
            if column not in values:
                continue
            value = values[column]
            if id(column) in places:
                parts[at] = row[places[id(column)]]
            elif getattr(value, "_kind", None) == kinds.BIND:
                parts[at] = value.effective_value
            else:
                raise exc.InvalidRequestError(
                    f"UPDATE of {mapper.class_.__name__} sets the key column '{column}' to an SQL expression that "
                    "reads no column: the rows of the other tables cannot follow it. Give a value."
                )
        chosen.after.append(tuple(parts))
    moved = [(old, new) for old, new in zip(chosen.before, chosen.after, strict=True) if old != new]
    for table in tables_of(mapper)[1:]:
        if moved and not (yield from cascades(session, table, bind)):
            yield from _move(mapper, table, moved, bind)


def cascades(session: PlainSession, table: Any, bind: Any = None) -> Work[bool]:
    """Tell whether the database itself moves rows of a child table when the key above them changes."""
    keys = [key for column in table.primary_key.columns for key in column.foreign_keys]
    if not keys or not all(_on_update(key) == "CASCADE" for key in keys):
        return False
    target = bind if bind is not None else session.get_bind(clause=table)
    if target.dialect.backend != "sqlite":
        return True
    answer = yield Execute(text("PRAGMA foreign_keys"), None, identity=False, bind=bind)
    row = answer.rows[0]
    return bool(row if answer.single else row[0])


def _on_update(key: Any) -> str:
    return (key.onupdate or getattr(key.constraint, "onupdate", None) or "").upper()


def _move(mapper: Any, table: Any, moved: list[tuple[Key, Key]], bind: Any) -> Work[None]:
    own_keys = _key_columns(mapper, table)
    conditions = [key == rows.bind(key, f"key_{at}") for at, key in enumerate(own_keys)]
    setting = {key: rows.bind(key, f"set_{at}") for at, key in enumerate(own_keys)}
    parameters = [
        {f"key_{at}": part for at, part in enumerate(old)} | {f"set_{at}": part for at, part in enumerate(new)}
        for old, new in moved
    ]
    statement = dml.update(table).where(*conditions).values(setting)
    yield Execute(
        statement, parameters if len(parameters) > 1 else parameters[0], identity=False, bind=bind, defaults=False
    )


def _by_keys(statement: Any, columns: list[Any], keys: list[Key], bind: Any) -> Work[None]:
    for start in range(0, len(keys), KEYS_AT_ONCE):
        part = keys[start : start + KEYS_AT_ONCE]
        yield Execute(statement.where(in_keys(columns, part)), None, identity=False, bind=bind, defaults=False)
