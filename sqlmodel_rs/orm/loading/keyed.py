"""The SELECT of one object by its primary key, compiled once for each mapper and database; a read binds the key."""

from __future__ import annotations

from typing import Any

from sqlmodel_rs.engine.execution import Kept
from sqlmodel_rs.orm.loading import selects
from sqlmodel_rs.orm.loading.strategies import has_eager_defaults
from sqlmodel_rs.sql.expression import bindparam, select


class KeyedSelect(Kept):
    """A compiled SELECT and the names of its parameters, one for each key column."""

    __slots__ = ("names",)

    def __init__(self, statement: Any, dialect: str, names: tuple[str, ...]) -> None:
        super().__init__(statement, dialect)
        self.names = names

    def parameters(self, key: tuple[Any, ...]) -> dict[str, Any]:
        """Return the parameters that ask for a key."""
        return dict(zip(self.names, key, strict=True))


def keyed_select(mapper: Any, dialect: str) -> KeyedSelect | None:
    """Return the SELECT by key of a mapper, or None when more than one statement loads its objects."""
    kept: dict[str, KeyedSelect | None] = mapper._keyed
    try:
        return kept[dialect]
    except KeyError:
        made = kept[dialect] = None if has_eager_defaults(mapper) else _compiled(mapper, dialect)
        return made


def _compiled(mapper: Any, dialect: str) -> KeyedSelect:
    columns = selects.key_columns(mapper)
    names = tuple(f"pk_{number}" for number in range(1, len(columns) + 1))
    binds = [bindparam(name, type_=column.type) for name, column in zip(names, columns, strict=True)]
    statement = select(mapper.entity).where(selects.key_condition(columns, binds))
    return KeyedSelect(statement, dialect, names)
