"""What happens around one execution: compiling, parameters, the log, events, errors."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from sqlmodel_rs import exc
from sqlmodel_rs._native import compile as compile_node
from sqlmodel_rs.engine.events import ExceptionContext, ExecutionContext
from sqlmodel_rs.engine.facts import Sent
from sqlmodel_rs.engine.paramstyle import translated
from sqlmodel_rs.engine.result import CursorResult
from sqlmodel_rs.listener import Returning
from sqlmodel_rs.sql import kinds as k
from sqlmodel_rs.sql.base import ClauseElement
from sqlmodel_rs.sql.defaults import with_defaults
from sqlmodel_rs.sql.entity import EntityColumn
from sqlmodel_rs.sql.selectable import selected
from sqlmodel_rs.sql.traversal import replace_parameters, walk

if TYPE_CHECKING:
    from sqlmodel_rs.engine.connection import Connection

_CHANGES = (k.INSERT, k.UPDATE)
_LISTS = frozenset({list, tuple, set, frozenset})


class Inserting(NamedTuple):
    """The columns of the primary key, whether RETURNING gives them, and the columns that return_defaults() asks for."""

    key: tuple[Any, ...]
    fetched: bool
    made: tuple[Any, ...] = ()


class Kept:
    """A statement that is compiled once and run many times; `statement` is what it was compiled from."""

    __slots__ = ("compiled", "statement")

    def __init__(self, statement: Any, dialect: str) -> None:
        self.statement = statement
        self.compiled = compile_node(statement, dialect, mode="exec")


def prepare(
    connection: Connection, statement: Any, params: Any, defaults: bool = True, schemas: Any = None
) -> tuple[Any, Any]:
    """Return the compiled statement and its parameter sets (None, a dict, or a list of several dicts).

    `schemas` names schemas anew in the text.
    """
    if isinstance(statement, Kept):
        if schemas is None:
            return statement.compiled, params
        statement = statement.statement
    kind = statement._kind
    if kind in _CHANGES and defaults:
        given = params
        statement, sets = with_defaults(statement, params)
        params = sets or None
        connection._sent = Sent(statement, sets, given)
    if isinstance(params, list) and len(params) == 1:
        params = params[0]
    if isinstance(params, Mapping) and any(type(value) in _LISTS for value in params.values()):
        statement = with_lists(statement, params)
    mode: Literal["ddl", "exec"] = "ddl" if getattr(statement, "is_ddl", False) else "exec"
    lint = connection.engine.dialect.lints
    return compile_node(statement, connection._dialect_name, mode=mode, schemas=schemas, lint=lint), params


def with_lists(statement: Any, params: Mapping[str, Any]) -> Any:
    """Return a statement whose parameters for lists have their values: the number of members is part of the text."""
    lists = {node.key for node in walk(statement) if node._kind == k.BIND and node.expanding and node.key in params}
    return replace_parameters(statement, {key: params[key] for key in lists}) if lists else statement


def executable(connection: Connection, statement: Any, parameters: Any) -> tuple[Any, Any]:
    """Return the statement to run, and the primary key columns whose new values are wanted (None: not an insert).

    Raises:
        ObjectNotExecutableError: it is no statement.
    """
    if not isinstance(statement, ClauseElement):
        element = getattr(statement, "__clause_element__", None) or getattr(statement, "_as_statement", None)
        statement = element() if element is not None else statement
    if not isinstance(statement, ClauseElement) or isinstance(statement, type) or statement._kind == k.SCALAR_SELECT:
        raise exc.ObjectNotExecutableError(statement)
    check_parameters(parameters)
    if statement._kind in _CHANGES:
        change: Any = statement
        if change._part("return_defaults") is not None:
            return _with_defaults(connection, change)
    if statement._kind != k.INSERT:
        return statement, None
    return _insert_with_key(connection, statement, parameters)


def _with_defaults(connection: Connection, statement: Any) -> tuple[Any, Any]:
    columns = statement.made_columns()
    if statement._kind == k.UPDATE:
        if not columns or connection._dialect_name == "mysql":
            return statement, None
        return statement.returning(*columns), Inserting((), True, columns)
    key = tuple(statement.table.primary_key.columns)
    return statement.returning(*columns), Inserting(key, True, columns)


def without_entities(statement: Any) -> Any:
    """Return a statement that gives the columns of mapped classes one by one: a connection knows no instances."""
    name = "_columns" if getattr(statement, "_kind", None) == k.SELECT else "_returning"
    items = getattr(statement, name, None)
    if not isinstance(items, tuple) or not any(item._kind == k.ENTITY for item in items):
        return statement
    plain = statement._copy()
    setattr(plain, name, tuple(column for item in items for column in _own_columns(item)))
    return plain


def _own_columns(item: Any) -> list[Any]:
    """Return the columns of a select item; those of several tables, or of some rows of one, bring their FROM along."""
    columns = selected(item)
    if item._kind != k.ENTITY or (item.from_clause._kind != k.JOIN and item.criteria is None):
        return columns
    return [EntityColumn(column, item, column.key) for column in columns]


def check_parameters(parameters: Any) -> None:
    """Refuse parameters that are neither a dict nor a list of dicts."""
    if parameters is None or isinstance(parameters, Mapping):
        return
    if not isinstance(parameters, Sequence) or isinstance(parameters, (str, bytes)):
        raise exc.ArgumentError("mapping or list expected for parameters")
    if not all(isinstance(one, Mapping) for one in parameters):
        raise exc.ArgumentError("List argument must consist only of dictionaries")


def _insert_with_key(connection: Connection, statement: Any, parameters: Any) -> tuple[Any, Any]:
    key = getattr(statement.table, "primary_key", None)
    columns: tuple[Any, ...] = tuple(getattr(key, "columns", ()) or ())
    several = isinstance(parameters, Sequence) and len(parameters) > 1
    if not columns or statement._returning or statement._multi or statement._select is not None or several:
        return statement, None
    if connection.dialect.postfetch_lastrowid or getattr(statement, "_inline", False):
        return statement, Inserting(columns, False)
    if statement._conflict is not None:
        return statement, None
    return statement.returning(*columns), Inserting(columns, True)


def cursor_result(
    connection: Connection, native: Any, statement: Any, inserting: Any, parameters: Any, options: Any = None
) -> CursorResult:
    """Wrap the engine's result, with the new primary key of an insert."""
    sent, connection._sent = connection._sent, None
    if inserting is None:
        result: CursorResult = CursorResult(native, statement, connection=connection, sent=sent)
        if options and options.get("yield_per"):
            result.yield_per(options["yield_per"])
        return result
    columns, fetched, made = inserting
    keys = tuple(column.key for column in columns)
    if fetched:
        rows = [(value,) for value in native.rows] if native.single else list(native.rows)
        inserted = (keys, [tuple(row)[: len(keys)] for row in rows]) if keys else None
        result = CursorResult(
            native, statement, returns_rows=False, inserted=inserted, connection=connection, sent=sent
        )
        if made:
            result.keep_defaults(tuple(column.key for column in made), rows)
        return result
    given = _given_values(statement, parameters)
    counted = getattr(statement.table, "autoincrement_column", None)
    row = tuple(
        given.get(column.key)
        if given.get(column.key) is not None
        else (native.lastrowid if column is counted else None)
        for column in columns
    )
    return CursorResult(native, statement, inserted=(keys, [row]), connection=connection, sent=sent)


def _given_values(statement: Any, parameters: Any) -> dict[str, Any]:
    values = {
        column.key: element.value
        for column, element in (statement._values or {}).items()
        if getattr(element, "_kind", None) == k.BIND
    }
    one = parameters[0] if isinstance(parameters, Sequence) and parameters else parameters
    if isinstance(one, Mapping):
        values.update({getattr(key, "key", key): value for key, value in one.items()})
    return values


def driver_parameters(parameters: Any) -> Any:
    """Return the parameters of a driver statement: a tuple or a mapping, a list of several of them, or None.

    Raises:
        ArgumentError: they are neither.
    """
    if parameters is None or (isinstance(parameters, (tuple, list, Mapping)) and not parameters):
        return None
    if isinstance(parameters, (tuple, Mapping)):
        return parameters
    if not isinstance(parameters, list):
        raise exc.ArgumentError("mapping or sequence expected for parameters")
    if not all(isinstance(one, (tuple, list, Mapping)) for one in parameters):
        raise exc.ArgumentError("List argument must consist only of tuples or dictionaries")
    sets = [one if isinstance(one, Mapping) else tuple(one) for one in parameters]
    return sets if len(sets) > 1 else sets[0] or None


def in_placeholders(connection: Connection, sql: str, sets: Any) -> tuple[str, Any]:
    """Return a driver statement with the database's own placeholders, and its parameters by position."""
    if not sets:
        return sql, None
    return translated(sql, sets, connection.dialect.name, many=isinstance(sets, list))


def positional(compiled: Any, sets: Any) -> Any:
    """Return the values in the order of the text: a tuple, or a list of tuples for several parameter sets."""
    own = [(name, value) for name, value, _spec in compiled.params]
    if isinstance(sets, list):
        return [tuple(one.get(name, value) for name, value in own) for one in sets]
    given = sets or {}
    return tuple(given.get(name, value) for name, value in own)


def options_of(connection: Connection, statement: Any, given: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the execution options in force: the call's, over the statement's, over the connection's."""
    own = getattr(statement, "_execution_options", None)
    if not own and not given:
        return connection._options
    return {**connection._options, **(own or {}), **(given or {})}


class Note:
    """What is remembered between `before` and `after`."""

    __slots__ = ("context", "parameters", "sql")

    def __init__(self, sql: str, parameters: Any, context: Any) -> None:
        self.sql = sql
        self.parameters = parameters
        self.context = context


def before(connection: Connection, compiled: Any, statement: Any, sets: Any, options: Any = None) -> Note:
    """Log a statement and tell the listeners; they may have rewritten what the note says."""
    return _announce(connection, compiled, statement, positional(compiled, sets), isinstance(sets, list), options)


def before_batch(connection: Connection, batch: Any) -> Note:
    """Log a batch as its statement with the parameters of every row, and tell the listeners."""
    return _announce(connection, batch.compiled, batch.statement, batch.parameters(), len(batch) > 1, None)


def before_raw(connection: Connection, sql: str, sets: Any, options: Any = None) -> Note:
    """Log a driver statement and tell the listeners; they may have rewritten what the note says."""
    return _announce(connection, None, sql, sets or (), isinstance(sets, list), options)


def _announce(connection: Connection, compiled: Any, statement: Any, parameters: Any, many: bool, options: Any) -> Note:
    started = time.perf_counter()
    engine = connection.engine
    context = None
    sql = statement if compiled is None else compiled.sql
    events = connection.events
    if events.any:
        context = ExecutionContext(connection, compiled, statement, parameters, many, options)
        context.cursor = connection.connection.cursor()
        for function in events.of("before_cursor_execute"):
            changed = function(connection, context.cursor, sql, parameters, context, many)
            if isinstance(function, Returning):
                sql, parameters = changed
        context.statement, context.parameters = sql, parameters
    if engine.log.enabled:
        kind = "raw" if compiled is None else "ddl" if compiled.kind == "ddl" else "compiled"
        token = (options or connection._options).get("logging_token")
        engine.log.statement(
            sql, parameters, kind=kind, ismulti=many, hidden=engine.hide_parameters, started=started, token=token
        )
    return Note(sql, parameters, context)


def after(connection: Connection, note: Note, result: Any) -> None:
    """Tell the listeners that a statement was executed; write the rows of `echo="debug"`."""
    engine = connection.engine
    if note.context is not None:
        many = note.context.executemany
        context = note.context
        if not hasattr(result, "source"):
            # Rows that are fetched bit by bit are not the cursor's to show.
            context.cursor._show(result)
        connection.events.fire(
            "after_cursor_execute", connection, context.cursor, note.sql, note.parameters, context, many
        )
    if engine.log.flag == "debug" and result.keys:
        engine.log.info("Col %s", tuple(result.keys))
        for row in result.rows:
            engine.log.row((row,) if result.single else row)


def failed(connection: Connection, error: exc.StatementError, sql: str, sets: Any) -> exc.StatementError:
    """Complete an error with the statement, and tell the listeners; return what is to be raised."""
    engine = connection.engine
    if error.statement is None:
        error.statement = sql
    error.hide_parameters = engine.hide_parameters
    if connection._dialect_name == "mysql":
        exc._number_first(error)
    if getattr(error, "connection_invalidated", False):
        connection._invalidated = True
        if engine.events.any and connection._native is not None:
            engine._records.invalidated(engine, connection._native, error.orig)
    if connection.events.any:
        context = ExceptionContext(connection, error, sql, sets)
        for function in connection.events.of("handle_error"):
            replaced = function(context)
            if replaced is not None:
                context.chained_exception = replaced
        if context.chained_exception is not None:
            raise context.chained_exception from error
    return error


def isolation_level(dialect: Any, value: Any) -> str:
    """Return an isolation level as the database spells it.

    Raises:
        ArgumentError: the database has no such level.
    """
    level = str(value).replace("_", " ").upper()
    if level not in dialect.isolation_levels:
        known = ", ".join(dialect.isolation_levels)
        raise exc.ArgumentError(
            f"Invalid value {value!r} for isolation_level. Valid isolation levels for {dialect.name!r} are {known}"
        )
    return level
