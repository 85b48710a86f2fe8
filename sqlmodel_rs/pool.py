"""Names of connection pools: what `poolclass=` takes, and what `engine.pool` answers. The engine keeps them."""

from __future__ import annotations

from typing import Any, ClassVar

from sqlmodel_rs.event import Listeners
from sqlmodel_rs.listener import wrap_listener

POOL_EVENTS = ("connect", "first_connect", "checkout", "checkin", "close", "invalidate", "reset", "detach")


class _Holder:
    """Give a class listeners of its own, and an instance those of the instance."""

    def __init__(self, attribute: str) -> None:
        self._attribute = attribute

    def __get__(self, instance: Any, owner: type) -> Any:
        own = owner.__dict__.get(self._attribute) if instance is None else getattr(instance, "_listeners", None)
        if own is None:
            own = next((vars(base)[self._attribute] for base in owner.__mro__ if self._attribute in vars(base)), None)
        return lambda identifier: own if own is not None and identifier in own.names else None


class Pool:
    """The connections of one engine, as numbers; `poolclass` chooses how they are kept."""

    _native_name: ClassVar[str] = "queue"
    _class_listeners: ClassVar[Listeners] = Listeners(*POOL_EVENTS)
    _event_holder = _Holder("_class_listeners")

    def __init__(self, engine: Any = None, **_options: Any) -> None:
        self._engine = engine
        self._listeners = Listeners(*POOL_EVENTS)

    @staticmethod
    def _event_wrapper(identifier: str, function: Any, options: dict[str, Any]) -> Any:
        return wrap_listener(identifier, function, options)

    def _numbers(self) -> dict[str, Any]:
        return dict(self._engine._native.pool_status())

    def size(self) -> int:
        """Return how many connections the pool keeps."""
        return int(self._numbers()["size"])

    def checkedin(self) -> int:
        """Return how many connections wait in the pool."""
        return int(self._numbers()["checked_in"])

    def checkedout(self) -> int:
        """Return how many connections are in use."""
        return int(self._numbers()["checked_out"])

    def overflow(self) -> int:
        """Return how many connections there are beyond the pool's size (negative: not yet made)."""
        return int(self._numbers()["overflow"])

    def status(self) -> str:
        """Return the numbers as a sentence."""
        return (
            f"Pool size: {self.size()}  Connections in pool: {self.checkedin()} Current Overflow: {self.overflow()} "
            f"Current Checked out connections: {self.checkedout()}"
        )

    def connect(self) -> Any:
        """Check a connection out and return its DB-API face."""
        return self._engine.raw_connection()

    def dispose(self) -> None:
        """Close the connections that wait in the pool."""
        self._engine.dispose()

    def recreate(self) -> Pool:
        """Return the pool: connections are opened as they are needed."""
        return self


class QueuePool(Pool):
    """Keep `pool_size` connections and open up to `max_overflow` more."""


class AsyncAdaptedQueuePool(QueuePool):
    """The same, for asynchronous engines."""


class FallbackAsyncAdaptedQueuePool(AsyncAdaptedQueuePool):
    """The same, under an old name."""


class StaticPool(Pool):
    """One connection, shared by all."""

    _native_name = "static"


class SingletonThreadPool(StaticPool):
    """SQLAlchemy's pool for SQLite in memory; here one shared connection."""


class NullPool(Pool):
    """Open a connection each time and close it after use."""

    _native_name = "null"
