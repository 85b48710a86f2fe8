"""Reading columns of one row again: what expiry, deferral and refresh need."""

from __future__ import annotations

from typing import Any

from sqlmodel_rs import exc
from sqlmodel_rs.orm.effects import Execute, Work
from sqlmodel_rs.orm.events import LoadContext, tell_instance
from sqlmodel_rs.orm.loading import selects
from sqlmodel_rs.orm.state import instance_state


def describe(instance: Any) -> str:
    """Name an instance in a message."""
    return f"<{type(instance).__name__} at {id(instance):#x}>"


def expired_together(instance: Any) -> list[str]:
    """Return the missing columns that are read as soon as one of them is: those that expired."""
    state = instance_state(instance)
    if not state.expired:
        return []
    only, values = (state.extra or {}).get("expired"), instance.__dict__
    return [key for key in state.mapper.read_together if key not in values and (only is None or key in only)]


def load_columns(
    instance: Any, keys: list[str] | None = None, *, overwrite: bool = False, for_update: Any = None
) -> Work[None]:
    """Read the named columns of one row again (None: all that are missing or have expired; with `overwrite`, all).

    Only the tables that hold them are read. Raises ObjectDeletedError when there is no row.
    """
    state = instance_state(instance)
    mapper, values = state.mapper, instance.__dict__
    known = [*mapper.columns.keys(), *mapper.expressions.keys()]
    wanted = mapper.read_together if keys is None else [k for k in keys if k in known]
    if keys is None and state.expired and not overwrite:
        wanted = expired_together(instance)
    elif not overwrite:
        wanted = [key for key in wanted if key not in values]
    if wanted and state.key is not None:
        statement = selects.columns_of_row(mapper, wanted, state.key)
        if for_update is not None:
            statement = statement.with_for_update(**(for_update if isinstance(for_update, dict) else {}))
        session = state.session() if state.session is not None else None
        if session is not None and "do_orm_execute" in session._heard:
            rows = yield from session._load_work(statement, mapper, column=True, instance=instance)
        else:
            result = yield Execute(statement)
            rows = [(row,) for row in result.rows] if result.single else result.rows
        if not rows:
            raise exc.ObjectDeletedError(
                state, f"Instance '{describe(instance)}' has been deleted, or its row is otherwise not present."
            )
        row = rows[0]
        committed = state.committed or {}
        for key, value in zip(wanted, row, strict=True):
            if overwrite or key not in values:
                if overwrite or key not in committed:
                    values[key] = value
                    committed.pop(key, None)
        tell_instance("refresh", instance, LoadContext(session), None if overwrite and keys is None else wanted)
    if keys is None or all(attr in values for attr in known):
        state.expired = False
