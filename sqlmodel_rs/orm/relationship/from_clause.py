"""`join` and `outerjoin` of mapped classes as FROM elements. Behaviour: SQLAlchemy, `sqlalchemy.orm.join`."""

from __future__ import annotations

from typing import Any

from sqlmodel_rs.orm.entity import AliasedClass
from sqlmodel_rs.sql.selectable import Join, from_clause
from sqlmodel_rs.sql.statement import join_steps

__all__ = ["join", "outerjoin"]


def join(left: Any, right: Any, onclause: Any = None, isouter: bool = False, full: bool = False) -> Join:
    """Return `left JOIN right`; `onclause` is a condition or a relationship, without it foreign keys decide."""
    adapt = getattr(onclause, "adapt_to", None)
    if adapt is not None and isinstance(left, AliasedClass):
        onclause = adapt(left)
    found = from_clause(left)
    for target, condition in join_steps(right, onclause, [found]):
        found = Join(found, target, condition, isouter, full)
    return found  # type: ignore[no-any-return]


def outerjoin(left: Any, right: Any, onclause: Any = None, full: bool = False) -> Join:
    """Return `left LEFT OUTER JOIN right`."""
    return join(left, right, onclause, True, full)
