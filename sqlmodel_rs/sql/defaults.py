"""What a table's columns bring themselves (defaults, onupdate), and the parameters of an execution."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel_rs.exc import CompileError, StatementError

from . import kinds as k
from .dml import in_table_order
from .elements import BindParameter, expression, is_expression_source
from .traversal import walk


class DefaultContext:
    """What a default callable with one argument receives: the parameters of its row."""

    __slots__ = ("_parameters", "current_column", "statement")

    def __init__(self, statement: Any, column: Any, parameters: Mapping[str, Any]) -> None:
        self.statement = statement
        self.current_column = column
        self._parameters = parameters

    @property
    def current_parameters(self) -> dict[str, Any]:
        """The values of the row, by column key."""
        return dict(self._parameters)

    def get_current_parameters(self, isolate_multiinsert_groups: bool = True) -> dict[str, Any]:
        """Return the values of the row, by column key."""
        return dict(self._parameters)


_TAKES_CONTEXT: dict[int, tuple[Any, bool]] = {}


def _takes_context(function: Any) -> bool:
    known = _TAKES_CONTEXT.get(id(function))
    if known is not None and known[0] is function:
        return known[1]
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        # Built-in classes (dict, datetime.now ...) have no readable signature: they are called without arguments.
        answer = False
    else:
        answer = any(
            p.default is p.empty and p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD) for p in parameters
        )
    _TAKES_CONTEXT[id(function)] = (function, answer)
    return answer


def default_value(default: Any, statement: Any, column: Any, parameters: Mapping[str, Any]) -> Any:
    """Return the value (or SQL) of a column default: a constant, the result of a callable, or an expression."""
    argument = getattr(default, "arg", default)
    if callable(argument) and not is_expression_source(argument):
        if getattr(default, "is_callable", None) is not False:
            # schema's ColumnDefault wraps every callable so that it takes the context.
            context = DefaultContext(statement, column, parameters)
            given = (context,) if hasattr(default, "arg") or _takes_context(argument) else ()
            return call_default(argument, given, parameters)
    return argument


def call_default(function: Any, given: tuple[Any, ...], parameters: Mapping[str, Any]) -> Any:
    """Call what makes a column's value; `parameters` are the row's values so far.

    Raises StatementError with what the program's function raised as its cause: the row cannot be sent.
    """
    try:
        return function(*given)
    except Exception as error:
        kind = type(error)
        message = f"({kind.__module__}.{kind.__qualname__}) {error}"
        raise StatementError(message, None, dict(parameters), error) from error


def _is_client_side(default: Any) -> bool:
    if default is None:
        return False
    return not getattr(default, "is_sequence", False) and not getattr(default, "is_server_default", False)


def _bound(column: Any, value: Any) -> Any:
    if is_expression_source(value):
        return expression(value)
    return BindParameter(column.key, value, column.type, unique=False)


def _parameter_columns(table: Any, sets: Sequence[Mapping[str, Any]], free: set[str]) -> dict[str, Any]:
    """Return the columns that the given parameters name, in table order for known ones."""
    named = {str(getattr(key, "key", key)) for given in sets for key in given} - free
    found = {c.key: c for c in table.columns if c.key in named}
    unknown = named - set(found)
    if unknown:
        raise CompileError(f"Unconsumed column names: {', '.join(sorted(unknown))}")
    return found


def _free_names(statement: Any) -> set[str]:
    """Return the names of the statement's own parameters, which executions may give values for."""
    return {node.key for node in walk(statement) if node._kind == k.BIND and not node.unique}


def with_defaults(statement: Any, params: Any = None) -> tuple[Any, list[dict[str, Any]]]:
    """Return the INSERT or UPDATE with every column that gets a value, and the parameter sets to run it with.

    `params` is None, one dictionary, or a list of dictionaries (one execution each). Other statements come back as
    they are.
    """
    if params is None:
        sets: list[dict[str, Any]] = []
    elif isinstance(params, Mapping):
        sets = [dict(params)] if params else []
    else:
        sets = [dict(given) for given in params]
    kind = statement._kind
    if kind == k.INSERT:
        return _insert_defaults(statement, sets)
    if kind == k.UPDATE:
        return _update_defaults(statement, sets)
    return statement, sets


def _insert_defaults(statement: Any, sets: list[dict[str, Any]]) -> tuple[Any, list[dict[str, Any]]]:
    table = statement.table
    if statement._select is not None:
        return _select_defaults(statement), sets
    if statement._multi:
        return _multi_defaults(statement), sets
    values: dict[Any, Any] = dict(statement._values or {})
    given = {column.key for column in values}
    if sets:
        for key, column in _parameter_columns(table, sets, _free_names(statement) - given).items():
            if key not in given or _replaceable(values[column]):
                values[column] = BindParameter(key, None, column.type, unique=False, required=True)
    return _fill(statement, values, sets, "default")


def _replaceable(element: Any) -> bool:
    return bool(element._kind == k.BIND and not element.unique)


def _fill(
    statement: Any, values: dict[Any, Any], sets: list[dict[str, Any]], attribute: str
) -> tuple[Any, list[dict[str, Any]]]:
    present = {column.key for column in values}
    rows = sets or [{}]
    known = {c.key: e.value for c, e in values.items() if e._kind == k.BIND and not e.required}
    added = False
    for column in statement.table.columns:
        default = getattr(column, attribute, None)
        if column.key in present or default is None or not _is_client_side(default):
            continue
        argument = getattr(default, "arg", default)
        if is_expression_source(argument):
            values[column] = expression(argument)
            continue
        made = [default_value(default, statement, column, {**known, **row}) for row in rows]
        if any(is_expression_source(value) for value in made):
            values[column] = expression(made[0])
            continue
        added = True
        values[column] = BindParameter(column.key, made[0], column.type, unique=False, required=len(rows) > 1)
        for row, value in zip(rows, made, strict=True):
            row[column.key] = value
    new = statement._copy()
    new._values = values if statement._part("ordered") else in_table_order(statement.table, values)
    return new, rows if added or sets else []


def _multi_defaults(statement: Any) -> Any:
    columns = list(statement._multi[0])
    present = {column.key for column in columns}
    extra = [
        c for c in statement.table.columns if c.key not in present and _is_client_side(getattr(c, "default", None))
    ]
    if not extra:
        return statement
    rows = []
    for position, row in enumerate(statement._multi):
        known = {c.key: e.value for c, e in row.items() if e._kind == k.BIND}
        filled = dict(row)
        for column in extra:
            value = default_value(column.default, statement, column, known)
            filled[column] = (
                expression(value)
                if is_expression_source(value)
                else BindParameter(f"{column.key}_m{position}", value, column.type, unique=False)
            )
        rows.append(filled)
    new = statement._copy()
    new._multi = tuple(rows)
    return new


def _select_defaults(statement: Any) -> Any:
    if not statement._part("include_defaults", True):
        return statement
    columns, select = statement._select
    present = {column.key for column in columns}
    added: list[tuple[Any, Any]] = []
    for column in statement.table.columns:
        default = getattr(column, "default", None)
        if column.key not in present and _is_client_side(default):
            value = default_value(default, statement, column, {})
            element = expression(value) if is_expression_source(value) else _bound(column, value)
            added.append((column, element))
    if not added or not hasattr(select, "add_columns"):
        return statement
    new = statement._copy()
    new._select = ((*columns, *(c for c, _ in added)), select.add_columns(*(e for _, e in added)))
    return new


def _update_defaults(statement: Any, sets: list[dict[str, Any]]) -> tuple[Any, list[dict[str, Any]]]:
    values: dict[Any, Any] = dict(statement._values or {})
    if sets:
        given = {column.key for column in values}
        for key, column in _parameter_columns(statement.table, sets, _free_names(statement) - given).items():
            values[column] = BindParameter(key, None, column.type, unique=False, required=True)
    return _fill(statement, values, sets, "onupdate")
