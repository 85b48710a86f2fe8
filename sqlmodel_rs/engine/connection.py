"""`Connection`: one connection of an engine, its transaction, and statements executed on it.

Everything that waits for the database is a generator of steps; `_drive` performs them on the caller's thread,
`_drive_async` awaits them, so that transactions are written once.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self

from sqlmodel_rs import exc
from sqlmodel_rs.engine import execution
from sqlmodel_rs.engine.dbapi import DBAPIConnection
from sqlmodel_rs.engine.result import CursorResult, ScalarResult
from sqlmodel_rs.engine.transaction import NestedTransaction, RootTransaction, Steps, Transaction
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


class Connection:
    """A connection of `engine`; begins a transaction by itself with the first statement.

    Made by `engine.connect()`; a context manager that gives the connection back. For one thread at a time.
    """

    __slots__ = (
        "__weakref__",
        "_block",
        "_dialect_name",
        "_info",
        "_invalidated",
        "_native",
        "_nested",
        "_options",
        "_savepoints",
        "_transaction",
        "engine",
    )

    def __init__(self, engine: Engine, native: Any) -> None:
        self.engine = engine
        self._native = native
        self._dialect_name: str = engine.dialect.backend
        self._transaction: RootTransaction | None = None
        self._nested: NestedTransaction | None = None
        self._block: Transaction | None = None
        self._options: dict[str, Any] = dict(engine._options)
        self._info: dict[Any, Any] | None = None
        self._invalidated = False
        self._savepoints = 0

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
        """A dictionary for the program's own notes."""
        if self._info is None:
            self._info = {}
        return self._info

    @property
    def connection(self) -> DBAPIConnection:
        """The DB-API face of the connection."""
        self._check_open()
        return DBAPIConnection(self._native)

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
                method, args = steps.send(answer) if error is None else steps.throw(error)
            except StopIteration as stop:
                return stop.value
            answer, error = None, None
            try:
                answer = getattr(self._native, method)(*args)
            except BaseException as failure:
                error = failure

    async def _drive_async(self, steps: Steps) -> Any:
        answer: Any = None
        error: BaseException | None = None
        while True:
            try:
                method, args = steps.send(answer) if error is None else steps.throw(error)
            except StopIteration as stop:
                return stop.value
            answer, error = None, None
            try:
                answer = await getattr(self._native, method + "_async")(*args)
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
        self._transaction = RootTransaction(self)
        if engine.events.any:
            engine.events.fire("begin", self)
        if not autocommit:
            try:
                yield "begin", (level,)
            except BaseException:
                self._transaction.is_active = False
                self._transaction = None
                raise

    def _autobegin_steps(self) -> Steps:
        self._check_open()
        if self._block is not None and not self._block.is_active:
            raise exc.InvalidRequestError(_IN_BLOCK)
        if self._transaction is None:
            if self._invalidated:
                raise exc.PendingRollbackError(
                    "Can't reconnect until invalid transaction is rolled back.  Please rollback() fully before "
                    "proceeding",
                    code="8s2b",
                )
            yield from self._begin_steps()

    def _commit_native_steps(self) -> Steps:
        engine = self.engine
        if engine.events.any:
            engine.events.fire("commit", self)
        if self._isolation() == "AUTOCOMMIT":
            if engine.log.enabled:
                engine.log.info("COMMIT using DBAPI connection.commit(), has no effect due to autocommit mode")
            return
        if engine.log.enabled:
            engine.log.info("COMMIT")
        yield "commit", ()

    def _rollback_native_steps(self) -> Steps:
        engine = self.engine
        if engine.events.any:
            engine.events.fire("rollback", self)
        if self._isolation() == "AUTOCOMMIT":
            if engine.log.enabled:
                engine.log.info("ROLLBACK using DBAPI connection.rollback(), has no effect due to autocommit mode")
            return
        if engine.log.enabled:
            engine.log.info("ROLLBACK")
        if self._native is not None and not self._invalidated:
            yield "rollback", ()

    def _savepoint_steps(self, event_name: str, sql: str, name: str) -> Steps:
        engine = self.engine
        if engine.events.any:
            engine.events.fire(event_name, self, name, *(() if event_name == "savepoint" else (None,)))
        if engine.log.enabled:
            engine.log.statement(sql, (), kind="ddl", ismulti=False, hidden=False, started=time.perf_counter())
        yield "execute_raw", (sql, None)

    def _begin_explicit_steps(self) -> Steps:
        self._check_open()
        if self._transaction is not None:
            raise exc.InvalidRequestError(_ALREADY)
        if self._block is not None and not self._block.is_active:
            raise exc.InvalidRequestError(_IN_BLOCK)
        self._invalidated = False
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
        self._invalidated = False

    def _close_steps(self) -> Steps:
        if self._native is None:
            return
        transaction, self._block = self._transaction, None
        try:
            if transaction is not None:
                yield from transaction._rollback_steps()
        finally:
            native = self._native
            if self.engine.events.any:
                self.engine.events.fire("checkin", DBAPIConnection(native), None)
            yield "release", ()
            self._native = None
            self._transaction = self._nested = None

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
            self._native.invalidate()
            self._invalidated = True

    def detach(self) -> None:
        """Take the connection out of its pool: it is closed, not kept, when it is given back."""
        self._check_open()
        self._native.invalidate()

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
        if self.engine.events.any:
            self.engine.events.fire("set_connection_execution_options", self, opt)
        return self

    def get_execution_options(self) -> immutabledict:
        """Return the options set so far."""
        return immutabledict(self._options)

    def get_isolation_level(self) -> str:
        """Return the isolation level in force."""
        level = self._isolation()
        return level if level is not None else str(self.dialect.default_isolation_level)

    def schema_for_object(self, obj: Any) -> str | None:
        """Return the schema that a table is looked for in."""
        return obj.schema  # type: ignore[no-any-return]

    # --- statements
    def _run(
        self,
        statement: Any,
        params: Any = None,
        identity: Any = None,
        populate_existing: bool = False,
        *,
        defaults: bool = True,
    ) -> Any:
        """Execute a statement and return the engine's own result, entities hydrated through `identity`."""
        if self._transaction is None or self._native is None or self._block is not None:
            self._drive(self._autobegin_steps())
        compiled, sets = execution.prepare(self, statement, params, defaults)
        note = execution.before(self, compiled, statement, sets) if self.engine._watched else None
        try:
            result = self._native.execute(compiled, sets, identity, populate_existing=populate_existing)
        except exc.StatementError as error:
            raise execution.failed(self, error, compiled.sql, sets) from error.orig
        if note is not None:
            execution.after(self, note, result)
        return result

    async def _run_async(
        self,
        statement: Any,
        params: Any = None,
        identity: Any = None,
        populate_existing: bool = False,
        *,
        defaults: bool = True,
    ) -> Any:
        """Do as `_run`, without blocking the event loop."""
        if self._transaction is None or self._native is None or self._block is not None:
            await self._drive_async(self._autobegin_steps())
        compiled, sets = execution.prepare(self, statement, params, defaults)
        note = execution.before(self, compiled, statement, sets) if self.engine._watched else None
        try:
            result = await self._native.execute_async(compiled, sets, identity, populate_existing=populate_existing)
        except exc.StatementError as error:
            raise execution.failed(self, error, compiled.sql, sets) from error.orig
        if note is not None:
            execution.after(self, note, result)
        return result

    def execute(
        self, statement: Any, parameters: Any = None, *, execution_options: Mapping[str, Any] | None = None
    ) -> CursorResult[Any]:
        """Execute a statement with one parameter dict, or once for each dict of a list.

        Raises:
            ObjectNotExecutableError: it is no statement (a string has to be wrapped in `text()`).
            StatementError: the database refused it, or a value cannot be bound.
        """
        statement, inserting = execution.executable(self, statement, parameters)
        native = self._run(statement, parameters)
        return execution.cursor_result(self, native, statement, inserting, parameters)

    async def _execute_async(self, statement: Any, parameters: Any = None) -> CursorResult[Any]:
        statement, inserting = execution.executable(self, statement, parameters)
        native = await self._run_async(statement, parameters)
        return execution.cursor_result(self, native, statement, inserting, parameters)

    def scalar(self, statement: Any, parameters: Any = None, *, execution_options: Any = None) -> Any:
        """Execute a statement and return the first column of the first row, or None."""
        return self.execute(statement, parameters).scalar()

    def scalars(self, statement: Any, parameters: Any = None, *, execution_options: Any = None) -> ScalarResult[Any]:
        """Execute a statement and return the first column of each row."""
        return self.execute(statement, parameters).scalars()

    def exec_driver_sql(
        self, statement: str, parameters: Any = None, execution_options: Mapping[str, Any] | None = None
    ) -> CursorResult[Any]:
        """Send SQL as it is, with the database's own placeholders (`?`, `$1`) and positional parameters."""
        return self._drive(self._driver_sql_steps(statement, parameters))  # type: ignore[no-any-return]

    def _driver_sql_steps(self, statement: str, parameters: Any) -> Steps:
        yield from self._autobegin_steps()
        sets = execution.driver_parameters(parameters)
        note = execution.before_raw(self, statement, sets) if self.engine._watched else None
        try:
            native = yield "execute_raw", (statement, sets)
        except exc.StatementError as error:
            raise execution.failed(self, error, statement, sets) from error.orig
        if note is not None:
            execution.after(self, note, native)
        return CursorResult(native, connection=self)

    # --- what schema asks
    def _run_ddl(self, work: Any) -> None:
        work(self)

    def _has_table(self, name: str, schema: str | None = None) -> bool:
        return bool(self._inspector().has_table(name, schema))

    def _has_type(self, name: str, schema: str | None = None) -> bool:
        return bool(self._inspector().has_type(name, schema))

    def _has_sequence(self, name: str, schema: str | None = None) -> bool:
        return bool(self._inspector().has_sequence(name, schema))

    def _has_index(self, table: str, index: str, schema: str | None = None) -> bool:
        return bool(self._inspector().has_index(table, index, schema))

    def _table_names(self, schema: str | None = None, *, views: bool = False) -> list[str]:
        inspector = self._inspector()
        names = inspector.get_table_names(schema)
        return [*names, *inspector.get_view_names(schema)] if views else names

    def _reflect_table(self, table: Any, include_columns: Any, *, skip: set[str], resolve_fks: bool) -> None:
        self._inspector().reflect_table(table, include_columns, skip, resolve_fks)

    def _inspector(self) -> Any:
        from sqlmodel_rs.engine.reflection import Inspector

        return Inspector(self)

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        yield self

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()
