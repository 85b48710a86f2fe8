"""`AsyncSession`: the session's work awaited on the caller's event loop, without threads and greenlets."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from threading import get_ident
from typing import Any, ClassVar, Concatenate, Literal, ParamSpec, Self, TypeVar, overload
from weakref import ref

from typing_extensions import TypeVarTuple, deprecated

from sqlmodel_rs import exc
from sqlmodel_rs.engine.result import CursorResult, ScalarResult, TupleResult
from sqlmodel_rs.engine.url import immutabledict
from sqlmodel_rs.ext.asyncio.base import run_to_completion
from sqlmodel_rs.ext.asyncio.delegated import OfSession
from sqlmodel_rs.ext.asyncio.engine import AsyncConnection, AsyncEngine, sync_bind
from sqlmodel_rs.ext.asyncio.result import AsyncResult, AsyncScalarResult, at_once
from sqlmodel_rs.ext.asyncio.shortcuts import AsyncShortcuts
from sqlmodel_rs.ext.asyncio.transaction import AsyncSessionTransaction
from sqlmodel_rs.orm import execution, persistence
from sqlmodel_rs.orm.effects import Work, perform_here, refuse_implicit_io, run_async
from sqlmodel_rs.orm.loading.plan import LoadPlan
from sqlmodel_rs.orm.loading.strategies import load_selectin
from sqlmodel_rs.orm.session import PlainSession, Session
from sqlmodel_rs.orm.state import all_sessions, instance_state
from sqlmodel_rs.orm.state import object_session as sync_object_session
from sqlmodel_rs.sql.dml import DataChange
from sqlmodel_rs.sql.statement import Select, SelectOfScalar

T = TypeVar("T")
P = ParamSpec("P")
Ts = TypeVarTuple("Ts")


def _streamed(options: dict[str, Any]) -> dict[str, Any]:
    """Return the options of a call with its rows fetched bit by bit."""
    return {**options, "execution_options": {**(options.get("execution_options") or {}), "stream_results": True}}


class PlainAsyncSession(OfSession, AsyncShortcuts):
    """SQLAlchemy's `AsyncSession`, with `exec` and `load` besides.

    `bind` is an `AsyncEngine` or `AsyncConnection`. `lazy` says what reading an attribute that is not loaded does
    outside an
    await: "raise" (`MissingGreenlet`, naming the option to add) or "block" (load it and block the loop meanwhile).
    """

    sync_session_class: ClassVar[type[PlainSession]] = PlainSession
    #: What is told of a new session, once somebody listens to a class of them.
    _made: ClassVar[Callable[[Any], None] | None] = None

    def __init__(
        self,
        bind: Any = None,
        *,
        binds: Any = None,
        sync_session_class: type[PlainSession] | None = None,
        lazy: Literal["raise", "block"] = "raise",
        **options: Any,
    ) -> None:
        if lazy not in ("raise", "block"):
            raise exc.ArgumentError(f"lazy must be 'raise' or 'block', not {lazy!r}")
        self.lazy = lazy
        self._binds: dict[Any, Any] = dict(binds or {})
        own = {key: sync_bind(one) for key, one in self._binds.items()}
        self.sync_session = (sync_session_class or self.sync_session_class)(
            bind=sync_bind(bind), binds=own or None, **options
        )
        self._bind = bind
        self.sync_session._bridge = refuse_implicit_io if lazy == "raise" else perform_here
        self.sync_session._async_owner = ref(self)
        if PlainAsyncSession._made is not None:
            PlainAsyncSession._made(self)

    @property
    def bind(self) -> Any:
        """The asynchronous engine or connection that the session was made or bound with."""
        return self._bind

    @bind.setter
    def bind(self, bind: Any) -> None:
        self._bind = bind
        self.sync_session.bind = sync_bind(bind)

    @property
    def binds(self) -> immutabledict:
        """The asynchronous engines of classes and tables."""
        return immutabledict(self._binds)

    def bind_mapper(self, mapper: Any, bind: Any) -> None:
        """Use `bind` for a mapped class."""
        self._binds[mapper] = bind
        self.sync_session.bind_mapper(mapper, sync_bind(bind))

    def bind_table(self, table: Any, bind: Any) -> None:
        """Use `bind` for a table."""
        self._binds[table] = bind
        self.sync_session.bind_table(table, sync_bind(bind))

    async def _run(self, work: Work[T]) -> T:
        return await run_async(work, self.sync_session)

    def __contains__(self, instance: Any) -> bool:
        return instance in self.sync_session

    def __iter__(self) -> Iterator[Any]:
        return iter(self.sync_session)

    # --- statements
    @overload
    async def exec(
        self, statement: Select[*Ts], *, params: Any = ..., execution_options: Any = ..., bind_arguments: Any = ...
    ) -> TupleResult[tuple[*Ts]]: ...
    @overload
    async def exec(
        self,
        statement: SelectOfScalar[T],
        *,
        params: Any = ...,
        execution_options: Any = ...,
        bind_arguments: Any = ...,
    ) -> ScalarResult[T]: ...
    @overload
    async def exec(
        self, statement: DataChange, *, params: Any = ..., execution_options: Any = ..., bind_arguments: Any = ...
    ) -> CursorResult: ...
    @overload
    async def exec(
        self, statement: Any, *, params: Any = ..., execution_options: Any = ..., bind_arguments: Any = ...
    ) -> Any: ...
    async def exec(
        self,
        statement: Any,
        *,
        params: Any = None,
        execution_options: Any = None,
        bind_arguments: Any = None,
        _parent_execute_state: Any = None,
        _add_event: Any = None,
    ) -> Any:
        """Run a statement: `ScalarResult` for sqlmodel's `select` of one thing, `TupleResult` for several,
        else `CursorResult`."""
        result = await self._run(
            execution.exec_work(self.sync_session, statement, params, execution_options, bind_arguments)
        )
        return await at_once(result, "AsyncSession.exec()")

    async def execute(
        self,
        statement: Any,
        params: Any = None,
        *,
        execution_options: Any = None,
        bind_arguments: Any = None,
        **kw: Any,
    ) -> Any:
        """Run a statement and return rows, also for one entity.

        Raises:
            AsyncMethodRequired: the options ask for rows bit by bit, which `stream()` gives.
        """
        work = execution.execute_work(self.sync_session, statement, params, execution_options, bind_arguments, **kw)
        return await at_once(await self._run(work), "AsyncSession.execute()")

    @overload
    async def scalars(self, statement: SelectOfScalar[T], params: Any = ..., **options: Any) -> ScalarResult[T]: ...
    @overload
    async def scalars(self, statement: Any, params: Any = ..., **options: Any) -> ScalarResult[Any]: ...
    async def scalars(self, statement: Any, params: Any = None, **options: Any) -> ScalarResult[Any]:
        """Run a statement and return the first column of each row."""
        return (await self.execute(statement, params, **options)).scalars()  # type: ignore[no-any-return]

    @overload
    async def scalar(self, statement: SelectOfScalar[T], params: Any = ..., **options: Any) -> T | None: ...
    @overload
    async def scalar(self, statement: Any, params: Any = ..., **options: Any) -> Any: ...
    async def scalar(self, statement: Any, params: Any = None, **options: Any) -> Any:
        """Run a statement and return the first column of the first row, or None."""
        work = execution.execute_work(self.sync_session, statement, params, **options)
        return (await at_once(await self._run(work), "AsyncSession.scalar()")).scalar()

    async def stream(self, statement: Any, params: Any = None, **options: Any) -> AsyncResult:
        """Run a statement and return its rows for `async for`; they are fetched bit by bit."""
        work = execution.execute_work(self.sync_session, statement, params, **_streamed(options))
        return AsyncResult(await self._run(work))

    async def stream_scalars(self, statement: Any, params: Any = None, **options: Any) -> AsyncScalarResult:
        """Run a statement and return the first column of its rows for `async for`; they are fetched bit by bit."""
        work = execution.execute_work(self.sync_session, statement, params, **_streamed(options))
        return AsyncResult(await self._run(work)).scalars()

    # --- objects
    async def get(
        self,
        entity: type[T],
        ident: Any,
        *,
        options: Any = None,
        populate_existing: bool | None = None,
        with_for_update: Any = None,
        identity_token: Any = None,
        execution_options: Any = None,
    ) -> T | None:
        """Return the object with a primary key, from the session or the database, or None."""
        return await self._run(
            persistence.get_work(
                self.sync_session, entity, ident, options, populate_existing, with_for_update, execution_options
            )
        )

    async def get_one(
        self,
        entity: type[T],
        ident: Any,
        *,
        options: Any = None,
        populate_existing: bool | None = None,
        with_for_update: Any = None,
        identity_token: Any = None,
        execution_options: Any = None,
    ) -> T:
        """Return the object with a primary key; raises `NoResultFound` when there is none."""
        found = await self.get(
            entity, ident, options=options, populate_existing=populate_existing, with_for_update=with_for_update
        )
        if found is None:
            raise exc.NoResultFound("No row was found when one was required")
        return found

    async def refresh(
        self, instance: Any, attribute_names: Iterable[str] | None = None, with_for_update: Any = None
    ) -> None:
        """Read the object, or the named attributes and relationships, again."""
        await self._run(persistence.refresh_work(self.sync_session, instance, attribute_names, with_for_update))

    async def load(self, instances: Any, *attributes: Any) -> None:
        """Load relationships of one object or of many: one SELECT for each relationship, however many objects.

        Example: `await session.load(heroes, Hero.team)`.
        """
        owners = (
            list(instances)
            if isinstance(instances, (list, tuple, set)) or hasattr(instances, "_append_quietly")
            else [instances]
        )
        for attribute in attributes:
            prop = attribute.property
            able = [one for one in owners if instance_state(one).mapper.relationships.get(prop.key) is prop]
            await self._run(load_selectin(able, prop, LoadPlan(), (prop,), self.sync_session, attribute))

    async def merge(self, instance: T, *, load: bool = True, options: Any = None) -> T:
        """Copy an object's state onto the session's object with the same key and return that one."""
        return await self._run(persistence.merge_work(self.sync_session, instance, load, options))

    async def merge_all(self, instances: Iterable[T], *, load: bool = True, options: Any = None) -> list[T]:
        """Merge each of several objects."""
        return [await self.merge(instance, load=load, options=options) for instance in instances]

    async def delete(self, instance: Any) -> None:
        """Mark an object for deletion, with everything its delete cascades reach."""
        await self._run(persistence.delete_work(self.sync_session, instance))

    async def delete_all(self, instances: Iterable[Any]) -> None:
        """Mark several objects for deletion."""
        for instance in instances:
            await self.delete(instance)

    async def flush(self, objects: Iterable[Any] | None = None) -> None:
        """Write what changed to the database."""
        await self._run(self.sync_session._flush_work(None if objects is None else list(objects)))

    # --- transactions
    def begin(self) -> AsyncSessionTransaction:
        """Begin a transaction; use it in `async with` or await it."""
        return AsyncSessionTransaction(self)

    def begin_nested(self) -> AsyncSessionTransaction:
        """Set a savepoint; use it in `async with` or await it."""
        return AsyncSessionTransaction(self, nested=True)

    async def connection(self, bind_arguments: Any = None, execution_options: Any = None, **kw: Any) -> AsyncConnection:
        """Return the connection of the current transaction."""
        bind = self.sync_session.get_bind(**_sync_arguments({**(bind_arguments or {}), **kw}))
        work = self.sync_session._connect(bind, None, dict(execution_options or {}))
        return AsyncConnection._of(await self._run(work))

    def get_bind(self, mapper: Any = None, clause: Any = None, bind: Any = None, **kw: Any) -> Any:
        """Return the synchronous engine or connection that a class or statement is run on."""
        return self.sync_session.get_bind(mapper, clause=clause, bind=sync_bind(bind), **kw)

    def get_async_bind(self, mapper: Any = None, clause: Any = None, bind: Any = None, **kw: Any) -> Any:
        """Return the asynchronous engine or connection that a class or statement is run on."""
        found = self.get_bind(mapper, clause, bind, **kw)
        for known in (bind, self._bind, *self._binds.values()):
            if known is not None and sync_bind(known) is found:
                return known
        return AsyncEngine(found) if hasattr(found, "connect") else AsyncConnection._of(found)

    def get_transaction(self) -> AsyncSessionTransaction | None:
        """Return the root transaction."""
        return AsyncSessionTransaction._of(self, self.sync_session.get_transaction())

    def get_nested_transaction(self) -> AsyncSessionTransaction | None:
        """Return the innermost savepoint."""
        return AsyncSessionTransaction._of(self, self.sync_session.get_nested_transaction())

    async def commit(self) -> None:
        """Flush and commit."""
        await self._run(self.sync_session._commit_work())

    async def rollback(self) -> None:
        """Roll back."""
        await self._run(self.sync_session._rollback_work())

    async def close(self) -> None:
        """Let go of all objects and give the connection back."""
        await self._run(self.sync_session._close_work())

    async def aclose(self) -> None:
        """Do as `close`, under the name that `contextlib.aclosing` looks for."""
        await self.close()

    async def reset(self) -> None:
        """Close the session so that it is as new."""
        await self.close()
        self.sync_session._closed = False

    async def invalidate(self) -> None:
        """Close the session and discard its connections."""
        transaction = self.sync_session._transaction
        for held in list(transaction.held.values()) if transaction is not None else ():
            held.connection.invalidate()
        await self.close()

    async def run_sync(self, fn: Callable[Concatenate[Any, P], T], *arg: P.args, **kw: P.kwargs) -> T:
        """Call `fn(sync_session, ...)` in a worker thread, where the session's methods block and lazy loads work."""
        session = self.sync_session

        def call() -> T:
            session._lent_to = get_ident()
            return fn(session, *arg, **kw)

        entered = session._enter(asyncio.current_task())
        before, session._bridge = session._bridge, perform_here
        lent = session._lent_to
        try:
            return await run_to_completion(asyncio.to_thread(call))
        finally:
            session._bridge, session._lent_to = before, lent
            if entered:
                session._leave()

    @classmethod
    async def close_all(cls) -> None:
        """Close all asynchronous sessions in memory."""
        await close_all_sessions()

    @classmethod
    def object_session(cls, instance: Any) -> Any:
        """Return the asynchronous session of an instance, or None."""
        return async_object_session(instance)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, type_: Any, value: Any, traceback: Any) -> None:
        await run_to_completion(self.close())


class AsyncSession(PlainAsyncSession):
    """The asynchronous session of `sqlmodel`: as `PlainAsyncSession`, with `execute` marked as deprecated."""

    sync_session_class: ClassVar[type[PlainSession]] = Session

    @deprecated(
        "🚨 You probably want to use `session.exec()` instead of `session.execute()`: it returns the objects "
        "themselves, not "
        "rows of them."
    )
    async def execute(self, statement: Any, params: Any = None, **options: Any) -> Any:
        """Run a statement and return rows, also for one entity."""
        return await super().execute(statement, params, **options)


def _sync_arguments(given: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of `get_bind` with the synchronous counterpart of a bind."""
    return {**given, "bind": sync_bind(given["bind"])} if "bind" in given else given


def async_session(session: PlainSession) -> Any:
    """Return the asynchronous session that a sync session belongs to, or None."""
    owner = session._async_owner
    return owner() if owner is not None else None


def async_object_session(instance: Any) -> Any:
    """Return the asynchronous session of an instance, or None."""
    session = sync_object_session(instance)
    return None if session is None else async_session(session)


async def close_all_sessions() -> None:
    """Close all asynchronous sessions in memory."""
    for session in all_sessions():
        owner = async_session(session)
        if owner is not None:
            await owner.close()
