"""What SELECT and its compounds share: ordering, limits, locking, and being used as a subquery, a CTE or a scalar."""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from typing import Any, ClassVar, Self

from typing_extensions import TypeVar

from sqlmodel_rs.exc import ArgumentError, CompileError
from sqlmodel_rs.types import BOOLEANTYPE, INTEGERTYPE, NULLTYPE

from . import kinds as k
from .base import ClauseElement, ColumnCollection, Executable, scalar_subquery
from .elements import (
    ClauseList,
    ColumnElement,
    OrderLabel,
    UnaryExpression,
    expression,
    is_expression_source,
    literal_element,
)
from .selectable import CONSTRUCTORS, CTE, Lateral, Subquery, selected

_T_co = TypeVar("_T_co", covariant=True, default=Any)


#: Style of column labels; accepted where SQLAlchemy takes one.
class SelectLabelStyle(IntEnum):
    """How the columns of a SELECT are labelled."""

    LABEL_STYLE_NONE = 0
    LABEL_STYLE_TABLENAME_PLUS_COL = 1
    LABEL_STYLE_DISAMBIGUATE_ONLY = 2
    LABEL_STYLE_DEFAULT = 2


LABEL_STYLE_NONE = SelectLabelStyle.LABEL_STYLE_NONE
LABEL_STYLE_TABLENAME_PLUS_COL = SelectLabelStyle.LABEL_STYLE_TABLENAME_PLUS_COL
LABEL_STYLE_DISAMBIGUATE_ONLY = SelectLabelStyle.LABEL_STYLE_DISAMBIGUATE_ONLY
LABEL_STYLE_DEFAULT = SelectLabelStyle.LABEL_STYLE_DEFAULT


class ForUpdate(ClauseElement):
    """The FOR UPDATE (or SHARE) clause."""

    __slots__ = ("key_share", "nowait", "of", "read", "skip_locked")
    _kind = k.FOR_UPDATE

    def __init__(self, nowait: bool, read: bool, of: tuple[Any, ...], skip_locked: bool, key_share: bool) -> None:
        self.nowait = nowait
        self.read = read
        self.of = of
        self.skip_locked = skip_locked
        self.key_share = key_share


class ScalarSelect(ColumnElement[_T_co]):
    """A SELECT of one value, used as an expression."""

    __slots__ = ("element", "type")
    _kind = k.SCALAR_SELECT

    def __init__(self, element: Any) -> None:
        self.element = element
        columns = element.selected_columns
        self.type = columns[0].type if len(columns) else NULLTYPE

    def where(self, *conditions: Any) -> ScalarSelect[_T_co]:
        """Return the scalar subquery with more conditions."""
        return ScalarSelect(self.element.where(*conditions))

    def correlate(self, *fromclauses: Any) -> ScalarSelect[_T_co]:
        """Return the scalar subquery correlated to the given FROM elements."""
        return ScalarSelect(self.element.correlate(*fromclauses))

    def correlate_except(self, *fromclauses: Any) -> ScalarSelect[_T_co]:
        """Return the scalar subquery correlated to all but the given FROM elements."""
        return ScalarSelect(self.element.correlate_except(*fromclauses))


class Exists(ColumnElement[bool]):
    """`EXISTS (SELECT ...)`."""

    __slots__ = ("element",)
    _kind = k.EXISTS
    type = BOOLEANTYPE

    def __init__(self, element: Any) -> None:
        self.element = element

    def select(self) -> Any:
        """Return `SELECT EXISTS (...)`."""
        return CONSTRUCTORS["select"](self)

    def where(self, *conditions: Any) -> Exists:
        """Return EXISTS with more conditions in its SELECT."""
        return Exists(self.element.where(*conditions))

    def select_from(self, *fromclauses: Any) -> Exists:
        """Return EXISTS with more FROM elements in its SELECT."""
        return Exists(self.element.select_from(*fromclauses))

    def correlate(self, *fromclauses: Any) -> Exists:
        """Return EXISTS correlated to the given FROM elements."""
        return Exists(self.element.correlate(*fromclauses))

    def correlate_except(self, *fromclauses: Any) -> Exists:
        """Return EXISTS correlated to all but the given FROM elements."""
        return Exists(self.element.correlate_except(*fromclauses))


def ordering(value: Any) -> Any:
    """Return an ORDER BY or GROUP BY element; a string names a label, with `desc` or `asc` after it."""
    build = getattr(value, "__clause_element__", None)
    if build is not None:
        element = build()
        if element._kind == k.ORM_BUNDLE:
            return ClauseList(*element.exprs)
        return scalar_subquery(element) if element.is_select else element
    if isinstance(value, str):
        name, _, direction = value.strip().partition(" ")
        direction = direction.strip().lower()
        if direction not in ("", "asc", "desc") or not name.replace("_", "a").replace(".", "a").isalnum():
            raise CompileError(
                f"Can't resolve label reference for ORDER BY / GROUP BY / DISTINCT etc. Textual SQL expression "
                f"{value!r} should be explicitly declared as text({value!r})"
            )
        label = OrderLabel(name)
        if not direction:
            return label
        return UnaryExpression(k.DESC if direction == "desc" else k.ASC, label, NULLTYPE)
    return expression(value)


def amount(value: Any) -> Any:
    """Return a LIMIT or OFFSET: None, a whole number, or SQL."""
    if value is None or type(value) is int:
        return value
    if is_expression_source(value):
        return expression(value)
    return int(value)


class Query(Executable):
    """A SELECT or a compound of them. Subclasses keep `_order_by _group_by _limit _offset _rest`."""

    __slots__ = tuple[str, ...]()  # a call: type checkers then leave the slots to the subclasses that have them
    is_select: ClassVar[bool] = True

    _order_by: tuple[Any, ...]
    _group_by: tuple[Any, ...]
    _limit: Any
    _offset: Any
    _rest: dict[str, Any] | None

    def _with(self, **parts: Any) -> Self:
        new = self._copy()
        new._rest = {**(self._rest or {}), **parts}
        return new

    def _part(self, name: str, default: Any = None) -> Any:
        return default if self._rest is None else self._rest.get(name, default)

    # --- order and limits
    def order_by(self, __first: Any = (), *clauses: Any) -> Self:
        """Return the statement with ORDER BY elements added; `order_by(None)` removes all."""
        new = self._copy()
        if __first is None or __first is False:
            new._order_by = ()
        elif not clauses and type(__first) is not tuple:
            new._order_by = (*self._order_by, ordering(__first))
        elif type(__first) is not tuple:
            new._order_by = (*self._order_by, ordering(__first), *[ordering(c) for c in clauses])
        return new

    def group_by(self, __first: Any = (), *clauses: Any) -> Self:
        """Return the statement with GROUP BY elements added; `group_by(None)` removes all."""
        new = self._copy()
        if __first is None:
            new._group_by = ()
        elif type(__first) is not tuple:
            new._group_by = (*self._group_by, ordering(__first), *[ordering(c) for c in clauses])
        return new

    def limit(self, limit: Any) -> Self:
        """Return the statement with LIMIT; None removes it."""
        new = self._copy()
        new._limit = amount(limit)
        if self._rest is not None and "fetch" in self._rest:
            new._rest = {key: value for key, value in self._rest.items() if key != "fetch"}
        return new

    def offset(self, offset: Any) -> Self:
        """Return the statement with OFFSET; None removes it."""
        new = self._copy()
        new._offset = amount(offset)
        return new

    def fetch(self, count: Any, with_ties: bool = False, percent: bool = False, **dialect_kw: Any) -> Self:
        """Return the statement with `FETCH FIRST count ROWS`; None removes it."""
        new = self._with(fetch=None if count is None else (amount(count), with_ties, percent))
        new._limit = None
        return new

    def slice(self, start: int, stop: int) -> Self:
        """Return the statement with LIMIT and OFFSET such that rows `start` to `stop` come back."""
        new = self._copy()
        if start is not None and stop is not None:
            offset = self._offset if isinstance(self._offset, int) else 0
            new._offset = offset + start
            new._limit = stop - start
            if new._offset == 0:
                new._offset = None
        elif start is None and stop is not None:
            new._limit = stop
        elif start is not None:
            new._offset = (self._offset if isinstance(self._offset, int) else 0) + start or None
        return new

    def with_for_update(
        self,
        *,
        nowait: bool = False,
        read: bool = False,
        of: Any = None,
        skip_locked: bool = False,
        key_share: bool = False,
    ) -> Self:
        """Return the statement with FOR UPDATE (FOR SHARE with `read`); `of` are columns, tables or classes to lock."""
        targets = () if of is None else of if isinstance(of, (tuple, list)) else (of,)
        locked = tuple(one for target in targets for one in lock_targets(target))
        return self._with(for_update=ForUpdate(nowait, read, locked, skip_locked, key_share))

    # --- label styles
    def set_label_style(self, style: Any) -> Self:
        """Return the statement with another style of column labels."""
        return self._with(label_style=style)

    def get_label_style(self) -> Any:
        """Return the style of column labels."""
        return self._part("label_style", LABEL_STYLE_DEFAULT)

    # --- use inside another statement
    @property
    def selected_columns(self) -> list[Any]:
        """The column elements of the SELECT list; entities and tables are their columns."""
        raise NotImplementedError

    @property
    def columns_clause_froms(self) -> list[Any]:
        """The FROM elements the SELECT list names."""
        from .traversal import froms

        return list({id(f): f for column in self.selected_columns for f in froms(column)}.values())

    @property
    def exported_columns(self) -> ColumnCollection[Any]:
        """The columns a subquery of this statement offers."""
        collection: ColumnCollection[Any] = ColumnCollection()
        for position, column in enumerate(self.selected_columns):
            collection.add(column, column.key or f"anon_{position + 1}")
        return collection

    def scalar_subquery(self) -> ScalarSelect:
        """Return the statement as an expression of one value."""
        return ScalarSelect(self)

    as_scalar = scalar_subquery

    def label(self, name: str | None) -> Any:
        """Return the scalar subquery under a name."""
        return self.scalar_subquery().label(name)

    def subquery(self, name: str | None = None) -> Subquery:
        """Return the statement as a FROM element."""
        return Subquery(self, name)

    def alias(self, name: str | None = None, flat: bool = False) -> Subquery:
        """Return the statement as a FROM element."""
        return Subquery(self, name)

    def lateral(self, name: str | None = None) -> Lateral:
        """Return the statement as a FROM element that may refer to those before it."""
        return Lateral(self, name)

    def cte(self, name: str | None = None, recursive: bool = False, nesting: bool = False) -> CTE:
        """Return the statement as a common table expression."""
        return CTE(self, name, recursive, nesting)

    def exists(self) -> Exists:
        """Return `EXISTS (statement)`."""
        return Exists(self)

    def add_cte(self, *ctes: CTE, nest_here: bool = False) -> Self:
        """Return the statement with CTEs in its WITH clause although nothing else names them."""
        return self._with(ctes=(*self._part("ctes", ()), *ctes))

    # --- set operations
    def _combine(self, keyword: str, others: tuple[Any, ...]) -> Any:
        return CONSTRUCTORS["compound"](keyword, self, *others)

    def union(self, *other: Any) -> Any:
        """Return `self UNION other`."""
        return self._combine("UNION", other)

    def union_all(self, *other: Any) -> Any:
        """Return `self UNION ALL other`."""
        return self._combine("UNION ALL", other)

    def intersect(self, *other: Any) -> Any:
        """Return `self INTERSECT other`."""
        return self._combine("INTERSECT", other)

    def intersect_all(self, *other: Any) -> Any:
        """Return `self INTERSECT ALL other`."""
        return self._combine("INTERSECT ALL", other)

    def except_(self, *other: Any) -> Any:
        """Return `self EXCEPT other`."""
        return self._combine("EXCEPT", other)

    def except_all(self, *other: Any) -> Any:
        """Return `self EXCEPT ALL other`."""
        return self._combine("EXCEPT ALL", other)


def lock_targets(value: Any) -> Iterator[Any]:
    """Iterate over the columns, FROMs and entities that FOR UPDATE OF names: a class in several tables is in each."""
    entity = getattr(value, "__sql_entity__", None)
    if entity is None:
        yield value.__clause_element__()
    elif entity.from_clause._kind == k.JOIN:
        yield from _locked(entity.from_clause)
    else:
        yield entity


def _locked(element: Any) -> Iterator[Any]:
    """Iterate over what a join reads and can lock, which what it may lack is not."""
    if element._kind != k.JOIN:
        yield element
        return
    yield from _locked(element.left)
    if not element.isouter:
        yield from _locked(element.right)


class CompoundSelect(Query):
    """Several SELECTs joined by UNION, INTERSECT or EXCEPT."""

    __slots__ = (
        "_execution_options",
        "_group_by",
        "_limit",
        "_offset",
        "_options",
        "_order_by",
        "_rest",
        "keyword",
        "selects",
    )
    _kind = k.COMPOUND

    def __init__(self, keyword: str, *selects: Any) -> None:
        self.keyword = keyword
        self.selects = tuple(_member(s) for s in selects)
        widths = [len(s.selected_columns) for s in self.selects]
        for position, width in enumerate(widths):
            if width != widths[0]:
                raise ArgumentError(
                    "All selectables passed to CompoundSelect must have identical numbers of columns; "
                    f"select #1 has {widths[0]} columns, select #{position + 1} has {width}"
                )
        self._order_by = self._group_by = ()
        self._limit = self._offset = self._rest = None
        self._options = ()
        self._execution_options = {}

    def _copy(self) -> Self:
        new = object.__new__(type(self))
        for name in CompoundSelect.__slots__:
            setattr(new, name, getattr(self, name))
        return new

    @property
    def selected_columns(self) -> list[Any]:
        """The columns of the first SELECT."""
        return self.selects[0].selected_columns  # type: ignore[no-any-return]

    def self_group(self, against: Any = None) -> Any:
        """Return the statement itself."""
        return self


def _member(value: Any) -> Any:
    if isinstance(value, ClauseElement) and (value.is_select or value._kind == k.VALUES):
        return value
    raise ArgumentError(f"SELECT construct or equivalent text() construct expected, got {value!r}.")


def count_literal(value: int) -> Any:
    """Return a whole number as a parameter."""
    return literal_element(value, INTEGERTYPE)


def flattened(items: tuple[Any, ...]) -> list[Any]:
    """Return the column elements of several select items."""
    return [column for item in items for column in selected(item)]


CONSTRUCTORS["compound"] = CompoundSelect
