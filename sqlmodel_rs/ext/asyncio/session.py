"""`AsyncSession`: the session's work awaited on the caller's event loop, without threads and greenlets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Generator, Iterable, Iterator
from contextlib import asynccontextmanager
from threading import Thread
from typing import Any, ClassVar, Generic, Literal, Self, TypeVar, overload
from weakref import ref

from typing_extensions import TypeVarTuple, deprecated

from sqlmodel_rs import exc
from sqlmodel_rs.engine.result import CursorResult, ScalarResult, TupleResult
from sqlmodel_rs.ext.asyncio.engine import AsyncResult, AsyncScalarResult
from sqlmodel_rs.ext.asyncio.shortcuts import AsyncShortcuts
from sqlmodel_rs.orm import execution, persistence
from sqlmodel_rs.orm.effects import Effect, Work, refuse_implicit_io, run_async
from sqlmodel_rs.orm.loading.plan import LoadPlan
from sqlmodel_rs.orm.loading.strategies import load_selectin
from sqlmodel_rs.orm.session import PlainSession, Session
from sqlmodel_rs.orm.state import all_sessions, instance_state
from sqlmodel_rs.orm.state import object_session as sync_object_session
from sqlmodel_rs.orm.transaction import CLOSED, SessionTransaction
from sqlmodel_rs.sql.dml import DataChange
from sqlmodel_rs.sql.statement import Select, SelectOfScalar

T = TypeVar("T")
Ts = TypeVarTuple("Ts")
S = TypeVar("S", bound="PlainAsyncSession")

#: What the sync session answers as it is; nothing of it touches the database.
_PLAIN = (
    "add add_all bind_mapper bind_table expunge expunge_all expire expire_all is_modified in_transaction "
    "in_nested_transaction no_autoflush new dirty "
    "deleted identity_map is_active autoflush info identity_key expire_on_commit execution_options"
).split()


def _streamed(options: dict[str, Any]) -> dict[str, Any]:
    """Return the options of a call with its rows fetched bit by bit."""
    return {**options, "execution_options": {**(options.get("execution_options") or {}), "stream_results": True}}


class AsyncSessionTransaction:
    """A transaction or savepoint of an `AsyncSession`: awaited, or used as `async with`."""

    __slots__ = ("session", "nested", "sync_transaction")

    def __init__(self, session: PlainAsyncSession, nested: bool = False) -> None:
        self.session = session
        self.nested = nested
        self.sync_transaction: SessionTransaction | None = None

    @property
    def is_active(self) -> bool:
        """Whether it has begun and not ended."""
        return self.sync_transaction is not None and self.sync_transaction.is_active

    async def _start(self) -> Self:
        sync = self.session.sync_session
        if self.nested:
            self.sync_transaction = await self.session._run(sync._begin_nested_work())
        else:
            self.sync_transaction = sync.begin()
        return self

    def __await__(self) -> Generator[Any, Any, Self]:
        return self._start().__await__()

    async def commit(self) -> None:
        """Flush and commit."""
        await self._end("commit")

    async def rollback(self) -> None:
        """Roll back."""
        await self._end("rollback")

    async def _end(self, action: str) -> None:
        if self.sync_transaction is None:
            raise exc.InvalidRequestError("This transaction has not begun: await it or use it in `async with`.")
        await self.session._run(self.session.sync_session._end_work(self.sync_transaction, action))

    async def __aenter__(self) -> Self:
        return await self._start()

    async def __aexit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: Any) -> None:
        transaction = self.sync_transaction
        if transaction is None or transaction.state == CLOSED:
            return
        if kind is not None:
            await self.rollback()
            return
        try:
            await self.commit()
        except BaseException:
            if transaction.state != CLOSED:
                await self.rollback()
            raise


class PlainAsyncSession(AsyncShortcuts):
    """SQLAlchemy's `AsyncSession`, with `exec` and `load` besides.

    `bind` is an `AsyncEngine` or `AsyncConnection`. `lazy` says what reading an attribute that is not loaded does
    outside an
    await: "raise" (`MissingGreenlet`, naming the option to add) or "block" (load it and block the loop meanwhile).
    """

    sync_session_class: ClassVar[type[PlainSession]] = PlainSession

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
        self.bind = bind
        self.binds = binds
        self.lazy = lazy
        self.sync_session = (sync_session_class or self.sync_session_class)(bind=bind, binds=binds, **options)
        self.sync_session._bridge = refuse_implicit_io if lazy == "raise" else self._block
        self.sync_session._async_owner = ref(self)

    def _block(self, effect: Effect) -> Any:
        """Perform an effect on a loop of its own while this thread waits."""
        answer: list[Any] = []
        failure: list[BaseException] = []

        def work() -> None:
            try:
                answer.append(asyncio.run(effect.perform_async(self.sync_session)))
            except BaseException as error:
                failure.append(error)

        thread = Thread(target=work, name="sqlmodel-rs-lazy-load")
        thread.start()
        thread.join()
        if failure:
            raise failure[0]
        return answer[0]

    async def _run(self, work: Work[T]) -> T:
        return await run_async(work, self.sync_session)

    def __getattr__(self, name: str) -> Any:
        if name in _PLAIN:
            return getattr(self.sync_session, name)
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def __setattr__(self, name: str, value: Any) -> None:
        if name in ("autoflush", "expire_on_commit", "execution_options"):
            setattr(self.sync_session, name, value)
        else:
            object.__setattr__(self, name, value)

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
        return await self._run(
            execution.exec_work(self.sync_session, statement, params, execution_options, bind_arguments)
        )

    async def execute(
        self,
        statement: Any,
        params: Any = None,
        *,
        execution_options: Any = None,
        bind_arguments: Any = None,
        _parent_execute_state: Any = None,
        _add_event: Any = None,
    ) -> Any:
        """Run a statement and return rows, also for one entity."""
        return await self._run(
            execution.execute_work(self.sync_session, statement, params, execution_options, bind_arguments)
        )

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
        return (await self._run(execution.execute_work(self.sync_session, statement, params, **options))).scalar()

    async def stream(self, statement: Any, params: Any = None, **options: Any) -> AsyncResult:
        """Run a statement and return its rows for `async for`; they are fetched bit by bit."""
        work = execution.execute_work(self.sync_session, statement, params, **_streamed(options))
        return AsyncResult(await self._run(work))

    async def stream_scalars(self, statement: Any, params: Any = None, **options: Any) -> AsyncScalarResult:
        """Run a statement and return the first column of its rows for `async for`; they are fetched bit by bit."""
        work = execution.execute_work(self.sync_session, statement, params, **_streamed(options))
        result = await self._run(work)
        return AsyncScalarResult(result.scalars())

    # --- objects
    async def get(self, entity: type[T], ident: Any, **options: Any) -> T | None:
        """Return the object with a primary key, from the session or the database, or None."""
        return await self._run(_get(self.sync_session, entity, ident, **options))

    async def get_one(self, entity: type[T], ident: Any, **options: Any) -> T:
        """Return the object with a primary key; raises `NoResultFound` when there is none."""
        found = await self.get(entity, ident, **options)
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

    async def connection(self, bind_arguments: Any = None, execution_options: Any = None, **unused: Any) -> Any:
        """Return the connection of the current transaction."""
        bind = self.sync_session.get_bind(**(bind_arguments or {}))
        return await self._run(self.sync_session._connect(bind, None, dict(execution_options or {})))

    def get_bind(self, mapper: Any = None, clause: Any = None, bind: Any = None, **options: Any) -> Any:
        """Return the engine that a class or statement is run on."""
        return self.sync_session.get_bind(mapper, clause=clause, bind=bind)

    def get_async_bind(self, mapper: Any = None, clause: Any = None, bind: Any = None, **options: Any) -> Any:
        """Return the asynchronous engine or connection that a class or statement is run on."""
        return self.get_bind(mapper, clause, bind, **options)

    def get_transaction(self) -> AsyncSessionTransaction | None:
        """Return the root transaction."""
        return self._wrap(self.sync_session.get_transaction())

    def get_nested_transaction(self) -> AsyncSessionTransaction | None:
        """Return the innermost savepoint."""
        return self._wrap(self.sync_session.get_nested_transaction())

    def _wrap(self, found: SessionTransaction | None) -> AsyncSessionTransaction | None:
        if found is None:
            return None
        wrapped = AsyncSessionTransaction(self, found.nested)
        wrapped.sync_transaction = found
        return wrapped

    async def commit(self) -> None:
        """Flush and commit."""
        await self._run(self.sync_session._commit_work())

    async def rollback(self) -> None:
        """Roll back."""
        await self._run(self.sync_session._rollback_work())

    async def close(self) -> None:
        """Let go of all objects and give the connection back."""
        await self._run(self.sync_session._close_work())

    aclose = close

    async def reset(self) -> None:
        """Close the session so that it is as new."""
        await self.close()
        self.sync_session._closed = False

    async def invalidate(self) -> None:
        """Close the session and discard its connections."""
        transaction = self.sync_session._transaction
        for held in list(transaction.held.values()) if transaction is not None else ():
            await held.connection.invalidate()
        await self.close()

    async def run_sync(self, fn: Callable[..., T], *args: Any, **options: Any) -> T:
        """Call `fn(sync_session, ...)` in a worker thread; its database work runs on this loop.

        In it lazy loads work as in a synchronous program.
        """
        session = self.sync_session
        loop = asyncio.get_running_loop()

        def bridge(effect: Effect) -> Any:
            return asyncio.run_coroutine_threadsafe(effect.perform_async(session), loop).result()

        entered = session._enter(asyncio.current_task())
        before, session._bridge = session._bridge, bridge
        work = asyncio.ensure_future(asyncio.to_thread(fn, session, *args, **options))
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:
            await asyncio.wait([work])
            raise
        finally:
            session._bridge = before
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

    async def __aexit__(self, kind: Any, value: Any, trace: Any) -> None:
        await asyncio.shield(asyncio.ensure_future(self.close()))


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


def _get(
    session: PlainSession,
    entity: Any,
    ident: Any,
    *,
    options: Any = None,
    populate_existing: bool = False,
    with_for_update: Any = None,
    identity_token: Any = None,
    execution_options: Any = None,
) -> Work[Any]:
    return persistence.get_work(session, entity, ident, options, populate_existing, with_for_update)


class async_sessionmaker(Generic[S]):
    """Make asynchronous sessions of `class_` with the same arguments."""

    def __init__(self, bind: Any = None, *, class_: type[S] = PlainAsyncSession, **options: Any) -> None:  # type: ignore[assignment]
        if bind is not None:
            options["bind"] = bind
        self.kw = options
        own: Any = type(class_.__name__, (class_,), {"__module__": class_.__module__})
        self.class_: type[S] = own

    def __call__(self, **local_options: Any) -> S:
        return self.class_(**{**self.kw, **local_options})

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[S]:
        """An `async with` block of one session in one transaction."""
        async with self() as session, session.begin():
            yield session

    def configure(self, **new_options: Any) -> None:
        """Change the arguments for sessions made from now on."""
        self.kw.update(new_options)


class async_scoped_session(Generic[S]):
    """Stand for the session of the current scope: what `scopefunc` returns, usually `asyncio.current_task`."""

    def __init__(self, session_factory: Callable[..., S], scopefunc: Callable[[], Any]) -> None:
        self.session_factory = session_factory
        self._scopefunc = scopefunc
        self._by_scope: dict[Any, S] = {}

    def __call__(self, **options: Any) -> S:
        """Return the scope's session, made on first use."""
        scope = self._scopefunc()
        if scope not in self._by_scope:
            self._by_scope[scope] = self.session_factory(**options)
        return self._by_scope[scope]

    async def remove(self) -> None:
        """Close the scope's session."""
        session = self._by_scope.pop(self._scopefunc(), None)
        if session is not None:
            await session.close()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self(), name)


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
