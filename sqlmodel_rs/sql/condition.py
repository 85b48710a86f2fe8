"""Finding the ON condition between two FROM elements from their foreign keys."""

from __future__ import annotations

from typing import Any

from sqlmodel_rs._native import compare
from sqlmodel_rs.exc import AmbiguousForeignKeysError, NoForeignKeysError, NoReferencedTableError

from . import kinds as k
from .elements import conjunction
from .selectable import CONSTRUCTORS


def _columns(side: Any) -> list[Any]:
    if side._kind == k.ENTITY:
        return _columns(side.from_clause) if side.from_clause is not None else list(side.columns)
    return list(side.columns)


def _standing_for(columns: list[Any], target: Any) -> Any:
    for column in columns:
        source = column
        while source is not None:
            if source is target:
                return column
            source = getattr(source, "source", None)
    return None


def _pairs(referring: Any, referred: Any) -> dict[Any, list[Any]]:
    """Return constraint -> conditions for the foreign keys of one side that point at the other."""
    found: dict[Any, list[Any]] = {}
    targets = _columns(referred)
    for column in _columns(referring):
        for fk in column.foreign_keys:
            try:
                target = fk.column
            except NoReferencedTableError as error:
                if getattr(error, "table_name", None) == getattr(referred, "name", None):
                    raise
                continue
            other = _standing_for(targets, target)
            if other is not None:
                group = getattr(fk, "constraint", None) or fk
                found.setdefault(id(group), []).append(compare(other, k.EQ, column))
    return found


def join_conditions(left: Any, right: Any) -> list[list[Any]]:
    """Return one list of equalities for each foreign key constraint between two FROM elements."""
    found = _pairs(right, left)
    # A table joined to itself (an alias) has each constraint in both directions: the right side refers to the left.
    if left is not right:
        for group, conditions in _pairs(left, right).items():
            found.setdefault(group, conditions)
    return list(found.values())


def _shown(side: Any) -> str:
    return str(getattr(side, "description", None) or getattr(side, "name", side))


def join_condition(left: Any, right: Any) -> Any:
    """Return the ON condition by foreign keys.

    Raises NoForeignKeysError when there are none, AmbiguousForeignKeysError when there are several.
    """
    groups = join_conditions(left, right)
    if len(groups) == 1:
        return conjunction(k.AND, groups[0])
    if not groups:
        raise NoForeignKeysError(
            f"Can't find any foreign key relationships between {_shown(left)!r} and {_shown(right)!r}."
        )
    raise AmbiguousForeignKeysError(
        f"Can't determine join between {_shown(left)!r} and {_shown(right)!r}; tables have more than one foreign key "
        "constraint relationship between them. Please specify the 'onclause' of this join explicitly."
    )


CONSTRUCTORS["condition"] = join_condition
