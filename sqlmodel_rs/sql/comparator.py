"""`Comparator`: the object that carries the operators of a type's expressions; a program's type may bring its own.

Behaviour: SQLAlchemy, `TypeEngine.Comparator`. A subclass overrides operators, or adds methods, and is named by
`comparator_factory` of a type.
"""

from __future__ import annotations

from typing import Any

from sqlmodel_rs.types.base import Concatenable, TypeEngine

from . import kinds as k
from .elements import OPERATIONS, REVERSED_OPERATIONS, compare_plain
from .operators import ColumnOperators

_COMPARISONS = frozenset({k.EQ, k.NE, k.LT, k.LE, k.GT, k.GE, k.IS, k.IS_NOT})
_COMPARISONS |= {k.IS_DISTINCT_FROM, k.IS_NOT_DISTINCT_FROM}


class Comparator(ColumnOperators[Any]):
    """The operators of one expression, `expr`, by the rules of its type."""

    def __init__(self, expr: Any) -> None:
        self.expr = expr
        self.type = expr.type

    def __clause_element__(self) -> Any:
        return self.expr

    def operate(self, op: int, *other: Any, **modifiers: Any) -> Any:
        """Build the node of `op` with the expression on the left."""
        if op in _COMPARISONS:
            return compare_plain(self.expr, op, *other)
        return OPERATIONS[op](self.expr, op, other, modifiers)

    def reverse_operate(self, op: int, other: Any, **modifiers: Any) -> Any:
        """Build the node of `op` with the expression on the right."""
        return REVERSED_OPERATIONS[op](self.expr, op, other, modifiers)

    def __getattr__(self, name: str) -> Any:
        if name[:1] != "_" and name not in ("expr", "type"):
            method = self.type.expression_method(name)
            if method is not None:
                return method.__get__(self.expr)
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")


TypeEngine.Comparator = TypeEngine.comparator_factory = Concatenable.Comparator = Comparator
