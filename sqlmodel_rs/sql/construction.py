"""What each operator builds: the node, its type, and the coercion of the other operand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlmodel_rs._native import compare
from sqlmodel_rs.exc import ArgumentError
from sqlmodel_rs.types import ARRAY, BOOLEANTYPE, STRINGTYPE, TEXT, to_instance, type_of_value

from . import kinds as k
from .base import ClauseElement
from .elements import (
    OPERATIONS,
    REVERSED_OPERATIONS,
    Array,
    BinaryExpression,
    BindParameter,
    Cast,
    ClauseList,
    Collate,
    Slice,
    UnaryExpression,
    bind_beside,
    conjunction,
    constant,
    expression,
    is_expression_source,
    literal_element,
    negated,
)


def operand(left: Any, op: int, value: Any) -> Any:
    """Return the other side of an operator: SQL as it is, a literal as a parameter typed by the left side."""
    if value is None or value is True or value is False:
        return constant(value) if value is None else bind_beside(left, op, value)
    return expression(value) if is_expression_source(value) else bind_beside(left, op, value)


def _comparison(left: Any, op: int, other: tuple[Any, ...], modifiers: dict[str, Any]) -> Any:
    return compare(left, op, other[0])


def _arithmetic(left: Any, op: int, other: tuple[Any, ...], modifiers: dict[str, Any]) -> Any:
    right = operand(left, op, other[0])
    op, type_ = left.type.adapt_operator(op, right.type)
    return BinaryExpression(left, op, right, type_)


def _pattern(left: Any, op: int, other: tuple[Any, ...], modifiers: dict[str, Any]) -> Any:
    contains = left.type.containment_operator if op == k.CONTAINS else None
    if contains is not None:
        make = operand(left, op, other[0]) if left.type.contains_items else operand_of_type(left, other[0])
        return BinaryExpression(left, contains, make, BOOLEANTYPE)
    return BinaryExpression(left, op, operand(left, op, other[0]), BOOLEANTYPE, modifiers or None)


def operand_of_type(left: Any, value: Any) -> Any:
    """Return `value` as SQL, or as a parameter of exactly the left side's type."""
    if is_expression_source(value):
        return expression(value)
    return BindParameter(left.key or "param", value, left.type)


def _containment(left: Any, op: int, other: tuple[Any, ...], modifiers: dict[str, Any]) -> Any:
    """Build an operator of arrays or JSONB: keys and paths are text, containers have the left side's type."""
    value = other[0]
    if op == k.JSON_DELETE_PATH:
        path = expression(value) if is_expression_source(value) else Array(value)
        return BinaryExpression(left, op, Cast(path, ARRAY(TEXT())), left.type)
    if is_expression_source(value):
        right: Any = expression(value)
    elif op in (k.JSON_PATH_EXISTS, k.JSON_PATH_MATCH):
        right = BindParameter(left.key or "param", value, left.type.path_type)
    elif op == k.JSON_HAS_KEY:
        right = left.bound(value, type_of_value(value))
    elif op in (k.JSON_HAS_ANY, k.JSON_HAS_ALL):
        right = left.bound(list(value), ARRAY(STRINGTYPE))
    else:
        right = operand_of_type(left, value)
    return BinaryExpression(left, op, right, BOOLEANTYPE)


def _membership(left: Any, op: int, other: tuple[Any, ...], modifiers: dict[str, Any]) -> Any:
    return BinaryExpression(left, op, members(left, op, other[0]), BOOLEANTYPE)


def members(left: Any, op: int, value: Any) -> Any:
    """Return the right side of IN: a select, a list parameter, or a list of expressions."""
    if not isinstance(value, ClauseElement) and hasattr(value, "__clause_element__"):
        value = value.__clause_element__()
    if isinstance(value, ClauseElement):
        if isinstance(value, BindParameter):
            return value if value.expanding else value._expanding()
        if value.is_select:
            return value
        if value._kind in (k.TUPLE, k.CLAUSE_LIST, k.SCALAR_SELECT, k.VALUES, k.GROUPING, k.FUNCTION, k.TEXT):
            return value
        selectable = getattr(value, "__select_all__", None)
        if selectable is not None:
            return selectable()
        raise ArgumentError(f"IN expression list, SELECT construct, or bound parameter object expected, got {value!r}.")
    if isinstance(value, (str, bytes)) or not hasattr(value, "__iter__"):
        raise ArgumentError(f"IN expression list, SELECT construct, or bound parameter object expected, got {value!r}.")
    values = list(value)
    if any(is_expression_source(item) for item in values):
        return ClauseList(*(literal_element(i) if i is None else operand(left, op, i) for i in values))
    if left._kind == k.TUPLE:
        return BindParameter("param", [tuple(v) for v in values], left.type, expanding=True)
    sample = next((item for item in values if item is not None), None)
    parameter = bind_beside(left, op, sample)
    return BindParameter(parameter.key, values, parameter.type if sample is not None else left.type, expanding=True)


def _range(left: Any, op: int, other: tuple[Any, ...], modifiers: dict[str, Any]) -> Any:
    return BinaryExpression(left, op, ClauseList(*(operand(left, op, v) for v in other)), BOOLEANTYPE)


def _regexp(left: Any, op: int, other: tuple[Any, ...], modifiers: dict[str, Any]) -> Any:
    if op == k.REGEXP_REPLACE:
        parts = ClauseList(*(operand(left, op, v) for v in other))
        return BinaryExpression(left, op, parts, left.type, modifiers or None)
    return BinaryExpression(left, op, operand(left, op, other[0]), BOOLEANTYPE, modifiers or None)


def _custom(left: Any, op: int, other: tuple[Any, ...], modifiers: dict[str, Any]) -> Any:
    if modifiers.get("collate"):
        return Collate(left, other[0])
    return_type = modifiers.pop("return_type", None)
    comparison = modifiers.pop("is_comparison", False)
    right = operand(left, op, other[0])
    if return_type is not None:
        type_ = to_instance(return_type)
    elif comparison:
        type_ = BOOLEANTYPE
    else:
        _, type_ = left.type.adapt_operator(op, right.type)
    return BinaryExpression(left, op, right, type_, modifiers)


def _logical(left: Any, op: int, other: tuple[Any, ...], modifiers: dict[str, Any]) -> Any:
    return conjunction(op, (left, other[0]))


def _negation(left: Any, op: int, other: tuple[Any, ...], modifiers: dict[str, Any]) -> Any:
    return negated(left)


def _unary(left: Any, op: int, other: tuple[Any, ...], modifiers: dict[str, Any]) -> Any:
    return UnaryExpression(op, left, left.type, modifiers or None)


def _index(left: Any, op: int, other: tuple[Any, ...], modifiers: dict[str, Any]) -> Any:
    return left.type.index(left, other[0], _indexed)


def _indexed(left: Any, op: int, index: Any, index_type: Any, result: Any) -> BinaryExpression[Any]:
    """Build `left[index]`; the type decides operator, the index's type, and the result."""
    if isinstance(index, slice):
        right: Any = Slice(left.bound(index.start, index_type), left.bound(index.stop, index_type), index.step)
    elif is_expression_source(index):
        right = expression(index)
    else:
        right = left.bound(index, index_type)
    return BinaryExpression(left, op, right, result)


_BUILDERS: dict[int, Callable[[Any, int, tuple[Any, ...], dict[str, Any]], Any]] = {
    **dict.fromkeys((k.EQ, k.NE, k.LT, k.LE, k.GT, k.GE, k.IS, k.IS_NOT), _comparison),
    **dict.fromkeys((k.IS_DISTINCT_FROM, k.IS_NOT_DISTINCT_FROM), _comparison),
    **dict.fromkeys((k.ADD, k.SUB, k.MUL, k.DIV, k.FLOORDIV, k.MOD, k.CONCAT), _arithmetic),
    **dict.fromkeys((k.BIT_AND, k.BIT_OR, k.BIT_XOR, k.BIT_LSHIFT, k.BIT_RSHIFT), _arithmetic),
    **dict.fromkeys((*range(k.LIKE, k.NOT_ICONTAINS + 1), k.MATCH, k.NOT_MATCH), _pattern),
    **dict.fromkeys((k.IN, k.NOT_IN), _membership),
    **dict.fromkeys((k.BETWEEN, k.NOT_BETWEEN, k.BETWEEN_SYMMETRIC, k.NOT_BETWEEN_SYMMETRIC), _range),
    **dict.fromkeys((k.REGEXP_MATCH, k.NOT_REGEXP_MATCH, k.REGEXP_REPLACE), _regexp),
    **dict.fromkeys((k.ASC, k.DESC, k.NULLS_FIRST, k.NULLS_LAST, k.DISTINCT, k.ANY, k.ALL, k.NEG, k.INV), _unary),
    **dict.fromkeys((k.AND, k.OR), _logical),
    **dict.fromkeys((*range(k.ARRAY_CONTAINS, k.JSON_HAS_ALL + 1), k.JSON_DELETE_PATH), _containment),
    **dict.fromkeys((k.JSON_PATH_EXISTS, k.JSON_PATH_MATCH), _containment),
    k.NOT: _negation,
    k.CUSTOM: _custom,
    k.GETITEM: _index,
}


def _reversed(right: Any, op: int, other: Any, modifiers: dict[str, Any]) -> Any:
    left = operand(right, op, other)
    op, type_ = left.type.adapt_operator(op, right.type)
    return BinaryExpression(left, op, right, type_, modifiers or None)


def _comparison_reversed(right: Any, op: int, other: Any, modifiers: dict[str, Any]) -> Any:
    return BinaryExpression(operand(right, op, other), op, right, BOOLEANTYPE, modifiers or None)


def _logical_reversed(right: Any, op: int, other: Any, modifiers: dict[str, Any]) -> Any:
    return conjunction(op, (other, right))


OPERATIONS.update(_BUILDERS)
REVERSED_OPERATIONS.update(dict.fromkeys(_BUILDERS, _reversed))
REVERSED_OPERATIONS.update(dict.fromkeys(range(k.EQ, k.GE + 1), _comparison_reversed))
REVERSED_OPERATIONS.update(dict.fromkeys((k.AND, k.OR), _logical_reversed))
