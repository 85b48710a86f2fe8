"""Sends statements through a session: autoflush, loader options, results, and the ORM's own UPDATE, DELETE and
INSERT."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlmodel_rs import exc
from sqlmodel_rs.engine.result import CursorResult, TupleResult
from sqlmodel_rs.engine.row import elements_of
from sqlmodel_rs.engine.url import immutabledict
from sqlmodel_rs.orm.effects import Execute, Work, run, run_async, within
from sqlmodel_rs.orm.inspection import inspect
from sqlmodel_rs.orm.loading.bundle import gathered
from sqlmodel_rs.orm.loading.from_text import located
from sqlmodel_rs.orm.loading.names import row_names
from sqlmodel_rs.orm.loading.options import UserDefinedOption
from sqlmodel_rs.orm.loading.strategies import apply
from sqlmodel_rs.orm.state import mapped_tables
from sqlmodel_rs.orm.unitofwork import statements
from sqlmodel_rs.sql import kinds
from sqlmodel_rs.sql.statement import SelectOfScalar
from sqlmodel_rs.sql.textual import EntityText
from sqlmodel_rs.sql.traversal import froms

if TYPE_CHECKING:
    from sqlmodel_rs.orm.session import PlainSession

QUERIES = (kinds.SELECT, kinds.COMPOUND, kinds.TEXTUAL_SELECT)
CHANGES = (kinds.INSERT, kinds.UPDATE, kinds.DELETE)


class Loading(NamedTuple):
    """Of a statement that a session sends by itself: what it loads, and for which object."""

    mapper: Any
    column: bool = False
    relationship: bool = False
    instance: Any = None
    #: Runs the statement where the listeners have left its options as they were.
    perform: Any = None


class ORMExecuteState:
    """What `do_orm_execute` listeners receive; they may replace `statement`, or return a result of their own."""

    def __init__(
        self,
        session: PlainSession,
        statement: Any,
        parameters: Any,
        options: Mapping[str, Any],
        bind_arguments: Any = None,
        loading: Loading | None = None,
    ) -> None:
        self.session = session
        self.statement = statement
        self.parameters = parameters
        self.execution_options: Mapping[str, Any] = immutabledict(options)
        self.local_execution_options: Mapping[str, Any] = immutabledict()
        self.bind_arguments = dict(bind_arguments or {})
        self.loader_strategy_path = loading.mapper if loading is not None else None
        self.lazy_loaded_from = inspect(loading.instance) if loading is not None and loading.instance else None
        self._loading = loading
        self._given = statement
        self._listeners: list[Any] = session._listeners_of("do_orm_execute")

    @property
    def user_defined_options(self) -> list[Any]:
        """The options of the statement that users have defined."""
        return [option for option in getattr(self.statement, "_options", ()) if isinstance(option, UserDefinedOption)]

    @property
    def all_mappers(self) -> list[Any]:
        """The mappers of what the statement selects or changes."""
        return list(dict.fromkeys(_mappers_of(self.statement)))

    @property
    def bind_mapper(self) -> Any:
        """The mapper that the statement's connection is chosen by, or None."""
        given = self.bind_arguments.get("mapper") or (self._loading.mapper if self._loading is not None else None)
        if given is not None:
            return getattr(given, "__mapper__", given)
        froms = (part.mapper for part in getattr(self.statement, "_from", ()) if part._kind == kinds.ENTITY)
        return next(iter(self.all_mappers), None) or next(froms, None)

    def update_execution_options(self, **options: Any) -> None:
        """Add execution options to those that the statement is run with."""
        self.local_execution_options = immutabledict({**self.local_execution_options, **options})

    def invoke_statement(
        self, statement: Any = None, params: Any = None, execution_options: Any = None, bind_arguments: Any = None
    ) -> Any:
        """Run the statement, asking the listeners that come after this one, and return its result.

        Raises InvalidRequestError under an `AsyncSession`, outside `run_sync`: the listener cannot await.
        """
        if statement is not None:
            self.statement = statement
        if params is not None:
            both = isinstance(params, Mapping) and isinstance(self.parameters, Mapping)
            self.parameters = {**self.parameters, **params} if both else params
        self.update_execution_options(**(execution_options or {}))
        self.bind_arguments.update(bind_arguments or {})
        try:
            return run(self.ask(), self.session)
        except exc.MissingGreenlet as error:
            raise exc.InvalidRequestError(
                "invoke_statement() would block the event loop of the AsyncSession: a listener cannot await; change "
                "`statement` instead, or execute inside run_sync()"
            ) from error

    def ask(self) -> Work[Any]:
        """Ask the listeners that are left; where none has a result, run the statement."""
        while self._listeners:
            answer = self._listeners.pop(0)(self)
            if answer is not None:
                return answer
        options = {**self.execution_options, **self.local_execution_options}
        loading = self._loading
        if loading is not None and loading.perform is not None:
            if getattr(self.statement, "_options", None) == getattr(self._given, "_options", None):
                return (yield from loading.perform(self.statement))
        return (yield from _run_work(self.session, self.statement, self.parameters, options, self.bind_arguments))

    is_select = property(lambda self: self.statement._kind in QUERIES)
    is_insert = property(lambda self: self.statement._kind == kinds.INSERT)
    is_update = property(lambda self: self.statement._kind == kinds.UPDATE)
    is_delete = property(lambda self: self.statement._kind == kinds.DELETE)
    is_orm_statement = property(lambda self: mentions_entity(self.statement))
    is_from_statement = property(lambda self: self.statement._kind == kinds.TEXTUAL_SELECT)
    is_executemany = property(lambda self: isinstance(self.parameters, list))
    is_column_load = property(lambda self: self._loading is not None and self._loading.column)
    is_relationship_load = property(lambda self: self._loading is not None and self._loading.relationship)


def _mappers_of(statement: Any) -> Iterator[Any]:
    entity = getattr(statement, "entity", None)
    if entity is not None:
        yield entity.mapper
    for part in getattr(statement, "_columns", ()):
        for source in froms(part):
            if source._kind == kinds.ENTITY:
                yield source.mapper
            elif (found := mapped_tables.get(id(source))) is not None:
                yield found


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
    elif hasattr(statement, "_as_statement"):
        statement = statement._as_statement()
    if getattr(statement, "_kind", kinds.SCALAR_SELECT) == kinds.SCALAR_SELECT:
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
    session: PlainSession,
    statement: Any,
    params: Any = None,
    execution_options: Any = None,
    bind_arguments: Any = None,
    loading: Loading | None = None,
) -> Work[Any]:
    """Run a statement and return rows (`TupleResult`), or a `CursorResult` for what is no SELECT."""
    statement = check_executable(statement)
    options = {
        **session.execution_options,
        **(getattr(statement, "_execution_options", None) or {}),
        **(execution_options or {}),
    }
    if "do_orm_execute" in session._heard:
        state = ORMExecuteState(session, statement, params, options, bind_arguments, loading)
        return (yield from state.ask())
    return (yield from _run_work(session, statement, params, options, bind_arguments))


def _run_work(
    session: PlainSession, statement: Any, params: Any, options: dict[str, Any], bind_arguments: Any
) -> Work[Any]:
    """Run a statement that the listeners have been asked about."""
    bind = session.get_bind(**bind_arguments) if bind_arguments else None
    if options.get("autoflush", True):
        yield from session._autoflush_work()
    return (yield from within(_send(session, statement, params, options, bind), options))


def _send(session: PlainSession, statement: Any, params: Any, options: dict[str, Any], bind: Any) -> Work[Any]:
    """Send a statement, and what has to follow it."""
    if statement._kind in CHANGES and getattr(statement, "entity", None) is not None:
        return (yield from statements.change(session, statement, params, options, bind))
    if statement._kind == kinds.INSERT:
        return (yield from statements.insert_rows(session, statement, params, options, bind))
    folding = gathered(statement)
    if folding is not None:
        statement = folding.statement
    populate = bool(options.get("populate_existing"))
    prepared: Any
    if isinstance(statement, EntityText):
        statement, prepared = yield from located(statement, params, bind, populate)
    else:
        statement, prepared = apply(statement, session, populate)
    effect = Execute(statement, params, populate_existing=populate, bind=bind, options=options or None)
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
        single = prepared.single
    width = prepared.width if prepared is not None else None
    if folding is not None:
        statement, rows, single, width = folding.whole, folding.rows(rows), folding.single, None
    result = tuple_result(statement, rows, keys, single, width)
    source = getattr(answer, "source", None)
    if source is not None:
        whole = prepared is None and folding is None
        result._source = source if whole else LoadedRows(source, prepared, folding, session, options)
    result._requires_unique = prepared is not None and bool(prepared.joined) and prepared.collapses
    if options.get("yield_per"):
        result.yield_per(options["yield_per"])
    return result


def load_rows(session: PlainSession, statement: Any, loading: Loading, options: Any = None) -> Work[list[Any]]:
    """Run a statement that the session sends by itself, asking the listeners, and return its rows as tuples.

    What `loading.perform` gives is returned as it is.
    """
    answer = yield from execute_work(session, statement, None, options, None, loading)
    return answer if isinstance(answer, list) else [tuple(row) for row in answer.all()]


class LoadedRows:
    """Rows that are fetched bit by bit, with what loader options add to each bit."""

    __slots__ = ("_folding", "_options", "_prepared", "_session", "_source", "close", "close_async")

    def __init__(
        self, source: Any, prepared: Any, folding: Any, session: PlainSession, options: dict[str, Any]
    ) -> None:
        self._source = source
        self._options = options
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
            rows = yield from within(self._prepared.after(rows, self._session), self._options)
        return rows if self._folding is None else self._folding.rows(rows)


def tuple_result(
    statement: Any, rows: list[Any], keys: Any, single: bool, width: int | None = None
) -> TupleResult[Any]:
    """Return rows as the result of a SELECT; `width` is how many of its items a row shows."""
    names = row_names(statement, tuple(keys))[:width]
    return TupleResult(rows, names, single=single, elements=elements_of(statement, names))
