"""An execution that somebody is told of, or whose rows are fetched bit by bit. The plain path is the connection's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlmodel_rs import exc
from sqlmodel_rs.engine import execution
from sqlmodel_rs.engine.result import CursorResult
from sqlmodel_rs.engine.streaming import StreamedRows, can_stream, is_streamed
from sqlmodel_rs.listener import Returning

if TYPE_CHECKING:
    from sqlmodel_rs.engine.connection import Connection
    from sqlmodel_rs.engine.transaction import Steps

_BOTH = "Event handler can't return non-empty multiparams and params at the same time"


def run_steps(
    connection: Connection,
    statement: Any,
    params: Any,
    identity: Any,
    populate_existing: bool,
    defaults: bool,
    options: Mapping[str, Any],
    schemas: Any = None,
) -> Steps:
    """Run a statement, telling the log and the listeners before and after."""
    events = connection.events
    told = statement, params
    if "before_execute" in events.active:
        statement, params = told = _before_execute(connection, statement, params, options)
    compiled, sets = execution.prepare(connection, statement, params, defaults, schemas)
    note = execution.before(connection, compiled, statement, sets, options) if connection._watched else None
    if note is not None:
        compiled, sets = _rewritten(compiled, sets, note)
    answered = None if note is None or note.context is None else _replaced(connection, note)
    try:
        if answered is not None:
            native = answered
        elif is_streamed(options) and can_stream(compiled, sets):
            opened = yield "open_cursor", (compiled, sets)
            rows = StreamedRows(connection, compiled, opened.cursor, options, identity, populate_existing)
            native = yield from rows.first_steps()
        else:
            native = yield "execute", (compiled, sets, identity), {"populate_existing": populate_existing}
    except exc.StatementError as error:
        raise execution.failed(connection, error, compiled.sql, sets) from error.orig
    if note is not None:
        execution.after(connection, note, native)
    if "after_execute" in events.active:
        after_execute(connection, *told, options, native)
    return native


def _distilled(params: Any) -> tuple[Any, Any]:
    """Return parameters as "before_execute" has them: several sets, and one set."""
    if isinstance(params, list):
        return (params, {}) if len(params) != 1 else ([], params[0])
    return [], dict(params or {})


def _before_execute(connection: Connection, statement: Any, params: Any, options: Mapping[str, Any]) -> tuple[Any, Any]:
    several, one = _distilled(params)
    for function in connection.events.of("before_execute"):
        changed = function(connection, statement, several, one, options)
        if isinstance(function, Returning):
            statement, several, one = changed
            if several and one:
                raise exc.InvalidRequestError(_BOTH)
    return statement, (list(several) if several else one or None)


def after_execute(connection: Connection, statement: Any, params: Any, options: Mapping[str, Any], native: Any) -> None:
    """Tell the listeners what a statement gave."""
    several, one = _distilled(params)
    result = CursorResult(native, statement, connection=connection)
    connection.events.fire("after_execute", connection, statement, several, one, options, result)


def _rewritten(compiled: Any, sets: Any, note: execution.Note) -> tuple[Any, Any]:
    """Return the statement and the parameters as the listeners have left them."""
    if note.sql == compiled.sql and (note.context is None or note.parameters == execution.positional(compiled, sets)):
        return compiled, sets
    rewritten = compiled.rewritten(note.sql)
    if note.context is not None and note.context.executemany:
        return rewritten, [_by_place(values) for values in note.parameters]
    return rewritten, _by_place(note.parameters)


def _by_place(values: Any) -> dict[str, Any]:
    return {str(place): value for place, value in enumerate(values)}


def _replaced(connection: Connection, note: execution.Note) -> Any:
    """Ask the listeners that execute in the driver's place; None where none has."""
    context, active = note.context, connection.events.active
    name = "do_execute"
    args: tuple[Any, ...] = (context.cursor, note.sql, note.parameters, context)
    if context.executemany:
        name = "do_executemany"
    elif not note.parameters and "do_execute_no_params" in active:
        name, args = "do_execute_no_params", (context.cursor, note.sql, context)
    if name in active and any(function(*args) for function in connection.events.of(name)):
        return context.cursor._result
    return None
