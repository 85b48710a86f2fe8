"""CASE, CAST, EXTRACT and the functions that build conditions, orderings and set operations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel_rs.types import INTEGERTYPE, NULLTYPE, String, TypeEngine, to_instance, type_of_value

from . import comparator as comparator
from . import construction as construction
from . import kinds as k
from .arguments import P, T
from .dml import Delete, Insert, Update
from .elements import (
    FALSE,
    NULL,
    TRUE,
    BindParameter,
    BooleanClauseList,
    Cast,
    Collate,
    ColumnElement,
    Label,
    Tuple,
    UnaryExpression,
    conjunction,
    criterion,
    expression,
    is_expression_source,
    literal_element,
    negated,
)
from .elements import (
    Array as Array,
)
from .functions import FunctionFilter, Over, WithinGroup
from .operators import ColumnOperators
from .query import CompoundSelect, Exists, ordering
from .selectable import CONSTRUCTORS, CTE, Join, Lateral, TableClause, TableSample, from_clause
from .statement import SelectBase, select_rows
from .textual import bindparam
from .values import Values


class Case(ColumnElement[Any]):
    """`CASE WHEN ... THEN ... ELSE ... END`."""

    __slots__ = ("else_", "type", "value", "whens")
    _kind = k.CASE

    def __init__(self, *whens: Any, value: Any = None, else_: Any = None) -> None:
        if len(whens) == 1 and isinstance(whens[0], Mapping):
            whens = tuple(whens[0].items())
        elif len(whens) == 1 and isinstance(whens[0], list):
            whens = tuple(whens[0])
        self.value = expression(value) if value is not None else None
        pairs = []
        for condition, result in whens:
            if self.value is None:
                condition = criterion(condition)
            elif not is_expression_source(condition):
                beside = construction.operand(self.value, k.EQ, condition)
                condition = literal_element(condition, beside.type)
            else:
                condition = expression(condition)
            pairs.append((condition, literal_element(result)))
        self.whens = tuple(pairs)
        self.else_ = literal_element(else_) if else_ is not None else None
        otherwise = self.else_.type if self.else_ is not None else NULLTYPE
        known = (result.type for _, result in reversed(pairs) if result.type is not NULLTYPE)
        self.type: TypeEngine = next(known, otherwise)


class TypeCoerce(ColumnElement[Any]):
    """An expression that Python treats as another type; the text is the expression's own."""

    __slots__ = ("element", "type")
    _kind = k.TYPE_COERCE

    def __init__(self, element: Any, type: TypeEngine) -> None:
        self.element = element
        self.type = type

    @property
    def key(self) -> Any:
        """The key of the expression inside."""
        return getattr(self.element, "key", None)


class Extract(ColumnElement[Any]):
    """`EXTRACT(field FROM element)`."""

    __slots__ = ("element", "field")
    _kind = k.EXTRACT
    type = INTEGERTYPE

    def __init__(self, field: str, element: Any) -> None:
        self.field = field
        self.element = expression(element)


def array(clauses: Any, *, type_: Any = None) -> Array:
    """Return `ARRAY[...]` of elements."""
    return Array(clauses, type_=type_)


#: "No condition at all"; the function under a name that a parameter does not hide.
_ABSENT: Any = object()
_element = expression


def and_(initial_clause: Any = _ABSENT, *clauses: Any) -> Any:
    """Return conditions joined by AND."""
    clauses = () if initial_clause is _ABSENT else (initial_clause, *clauses)
    return conjunction(k.AND, clauses) if clauses else BooleanClauseList(k.AND, ())


def or_(initial_clause: Any = _ABSENT, *clauses: Any) -> Any:
    """Return conditions joined by OR."""
    clauses = () if initial_clause is _ABSENT else (initial_clause, *clauses)
    return conjunction(k.OR, clauses) if clauses else BooleanClauseList(k.OR, ())


def not_(clause: Any) -> Any:
    """Return the negation of a condition."""
    return negated(criterion(clause))


def all_(expr: Any) -> Any:
    """Return `ALL (expr)`."""
    return expression(expr).all_()


def any_(expr: Any) -> Any:
    """Return `ANY (expr)`."""
    return expression(expr).any_()


def _ordered(column: Any) -> Any:
    return ordering(column)


def asc(column: ColumnOperators[T] | P) -> UnaryExpression[T | P]:
    """Return `column ASC`."""
    ordered: UnaryExpression[T | P] = _ordered(column).asc()
    return ordered


def desc(column: ColumnOperators[T] | P) -> UnaryExpression[T | P]:
    """Return `column DESC`."""
    ordered: UnaryExpression[T | P] = _ordered(column).desc()
    return ordered


def nulls_first(column: ColumnOperators[T] | P) -> UnaryExpression[T | P]:
    """Return `column NULLS FIRST`."""
    ordered: UnaryExpression[T | P] = _ordered(column).nulls_first()
    return ordered


def nulls_last(column: ColumnOperators[T] | P) -> UnaryExpression[T | P]:
    """Return `column NULLS LAST`."""
    ordered: UnaryExpression[T | P] = _ordered(column).nulls_last()
    return ordered


nullsfirst = nulls_first
nullslast = nulls_last


def between(expr: Any, lower_bound: Any, upper_bound: Any, symmetric: bool = False) -> Any:
    """Return `expr BETWEEN lower_bound AND upper_bound`."""
    return expression(expr).between(lower_bound, upper_bound, symmetric=symmetric)


def bitwise_not(expr: Any) -> Any:
    """Return `~expr`."""
    return expression(expr).bitwise_not()


def distinct(expr: Any) -> Any:
    """Return `DISTINCT expr`, as inside an aggregate."""
    return expression(expr).distinct()


def collate(expression: Any, collation: str) -> Collate:
    """Return `expression COLLATE collation`."""
    return Collate(_element(expression), collation)


def case(*whens: Any, value: Any = None, else_: Any = None) -> Case:
    """Return CASE: pairs (condition, result), or a dictionary of values of `value` to results."""
    return Case(*whens, value=value, else_=else_)


def _typed(value: Any, type_: TypeEngine) -> Any:
    return expression(value) if is_expression_source(value) else BindParameter("param", value, type_)


def _to_cast(value: Any, type_: TypeEngine) -> Any:
    """Return what CAST is given: the database writes a truth value or a date as text, not the program."""
    if type(value) in (bool, date) and isinstance(type_, String):
        return BindParameter("param", value, type_of_value(value))
    return _typed(value, type_)


def cast(expression: Any, type_: Any) -> Cast:
    """Return `CAST(expression AS type)`."""
    resolved = to_instance(type_)
    return Cast(_to_cast(expression, resolved), resolved)


def try_cast(expression: Any, type_: Any) -> Cast:
    """Return `TRY_CAST(expression AS type)`."""
    resolved = to_instance(type_)
    return Cast(_to_cast(expression, resolved), resolved, safe=True)


def type_coerce(expression: Any, type_: Any) -> Any:
    """Return an expression that Python treats as another type."""
    resolved = to_instance(type_)
    element = _typed(expression, resolved)
    if element._kind == k.BIND:
        return element._typed(resolved)
    return TypeCoerce(element, resolved)


def extract(field: str, expr: Any) -> Extract:
    """Return `EXTRACT(field FROM expr)`."""
    return Extract(field, expr)


def funcfilter(func: Any, *criterion_: Any) -> FunctionFilter:
    """Return `func FILTER (WHERE ...)`."""
    return FunctionFilter(func, *criterion_)


def over(
    element: Any,
    partition_by: Any = None,
    order_by: Any = None,
    range_: Any = None,
    rows: Any = None,
    groups: Any = None,
    exclude: str | None = None,
) -> Over:
    """Return `element OVER (...)`."""
    return Over(element, partition_by, order_by, rows, range_, groups, exclude)


def within_group(element: Any, *order_by: Any) -> WithinGroup:
    """Return `element WITHIN GROUP (ORDER BY ...)`."""
    return WithinGroup(element, *order_by)


def tuple_(*clauses: Any, types: Any = None) -> Tuple:
    """Return a row value."""
    return Tuple(*clauses, types=types)


def label(name: str, element: Any, type_: Any = None) -> Label:
    """Return `element AS name`."""
    return Label(name, element, type_)


def literal(value: Any, type_: Any = None, literal_execute: bool = False) -> BindParameter:
    """Return a value as a bound parameter."""
    resolved = to_instance(type_) if type_ is not None else type_of_value(value)
    return BindParameter("param", value, resolved, literal_execute=literal_execute)


def outparam(key: str, type_: Any = None) -> BindParameter:
    """Return a parameter for a procedure's result; none of the supported databases returns values by it."""
    return bindparam(key, None, type_)


def null() -> Any:
    """Return the NULL keyword."""
    return NULL


def true() -> Any:
    """Return the TRUE constant."""
    return TRUE


def false() -> Any:
    """Return the FALSE constant."""
    return FALSE


def exists(argument: Any = None, /) -> Exists:
    """Return `EXISTS (SELECT ...)` of a select, a scalar subquery, columns, or `*`."""
    if argument is None:
        from .textual import literal_column

        return Exists(select_rows(literal_column("*")))
    element = getattr(argument, "__clause_element__", lambda: argument)()
    if getattr(element, "is_select", False):
        return Exists(element)
    if getattr(element, "_kind", None) == k.SCALAR_SELECT:
        return Exists(element.element)
    return Exists(select_rows(argument))


def union(*selects: Any) -> CompoundSelect:
    """Return `a UNION b`."""
    return CompoundSelect("UNION", *selects)


def union_all(*selects: Any) -> CompoundSelect:
    """Return `a UNION ALL b`."""
    return CompoundSelect("UNION ALL", *selects)


def intersect(*selects: Any) -> CompoundSelect:
    """Return `a INTERSECT b`."""
    return CompoundSelect("INTERSECT", *selects)


def intersect_all(*selects: Any) -> CompoundSelect:
    """Return `a INTERSECT ALL b`."""
    return CompoundSelect("INTERSECT ALL", *selects)


def except_(*selects: Any) -> CompoundSelect:
    """Return `a EXCEPT b`."""
    return CompoundSelect("EXCEPT", *selects)


def except_all(*selects: Any) -> CompoundSelect:
    """Return `a EXCEPT ALL b`."""
    return CompoundSelect("EXCEPT ALL", *selects)


def join(left: Any, right: Any, onclause: Any = None, isouter: bool = False, full: bool = False) -> Join:
    """Return two FROM elements joined; without `onclause` by their foreign keys."""
    return Join(left, right, onclause, isouter, full)


def outerjoin(left: Any, right: Any, onclause: Any = None, full: bool = False) -> Join:
    """Return two FROM elements left-joined."""
    return Join(left, right, onclause, True, full)


def alias(selectable: Any, name: str | None = None, flat: bool = False) -> Any:
    """Return a FROM element under another name."""
    return from_clause(selectable).alias(name)


def lateral(selectable: Any, name: str | None = None) -> Lateral:
    """Return a FROM element that may refer to those before it."""
    return selectable.lateral(name) if hasattr(selectable, "lateral") else Lateral(from_clause(selectable), name)


def cte(selectable: Any, name: str | None = None, recursive: bool = False) -> CTE:
    """Return a common table expression."""
    return CTE(selectable, name, recursive)


def tablesample(selectable: Any, sampling: Any, name: str | None = None, seed: Any = None) -> TableSample:
    """Return a random part of a table."""
    return TableSample(selectable, sampling, name, seed)


def table(name: str, *columns: Any, schema: str | None = None) -> TableClause:
    """Return a table by name, with columns given by hand."""
    return TableClause(name, *columns, schema=schema)


def values(*columns: Any, name: str | None = None, literal_binds: bool = False) -> Values:
    """Return a VALUES list; `data()` adds its rows."""
    return Values(*columns, name=name, literal_binds=literal_binds)


def lambda_stmt(
    lmb: Any,
    enable_tracking: bool = True,
    track_closure_variables: bool = True,
    track_on: Any = None,
    global_track_bound_values: bool = True,
    track_bound_values: bool = True,
    lambda_cache: Any = None,
) -> Any:
    """Return the statement a function builds; there is no statement cache to spare, so it is called at once."""
    return lmb()


__all__ = ["Array", "Case", "Delete", "Extract", "Insert", "SelectBase", "TypeCoerce", "Update"]


CONSTRUCTORS["cast"] = cast
CONSTRUCTORS["extract"] = extract
