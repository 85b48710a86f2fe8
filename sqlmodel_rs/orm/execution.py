"""Sends statements through a session: autoflush, loader options, results, and the ORM's own UPDATE, DELETE and
INSERT."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlmodel_rs import exc
from sqlmodel_rs.engine.result import CursorResult, TupleResult, _elements
from sqlmodel_rs.orm.effects import Execute, Work, run, run_async
from sqlmodel_rs.orm.loading.bundle import gathered
from sqlmodel_rs.orm.loading.strategies import apply
from sqlmodel_rs.orm.unitofwork import statements
from sqlmodel_rs.sql import kinds
from sqlmodel_rs.sql.options import check_options
from sqlmodel_rs.sql.statement import SelectOfScalar

if TYPE_CHECKING:
    from sqlmodel_rs.orm.session import PlainSession

QUERIES = (kinds.SELECT, kinds.COMPOUND, kinds.TEXTUAL_SELECT)
CHANGES = (kinds.INSERT, kinds.UPDATE, kinds.DELETE)


class ORMExecuteState:
    """What `do_orm_execute` listeners receive; they may replace `statement`."""

    def __init__(self, session: PlainSession, statement: Any, parameters: Any, options: Mapping[str, Any]) -> None:
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
    session: PlainSession, statement: Any, params: Any = None, execution_options: Any = None, bind_arguments: Any = None
) -> Work[Any]:
    """Run a statement with the result that sqlmodel's `exec` promises for it."""
    result = yield from execute_work(session, statement, params, execution_options, bind_arguments)
    return result.scalars() if isinstance(statement, SelectOfScalar) else result


def execute_work(
    session: PlainSession, statement: Any, params: Any = None, execution_options: Any = None, bind_arguments: Any = None
) -> Work[Any]:
    """Run a statement and return rows (`TupleResult`), or a `CursorResult` for what is no SELECT."""
    statement = check_executable(statement)
    options = {
        **session.execution_options,
        **(getattr(statement, "_execution_options", None) or {}),
        **(execution_options or {}),
    }
    check_options(options)
    bind = None
    if bind_arguments:
        bind = session.get_bind(**bind_arguments)
    if "do_orm_execute" in session._heard:
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
    folding = gathered(statement)
    if folding is not None:
        statement = folding.statement
    populate = bool(options.get("populate_existing"))
    statement, prepared = apply(statement, session, populate)
    # What an AsyncSession hands out is read without awaiting, unless it was asked to stream.
    at_once = session._bridge is not None and not options.get("stream_results")
    streamed = None if at_once else options or None
    effect = Execute(statement, params, populate_existing=populate, bind=bind, options=streamed)
    if prepared is not None and prepared.collapses and options.get("yield_per"):
        raise exc.InvalidRequestError(
            "Can't use yield_per with eager loaders that require uniquing or row buffering, e.g. joinedload() against "
            "collections or subqueryload().  Consider the selectinload() strategy for better flexibility in loading "
            "objects."
        )
    answer = yield effect
    if statement._kind in CHANGES or statement._kind == kinds.TEXT or not hasattr(statement, "selected_columns"):
        return CursorResult(answer, statement)
    keys, rows, single = answer.keys, answer.rows, answer.single
    if prepared is not None:
        rows = yield from prepared.after(rows, session)
        keys, single = row_keys(statement, tuple(keys))[: prepared.width], prepared.single
    if folding is not None:
        statement, rows, keys, single = folding.whole, folding.rows(rows), folding.keys, folding.single
    result = tuple_result(statement, rows, keys, single)
    source = getattr(answer, "source", None)
    if source is not None:
        whole = prepared is None and folding is None
        result._source = source if whole else LoadedRows(source, prepared, folding, session)
    result._requires_unique = prepared is not None and bool(prepared.joined) and prepared.collapses
    if options.get("yield_per"):
        result.yield_per(options["yield_per"])
    return result


class LoadedRows:
    """Rows that are fetched bit by bit, with what loader options add to each bit."""

    __slots__ = ("_folding", "_prepared", "_session", "_source", "close", "close_async")

    def __init__(self, source: Any, prepared: Any, folding: Any, session: PlainSession) -> None:
        self._source = source
        self._prepared = prepared
        self._folding = folding
        self._session = session
        self.close = source.close
        self.close_async = source.close_async

    def fetch(self) -> list[Any]:
        """Return the next rows."""
        return run(self._finished(self._source.fetch()), self._session)

    async def fetch_async(self) -> list[Any]:
        """Do as `fetch`, without blocking the event loop."""
        rows = await self._source.fetch_async()
        return await run_async(self._finished(rows), self._session)

    def _finished(self, rows: list[Any]) -> Work[list[Any]]:
        if self._prepared is not None:
            rows = yield from self._prepared.after(rows, self._session)
        return rows if self._folding is None else self._folding.rows(rows)


def tuple_result(statement: Any, rows: list[Any], keys: Any, single: bool) -> TupleResult[Any]:
    """Return rows as the result of a SELECT."""
    keys = row_keys(statement, tuple(keys))
    return TupleResult(rows, keys, single=single, elements=_elements(statement, keys))


def row_keys(statement: Any, keys: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of a row's values: an entity is one value, called by its class, though it is many columns."""
    items = getattr(statement, "_columns", None)
    if not isinstance(items, tuple) or not any(item._kind == kinds.ENTITY for item in items):
        return keys
    found: list[str] = []
    times: dict[str, int] = {}
    for item in items:
        name = getattr(item, "name", None) or getattr(item, "key", None) or "anon"
        if item._kind == kinds.ENTITY:
            found.append(name)
            continue
        times[name] = times.get(name, -1) + 1
        found.append(f"{name}_{times[name]}" if times[name] else str(name))
    return tuple(found)
