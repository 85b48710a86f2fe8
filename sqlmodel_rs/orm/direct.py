"""The shortest ways through a session on the caller's thread: read by key, run a SELECT, commit, close.

Each does what the work written as generators does (`persistence`, `execution`, `transaction`), without its steps, where
one statement is the whole work and nobody listens; anywhere else it answers `LONG` (or False) and has changed nothing.
"""

from __future__ import annotations

from threading import get_ident
from typing import TYPE_CHECKING, Any

from sqlmodel_rs import exc
from sqlmodel_rs.engine.connection import Connection
from sqlmodel_rs.engine.events import END_EVENTS, STATEMENT_EVENTS
from sqlmodel_rs.engine.execution import failed, prepare
from sqlmodel_rs.engine.result import ScalarResult
from sqlmodel_rs.orm import execution, persistence
from sqlmodel_rs.orm.effects import drive
from sqlmodel_rs.orm.events import FLUSH_EVENTS
from sqlmodel_rs.orm.loading.keyed import keyed_select
from sqlmodel_rs.orm.loading.strategies import has_eager_defaults
from sqlmodel_rs.orm.transaction import ACTIVE, CLOSED, Held, SessionTransaction
from sqlmodel_rs.orm.unitofwork.flush import flush_here
from sqlmodel_rs.sql import kinds
from sqlmodel_rs.sql.statement import SelectBase, SelectOfScalar

if TYPE_CHECKING:
    from sqlmodel_rs.orm.session import PlainSession


class _Long:
    __slots__ = ()


#: The answer that work has to go the long way.
LONG: Any = _Long()

_PARTS = (tuple, list, dict)


class Lease:
    """What a session reads with while it has had no transaction: a connection of `engine`, as the engine itself has it,
    that has begun one.

    The objects that stand for the two are made when somebody asks for the transaction, which few sessions of a read or
    two live to see.
    """

    __slots__ = ("engine", "native", "_dialect_name")

    def __init__(self, engine: Any, native: Any) -> None:
        self.engine = engine
        self.native = native
        self._dialect_name: str = engine.dialect.backend


class CurrentTransaction:
    """The transaction of a session that has had none yet: it is made of the session's lease, if there is one.

    No data descriptor: once a session has a transaction, its own attribute comes first.
    """

    def __get__(self, session: PlainSession | None, owner: type) -> Any:
        if session is None or session._lease is None:
            return None
        return _unfold(session, session._lease)


def _lease_for(session: PlainSession, mapper: Any = None, clause: Any = None) -> Lease | None:
    """Return the connection for a statement of which nobody has to be told, or None where it takes a transaction."""
    lease = session._lease
    if lease is None:
        if (
            not session._may_lease
            or session.execution_options
            or session.bind is None
            or not session.autobegin
            or (session._closed and not session.close_resets_only)
        ):
            return None
        engine = session.get_bind(mapper, clause=clause)
        leased = getattr(engine, "_leased", None)
        native = None if leased is None else leased()
        if native is None:
            return None
        lease = session._lease = Lease(engine, native)
        return lease
    engine = lease.engine
    return lease if session.get_bind(mapper, clause=clause) is engine and engine._is_quiet(STATEMENT_EVENTS) else None


def _connection_of(session: PlainSession, lease: Lease) -> Any:
    """Return the connection that stands for a lease, with the transaction it belongs to."""
    if session._lease is lease:
        _unfold(session, lease)
    return session._ready[id(lease.engine)]


def _end_lease(session: PlainSession) -> bool:
    """Roll back and give the connection of a lease back; False, and nothing done, where somebody is told of it."""
    lease = session._lease
    if lease is None or not lease.engine._is_quiet(END_EVENTS):
        return False
    session._lease = None
    native = lease.native
    try:
        # The pool may be told to leave, or commit, what is open.
        if native.in_transaction:
            native.rollback()
    finally:
        native.release()
    return True


def _unfold(session: PlainSession, lease: Lease) -> SessionTransaction:
    engine = lease.engine
    connection = Connection(engine, lease.native)
    begun = connection._stand_for_begun()
    transaction = SessionTransaction(session)
    transaction.held[id(engine)] = Held(connection, begun, owned=True, commits=True)
    session._ready[id(engine)] = connection
    session._lease = None
    session._transaction = transaction
    return transaction


def _is_free(session: PlainSession) -> bool:
    """Whether the session belongs to a blocking caller, nobody uses it and nobody listens but to flushes; in the `with`
    block of a transaction that has ended it is for nobody to use."""
    context = session._context
    return (
        session._bridge is None
        and session._user is None
        and session._heard <= FLUSH_EVENTS
        and (context is None or context.state == ACTIVE)
    )


def _connection(session: PlainSession, mapper: Any = None, clause: Any = None) -> Any:
    """Return a connection in the session's transaction, or None where making one takes the long way."""
    if session.bind is None:
        return None
    bind = session.get_bind(mapper, clause=clause)
    transaction = session._transaction
    if transaction is not None:
        if transaction.state != ACTIVE:
            return None
        connection = session._ready.get(id(bind))
        if connection is not None:
            return connection
        if transaction.parent is not None:
            return None
    begun = getattr(bind, "_begun", None)
    if begun is None:
        return None
    if session.execution_options:
        return None
    if transaction is None:
        if not session.autobegin or (session._closed and not session.close_resets_only):
            return None
        transaction = session._transaction = SessionTransaction(session)
    connection = begun()
    if connection is not None:
        key = id(bind)
        transaction.held[key] = Held(connection, connection._transaction, owned=True, commits=True)
        session._ready[key] = connection
    return connection


def get(session: PlainSession, entity: Any, ident: Any) -> Any:
    """Return the object of a key from the identity map or the database, None, or `LONG`."""
    mapper = getattr(entity, "__mapper__", None)
    if mapper is None or not _is_free(session):
        return LONG
    if isinstance(ident, _PARTS):
        key = persistence.primary_key(mapper, ident)
        if None in key:
            return LONG
    elif ident is None or len(mapper.pk_attrs) != 1:
        return LONG
    else:
        key = ident
    identity = session._native_identity
    found = identity.get(mapper.base_mapper.class_, key)
    if found is not None:
        state = found._sa_instance_state
        return found if state.mapper is mapper and not state.deleted and not state.expired else LONG
    if session._new or session._dirty or session._deleted:
        return LONG
    session._user = get_ident()
    try:
        connection = _lease_for(session, mapper)
        if connection is None:
            connection = _connection(session, mapper)
            if connection is None:
                return LONG
        select = keyed_select(mapper, connection._dialect_name)
        if select is None:
            return LONG
        values = select.parameters(key) if isinstance(key, tuple) else {select.names[0]: key}
        if type(connection) is Lease:
            rows = _run_leased(session, connection, select.compiled, values).rows
        else:
            rows = _run(session, connection, select, values).rows
    finally:
        session._user = None
    return rows[0] if rows else None


def _run(session: PlainSession, connection: Any, statement: Any, params: Any) -> Any:
    """Run a SELECT on a connection or a lease, through the session's identity map."""
    if type(connection) is not Lease:
        return connection._run(statement, params, session._native_identity)
    named: Any = connection  # it names its dialect, as a connection does
    return _run_leased(session, connection, *prepare(named, statement, params))


def _run_leased(session: PlainSession, lease: Lease, compiled: Any, params: Any) -> Any:
    try:
        return lease.native.execute(compiled, params, session._native_identity)
    except exc.StatementError as error:
        raise failed(_connection_of(session, lease), error, compiled.sql, params) from error.orig


def execute(session: PlainSession, statement: Any, params: Any, *, scalars: bool) -> Any:
    """Return the result of a SELECT that one statement answers, or `LONG`; `scalars` as sqlmodel's `exec` has them."""
    if not isinstance(statement, SelectBase) or not _is_free(session):
        return LONG
    if (
        statement._options
        or statement._execution_options
        or session.execution_options
        or session._new
        or session._dirty
        or session._deleted
    ):
        return LONG
    for column in statement._columns:
        kind = column._kind
        if kind == kinds.ORM_BUNDLE or (kind == kinds.ENTITY and has_eager_defaults(column.mapper)):
            return LONG
    session._user = get_ident()
    try:
        connection = _lease_for(session, None, statement)
        if connection is None:
            connection = _connection(session, clause=statement)
            if connection is None:
                return LONG
        answer = _run(session, connection, statement, params)
    finally:
        session._user = None
    scalars = scalars and isinstance(statement, SelectOfScalar)
    if scalars and answer.single:
        return ScalarResult(answer.rows)
    result = execution.tuple_result(statement, answer.rows, answer.keys, answer.single)
    return result.scalars() if scalars else result


def commit(session: PlainSession) -> bool:
    """Flush and commit; False where the rest has to go the long way."""
    transaction = session._transaction
    if transaction is None or transaction.parent is not None or not _is_free(session):
        return False
    session._user = get_ident()
    try:
        if session._new or session._dirty or session._deleted:
            transaction.check_usable()
            if not flush_here(session):
                drive(session._flush_work(), session)
            if session._new or session._dirty or session._deleted:
                return False
        try:
            return transaction.commit_untold()
        except BaseException as error:
            if transaction.state == ACTIVE:
                drive(transaction.fail(error, "commit"), session)
            raise
    finally:
        session._user = None


def close(session: PlainSession) -> bool:
    """Let go of all objects and give the connection back; False where the long way has to do it."""
    if not _is_free(session):
        return False
    session._expunge_untold()
    if _end_lease(session):
        session._closed = True
        return True
    transaction = session._transaction
    if transaction is not None:
        if transaction.parent is not None or len(transaction.held) > 1:
            return False
        try:
            for held in transaction.held.values():
                if not held.owned or not held.connection._give_back():
                    return False
        except BaseException:
            _ended(session, transaction)
            raise
        _ended(session, transaction)
    session._closed = True
    return True


def _ended(session: PlainSession, transaction: SessionTransaction) -> None:
    """Note that a transaction has ended and its connection is back."""
    transaction.held = {}
    transaction.state = CLOSED
    session._transaction = None
    session._ready = {}
