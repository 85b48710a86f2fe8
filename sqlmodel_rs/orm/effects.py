"""The database work that session and loading logic asks for, and the two drivers that do it.

Logic is written once, as generators that yield effects; `run` performs them on the caller's thread,
`run_async` awaits them. Knows connections; must not know mappers or statements.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from threading import get_ident
from typing import TYPE_CHECKING, Any, TypeVar

from sqlmodel_rs import exc
from sqlmodel_rs.engine.naming import column_names, column_names_async
from sqlmodel_rs.engine.translation import OPTION

if TYPE_CHECKING:
    from sqlmodel_rs.orm.session import PlainSession

T = TypeVar("T")

Work = Generator["Effect", Any, T]


class Effect:
    """One request to the database; `perform` blocks, `perform_async` awaits, both give the same answer."""

    __slots__ = ()

    def perform(self, session: PlainSession) -> Any:
        raise NotImplementedError

    async def perform_async(self, session: PlainSession) -> Any:
        raise NotImplementedError


class Execute(Effect):
    """Run a statement on the session's connection; the answer is a `_native.Result`.

    `params` is a dict, a list of dicts (run once for each) or None. `identity` says whether entities go through
    the session's identity map; `populate_existing` overwrites what instances already hold; `bind` chooses an
    engine other than the session's; `defaults` is False when the caller has applied the columns' client-side defaults
    itself; `options` are the execution options, which may ask for rows bit by bit.
    """

    __slots__ = ("statement", "params", "identity", "populate_existing", "bind", "defaults", "options")

    def __init__(
        self,
        statement: Any,
        params: Any = None,
        *,
        identity: bool = True,
        populate_existing: bool = False,
        bind: Any = None,
        defaults: bool = True,
        options: Any = None,
    ) -> None:
        self.statement = statement
        self.params = params
        self.identity = identity
        self.populate_existing = populate_existing
        self.bind = bind
        self.defaults = defaults
        self.options = options

    def perform(self, session: PlainSession) -> Any:
        connection = _connected(session, self.bind, self.statement)
        identity = session._native_identity if self.identity else None
        return connection._run(
            self.statement,
            self.params,
            identity,
            populate_existing=self.populate_existing,
            defaults=self.defaults,
            options=self.options,
        )

    async def perform_async(self, session: PlainSession) -> Any:
        connection = session._ready_connection(self.bind, self.statement)
        if connection is None:
            connection = await drive_async(session._connect(self.bind, self.statement), session)
        identity = session._native_identity if self.identity else None
        return await connection._run_async(
            self.statement,
            self.params,
            identity,
            populate_existing=self.populate_existing,
            defaults=self.defaults,
            options=self.options,
        )


class Names(Effect):
    """Ask what the columns of a statement are called; the answer is a tuple of texts."""

    __slots__ = ("bind", "params", "statement")

    def __init__(self, statement: Any, params: Any = None, bind: Any = None) -> None:
        self.statement = statement
        self.params = params
        self.bind = bind

    def perform(self, session: PlainSession) -> Any:
        return column_names(_connected(session, self.bind, self.statement), self.statement, self.params)

    async def perform_async(self, session: PlainSession) -> Any:
        connection = session._ready_connection(self.bind, self.statement)
        if connection is None:
            connection = await drive_async(session._connect(self.bind, self.statement), session)
        return await column_names_async(connection, self.statement, self.params)


class Write(Effect):
    """Write a batch of a flush; the answer is a `_native.Result` with what came back for the rows."""

    __slots__ = ("batch", "options")

    def __init__(self, batch: Any) -> None:
        self.batch = batch
        self.options: Any = None

    def perform(self, session: PlainSession) -> Any:
        return _connected(session, None, self.batch.statement)._write(self.batch, self.options)

    async def perform_async(self, session: PlainSession) -> Any:
        connection = session._ready_connection(None, self.batch.statement)
        if connection is None:
            connection = await drive_async(session._connect(None, self.batch.statement), session)
        return await connection._write_async(self.batch, self.options)


class Connect(Effect):
    """Begin the transaction that a statement on `clause` will belong to; the answer is its connection."""

    __slots__ = ("clause",)

    def __init__(self, clause: Any) -> None:
        self.clause = clause

    def perform(self, session: PlainSession) -> Any:
        return _connected(session, None, self.clause)

    async def perform_async(self, session: PlainSession) -> Any:
        return await drive_async(session._connect(None, self.clause), session)


#: The methods of connections and transactions that wait for the database, and their steps.
_STEPS = {
    "begin": "_begin_explicit_steps",
    "begin_nested": "_begin_nested_steps",
    "commit": "_commit_steps",
    "rollback": "_rollback_steps",
    "close": "_close_steps",
}


class Call(Effect):
    """Call a method of an engine, a connection or a transaction; under the async driver the same is awaited."""

    __slots__ = ("target", "method", "args", "options")

    def __init__(self, target: Any, method: str, *args: Any, **options: Any) -> None:
        self.target = target
        self.method = method
        self.args = args
        self.options = options

    def perform(self, session: PlainSession) -> Any:
        return getattr(self.target, self.method)(*self.args, **self.options)

    async def perform_async(self, session: PlainSession) -> Any:
        if self.method == "connect":
            return await self.target._connect_async()
        steps = _STEPS.get(self.method)
        if steps is None:
            return self.perform(session)
        # A transaction's steps are those of its connection.
        connection = self.target if hasattr(self.target, "_drive_async") else self.target.connection
        return await connection._drive_async(getattr(self.target, steps)())


class Await(Effect):
    """Await a listener of an asynchronous session."""

    __slots__ = ("function", "arguments")

    def __init__(self, function: Any, arguments: tuple[Any, ...]) -> None:
        self.function = function
        self.arguments = arguments

    def perform(self, session: PlainSession) -> None:
        raise exc.InvalidRequestError(
            "An asynchronous listener cannot be awaited by synchronous code: inside run_sync() flush and commit have "
            "synchronous listeners only. Apply it to AsyncSession.sync_session as a plain function, or flush and "
            "commit outside run_sync()."
        )

    async def perform_async(self, session: PlainSession) -> None:
        await self.function(*self.arguments)


class Turn(Effect):
    """Give other tasks a turn; a synchronous program has none."""

    __slots__ = ()

    def perform(self, session: PlainSession) -> None:
        return None

    async def perform_async(self, session: PlainSession) -> None:
        import asyncio

        await asyncio.sleep(0)


def _connected(session: PlainSession, bind: Any, clause: Any) -> Any:
    """Return the connection of the session's transaction for a statement, making it where there is none."""
    connection = session._ready_connection(bind, clause)
    if connection is None and (transaction := session._transaction) is not None:
        connection = transaction.connect_untold(bind if bind is not None else session.get_bind(clause=clause))
    return drive(session._connect(bind, clause), session) if connection is None else connection


def in_savepoint(connection: Any, work: Work[T]) -> Work[T]:
    """Do the work whole or not at all: what fails or is interrupted leaves what was before it."""
    savepoint = yield Call(connection, "begin_nested")
    try:
        answer = yield from work
    except BaseException:
        # An interrupted SQLite statement has taken the savepoint with it.
        if savepoint.is_active:
            yield Call(savepoint, "rollback")
        raise
    yield Call(savepoint, "commit")
    return answer


def within(work: Work[T], options: Mapping[str, Any]) -> Work[T]:
    """Do the work with the `schema_translate_map` of one execution's options in each statement that it sends."""
    if OPTION not in options:
        return (yield from work)
    given = {OPTION: options[OPTION]}
    answer: Any = None
    failure: BaseException | None = None
    while True:
        try:
            effect = work.send(answer) if failure is None else work.throw(failure)
        except StopIteration as stop:
            return stop.value  # type: ignore[no-any-return]
        if isinstance(effect, (Execute, Write)):
            effect.options = {**given, **(effect.options or {})}
        answer, failure = None, None
        try:
            answer = yield effect
        except BaseException as error:
            failure = error


def drive(work: Work[T], session: PlainSession) -> T:
    """Perform the effects of `work` one after the other and return its value."""
    bridge = session._bridge
    answer: Any = None
    failure: BaseException | None = None
    try:
        while True:
            try:
                effect = work.send(answer) if failure is None else work.throw(failure)
            except StopIteration as stop:
                return stop.value  # type: ignore[no-any-return]
            answer, failure = None, None
            try:
                answer = effect.perform(session) if bridge is None else bridge(effect, session)
            except BaseException as error:
                failure = error
    finally:
        work.close()


async def drive_async(work: Work[T], session: PlainSession) -> T:
    """Await the effects of `work` one after the other and return its value."""
    answer: Any = None
    failure: BaseException | None = None
    try:
        while True:
            try:
                effect = work.send(answer) if failure is None else work.throw(failure)
            except StopIteration as stop:
                return stop.value  # type: ignore[no-any-return]
            answer, failure = None, None
            try:
                answer = await effect.perform_async(session)
            except BaseException as error:
                failure = error
    finally:
        work.close()


def run(work: Work[T], session: PlainSession) -> T:
    """Drive `work` to its end on this thread and return its value.

    Raises `MissingGreenlet`, with the option to add, when the session belongs to an `AsyncSession` and neither
    `run_sync` nor a listener is being called;
    `IllegalStateChangeError` when another thread is using the session.
    """
    entered = session._enter(get_ident())
    try:
        return drive(work, session)
    finally:
        if entered:
            session._leave()


async def run_async(work: Work[T], session: PlainSession) -> T:
    """Drive `work` to its end, awaiting each effect, and return its value.

    Raises `IllegalStateChangeError` when another task is using the session.
    """
    import asyncio

    entered = session._enter(asyncio.current_task())
    try:
        return await drive_async(work, session)
    finally:
        if entered:
            session._leave()


def is_running(user: Any) -> bool:
    """Tell whether `user` is the task that this thread is running now."""
    try:
        import asyncio

        return asyncio.current_task() is user
    except RuntimeError:  # no event loop runs on this thread
        return False


def perform_here(effect: Effect, session: PlainSession) -> Any:
    """Perform an effect of an `AsyncSession` on this thread, which may block: inside `run_sync` and for listeners."""
    return effect.perform(session)


def refuse_implicit_io(effect: Effect, session: PlainSession) -> Any:
    """Answer every effect of an `AsyncSession` that was asked for outside an await."""
    raise exc.MissingGreenlet(
        "an attribute that is not loaded was read under an AsyncSession, which would block the event loop; "
        "load it before: selectinload()/joinedload() in the statement, `await obj.awaitable_attrs.<name>`, "
        '`await session.refresh(obj, ["<name>"])`, or make the session with lazy="block"'
    )
