"""`Session`: a transaction, the objects in it, and the statements sent through it.

Public methods drive work written as generators (see `effects`); must not know pydantic nor SQL text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Self, TypeVar, overload

from typing_extensions import TypeVarTuple, deprecated

from sqlmodel_rs import exc
from sqlmodel_rs._native import IdentityMap as NativeIdentityMap
from sqlmodel_rs.engine.result import CursorResult, ScalarResult, TupleResult
from sqlmodel_rs.engine.row import Row
from sqlmodel_rs.orm import binds, direct, events, execution, membership, persistence
from sqlmodel_rs.orm.effects import Work, is_running, run
from sqlmodel_rs.orm.identity import identity_key
from sqlmodel_rs.orm.membership import make_transient, make_transient_to_detached
from sqlmodel_rs.orm.shortcuts.session import Shortcuts
from sqlmodel_rs.orm.state import all_sessions, object_session, remember_session
from sqlmodel_rs.orm.transaction import ACTIVE, SessionTransaction
from sqlmodel_rs.orm.unitofwork import bulk, flush, rows
from sqlmodel_rs.sql.dml import DataChange
from sqlmodel_rs.sql.statement import Select, SelectBase, SelectOfScalar

__all__ = [
    "PlainSession",
    "Session",
    "close_all_sessions",
    "make_transient",
    "make_transient_to_detached",
    "object_session",
]

T = TypeVar("T")
Ts = TypeVarTuple("Ts")
Options = Mapping[str, Any] | None

JOIN_MODES = ("conditional_savepoint", "rollback_only", "control_fully", "create_savepoint")


class PlainSession(membership.Membership, binds.Binds, events.Listeners, Shortcuts):
    """Hold objects and one transaction, as `sqlalchemy.orm.Session` with SQLModel's `exec`.

    `bind` is an engine or a connection, `binds` chooses one for each class or table. A session is for one thread
    at a time: a second one that uses it meanwhile gets `IllegalStateChangeError`.
    """

    identity_key = staticmethod(identity_key)
    object_session = staticmethod(object_session)

    # What a new session starts with; an attribute of its own only once it changes.
    _transaction: SessionTransaction | None = direct.CurrentTransaction()  # type: ignore[assignment]
    #: What it reads with while it has no transaction, until it has had one.
    _lease: direct.Lease | None = None
    _may_lease = True
    _flushing = False
    _closed = False
    _user: Any = None
    _bridge: Callable[[Any, Any], Any] | None = None
    #: The thread that may use the session while a task does: it is called by that task.
    _lent_to: int | None = None
    _async_owner: Any = None
    #: The transaction whose `with` block the program is in.
    _context: SessionTransaction | None = None

    def __init__(
        self,
        bind: Any = None,
        *,
        autoflush: bool = True,
        future: bool = True,
        expire_on_commit: bool = True,
        autobegin: bool = True,
        twophase: bool = False,
        binds: Mapping[Any, Any] | None = None,
        enable_baked_queries: bool = True,
        info: dict[Any, Any] | None = None,
        query_cls: Any = None,
        autocommit: bool = False,
        join_transaction_mode: str = "conditional_savepoint",
        close_resets_only: bool = True,
        execution_options: Mapping[str, Any] | None = None,
    ) -> None:
        if autocommit:
            raise exc.ArgumentError("autocommit=True is no longer supported")
        if not future:
            raise exc.ArgumentError("The 'future' parameter passed to Session() may only be set to True.")
        if twophase:
            raise exc.ArgumentError("two-phase transactions are not supported: commit each database's session")
        if join_transaction_mode not in JOIN_MODES:
            raise exc.ArgumentError(f'invalid selection for join_transaction_mode: "{join_transaction_mode}"')
        if events.fresh:
            events.complete()
        self.bind = bind
        self._query_cls = query_cls
        self.autoflush = autoflush
        self.autobegin = autobegin
        self.expire_on_commit = expire_on_commit
        self.join_transaction_mode = join_transaction_mode
        self.close_resets_only = close_resets_only
        self.info: dict[Any, Any] = {} if info is None else dict(info)
        self.execution_options = {} if execution_options is None else dict(execution_options)
        self._binds: dict[Any, Any] = {}
        self._ref, self.hash_key = remember_session(self)
        self._native_identity = NativeIdentityMap(self._ref)
        self._new: dict[int, Any] = {}
        self._dirty: dict[int, Any] = {}
        self._deleted: dict[int, Any] = {}
        self._ready: dict[int, Any] = {}
        if binds:
            for key, engine in binds.items():
                self._add_bind(key, engine)

    # --- who is using it
    def _enter(self, user: Any) -> bool:
        """Mark the session as in use; answers False when `user` is using it already."""
        if self._user is None:
            self._user = user
            return True
        if self._user == user or self._lent_to == user:
            return False
        if self._bridge is not None and isinstance(user, int) and is_running(self._user):
            return False
        raise exc.IllegalStateChangeError(
            "This session is in use by another thread or task; concurrent operations are not permitted. Use one "
            "session for each thread or task.",
            code="isce",
        )

    def _leave(self) -> None:
        self._user = None

    def _dialect_of(self, table: Any) -> rows.Capabilities:
        """Return what the database of a table can do for a flush."""
        return rows.capabilities(self.get_bind(clause=table).dialect)

    # --- transactions
    def _begin_if_needed(self) -> SessionTransaction:
        transaction = self._transaction
        if transaction is None:
            self._check_context()
            if self._closed and not self.close_resets_only:
                raise exc.InvalidRequestError(
                    "This Session has been permanently closed and is unable to handle any more transaction requests."
                )
            if not self.autobegin:
                raise exc.InvalidRequestError(
                    "Autobegin is disabled on this Session; please call session.begin() to start a new transaction"
                )
            transaction = self._transaction = SessionTransaction(self)
            if self._heard:
                self._dispatch("after_transaction_create", transaction)
        return transaction

    def _check_context(self) -> None:
        """Raise `InvalidRequestError` in the `with` block of a transaction that has ended."""
        context = self._context
        if context is not None and context.state != ACTIVE:
            why = (
                ""
                if context.failure is None
                else f"The transaction was rolled back due to an exception: {context.failure}.  "
            )
            raise exc.InvalidRequestError(
                f"Can't operate on closed transaction inside context manager.  {why}Please complete the context "
                "manager before emitting further commands."
            )

    def _transaction_for_work(self) -> SessionTransaction:
        """Return the transaction that a flush or a savepoint is part of; raises where it can do no more work."""
        transaction = self._begin_if_needed()
        transaction.check_usable()
        self._check_context()
        return transaction

    def _ready_connection(self, bind: Any, statement: Any) -> Any:
        """Return the connection at hand for a statement, or None when one has to be made."""
        self._check_context()
        if self._transaction is None or self._transaction.state != ACTIVE:
            return None
        return self._ready.get(id(bind if bind is not None else self.get_bind(clause=statement)))

    def _connect(self, bind: Any, statement: Any = None, options: dict[str, Any] | None = None) -> Work[Any]:
        self._check_context()
        transaction = self._begin_if_needed()
        chosen = bind if bind is not None else self.get_bind(clause=statement)
        return (yield from transaction.connect(chosen, options))

    def connection(
        self, bind_arguments: dict[str, Any] | None = None, execution_options: Mapping[str, Any] | None = None
    ) -> Any:
        """Return the connection of the current transaction, beginning one when there is none."""
        bind = self.get_bind(**(bind_arguments or {}))
        return run(self._connect(bind, None, dict(execution_options or {})), self)

    def begin(self, nested: bool = False) -> SessionTransaction:
        """Begin a transaction, or a savepoint; the result is a context manager that commits or rolls back.

        Raises `InvalidRequestError` when a transaction is in progress.
        """
        if nested:
            return self.begin_nested()
        if self._transaction is not None:
            raise exc.InvalidRequestError("A transaction is already begun on this Session.")
        self._check_context()
        self._transaction = SessionTransaction(self)
        self._dispatch("after_transaction_create", self._transaction)
        return self._transaction

    def begin_nested(self) -> SessionTransaction:
        """Set a savepoint; pending changes are flushed first."""
        return run(self._begin_nested_work(), self)

    def _begin_nested_work(self) -> Work[SessionTransaction]:
        parent = self._transaction_for_work()
        yield from self._flush_work()
        nested = SessionTransaction(self, parent, nested=True)
        self._transaction = nested
        # The savepoint is set before the first statement in it.
        self._ready = {}
        self._dispatch("after_transaction_create", nested)
        return nested

    def commit(self) -> None:
        """Flush and commit; afterwards objects reload what is read from them, unless `expire_on_commit` is False."""
        if not direct.commit(self):
            run(self._commit_work(), self)

    def _commit_work(self) -> Work[None]:
        transaction = self._begin_if_needed()
        while transaction.parent is not None:
            yield from self._commit_one(transaction)
            assert self._transaction is not None
            transaction = self._transaction
        yield from self._commit_one(transaction)

    def _commit_one(self, transaction: SessionTransaction) -> Work[None]:
        transaction.check_usable()
        yield from self._announce("before_commit")
        for _ in range(100):
            if not self._has_changes():
                break
            yield from self._flush_work()
        else:
            raise exc.FlushError(
                "Over 100 subsequent flushes have occurred within session.commit() - is an after_flush() hook "
                "creating new objects?"
            )
        try:
            yield from transaction.commit_work()
        except BaseException as error:
            if transaction.state == ACTIVE:
                yield from transaction.fail(error, "commit")
            raise

    def rollback(self) -> None:
        """Roll back to the beginning of the transaction (or of the innermost savepoint's outermost transaction)."""
        run(self._rollback_work(), self)

    def _rollback_work(self) -> Work[None]:
        while self._transaction is not None:
            yield from self._transaction.rollback_work()

    def _load_work(self, statement: Any, mapper: Any, options: Any = None, **about: Any) -> Work[list[Any]]:
        """Run a statement for missing attributes, which the listeners of the session are asked about."""
        return execution.load_rows(self, statement, execution.Loading(mapper, **about), options)

    def _end(self, transaction: SessionTransaction, action: str) -> None:
        run(self._end_work(transaction, action), self)

    def _end_work(self, transaction: SessionTransaction, action: str) -> Work[None]:
        """Commit, roll back or close one transaction of the stack, with everything begun inside it."""
        while self._transaction is not None and self._transaction is not transaction:
            inner = self._transaction
            yield from (self._commit_one(inner) if action == "commit" else inner.rollback_work())
        if action == "commit":
            yield from self._commit_one(transaction)
        elif action == "close":
            yield from transaction.close_work()
        else:
            yield from transaction.rollback_work()

    def close(self) -> None:
        """Let go of all objects and give the connection back; the session may be used again."""
        if not direct.close(self):
            run(self._close_work(), self)

    def _close_work(self) -> Work[None]:
        try:
            yield from self._expunge_all_work()
        finally:
            while self._transaction is not None:
                transaction = self._transaction
                try:
                    yield from transaction.release_work()
                finally:
                    # A connection that is lost cannot roll back, and is given back all the same.
                    yield from transaction.close_work()
        self._closed = True

    def reset(self) -> None:
        """Close the session so that it is as new."""
        self.close()
        self._closed = False

    def invalidate(self) -> None:
        """Close the session and discard its connections instead of giving them back."""
        for held in list((self._transaction.held if self._transaction else {}).values()):
            held.connection.invalidate()
        self.close()

    def in_transaction(self) -> bool:
        """Tell whether a transaction has begun."""
        return self._transaction is not None

    def in_nested_transaction(self) -> bool:
        """Tell whether a savepoint is active."""
        return self._transaction is not None and self._transaction.nested

    def get_transaction(self) -> SessionTransaction | None:
        """Return the root transaction."""
        found = self._transaction
        while found is not None and found.parent is not None:
            found = found.parent
        return found

    def get_nested_transaction(self) -> SessionTransaction | None:
        """Return the innermost savepoint."""
        return self._transaction if self.in_nested_transaction() else None

    @property
    def is_active(self) -> bool:
        """Whether the session can be used: False after a failed flush until `rollback()`."""
        return (
            self._transaction is None or self._transaction.is_active
            if self.autobegin
            else self._transaction is not None and self._transaction.is_active
        )

    # --- flush
    def flush(self, objects: Iterable[Any] | None = None) -> None:
        """Write what changed to the database, in one transaction. A failure rolls the transaction back."""
        if self._flushing:
            raise exc.InvalidRequestError("Session is already flushing")
        run(self._flush_work(None if objects is None else list(objects)), self)

    def _has_changes(self) -> bool:
        return bool(self._new or self._deleted or self._dirty)

    def _flush_work(self, objects: list[Any] | None = None) -> Work[None]:
        if self._flushing:
            raise exc.InvalidRequestError("Session is already flushing")
        if not self._has_changes():
            return
        self._transaction_for_work()
        self._flushing = True
        try:
            # A listener that raises here has stopped the flush before it began: nothing has to be undone.
            context = yield from flush.announce(self, objects)
            try:
                yield from flush.flush(self, objects, context)
            except BaseException as error:
                if self._transaction is not None and self._transaction.state == ACTIVE:
                    yield from self._transaction.fail(error)
                raise
        finally:
            self._flushing = False

    def _autoflush_work(self) -> Work[None]:
        if self.autoflush and not self._flushing and self._has_changes():
            try:
                yield from self._flush_work()
            except exc.StatementError as error:
                error.add_detail(
                    "raised as a result of Query-invoked autoflush; consider using a session.no_autoflush block "
                    "if this flush is "
                    "occurring prematurely"
                )
                raise

    @property
    @contextmanager
    def no_autoflush(self) -> Iterator[Self]:
        """A `with` block in which queries do not flush."""
        before, self.autoflush = self.autoflush, False
        try:
            yield self
        finally:
            self.autoflush = before

    # --- objects by key
    def get(
        self,
        entity: type[T],
        ident: Any,
        *,
        options: Iterable[Any] | None = None,
        populate_existing: bool | None = None,
        with_for_update: Any = None,
        identity_token: Any = None,
        execution_options: Mapping[str, Any] | None = None,
        bind_arguments: dict[str, Any] | None = None,
    ) -> T | None:
        """Return the object with a primary key, from the session or the database, or None.

        `ident` is one value, a tuple for a composite key in column order, or a dict by attribute.
        """
        if not (options or populate_existing or with_for_update or bind_arguments or execution_options):
            found = direct.get(self, entity, ident)
            if found is not direct.LONG:
                return found  # type: ignore[no-any-return]
        work = persistence.get_work(self, entity, ident, options, populate_existing, with_for_update, execution_options)
        return run(work, self)  # type: ignore[no-any-return]

    def get_one(self, entity: type[T], ident: Any, **options: Any) -> T:
        """Return the object with a primary key; raises `NoResultFound` when there is none."""
        found = self.get(entity, ident, **options)
        if found is None:
            raise exc.NoResultFound("No row was found when one was required")
        return found

    def refresh(self, instance: Any, attribute_names: Iterable[str] | None = None, with_for_update: Any = None) -> None:
        """Read the object (or the named attributes) again.

        Raises `InvalidRequestError` when it is not persistent in this session or its row is gone.
        """
        run(persistence.refresh_work(self, instance, attribute_names, with_for_update), self)

    def merge(self, instance: T, *, load: bool = True, options: Iterable[Any] | None = None) -> T:
        """Copy an object's state onto the session's object with the same key and return that one."""
        return run(persistence.merge_work(self, instance, load, options), self)  # type: ignore[no-any-return]

    def merge_all(self, instances: Iterable[T], *, load: bool = True, options: Iterable[Any] | None = None) -> list[T]:
        """Merge each of several objects."""
        return [self.merge(instance, load=load, options=options) for instance in instances]

    def delete(self, instance: Any) -> None:
        """Mark an object for deletion at the next flush, with everything its delete cascades reach."""
        run(persistence.delete_work(self, instance), self)

    def delete_all(self, instances: Iterable[Any]) -> None:
        """Mark several objects for deletion."""
        for instance in instances:
            self.delete(instance)

    # --- statements
    @overload
    def exec(
        self, statement: Select[*Ts], *, params: Any = ..., execution_options: Options = ..., bind_arguments: Any = ...
    ) -> TupleResult[tuple[*Ts]]: ...
    @overload
    def exec(
        self,
        statement: SelectOfScalar[T],
        *,
        params: Any = ...,
        execution_options: Options = ...,
        bind_arguments: Any = ...,
    ) -> ScalarResult[T]: ...
    @overload
    def exec(
        self, statement: DataChange, *, params: Any = ..., execution_options: Options = ..., bind_arguments: Any = ...
    ) -> CursorResult: ...
    @overload
    def exec(
        self, statement: Any, *, params: Any = ..., execution_options: Options = ..., bind_arguments: Any = ...
    ) -> Any: ...
    def exec(
        self,
        statement: Any,
        *,
        params: Any = None,
        execution_options: Mapping[str, Any] | None = None,
        bind_arguments: dict[str, Any] | None = None,
        _parent_execute_state: Any = None,
        _add_event: Any = None,
    ) -> Any:
        """Run a statement: `ScalarResult` for sqlmodel's `select` of one thing, `TupleResult` for several,
        else `CursorResult`."""
        if not (execution_options or bind_arguments):
            result = direct.execute(self, statement, params, scalars=True)
            if result is not direct.LONG:
                return result
        return run(execution.exec_work(self, statement, params, execution_options, bind_arguments), self)

    @overload
    def execute(
        self, statement: SelectBase, params: Any = ..., *, execution_options: Options = ..., bind_arguments: Any = ...
    ) -> TupleResult[Row]: ...
    @overload
    def execute(
        self, statement: Any, params: Any = ..., *, execution_options: Options = ..., bind_arguments: Any = ...
    ) -> Any: ...
    def execute(
        self,
        statement: Any,
        params: Any = None,
        *,
        execution_options: Mapping[str, Any] | None = None,
        bind_arguments: dict[str, Any] | None = None,
        _parent_execute_state: Any = None,
        _add_event: Any = None,
    ) -> Any:
        """Run a statement and return rows, also for one entity."""
        if not (execution_options or bind_arguments):
            result = direct.execute(self, statement, params, scalars=False)
            if result is not direct.LONG:
                return result
        return run(execution.execute_work(self, statement, params, execution_options, bind_arguments), self)

    @overload
    def scalars(self, statement: SelectOfScalar[T], params: Any = ..., **options: Any) -> ScalarResult[T]: ...
    @overload
    def scalars(self, statement: Any, params: Any = ..., **options: Any) -> ScalarResult[Any]: ...
    def scalars(self, statement: Any, params: Any = None, **options: Any) -> ScalarResult[Any]:
        """Run a statement and return the first column of each row."""
        return run(execution.execute_work(self, statement, params, **options), self).scalars()  # type: ignore[no-any-return]

    @overload
    def scalar(self, statement: SelectOfScalar[T], params: Any = ..., **options: Any) -> T | None: ...
    @overload
    def scalar(self, statement: Any, params: Any = ..., **options: Any) -> Any: ...
    def scalar(self, statement: Any, params: Any = None, **options: Any) -> Any:
        """Run a statement and return the first column of the first row, or None."""
        return run(execution.execute_work(self, statement, params, **options), self).scalar()

    def query(self, *entities: Any, **options: Any) -> Any:
        """Start a query in SQLAlchemy's older style."""
        from sqlmodel_rs.orm.query import Query

        return (self._query_cls or Query)(entities, session=self)

    # --- bulk
    def bulk_save_objects(
        self,
        objects: Iterable[Any],
        return_defaults: bool = False,
        update_changed_only: bool = True,
        preserve_order: bool = True,
    ) -> None:
        """Write objects without relationships, cascades or events.

        New objects learn the keys of their rows with `return_defaults` alone; without `update_changed_only` every
        loaded column of a known object is written.
        """
        work = bulk.save_work(self, list(objects), return_defaults, update_changed_only)
        run(bulk.guarded(self, work), self)

    def bulk_insert_mappings(
        self, mapper: Any, mappings: Iterable[dict[str, Any]], return_defaults: bool = False, render_nulls: bool = False
    ) -> None:
        """Insert rows of a mapped class, given as dicts by attribute; `return_defaults` puts their keys into those."""
        work = bulk.insert_work(self, mapper, list(mappings), return_defaults, render_nulls)
        run(bulk.guarded(self, work), self)

    def bulk_update_mappings(self, mapper: Any, mappings: Iterable[dict[str, Any]]) -> None:
        """Update rows of a mapped class by the primary key in each dict."""
        run(bulk.guarded(self, bulk.update_work(self, mapper, list(mappings))), self)

    def prepare(self) -> None:
        """Refuse: two-phase transactions are not supported."""
        raise exc.InvalidRequestError("'twophase' mode not enabled, or not root transaction; can't prepare.")

    # --- context manager
    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: Any, value: Any, trace: Any) -> None:
        self.close()

    @classmethod
    def close_all(cls) -> None:
        """Close all sessions in memory."""
        close_all_sessions()


class Session(PlainSession):
    """The session of `sqlmodel`: as `PlainSession`, which is SQLAlchemy's, with `query` marked as deprecated."""

    @deprecated("🚨 You probably want to use `session.exec()` instead of `session.query()`.")
    def query(self, *entities: Any, **options: Any) -> Any:
        """Start a query in SQLAlchemy's older style."""
        return super().query(*entities, **options)


def close_all_sessions() -> None:
    """Close all sessions in memory."""
    for session in all_sessions():
        session.close()
