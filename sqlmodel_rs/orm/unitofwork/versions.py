"""The version that a row is found by: what it is in the database, and what comes after it.

Knows mappers and instances; which rows are written is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlmodel_rs import exc
from sqlmodel_rs.orm.attributes import NO_VALUE
from sqlmodel_rs.orm.effects import Work
from sqlmodel_rs.orm.loading.lazy import load_missing
from sqlmodel_rs.orm.state import instance_state


def generator_of(mapper: Any) -> Callable[[Any], Any] | None:
    """Return the function that makes a class's next version of the last; None where the program or the database does.

    `version_id_generator` says so; without it versions count from 1.
    """
    given = mapper.version_id_generator
    if given is False:
        return None
    return _count if given is None else given


def _count(last: Any) -> int:
    return (last or 0) + 1


def column_in(mapper: Any, table: Any) -> Any:
    """Return a class's version column if it is one of this table, else None."""
    column = mapper.version_id_col
    return column if column is not None and column.table is table else None


def last(instance: Any, column: Any) -> Any:
    """Return the version that the row of an instance has in the database."""
    state = instance_state(instance)
    attr = state.mapper.attr_of(column)
    before = (state.committed or {}).get(attr, NO_VALUE)
    return instance.__dict__.get(attr) if before is NO_VALUE else before


def set_next(instance: Any, column: Any, values: dict[str, Any], before: Any) -> None:
    """Add the next version to the row that an UPDATE sets, unless the program has set one."""
    mapper = instance_state(instance).mapper
    generator = generator_of(mapper)
    if column.key not in values:
        if generator is not None:
            values[column.key] = instance.__dict__[mapper.attr_of(column)] = generator(before)
        elif not values:
            # Only another table of the row has changed: an UPDATE finds out whether the version is still this one.
            values[column.key] = before


def check_given(instance: Any) -> None:
    """Raise `FlushError` where the program makes the versions and has made none."""
    mapper = instance_state(instance).mapper
    if mapper.version_id_generator is False and instance.__dict__.get(mapper.attr_of(mapper.version_id_col), 0) is None:
        raise exc.FlushError("Instance does not contain a non-NULL version value")


def know(instance: Any, column: Any) -> Work[None]:
    """Read the version of an object that is expired, though another may have been set since: its row is found by it."""
    state = instance_state(instance)
    attr = state.mapper.attr_of(column)
    values = instance.__dict__
    committed = state.committed or {}
    if attr not in values:
        yield from load_missing(instance, attr)
    elif committed.get(attr) is NO_VALUE:
        del committed[attr]
        given = values.pop(attr)
        yield from load_missing(instance, attr)
        committed[attr], values[attr] = values[attr], given
