"""What the pool's listeners see: a record for each open connection, and the events of its life."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlmodel_rs import exc
from sqlmodel_rs.engine.dbapi import DBAPIConnection, shown

if TYPE_CHECKING:
    from sqlmodel_rs.engine.engine import Engine

#: How often a connection that a "checkout" listener disowns is replaced.
ATTEMPTS = 2


class PoolResetState(NamedTuple):
    """Why a connection is reset, as "reset" listeners see it."""

    transaction_was_reset: bool
    terminate_only: bool = False
    asyncio_safe: bool = True


class ConnectionRecord:
    """One open connection of a pool; `info` lives as long as the connection."""

    __slots__ = ("_record_info", "dbapi_connection", "info", "starttime")

    def __init__(self, dbapi_connection: DBAPIConnection) -> None:
        self.dbapi_connection = dbapi_connection
        self.info: dict[Any, Any] = {}
        self.starttime = time.time()
        self._record_info: dict[Any, Any] | None = None

    @property
    def driver_connection(self) -> DBAPIConnection:
        """The connection itself."""
        return self.dbapi_connection

    connection = driver_connection

    @property
    def record_info(self) -> dict[Any, Any]:
        """A dictionary for the program's own notes."""
        if self._record_info is None:
            self._record_info = {}
        return self._record_info

    @property
    def in_use(self) -> bool:
        """Whether somebody has the connection."""
        return not self.dbapi_connection._native.closed

    def invalidate(self, e: BaseException | None = None, soft: bool = False) -> None:
        """Throw the connection away: now, or with `soft` when it is given back."""
        self.dbapi_connection.invalidate(e, soft)


class Records:
    """The records of one pool, by the number of the connection."""

    __slots__ = ("_dialect_name", "_greeted", "_known", "_native")

    def __init__(self, native: Any, dialect_name: str) -> None:
        self._native = native
        self._dialect_name = dialect_name
        self._known: dict[int, ConnectionRecord] = {}
        self._greeted = False

    def of(self, native: Any) -> ConnectionRecord:
        """Return the record of a connection."""
        record = self._known.get(native.serial)
        if record is None:
            if not self._known:
                # From here on the pool tells which connections it has closed.
                self._native.take_closed()
            record = self._known[native.serial] = ConnectionRecord(shown(native, self._dialect_name))
        face = record.dbapi_connection
        if face._native is not native:
            face._native = native
        face.info = record.info
        return record

    def greet(self, engine: Engine, native: Any) -> None:
        """Tell the listeners that a connection was opened, if it was, and that it is checked out."""
        events = engine.events
        self.sweep(engine)
        record = self.of(native)
        face = record.dbapi_connection
        if native.fresh:
            if not self._greeted:
                self._greeted = True
                events.fire("first_connect", face, record)
            events.fire("connect", face, record)
        events.fire("checkout", face, record, face)

    def returned(self, engine: Engine, native: Any, transaction_was_reset: bool) -> None:
        """Tell the listeners that a connection is about to be reset and given back."""
        record = self.of(native)
        if not native.closed:
            engine.events.fire("reset", record.dbapi_connection, record, PoolResetState(transaction_was_reset))
        engine.events.fire("checkin", None if native.closed else record.dbapi_connection, record)

    def invalidated(self, engine: Engine, native: Any, exception: BaseException | None) -> None:
        """Tell the listeners that a connection is thrown away."""
        record = self.of(native)
        engine.events.fire("invalidate", record.dbapi_connection, record, exception)

    def detached(self, engine: Engine, native: Any) -> None:
        """Tell the listeners that a connection left the pool."""
        record = self.of(native)
        engine.events.fire("detach", record.dbapi_connection, record)

    def sweep(self, engine: Engine) -> None:
        """Tell the listeners of the connections that were closed meanwhile, and forget them."""
        if not self._known:
            return
        for number in self._native.take_closed():
            record = self._known.pop(number, None)
            if record is not None:
                engine.events.fire("close", record.dbapi_connection, record)


def check_out(engine: Engine, acquire: Any) -> Any:
    """Return a connection that no "checkout" listener disowns; `acquire` takes one from the pool.

    Raises:
        InvalidRequestError: the listeners have disowned several.
    """
    for _ in range(ATTEMPTS):
        native = acquire()
        if accepted(engine, native):
            return native
    raise disowned()


def accepted(engine: Engine, native: Any) -> bool:
    """Tell the listeners of a connection; False when one has raised `DisconnectionError`, and it is closed."""
    try:
        engine._records.greet(engine, native)
    except exc.DisconnectionError as error:
        engine._records.invalidated(engine, native, error)
        native.invalidate()
        native.release()
        if isinstance(error, exc.InvalidatePoolError):
            engine._native.dispose()
        return False
    except BaseException:
        native.invalidate()
        native.release()
        raise
    return True


def disowned() -> exc.InvalidRequestError:
    """Return the error of a checkout that listeners did not let through."""
    return exc.InvalidRequestError("This connection is closed")
