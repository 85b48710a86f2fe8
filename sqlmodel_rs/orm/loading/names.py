"""What the values of a row are called: a class or an attribute by its own name, a function by its, each name once.

Knows statements and which tables are mapped; must not know sessions. A statement that names nothing mapped keeps the
names that SQL gives.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlmodel_rs.orm.state import mapped_tables
from sqlmodel_rs.sql import kinds
from sqlmodel_rs.sql.selectable import selected
from sqlmodel_rs.sql.traversal import froms

__all__ = ["row_names"]

#: What the rows of a statement call a value that has no name.
NO_LABEL = "_no_label"

_COLUMNS = (kinds.COLUMN, kinds.ENTITY_COLUMN, kinds.COLUMN_CLAUSE)
_WRAPPERS = (kinds.CAST, kinds.TYPE_COERCE)
#: Their parts do not make a statement one of mapped classes.
_OPAQUE = (kinds.BOOLEAN_LIST, kinds.FUNCTION_FILTER, kinds.EXISTS)


def row_names(statement: Any, keys: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of a row's values; `keys` are those of its columns in the SQL."""
    items = getattr(statement, "_columns", None)
    if not isinstance(items, tuple):
        return keys
    if len(items) == 1 and items[0]._kind == kinds.ENTITY:
        return (items[0].name,)
    if _are_plain(items, keys):
        return keys
    if not _is_mapped(statement, items):
        return keys
    names: list[str] = []
    taken: dict[str, int] = {}
    mappers: dict[int, Any] = {}
    for index, item in enumerate(items):
        kind = item._kind
        if kinds.TABLE <= kind <= kinds.FROM_GROUPING and kind != kinds.ENTITY:
            names.extend(_once(_name_of(column, mappers) or NO_LABEL, taken) for column in selected(item))
        elif kind == kinds.TEXT or (kind == kinds.COLUMN_CLAUSE and item.is_literal):
            names.append(_once(_key_at(items, index, keys), taken))
        else:
            names.append(_once(_name_of(item, mappers) or NO_LABEL, taken))
    return tuple(names)


def _are_plain(items: tuple[Any, ...], keys: tuple[str, ...]) -> bool:
    """Whether all items are columns, each called as in the SQL."""
    table = None
    for item, key in zip(items, keys, strict=False):
        if item._kind != kinds.COLUMN or item.name != key:
            return False
        if item.table is not table:
            table = item.table
            mapper = mapped_tables.get(id(table))
            if mapper is not None and mapper.renames:
                return False
    return len(items) == len(keys)


def _once(name: str, taken: dict[str, int]) -> str:
    """Return a name that no value before has: the name, or the name with a number."""
    if name not in taken:
        taken[name] = 0
        return name
    while True:
        taken[name] += 1
        numbered = f"{name}_{taken[name]}"
        if numbered not in taken:
            taken[numbered] = 0
            return numbered


def _key_at(items: tuple[Any, ...], index: int, keys: tuple[str, ...]) -> str:
    """Return what the database calls an item that is written by hand."""
    at = sum(len(selected(item)) for item in items[:index])
    return keys[at] if at < len(keys) else NO_LABEL


def _name_of(item: Any, mappers: dict[int, Any]) -> str | None:
    kind = item._kind
    if kind in _COLUMNS:
        return _attribute_of(item, mappers)
    if kind in (kinds.ENTITY, kinds.LABEL, kinds.FUNCTION, kinds.ORM_BUNDLE):
        # A function that is written by the program's own @compiles may have none.
        return getattr(item, "name", None)
    if kind == kinds.BIND:
        return None if item.unique else item.key
    if kind in _WRAPPERS:
        return _name_of(item.element, mappers)
    return None


def _attribute_of(column: Any, mappers: dict[int, Any]) -> str | None:
    """Return the attribute that a column is mapped to, else the column's own key; `mappers` are those found so far."""
    if column._kind == kinds.ENTITY_COLUMN:
        return column.key  # type: ignore[no-any-return]
    origin = column
    while origin._kind == kinds.COLUMN_CLAUSE and getattr(origin, "source", None) is not None:
        origin = origin.source
    mapper = None
    if origin._kind == kinds.COLUMN:
        number = id(origin.table)
        if number not in mappers:
            mappers[number] = mapped_tables.get(number)
        mapper = mappers[number]
    attr = mapper.attr_or_none(origin) if mapper is not None else None
    return attr or column.key or getattr(column, "name", None)


def _is_mapped(statement: Any, items: tuple[Any, ...]) -> bool:
    """Whether anything that a statement selects, or selects from, or asks for is of a mapped class."""
    if _any_mapped(items):
        return True
    if getattr(statement, "_kind", None) != kinds.SELECT:
        return False
    return _any_mapped(statement._from) or _any_mapped(statement._where)


def _any_mapped(parts: Iterable[Any]) -> bool:
    return any(part._kind not in _OPAQUE and any(map(_is_mapped_from, froms(part))) for part in parts)


def _is_mapped_from(element: Any) -> bool:
    kind = element._kind
    if kind == kinds.ENTITY:
        return True
    if kind == kinds.TABLE:
        return id(element) in mapped_tables
    if kind == kinds.JOIN:
        return _is_mapped_from(element.left) or _is_mapped_from(element.right)
    inner = getattr(element, "element", None)
    if inner is None or not hasattr(inner, "_kind"):
        return False
    if inner._kind == kinds.COMPOUND:
        inner = inner.selects[0]
    own = getattr(inner, "_columns", None)
    return _is_mapped(inner, own) if isinstance(own, tuple) else _is_mapped_from(inner)
