"""VALUES lists as FROM elements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from . import kinds as k
from .base import ColumnCollection
from .elements import literal_element
from .query import ScalarSelect
from .selectable import CTE, ColumnClause, FromClause


class Values(FromClause):
    """`VALUES (...), (...)`, with named columns, as a FROM element."""

    __slots__ = ("_cache", "lateral_", "literal_binds", "name", "rows", "value_columns")
    _kind = k.VALUES

    def __init__(self, *columns: ColumnClause, name: str | None = None, literal_binds: bool = False) -> None:
        self.value_columns = columns
        self.name = name
        self.literal_binds = literal_binds
        self.rows: tuple[tuple[Any, ...], ...] = ()
        self.lateral_ = False
        self._cache: Any = None

    def _again(self, **changes: Any) -> Values:
        new = Values(*self.value_columns, name=self.name, literal_binds=self.literal_binds)
        new.rows = self.rows
        new.lateral_ = self.lateral_
        for key, value in changes.items():
            setattr(new, key, value)
        return new

    def data(self, values: Sequence[Sequence[Any]]) -> Values:
        """Return the list with rows added."""
        types = [column.type for column in self.value_columns]
        made = tuple(
            tuple(literal_element(value, type_) for value, type_ in zip(row, types, strict=True)) for row in values
        )
        return self._again(rows=self.rows + made)

    def alias(self, name: str | None = None, flat: bool = False) -> Values:
        """Return the list under another name."""
        return self._again(name=name)

    def lateral(self, name: str | None = None) -> Values:
        """Return the list with LATERAL before it."""
        return self._again(name=name or self.name, lateral_=True)

    def cte(self, name: str | None = None, recursive: bool = False, nesting: bool = False) -> CTE:
        """Return the list as a common table expression."""
        return CTE(self, name, recursive, nesting)

    def scalar_values(self) -> ScalarSelect:
        """Return the list as an expression."""
        return ScalarSelect(self)

    @property
    def selected_columns(self) -> list[Any]:
        """The columns given."""
        return list(self.value_columns)

    @property
    def columns(self) -> ColumnCollection[Any]:
        """The columns given, as this element's."""
        if self._cache is None:
            self._cache = ColumnCollection(
                ColumnClause(c.name, c.type, table=self, key=c.key, source=c) for c in self.value_columns
            )
        return self._cache  # type: ignore[no-any-return]
