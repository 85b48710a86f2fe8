"""What is known of an operator: whether it compares, commutes, orders; its mirror image. Knows codes only.

Behaviour: SQLAlchemy, `sqlalchemy.sql.operators`.
"""

from __future__ import annotations

from typing import Any

from sqlmodel_rs.sql import kinds as k

__all__ = [
    "is_associative", "is_boolean", "is_commutative", "is_comparison", "is_false", "is_natural_self_precedent",
    "is_order_by_modifier", "is_ordering_modifier", "is_precedent", "is_true", "mirror",
]  # fmt: skip

_COMMUTATIVE = frozenset({k.EQ, k.NE, k.ADD, k.MUL})
_ASSOCIATIVE = frozenset({k.ADD, k.MUL, k.CONCAT, k.AND, k.OR})
_ORDERING = frozenset({k.ASC, k.DESC, k.NULLS_FIRST, k.NULLS_LAST})
#: Not among the comparisons of SQLAlchemy, though their value is a truth value.
_LOGICAL = frozenset({k.AND, k.OR, k.NOT})
_MIRRORED: dict[int, int] = {k.LT: k.GT, k.GT: k.LT, k.LE: k.GE, k.GE: k.LE}


def is_comparison(op: Any) -> bool:
    """Tell whether an operator compares two values."""
    return op in k.BOOLEAN_OPERATORS and op not in _LOGICAL


def is_boolean(op: Any) -> bool:
    """Tell whether the value of an operator is a truth value."""
    return op in k.BOOLEAN_OPERATORS


def is_commutative(op: Any) -> bool:
    """Tell whether the operands may change places."""
    return op in _COMMUTATIVE


def is_associative(op: Any) -> bool:
    """Tell whether a chain of the operator needs no parentheses."""
    return op in _ASSOCIATIVE


def is_natural_self_precedent(op: Any) -> bool:
    """Tell whether an operator inside itself needs no parentheses."""
    return op in _ASSOCIATIVE or op in (k.GETITEM, k.JSON_GETITEM, k.JSON_PATH_GETITEM)


def is_ordering_modifier(op: Any) -> bool:
    """Tell whether an operator belongs to ORDER BY."""
    return op in _ORDERING


is_order_by_modifier = is_ordering_modifier


def is_precedent(operator: Any, against: Any) -> bool:
    """Tell whether an operator needs parentheses inside another."""
    if operator == against and is_natural_self_precedent(operator):
        return False
    if against is None:
        return True
    return k.PRECEDENCE.get(operator, 0) <= k.PRECEDENCE.get(against, 0)


def mirror(op: Any) -> Any:
    """Return the comparison that holds when the operands change places."""
    return _MIRRORED.get(op, op)


def is_true(a: Any) -> Any:
    """Return `a IS true`."""
    return a.is_(True)


def is_false(a: Any) -> Any:
    """Return `a IS false`."""
    return a.is_(False)
