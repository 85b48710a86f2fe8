"""`Bundle`: several columns of a SELECT that come back as one value of the row.

Knows statements and rows; a session asks `gathered` before it sends a statement and folds the rows afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any

from sqlmodel_rs.engine.row import row_class
from sqlmodel_rs.sql import kinds
from sqlmodel_rs.sql.base import ColumnCollection
from sqlmodel_rs.sql.elements import ColumnElement
from sqlmodel_rs.sql.statement import select_item
from sqlmodel_rs.types.base import NULLTYPE

Getter = Callable[[Any], Any]


class Bundle(ColumnElement[Any]):
    """Columns, entities or further bundles under one name; a row holds them as one tuple with named values.

    `bundle.c.name` is the column called `name`. A subclass may override `create_row_processor` to give something else
    than a tuple. With `single_entity=True` a SELECT of this bundle alone gives the tuples themselves.
    """

    __slots__ = ("_labelled", "columns", "exprs", "name", "single_entity")
    _kind = kinds.ORM_BUNDLE
    type = NULLTYPE
    single_entity: bool

    def __init__(self, name: str, *exprs: Any, single_entity: bool = False) -> None:
        self.name = name
        self.exprs = tuple(select_item(part) for part in exprs)
        self.single_entity = single_entity
        self.columns: ColumnCollection[Any] = ColumnCollection((key_of(part), part) for part in self.exprs)

    @property
    def c(self) -> ColumnCollection[Any]:
        """The parts by name."""
        return self.columns

    @property
    def key(self) -> str:
        """The name of the value in a row."""
        return self.name

    def label(self, name: str) -> Bundle:  # type: ignore[override]
        """Return the same bundle under another name."""
        copy = type(self).__new__(type(self))
        copy.name, copy.exprs, copy.columns = name, self.exprs, self.columns
        copy.single_entity = self.single_entity
        return copy

    def create_row_processor(self, query: Any, procs: Sequence[Getter], labels: Sequence[str]) -> Getter:
        """Return the function that makes the bundle's value of a row; `procs` give the parts, `labels` their names."""
        make = row_class(tuple(labels))
        return lambda row: make([part(row) for part in procs])


def key_of(part: Any) -> str:
    """Return the name of a part of a bundle."""
    return getattr(part, "key", None) or getattr(part, "name", None) or "anon"


class Gathered:
    """A SELECT with its bundles spread out, and how to fold its rows again."""

    __slots__ = ("_flat", "_getters", "_single", "_spread", "statement", "whole")

    def __init__(self, statement: Any) -> None:
        self.whole = statement
        self._spread: list[Any] = []
        getters = [self._getter(item) for item in statement._columns]
        copy = statement._copy()
        copy._columns = tuple(self._spread)
        self.statement = copy
        self._getters = getters
        self._flat = len(self._spread) == 1
        self._single = len(getters) == 1

    def _getter(self, item: Any) -> Getter:
        if item._kind != kinds.ORM_BUNDLE:
            self._spread.append(item)
            return itemgetter(len(self._spread) - 1)
        parts = [self._getter(part) for part in item.exprs]
        getter: Getter = item.create_row_processor(self.whole, parts, [key_of(part) for part in item.exprs])
        return getter

    @property
    def single(self) -> bool:
        """Whether a folded row is a bare value."""
        return self._single

    @property
    def single_entity(self) -> bool:
        """Whether the value of the only bundle is the row itself."""
        return self._single and self.whole._columns[0].single_entity

    def rows(self, rows: Sequence[Any]) -> list[Any]:
        """Return rows of the spread statement as rows of the whole one."""
        tuples = [(row,) for row in rows] if self._flat else rows
        if self._single:
            [getter] = self._getters
            return [getter(row) for row in tuples]
        return [tuple([getter(row) for getter in self._getters]) for row in tuples]


def gathered(statement: Any) -> Gathered | None:
    """Return the plan for a SELECT of bundles; None where there are none."""
    if statement._kind != kinds.SELECT or all(item._kind != kinds.ORM_BUNDLE for item in statement._columns):
        return None
    return Gathered(statement)
