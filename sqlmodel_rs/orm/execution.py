"""Sends statements through a session: autoflush, loader options, results, and the ORM's own UPDATE, DELETE and
INSERT."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlmodel_rs import exc
from sqlmodel_rs.engine.result import CursorResult, TupleResult, _elements
from sqlmodel_rs.orm.effects import Execute, Work
from sqlmodel_rs.orm.loading.strategies import apply
from sqlmodel_rs.orm.unitofwork import statements
from sqlmodel_rs.sql import kinds, traversal
from sqlmodel_rs.sql.statement import SelectOfScalar

if TYPE_CHECKING:
    from sqlmodel_rs.orm.session import Session

QUERIES = (kinds.SELECT, kinds.COMPOUND, kinds.TEXTUAL_SELECT)
CHANGES = (kinds.INSERT, kinds.UPDATE, kinds.DELETE)


class ORMExecuteState:
    """What `do_orm_execute` listeners receive; they may replace `statement`."""

    def __init__(self, session: Session, statement: Any, parameters: Any, options: Mapping[str, Any]) -> None:
        self.session = session
        self.statement = statement
        self.parameters = parameters
        self.execution_options = dict(options)
        self.user_defined_options = [
            option for option in getattr(statement, "_options", ()) if hasattr(option, "payload")
        ]

    is_select = property(lambda self: self.statement._kind in QUERIES)
    is_insert = property(lambda self: self.statement._kind == kinds.INSERT)
    is_update = property(lambda self: self.statement._kind == kinds.UPDATE)
    is_delete = property(lambda self: self.statement._kind == kinds.DELETE)
    is_orm_statement = property(lambda self: mentions_entity(self.statement))
    is_column_load = False
    is_relationship_load = False


def mentions_entity(statement: Any) -> bool:
    """Whether a statement names a mapped class."""
    if getattr(statement, "entity", None) is not None:
        return True
    if statement._kind == kinds.SELECT:
        for part in (*statement._columns, *statement._from):
            if getattr(part, "_kind", None) in (kinds.ENTITY, kinds.ENTITY_COLUMN):
                return True
        return any(getattr(part, "_kind", None) == kinds.COLUMN for part in statement._columns)
    if statement._kind == kinds.COMPOUND:
        return any(mentions_entity(part) for part in statement.selects)
    return bool(statement._kind == kinds.TEXTUAL_SELECT)


def check_executable(statement: Any) -> Any:
    """Return the statement; raise `ObjectNotExecutableError` for what is none."""
    if isinstance(statement, str):
        raise exc.ArgumentError(
            f"Textual SQL expression {statement!r} should be explicitly declared as text({statement!r})"
        )
    if hasattr(statement, "__clause_element__"):
        statement = statement.__clause_element__()
    if getattr(statement, "_kind", None) is None:
        raise exc.ObjectNotExecutableError(statement)
    if statement._kind not in (*QUERIES, *CHANGES, kinds.TEXT) and not getattr(statement, "is_ddl", False):
        from sqlmodel_rs.sql.statement import select_rows

        if getattr(statement, "type", None) is None:
            return statement
        return select_rows(statement)
    return statement


def exec_work(
    session: Session, statement: Any, params: Any = None, execution_options: Any = None, bind_arguments: Any = None
) -> Work[Any]:
    """Run a statement with the result that sqlmodel's `exec` promises for it."""
    result = yield from execute_work(session, statement, params, execution_options, bind_arguments)
    return result.scalars() if isinstance(statement, SelectOfScalar) else result


def execute_work(
    session: Session, statement: Any, params: Any = None, execution_options: Any = None, bind_arguments: Any = None
) -> Work[Any]:
    """Run a statement and return rows (`TupleResult`), or a `CursorResult` for what is no SELECT."""
    statement = check_executable(statement)
    options = {
        **session.execution_options,
        **(getattr(statement, "_execution_options", None) or {}),
        **(execution_options or {}),
    }
    bind = None
    if bind_arguments:
        bind = session.get_bind(**bind_arguments)
    if session._listens_to("do_orm_execute"):
        state = ORMExecuteState(session, statement, params, options)
        session._dispatch("do_orm_execute", state)
        statement, params, options = state.statement, state.parameters, state.execution_options
    orm = statement._kind != kinds.TEXT and mentions_entity(statement)
    if orm and options.get("autoflush", True):
        yield from session._autoflush_work()
    if statement._kind in CHANGES and getattr(statement, "entity", None) is not None:
        return (yield from statements.change(session, statement, params, options, bind))
    if statement._kind == kinds.INSERT:
        return (yield from statements.insert_rows(session, statement, params, options, bind))
    statement, after = apply(statement, session)
    effect = Execute(statement, params, populate_existing=bool(options.get("populate_existing")), bind=bind)
    answer = yield effect
    if statement._kind in CHANGES or statement._kind == kinds.TEXT or not hasattr(statement, "selected_columns"):
        return CursorResult(answer, statement)
    keys, rows, single = answer.keys, answer.rows, answer.single
    if after is not None:
        rows = yield from after(rows, session)
        width = after.__self__.width
        keys, single = tuple(keys)[:width], width == 1
    keys = tuple(keys)
    result: TupleResult[Any] = TupleResult(rows, keys, single=single, elements=_elements(statement, keys))
    result._requires_unique = after is not None and bool(after.__self__.joined) and after.__self__.collapses
    if options.get("yield_per"):
        result.yield_per(options["yield_per"])
    return result


def find_bind(binds: Mapping[Any, Any], mapper: Any, clause: Any) -> Any:
    """Return the bind of a mapped class, one of its bases, or a table of a statement."""
    cls = getattr(mapper, "class_", mapper)
    classes: list[type] = [cls] if isinstance(cls, type) else []
    tables: list[Any] = []
    if clause is not None and hasattr(clause, "_kind"):
        entity = getattr(clause, "entity", None)
        if entity is not None:
            classes.append(entity.cls)
        for node in _nodes(clause):
            kind = node._kind
            if kind == kinds.ENTITY:
                classes.append(node.cls)
            elif kind == kinds.TABLE:
                tables.append(node)
            elif kind == kinds.COLUMN and node.table is not None:
                tables.append(node.table)
        table = getattr(clause, "table", None)
        if table is not None:
            tables.append(table)
    for one in classes:
        for base in one.__mro__:
            if base in binds:
                return binds[base]
        found = getattr(one, "__mapper__", None)
        tables.extend(found.tables if found is not None else ())
    for table in tables:
        for key, bind in binds.items():
            if key is table:
                return bind
    return None


def _nodes(clause: Any) -> Any:
    return traversal.walk(clause)
