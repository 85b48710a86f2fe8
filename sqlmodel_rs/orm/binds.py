"""Which engine or connection a session runs a class or a statement on: `bind`, and `binds` for some of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlmodel_rs import exc
from sqlmodel_rs.sql import kinds, traversal


class Binds:
    """The part of a session that knows its engines."""

    bind: Any
    _binds: dict[Any, Any]

    def _add_bind(self, key: Any, bind: Any) -> None:
        if isinstance(key, str):
            raise exc.ArgumentError(f"Not an acceptable bind target: {key}")
        mapper = getattr(key, "__mapper__", None)
        if mapper is not None:
            self._binds[mapper.class_] = bind
            for table in mapper.tables:
                self._binds.setdefault(table, bind)
        else:
            self._binds[key] = bind

    def bind_mapper(self, mapper: Any, bind: Any) -> None:
        """Use `bind` for a mapped class."""
        self._add_bind(getattr(mapper, "class_", mapper), bind)

    def bind_table(self, table: Any, bind: Any) -> None:
        """Use `bind` for a table."""
        self._add_bind(table, bind)

    def get_bind(self, mapper: Any = None, *, clause: Any = None, bind: Any = None, **unused: Any) -> Any:
        """Return the engine or connection that a class or statement is run on.

        Raises `UnboundExecutionError` when there is none.
        """
        if bind is not None:
            return bind
        if not self._binds:
            if self.bind is not None:
                return self.bind
        else:
            found = find_bind(self._binds, mapper, clause)
            if found is not None:
                return found
            if self.bind is not None:
                return self.bind
        sought = [f"mapper {getattr(mapper, '__mapper__', mapper)}"] if mapper is not None else []
        sought += ["SQL expression"] if mapper is not None or clause is not None else []
        raise exc.UnboundExecutionError(
            f"Could not locate a bind configured on {', '.join(sought)} or this Session."
            if sought
            else "Could not locate a bind configured on session or in this Session."
        )


def find_bind(binds: Mapping[Any, Any], mapper: Any, clause: Any) -> Any:
    """Return the bind of a mapped class, one of its bases, or a table of a statement."""
    cls = getattr(mapper, "class_", mapper)
    classes: list[type] = [cls] if isinstance(cls, type) else []
    tables: list[Any] = []
    if clause is not None and hasattr(clause, "_kind"):
        entity = getattr(clause, "entity", None)
        if entity is not None:
            classes.append(entity.cls)
        for node in traversal.walk(clause):
            kind = node._kind
            if kind == kinds.ENTITY:
                classes.append(node.cls)
            elif kind == kinds.TABLE:
                tables.append(node)
            elif kind == kinds.COLUMN and node.table is not None:
                tables.append(node.table)
        table = getattr(clause, "table", None)
        if table is not None:
            tables.append(table)
    for one in classes:
        for base in one.__mro__:
            if base in binds:
                return binds[base]
        found = getattr(one, "__mapper__", None)
        tables.extend(found.tables if found is not None else ())
    for table in tables:
        for key, bind in binds.items():
            if key is table:
                return bind
    return None
