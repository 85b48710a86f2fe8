"""A session's transactions and savepoints: the connections they hold and what a rollback has to restore.

Asks for database work as effects; must not know statements.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlmodel_rs import exc
from sqlmodel_rs.orm.effects import Call, Work, run
from sqlmodel_rs.orm.state import instance_state

if TYPE_CHECKING:
    from sqlmodel_rs.orm.session import PlainSession

ACTIVE, COMMITTED, DEACTIVE, CLOSED = "active", "committed", "deactive", "closed"


class Held:
    """A connection in use by a transaction, and how to end it."""

    __slots__ = ("connection", "transaction", "owned", "commits")

    def __init__(self, connection: Any, transaction: Any, *, owned: bool, commits: bool) -> None:
        self.connection = connection
        self.transaction = transaction
        self.owned = owned
        self.commits = commits


class SessionTransaction:
    """One transaction (`nested` False) or savepoint of a session; also the context manager of `begin()` and
    `begin_nested()`."""

    __slots__ = (
        "session",
        "parent",
        "nested",
        "state",
        "failure",
        "failed_in",
        "held",
        "new",
        "deleted",
        "dirty",
        "switched",
        "converted",
        "origin",
        "flushing",
        "proxy",
        "around",
    )

    def __init__(
        self, session: PlainSession, parent: SessionTransaction | None = None, *, nested: bool = False
    ) -> None:
        session._may_lease = False
        self.session = session
        self.parent = parent
        self.nested = nested
        self.state = ACTIVE
        #: What ended it, and whether that was a "flush" or a "commit".
        self.failure: BaseException | None = None
        self.failed_in = "flush"
        self.held: dict[int, Held] = {}
        self.new: dict[int, Any] = {}
        self.deleted: dict[int, Any] = {}
        self.dirty: dict[int, Any] = {}
        self.switched: dict[int, tuple[Any, Any]] = {}
        #: Objects that have become ones of another class: what they were, and under which key.
        self.converted: dict[int, tuple[Any, Any, Any]] = {}
        self.origin = "begin_nested" if nested else "begin"
        #: The transaction whose `with` block is around this one's.
        self.around: SessionTransaction | None = None
        #: What listeners are shown as the transaction of a flush.
        self.flushing: SessionTransaction | None = None
        #: What stands for it in an asynchronous session, weakly.
        self.proxy: Any = None

    @property
    def is_active(self) -> bool:
        return self.session is not None and self.state == ACTIVE

    @property
    def connections(self) -> frozenset[Any]:
        """The connections that it has so far."""
        return frozenset(held.connection for held in self.held.values())

    def bound_connection(self, bindkey: Any = None, **kwargs: Any) -> Any:
        """Return the connection that it has for a class or an engine.

        Raises `InvalidRequestError` when it has none for that.
        """
        bind = self.session.get_bind(bindkey, **kwargs)
        held = self.held.get(id(bind))
        if held is None:
            raise exc.InvalidRequestError(f"This transaction has not acquired a connection for bind {bind!r}")
        return held.connection

    def check_usable(self) -> None:
        """Raise `PendingRollbackError` after a failed flush, `ResourceClosedError` after the end."""
        if self.state == ACTIVE:
            return
        if self.state == CLOSED:
            raise exc.ResourceClosedError("This transaction is closed")
        if self.failure is not None:
            raise exc.PendingRollbackError(
                f"This Session's transaction has been rolled back due to a previous exception during {self.failed_in}. "
                "To begin a new transaction with this Session, first issue Session.rollback(). Original exception was: "
                f"{self.failure}",
                code="7s2a",
            )
        if self.state == COMMITTED:
            raise exc.InvalidRequestError(
                "This session is in 'committed' state; no further SQL can be emitted within this transaction."
            )
        raise exc.InvalidRequestError(
            "This session is in 'inactive' state, due to the SQL transaction being rolled back; no further SQL "
            "can be emitted "
            "within this transaction."
        )

    def connect(self, bind: Any, options: dict[str, Any] | None = None) -> Work[Any]:
        """Answer the connection for `bind`, connecting and beginning when this transaction has none yet."""
        self.check_usable()
        held = self.held.get(id(bind))
        if held is not None:
            return held.connection
        if self.parent is not None:
            connection = yield from self.parent.connect(bind, options)
            savepoint = yield Call(connection, "begin_nested")
            self._hold(bind, Held(connection, savepoint, owned=False, commits=True))
            yield from self.session._announce("after_begin", self, connection)
            return connection
        if not hasattr(bind, "connect"):
            return (yield from self._join(bind, options))
        connection = yield Call(bind, "connect")
        try:
            given = {**self.session.execution_options, **(options or {})}
            if given:
                connection = yield Call(connection, "execution_options", **given)
            transaction = yield Call(connection, "begin")
        except BaseException:
            yield Call(connection, "close")
            raise
        self._hold(bind, Held(connection, transaction, owned=True, commits=True))
        yield from self.session._announce("after_begin", self, connection)
        return connection

    def connect_untold(self, bind: Any) -> Any:
        """Return a connection whose transaction has begun, where nobody has to be told of either; else None."""
        session = self.session
        if self.parent is not None or self.state != ACTIVE or id(bind) in self.held:
            return None
        if session._heard or session.execution_options:
            return None
        begun = getattr(bind, "_begun", None)
        connection = None if begun is None else begun()
        if connection is not None:
            self._hold(bind, Held(connection, connection._transaction, owned=True, commits=True))
        return connection

    def _hold(self, bind: Any, held: Held) -> None:
        self.held[id(bind)] = held
        self.session._ready[id(bind)] = held.connection

    def _join(self, connection: Any, options: dict[str, Any] | None) -> Work[Any]:
        """Take part in a connection the caller owns, as `join_transaction_mode` says."""
        given = {**self.session.execution_options, **(options or {})}
        if given:
            connection = yield Call(connection, "execution_options", **given)
        mode = self.session.join_transaction_mode
        if not connection.in_transaction():
            transaction = yield Call(connection, "begin")
            commits = True
        elif mode == "create_savepoint" or (mode == "conditional_savepoint" and connection.in_nested_transaction()):
            transaction = yield Call(connection, "begin_nested")
            commits = True
        else:
            transaction = connection.get_transaction()
            commits = mode == "control_fully"
        self._hold(connection, Held(connection, transaction, owned=False, commits=commits))
        yield from self.session._announce("after_begin", self, connection)
        return connection

    def commit_work(self) -> Work[None]:
        """End the transaction for good: database first, then what the objects remember."""
        for held in list(self.held.values()):
            if held.commits:
                yield Call(held.transaction, "commit")
        self.state = COMMITTED
        yield from self.session._announce("after_commit")
        self._after_commit()
        yield from self.close_work()

    def commit_untold(self) -> bool:
        """Commit the transaction's one connection and give it back; False, and nothing done, where more has to be done
        or somebody told."""
        if self.state != ACTIVE or self.parent is not None or len(self.held) != 1:
            return False
        (held,) = self.held.values()
        if not held.owned or not held.connection._commit_and_give_back(held.transaction):
            return False
        self._after_commit()
        self.state = CLOSED
        self.held = {}
        self.session._transaction = None
        self.session._ready = {}
        return True

    def rollback_work(self) -> Work[None]:
        """Undo the database work and restore the objects."""
        active = self.state == ACTIVE
        try:
            yield from self._rollback_connections()
            self.state = DEACTIVE
            if active:
                yield from self.session._announce("after_rollback")
        finally:
            self.state = DEACTIVE
            self.restore()
            # A connection that is lost cannot roll back, and is given back all the same.
            yield from self.close_work()
        yield from self.session._announce("after_soft_rollback", self)

    def begin_flush(self) -> None:
        """Tell listeners that a flush begins its part of the transaction."""
        if self.session._heard:
            self.flushing = SessionTransaction(self.session, self)
            self.session._dispatch("after_transaction_create", self.flushing)

    def end_flush(self, *, failed: bool = False) -> None:
        """Tell listeners that a flush has ended its part of the transaction."""
        part, self.flushing = self.flushing, None
        if part is not None:
            self.session._dispatch("after_transaction_end", part)
            if failed:
                self.session._dispatch("after_soft_rollback", part)

    def fail(self, error: BaseException, failed_in: str = "flush") -> Work[None]:
        """Roll back after a failed flush or commit; the session stays unusable until its user says `rollback()`."""
        self.failure, self.failed_in = error, failed_in
        self.state = DEACTIVE
        try:
            if failed_in == "commit" and not self.nested:
                # The transactions of the connections have ended; what the database keeps of them goes with the
                # connections. That one which is lost cannot be rolled back is no news.
                self.session._ready = {}
                yield from self._give_back_work()
            else:
                yield from self._rollback_connections()
            yield from self.session._announce("after_rollback")
        finally:
            self.restore()
        self.end_flush(failed=True)

    def release_work(self) -> Work[None]:
        """Undo what is not committed; a transaction that the session only takes part in stays for its owner to end."""
        yield from self._rollback_connections([held for held in self.held.values() if held.commits])

    def _rollback_connections(self, chosen: list[Held] | None = None) -> Work[None]:
        for held in list(self.held.values()) if chosen is None else chosen:
            if getattr(held.transaction, "is_active", True):
                yield Call(held.transaction, "rollback")

    def close_work(self) -> Work[None]:
        """Give the connections back and make the parent current again."""
        self.state = CLOSED
        session = self.session
        if session._transaction is self:
            session._transaction = self.parent
            session._ready = (
                {} if self.parent is None else {key: held.connection for key, held in self.parent.held.items()}
            )
        failure = yield from self._give_back_work()
        session._dispatch("after_transaction_end", self)
        if failure is not None:
            raise failure

    def _give_back_work(self) -> Work[BaseException | None]:
        """Give back the session's own connections, which are rolled back by that; return the first error."""
        held_now, self.held = list(self.held.values()), {}
        failure: BaseException | None = None
        for held in held_now:
            if held.owned:
                try:
                    yield Call(held.connection, "close")
                except BaseException as error:
                    failure = failure or error
        return failure

    def _after_commit(self) -> None:
        session = self.session
        if self.nested and self.parent is not None:
            self.parent.new.update(self.new)
            self.parent.deleted.update(self.deleted)
            self.parent.dirty.update(self.dirty)
            for key, switch in self.switched.items():
                self.parent.switched.setdefault(key, switch)
            for key, conversion in self.converted.items():
                self.parent.converted.setdefault(key, conversion)
            return
        for instance in self.deleted.values():
            state = instance_state(instance)
            state.session = None
            state.deleted = True
            session._dispatch("deleted_to_detached", instance)
        # Objects that only this transaction held end here, and need not expire.
        self.new, self.dirty, self.switched, self.converted = {}, {}, {}, {}
        if session.expire_on_commit:
            session._expire_everything()

    def restore(self) -> None:
        """Put the session's objects back to where they were when this transaction began."""
        session = self.session
        for instance in [*self.new.values(), *session._new.values()]:
            session._make_transient(instance)
        session._new.clear()
        for instance, mapper, old_key in self.converted.values():
            session._convert_back(instance, mapper, old_key)
        for instance, old_key in self.switched.values():
            session._switch_key(instance, old_key)
        for instance in self.deleted.values():
            if id(instance) not in self.new and instance_state(instance).key is not None:
                session._revive(instance)
        marked = list(session._deleted.values())
        session._deleted.clear()
        for instance in marked:
            session._dispatch("deleted_to_persistent", instance)
        dirty = {**self.dirty, **session._dirty}
        for instance in session._native_identity.values():
            if not self.nested or id(instance) in dirty or instance_state(instance).modified:
                session._expire_state(instance)
        session._dirty.clear()
        self.new, self.deleted, self.dirty, self.switched, self.converted = {}, {}, {}, {}, {}

    def commit(self) -> None:
        """Commit this transaction, or release this savepoint, with everything begun inside it."""
        self.session._end(self, "commit")

    def rollback(self) -> None:
        """Roll back to where this transaction or savepoint began."""
        self.session._end(self, "rollback")

    def _enter(self) -> None:
        """Note that the program is in the `with` block of this transaction."""
        self.around = self.session._context
        self.session._context = self

    def _leave_work(self, *, failed: bool) -> Work[None]:
        """End what a `with` block has left open: commit, or roll back when an exception leaves the block."""
        self.session._context = self.around
        if self.state == CLOSED:
            return
        if self.state != ACTIVE:
            # A flush in the block has failed, and what it wrote is undone: there is nothing to commit.
            yield from self.session._end_work(self, "close")
        elif failed:
            yield from self.session._end_work(self, "rollback")
        else:
            try:
                yield from self.session._end_work(self, "commit")
            except BaseException:
                if self.state != CLOSED:
                    yield from self.session._end_work(self, "rollback")
                raise

    def __enter__(self) -> SessionTransaction:
        self._enter()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: Any) -> None:
        run(self._leave_work(failed=kind is not None), self.session)
