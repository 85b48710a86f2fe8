"""`Connection`: one connection of an engine, its transaction, and statements executed on it.

Everything that waits for the database is a generator of steps; `_drive` performs them on the caller's thread,
`_drive_async` awaits them, so that transactions are written once.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn, Self

from sqlmodel_rs import exc
from sqlmodel_rs.engine import execution
from sqlmodel_rs.engine.dbapi import DBAPIConnection
from sqlmodel_rs.engine.described import Described
from sqlmodel_rs.engine.events import COMMIT_EVENTS, END_EVENTS
from sqlmodel_rs.engine.listening import Listening
from sqlmodel_rs.engine.notices import run_steps
from sqlmodel_rs.engine.records import accepted, disowned
from sqlmodel_rs.engine.result import CursorResult, ScalarResult
from sqlmodel_rs.engine.streaming import is_streamed
from sqlmodel_rs.engine.transaction import NestedTransaction, RootTransaction, Steps, Transaction
from sqlmodel_rs.engine.translation import asked_for, resolved_steps, schema_of, written
from sqlmodel_rs.engine.url import immutabledict

if TYPE_CHECKING:
    from sqlmodel_rs.engine.engine import Engine

_IN_BLOCK = (
    "Can't operate on closed transaction inside context manager.  Please complete the context manager before emitting "
    "further commands."
)
_ALREADY = (
    "This connection has already initialized a SQLAlchemy Transaction() object via begin() or autobegin; can't call "
    "begin() here unless rollback() or commit() is called first."
)


class Connection(Described, Listening):
    """A connection of `engine`; begins a transaction by itself with the first statement.

    Made by `engine.connect()`; a context manager that gives the connection back. For one thread at a time.
    """

    __slots__ = (
        "__weakref__",
        "_block",
        "_dialect_name",
        "_invalidated",
        "_native",
        "_nested",
        "_options",
        "_proxy",
        "_savepoints",
        "_sent",
        "_transaction",
        "engine",
    )

    #: The `AsyncConnection` that stands for it, weakly.
    _proxy: Any

    def __init__(self, engine: Engine, native: Any) -> None:
        self.engine = engine
        self._native: Any = native  # None after close
        self._dialect_name: str = engine.dialect.backend
        self._transaction: RootTransaction | None = None
        self._nested: NestedTransaction | None = None
        self._block: Transaction | None = None
        self._options: dict[str, Any] = dict(engine._options)
        self._invalidated = False
        self._savepoints = 0
        self._events = None
        #: The INSERT or UPDATE executed last, for its result to tell of.
        self._sent: Any = None

    # --- state
    @property
    def dialect(self) -> Any:
        """The database's dialect."""
        return self.engine.dialect

    @property
    def closed(self) -> bool:
        """Whether the connection was given back."""
        return self._native is None

    @property
    def invalidated(self) -> bool:
        """Whether the connection was thrown away; the next statement opens another one."""
        return self._invalidated

    @property
    def info(self) -> dict[Any, Any]:
        """A dictionary for the program's own notes; it lives as long as the database's connection."""
        self._check_open()
        return self.engine._records.of(self._native).info

    @property
    def connection(self) -> DBAPIConnection:
        """The DB-API face of the connection."""
        self._check_open()
        return self.engine._records.of(self._native).dbapi_connection

    @property
    def default_isolation_level(self) -> str:
        """The level the database uses when none is asked for."""
        return str(self.dialect.default_isolation_level)

    def _check_open(self) -> None:
        if self._native is None:
            raise exc.ResourceClosedError("This Connection is closed")

    # --- performing steps
    def _drive(self, steps: Steps) -> Any:
        answer: Any = None
        error: BaseException | None = None
        while True:
            try:
                method, args, *keywords = steps.send(answer) if error is None else steps.throw(error)
            except StopIteration as stop:
                return stop.value
            answer, error = None, None
            native = self.engine._native if method == "acquire" else self._native
            try:
                answer = getattr(native, method)(*args, **(keywords[0] if keywords else {}))
            except BaseException as failure:
                error = failure

    async def _drive_async(self, steps: Steps) -> Any:
        answer: Any = None
        error: BaseException | None = None
        while True:
            try:
                method, args, *keywords = steps.send(answer) if error is None else steps.throw(error)
            except StopIteration as stop:
                return stop.value
            answer, error = None, None
            native = self.engine._native if method == "acquire" else self._native
            try:
                answer = await getattr(native, method + "_async")(*args, **(keywords[0] if keywords else {}))
            except BaseException as failure:
                error = failure

    # --- transactions
    def _isolation(self) -> str | None:
        level = self._options.get("isolation_level")
        return None if level is None else str(level)

    def _begin_steps(self) -> Steps:
        engine = self.engine
        level = self._isolation()
        autocommit = level == "AUTOCOMMIT"
        if engine.log.enabled:
            engine.log.info(
                "BEGIN (implicit; DBAPI should not BEGIN due to autocommit mode)" if autocommit else "BEGIN (implicit)"
            )
        if self._invalidated:
            yield from self._reconnect_steps()
        self._transaction = RootTransaction(self)
        self._fire("begin")
        if not autocommit:
            try:
                yield "begin", (level,)
            except BaseException:
                self._transaction.is_active = False
                self._transaction = None
                raise

    def _reconnect_steps(self) -> Steps:
        """Take another connection in the place of one that was lost."""
        yield "release", ()
        self._native = yield "acquire", ()
        if self.engine.events.any and not accepted(self.engine, self._native):
            raise disowned()
        self._invalidated = False

    def _begin_untold(self) -> None:
        """Begin a transaction of which nobody has to be told."""
        level = self._isolation() if self._options else None
        if level != "AUTOCOMMIT":
            self._native.begin(level)
        self._stand_for_begun()

    def _stand_for_begun(self) -> RootTransaction:
        """Make and return what stands for the transaction that the native connection has begun."""
        transaction = self._transaction = RootTransaction(self)
        return transaction

    def _give_back(self) -> bool:
        """Roll back and give the connection back; False, and nothing done, where somebody is told of it."""
        if self._invalidated or not self._is_quiet(END_EVENTS):
            return False
        transaction, native = self._transaction, self._native
        if native is None:
            return False
        if transaction is not None:
            transaction.is_active = False
        self._native = self._transaction = self._nested = self._block = None
        try:
            # The pool may be told to leave, or commit, what is open.
            if native.in_transaction:
                native.rollback()
        finally:
            native.release()
        return True

    def _commit_and_give_back(self, transaction: Transaction) -> bool:
        """Commit and give the connection back; False, and nothing done, where somebody is told of it."""
        native = self._native
        if (
            native is None
            or self._invalidated
            or self._nested is not None
            or self._block is not None
            or self._transaction is not transaction
            or not transaction.is_active
            or not self._is_quiet(COMMIT_EVENTS)
        ):
            return False
        transaction.is_active = False
        self._transaction = None
        if self._options and self._isolation() == "AUTOCOMMIT":
            native.release()
        else:
            native.commit_and_release()
        self._native = None
        return True

    def _autobegin_steps(self) -> Steps:
        self._check_open()
        if self._block is not None and not self._block.is_active:
            raise exc.InvalidRequestError(_IN_BLOCK)
        if self._transaction is None:
            yield from self._begin_steps()
        elif self._invalidated:
            raise exc.PendingRollbackError(
                "Can't reconnect until invalid transaction is rolled back.  Please rollback() fully before proceeding",
                code="8s2b",
            )

    def _commit_native_steps(self) -> Steps:
        engine = self.engine
        self._fire("commit")
        if self._isolation() == "AUTOCOMMIT":
            if engine.log.enabled:
                engine.log.info("COMMIT using DBAPI connection.commit(), has no effect due to autocommit mode")
            return
        if engine.log.enabled:
            engine.log.info("COMMIT")
        yield "commit", ()

    def _rollback_native_steps(self) -> Steps:
        engine = self.engine
        self._fire("rollback")
        if self._isolation() == "AUTOCOMMIT":
            if engine.log.enabled:
                engine.log.info("ROLLBACK using DBAPI connection.rollback(), has no effect due to autocommit mode")
            return
        if engine.log.enabled:
            engine.log.info("ROLLBACK")
        if self._native is not None and not self._invalidated:
            yield "rollback", ()
            # A statement that was cancelled half-way may have taken its connection with it.
            self._invalidated = self._native.closed

    def _savepoint_steps(self, event_name: str, sql: str, name: str) -> Steps:
        engine = self.engine
        self._fire(event_name, name, *(() if event_name == "savepoint" else (None,)))
        if engine.log.enabled:
            engine.log.statement(sql, (), kind="ddl", ismulti=False, hidden=False, started=time.perf_counter())
        yield "execute_raw", (sql, None)

    def _begin_explicit_steps(self) -> Steps:
        self._check_open()
        if self._transaction is not None:
            raise exc.InvalidRequestError(_ALREADY)
        if self._block is not None and not self._block.is_active:
            raise exc.InvalidRequestError(_IN_BLOCK)
        yield from self._begin_steps()
        return self._transaction

    def _begin_nested_steps(self) -> Steps:
        yield from self._autobegin_steps()
        self._savepoints += 1
        name = f"sa_savepoint_{self._savepoints}"
        yield from self._savepoint_steps("savepoint", f"SAVEPOINT {name}", name)
        self._nested = NestedTransaction(self, name, self._nested)
        return self._nested

    def _commit_steps(self) -> Steps:
        if self._transaction is not None:
            yield from self._transaction._commit_steps()

    def _rollback_steps(self) -> Steps:
        if self._transaction is not None:
            yield from self._transaction._rollback_steps()

    def _close_steps(self) -> Steps:
        if self._native is None:
            return
        transaction, self._block = self._transaction, None
        try:
            if transaction is not None:
                yield from transaction._rollback_steps()
        finally:
            try:
                if self.engine.events.any:
                    self.engine._records.returned(self.engine, self._native, transaction is not None)
            finally:
                yield "release", ()
                self._native = self._transaction = self._nested = None
            if self.engine.events.any:
                self.engine._records.sweep(self.engine)

    def _enter_block(self, transaction: Transaction) -> None:
        if self._block is None:
            self._block = transaction

    def _leave_block(self, transaction: Transaction) -> None:
        if self._block is transaction:
            self._block = None

    def begin(self) -> RootTransaction:
        """Begin a transaction.

        Raises:
            InvalidRequestError: one is in progress already.
        """
        return self._drive(self._begin_explicit_steps())  # type: ignore[no-any-return]

    def begin_nested(self) -> NestedTransaction:
        """Set a savepoint, beginning a transaction first if there is none."""
        return self._drive(self._begin_nested_steps())  # type: ignore[no-any-return]

    def begin_twophase(self, xid: Any = None) -> NoReturn:
        """Refuse: the engine has no transactions in two phases.

        Raises:
            NotImplementedError: always.
        """
        raise NotImplementedError(
            "transactions in two phases are not supported: use begin(), or send PREPARE TRANSACTION and COMMIT "
            "PREPARED (PostgreSQL) or XA (MySQL) by exec_driver_sql() on a connection with isolation_level='AUTOCOMMIT'"
        )

    def recover_twophase(self) -> NoReturn:
        """Refuse, as `begin_twophase`."""
        self.begin_twophase()

    def rollback_prepared(self, xid: Any, recover: bool = False) -> NoReturn:
        """Refuse, as `begin_twophase`."""
        self.begin_twophase()

    commit_prepared = rollback_prepared

    def commit(self) -> None:
        """Commit the transaction, if one is in progress."""
        self._drive(self._commit_steps())

    def rollback(self) -> None:
        """Roll the transaction back, if one is in progress."""
        self._drive(self._rollback_steps())

    def close(self) -> None:
        """Roll back what is in progress and give the connection back to the pool."""
        self._drive(self._close_steps())

    def in_transaction(self) -> bool:
        """Tell whether a transaction is in progress."""
        return self._transaction is not None and self._transaction.is_active

    def in_nested_transaction(self) -> bool:
        """Tell whether a savepoint is in progress."""
        return self._nested is not None and self._nested.is_active

    def get_transaction(self) -> RootTransaction | None:
        """Return the transaction in progress."""
        return self._transaction

    def get_nested_transaction(self) -> NestedTransaction | None:
        """Return the innermost savepoint in progress."""
        return self._nested

    def invalidate(self, exception: BaseException | None = None) -> None:
        """Throw the connection away; it is not given back to the pool."""
        self._check_open()
        if not self._invalidated:
            if self.engine.events.any:
                self.engine._records.invalidated(self.engine, self._native, exception)
            self._native.invalidate()
            self._invalidated = True

    def detach(self) -> None:
        """Take the connection out of its pool: it is closed, not kept, when it is given back."""
        self._check_open()
        if self.engine.events.any:
            self.engine._records.detached(self.engine, self._native)
        self.connection.detach()

    # --- options
    def execution_options(self, **opt: Any) -> Self:
        """Set options for what is executed from now on; `isolation_level` before a transaction begins.

        Raises:
            InvalidRequestError: a transaction is in progress and `isolation_level` would change.
            ArgumentError: the database has no such isolation level.
        """
        if "isolation_level" in opt:
            if self._transaction is not None:
                raise exc.InvalidRequestError(
                    "This connection has already initialized a SQLAlchemy Transaction() object via begin() or "
                    "autobegin; isolation_level may not be altered unless rollback() or commit() is called first."
                )
            opt["isolation_level"] = execution.isolation_level(self.dialect, opt["isolation_level"])
        self._options.update(opt)
        self._fire("set_connection_execution_options", opt)
        return self

    def get_execution_options(self) -> immutabledict:
        """Return the options set so far."""
        return immutabledict(self._options)

    def get_isolation_level(self) -> str:
        """Return the isolation level that the database applies; under AUTOCOMMIT each statement has the default one."""
        level = self._isolation()
        return self.default_isolation_level if level in (None, "AUTOCOMMIT") else str(level)

    def schema_for_object(self, obj: Any) -> str | None:
        """Return the schema that a table is in, as the connection's `schema_translate_map` has it."""
        return schema_of(self._options, obj)

    # --- statements
    def _run(
        self,
        statement: Any,
        params: Any = None,
        identity: Any = None,
        populate_existing: bool = False,
        *,
        defaults: bool = True,
        options: Mapping[str, Any] | None = None,
    ) -> Any:
        """Execute a statement and return the engine's own result, entities hydrated through `identity`."""
        if self._transaction is None or self._native is None or self._block is not None or self._invalidated:
            self._drive(self._autobegin_steps())
        schemas = asked_for(self, options) if options or self._options else None
        if schemas is not None:
            schemas = self._drive(resolved_steps(self, schemas))
        if self._watched or is_streamed(options):
            given = execution.options_of(self, statement, options)
            return self._drive(
                run_steps(self, statement, params, identity, populate_existing, defaults, given, schemas)
            )
        compiled, sets = execution.prepare(self, statement, params, defaults, schemas)
        try:
            native: Any = self._native  # connected: a transaction has begun
            return native.execute(compiled, sets, identity, populate_existing=populate_existing)
        except exc.StatementError as error:
            raise execution.failed(self, error, compiled.sql, sets) from error.orig

    def _failed(self, error: exc.StatementError, sql: str) -> exc.StatementError:
        """Complete the error of a fetch."""
        return execution.failed(self, error, sql, None)

    async def _run_async(
        self,
        statement: Any,
        params: Any = None,
        identity: Any = None,
        populate_existing: bool = False,
        *,
        defaults: bool = True,
        options: Mapping[str, Any] | None = None,
    ) -> Any:
        """Do as `_run`, without blocking the event loop."""
        if self._transaction is None or self._native is None or self._block is not None or self._invalidated:
            await self._drive_async(self._autobegin_steps())
        schemas = asked_for(self, options) if options or self._options else None
        if schemas is not None:
            schemas = await self._drive_async(resolved_steps(self, schemas))
        if self._watched or is_streamed(options):
            given = execution.options_of(self, statement, options)
            steps = run_steps(self, statement, params, identity, populate_existing, defaults, given, schemas)
            return await self._drive_async(steps)
        compiled, sets = execution.prepare(self, statement, params, defaults, schemas)
        try:
            native: Any = self._native  # connected: a transaction has begun
            return await native.execute_async(compiled, sets, identity, populate_existing=populate_existing)
        except exc.StatementError as error:
            raise execution.failed(self, error, compiled.sql, sets) from error.orig

    def _write(self, batch: Any, options: Mapping[str, Any] | None = None) -> Any:
        """Write the rows of a flush's batch and return the engine's own result."""
        if self._transaction is None or self._native is None or self._block is not None or self._invalidated:
            self._drive(self._autobegin_steps())
        schemas = asked_for(self, options) if options or self._options else None
        if schemas is not None:
            batch = written(self, batch, self._drive(resolved_steps(self, schemas)))
        note = execution.before_batch(self, batch) if self._watched else None
        try:
            native: Any = self._native  # connected: a transaction has begun
            result = native.write(batch)
        except exc.StatementError as error:
            raise execution.failed(self, error, batch.compiled.sql, batch.parameters()) from error.orig
        if note is not None:
            execution.after(self, note, result)
        return result

    async def _write_async(self, batch: Any, options: Mapping[str, Any] | None = None) -> Any:
        """Do as `_write`, without blocking the event loop."""
        if self._transaction is None or self._native is None or self._block is not None or self._invalidated:
            await self._drive_async(self._autobegin_steps())
        schemas = asked_for(self, options) if options or self._options else None
        if schemas is not None:
            batch = written(self, batch, await self._drive_async(resolved_steps(self, schemas)))
        note = execution.before_batch(self, batch) if self._watched else None
        try:
            native: Any = self._native  # connected: a transaction has begun
            result = await native.write_async(batch)
        except exc.StatementError as error:
            raise execution.failed(self, error, batch.compiled.sql, batch.parameters()) from error.orig
        if note is not None:
            execution.after(self, note, result)
        return result

    def execute(
        self, statement: Any, parameters: Any = None, *, execution_options: Mapping[str, Any] | None = None
    ) -> CursorResult:
        """Execute a statement with one parameter dict, or once for each dict of a list.

        Raises:
            ObjectNotExecutableError: it is no statement (a string has to be wrapped in `text()`).
            StatementError: the database refused it, or a value cannot be bound.
        """
        statement = execution.without_entities(statement)
        statement, inserting = execution.executable(self, statement, parameters)
        options = execution.options_of(self, statement, execution_options)
        native = self._run(statement, parameters, options=options)
        return execution.cursor_result(self, native, statement, inserting, parameters, options)

    async def _execute_async(
        self, statement: Any, parameters: Any = None, execution_options: Mapping[str, Any] | None = None
    ) -> CursorResult:
        statement = execution.without_entities(statement)
        statement, inserting = execution.executable(self, statement, parameters)
        options = execution.options_of(self, statement, execution_options)
        native = await self._run_async(statement, parameters, options=options)
        return execution.cursor_result(self, native, statement, inserting, parameters, options)

    def scalar(
        self, statement: Any, parameters: Any = None, *, execution_options: Mapping[str, Any] | None = None
    ) -> Any:
        """Execute a statement and return the first column of the first row, or None."""
        return self.execute(statement, parameters, execution_options=execution_options).scalar()

    def scalars(
        self, statement: Any, parameters: Any = None, *, execution_options: Mapping[str, Any] | None = None
    ) -> ScalarResult[Any]:
        """Execute a statement and return the first column of each row."""
        return self.execute(statement, parameters, execution_options=execution_options).scalars()

    def exec_driver_sql(
        self, statement: str, parameters: Any = None, execution_options: Mapping[str, Any] | None = None
    ) -> CursorResult:
        """Send SQL as it is. Placeholders are the database's own (`?`, `$1`), or `%s`, `%(name)s` and `:name`."""
        return self._drive(self._driver_sql_steps(statement, parameters, execution_options))  # type: ignore[no-any-return]

    def _driver_sql_steps(
        self, statement: str, parameters: Any, execution_options: Mapping[str, Any] | None = None
    ) -> Steps:
        yield from self._autobegin_steps()
        sets = execution.driver_parameters(parameters)
        options = execution.options_of(self, None, execution_options)
        note = execution.before_raw(self, statement, sets, options) if self._watched else None
        if note is not None:
            statement, sets = note.sql, note.parameters or None
        try:
            native = yield "execute_raw", execution.in_placeholders(self, statement, sets)
        except exc.StatementError as error:
            raise execution.failed(self, error, statement, sets) from error.orig
        if note is not None:
            execution.after(self, note, native)
        return execution.cursor_result(self, native, None, None, parameters, options)

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        yield self

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()
