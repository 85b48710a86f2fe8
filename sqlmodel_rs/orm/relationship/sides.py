"""Which columns of a join condition are the parent's and which the target's, where they may be the very same columns.

Behaviour: SQLAlchemy's `remote()`, `remote_side` and what it takes for remote without them. Works on columns and
expressions of `sql`; must not know sessions or instances.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from sqlmodel_rs.schema.column import Column
from sqlmodel_rs.sql import kinds
from sqlmodel_rs.sql.entity import EntityColumn
from sqlmodel_rs.sql.traversal import replace, walk

#: Whether one column of a comparison refers to the other.
Refers = Callable[[Any, Any], bool]
Decide = Callable[[Any, Any], tuple[bool, bool]]


class MarkedColumn(EntityColumn):
    """A column of a primaryjoin with what `foreign()` and `remote()` say of it; the condition loses the mark."""

    __slots__ = ("marks",)

    def __init__(self, column: Any, marks: frozenset[str]) -> None:
        super().__init__(column, None)  # type: ignore[arg-type]
        self.marks = marks


class FarColumn(Column[Any]):
    """A column where a condition means the target's, of a table that the parent reads, too."""

    __slots__ = ("origin",)
    inherit_cache = True

    def __init__(self, origin: Any) -> None:
        super().__init__(origin.name, origin.type, key=origin.key, primary_key=origin.primary_key, quote=origin.quote)
        self.table = origin.table
        self.origin = origin


def origin_of(column: Any) -> Any:
    """Return the mapped column that a column of a condition is."""
    return getattr(column, "origin", column)


class Sides:
    """Tells the two sides of one relationship's condition apart."""

    def __init__(self, parent: Any, target: Any, near: Iterable[Any], far: Iterable[Any]) -> None:
        self.same = parent is target
        self.near = {id(column) for table in near for column in table.columns}
        self.far = {id(column) for table in far for column in table.columns}
        self.near_local = {id(column) for column in _local(parent)}
        self.far_local = {id(column) for column in _local(target)}
        self._twins: dict[int, FarColumn] = {}

    def twin(self, column: Any) -> Any:
        """Return the column as the target's: itself, or where the parent has it as well, one that stands for it."""
        if id(column) not in self.near:
            return column
        found = self._twins.get(id(column))
        if found is None:
            found = self._twins[id(column)] = FarColumn(column)
        return found

    def parted(self, condition: Any, refers: Refers, remote_side: list[Any]) -> tuple[Any, list[Any], list[Any]]:
        """Return a condition whose columns of the far side are the target's, these, and those marked as foreign.

        `refers` tells it of columns that bear no mark.
        """
        marked = self._with_remote(condition, refers, {id(column) for column in remote_side})
        remote: dict[int, Any] = {}
        referring: dict[int, Any] = {}

        def settle(part: Any) -> Any:
            if part._kind not in (kinds.COLUMN, kinds.ENTITY_COLUMN):
                return None
            marks: frozenset[str] = getattr(part, "marks", frozenset())
            column = part.column if marks else part
            settled = self.twin(column) if "remote" in marks else column
            if "remote" in marks:
                remote[id(settled)] = settled
            if "foreign" in marks:
                referring[id(settled)] = settled
            return settled if settled is not part else None

        return replace(marked, settle), list(remote.values()), list(referring.values())

    def _with_remote(self, condition: Any, refers: Refers, given: set[int]) -> Any:
        """Return the condition with its far columns marked as remote."""
        if any("remote" in getattr(part, "marks", ()) for part in walk(condition)):
            return condition
        if self._compares_within(condition):
            return _by_comparison(condition, partial(_within, refers, given))
        if given:
            return _each(condition, lambda column: id(column) in given)
        if self.near & self.far:
            return _by_comparison(condition, self._of_overlap)
        return _each(
            condition,
            lambda column: (
                id(column) in self.far and (id(column) not in self.near_local or id(column) in self.far_local)
            ),
        )

    def _compares_within(self, condition: Any) -> bool:
        """Whether two columns are compared that both sides have."""
        both = self.near & self.far
        return any(
            part._kind == kinds.BINARY and all(id(side) in both for side in (_column(part.left), _column(part.right)))
            for part in walk(condition)
        )

    def _of_overlap(self, left: Any, right: Any) -> tuple[bool, bool]:
        """Tell which sides of a comparison are remote where parent and target have some tables in common."""
        one, other = _column(left), _column(right)
        if one is None or other is None:
            # A comparison with anything else is about the target, where its column is the target's alone.
            return self._is_far_alone(one), self._is_far_alone(other)
        is_right = id(other) in self.far and id(one) in self.near
        return not is_right and id(one) in self.far and id(other) in self.near, is_right

    def _is_far_alone(self, column: Any) -> bool:
        return column is not None and id(column) in self.far - self.near


def _local(mapper: Any) -> Iterable[Any]:
    return () if mapper.no_table else mapper.local_table.columns


def _column(part: Any) -> Any:
    """Return the column that one side of a comparison is, or None."""
    kind = getattr(part, "_kind", None)
    if kind == kinds.ENTITY_COLUMN:
        return part.column
    return part if kind == kinds.COLUMN else None


def _as_remote(part: Any) -> Any:
    return MarkedColumn(_column(part), getattr(part, "marks", frozenset()) | {"remote"})


def _each(condition: Any, remote: Callable[[Any], bool]) -> Any:
    """Mark every column that `remote` holds for."""

    def visit(part: Any) -> Any:
        column = _column(part)
        return _as_remote(part) if column is not None and remote(column) else None

    return replace(condition, visit)


def _within(refers: Refers, given: set[int], left: Any, right: Any) -> tuple[bool, bool]:
    """Tell which sides of a comparison within a table are remote: those given, or else those that refer."""
    one, other = _column(left), _column(right)
    if one is None or other is None:
        return False, False
    if given:
        return id(one) in given, id(other) in given and one is not other
    return refers(left, right), refers(right, left) and one is not other


def _by_comparison(condition: Any, decide: Decide) -> Any:
    """Mark the columns of each comparison for which `decide` says so."""

    def visit(part: Any) -> Any:
        if part._kind != kinds.BINARY:
            return None
        is_left, is_right = decide(part.left, part.right)
        if not (is_left or is_right):
            return None
        return type(part)(
            _as_remote(part.left) if is_left else part.left,
            part.operator,
            _as_remote(part.right) if is_right else part.right,
            part.type,
            part.modifiers,
        )

    return replace(condition, visit)
