"""What the columns of a statement are called, asked of the database without running it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlmodel_rs import exc
from sqlmodel_rs._native import describe, describe_async
from sqlmodel_rs.engine import execution

if TYPE_CHECKING:
    from sqlmodel_rs.engine.connection import Connection


def column_names(connection: Connection, statement: Any, params: Any) -> tuple[str, ...]:
    """Return the names of the columns a statement would return."""
    if not connection.in_transaction():
        connection._drive(connection._autobegin_steps())
    native, compiled, sets = _prepared(connection, statement, params)
    try:
        return tuple(describe(native, compiled, sets).keys)
    except exc.StatementError as error:
        raise execution.failed(connection, error, compiled.sql, sets) from error.orig


async def column_names_async(connection: Connection, statement: Any, params: Any) -> tuple[str, ...]:
    """Do as `column_names`, without blocking the event loop."""
    if not connection.in_transaction():
        await connection._drive_async(connection._autobegin_steps())
    native, compiled, sets = _prepared(connection, statement, params)
    try:
        return tuple((await describe_async(native, compiled, sets)).keys)
    except exc.StatementError as error:
        raise execution.failed(connection, error, compiled.sql, sets) from error.orig


def _prepared(connection: Connection, statement: Any, params: Any) -> tuple[Any, Any, Any]:
    compiled, sets = execution.prepare(connection, statement, params)
    return connection._native, compiled, sets[0] if isinstance(sets, list) else sets
