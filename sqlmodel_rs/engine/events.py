"""The events of engines and connections, and how those of an engine, its class and its pool are called."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlmodel_rs.event import Listeners
from sqlmodel_rs.pool import POOL_EVENTS

CONNECTION_EVENTS = (
    "begin",
    "commit",
    "rollback",
    "savepoint",
    "rollback_savepoint",
    "release_savepoint",
    "before_cursor_execute",
    "after_cursor_execute",
    "before_execute",
    "after_execute",
    "handle_error",
    "engine_connect",
    "engine_disposed",
    "set_connection_execution_options",
    "set_engine_execution_options",
    "do_connect",
    "do_begin",
)
ENGINE_EVENTS = (*CONNECTION_EVENTS, *POOL_EVENTS)


class Events:
    """The listeners that one engine's events reach: its own, its parent engine's, the class's and its pool's."""

    __slots__ = ("_sources", "own")

    def __init__(self, *inherited: Listeners) -> None:
        self.own = Listeners(*ENGINE_EVENTS)
        self._sources: tuple[Listeners, ...] = (*inherited, self.own)

    @property
    def any(self) -> bool:
        """Whether anybody listens to anything."""
        return any(self._sources)

    def of(self, identifier: str) -> Iterator[Any]:
        """Iterate over the functions for an event."""
        for source in self._sources:
            yield from source.of(identifier)

    def fire(self, identifier: str, *args: Any) -> None:
        """Call every listener of an event."""
        for function in self.of(identifier):
            function(*args)

    def child(self) -> Events:
        """Return the events of an engine derived by `execution_options()`."""
        return Events(*self._sources)


class ExecutionContext:
    """What listeners see of one execution: the compiled statement, its parameters and options."""

    __slots__ = (
        "_query_start_time",
        "compiled",
        "connection",
        "cursor",
        "dialect",
        "execution_options",
        "executemany",
        "invoked_statement",
        "parameters",
        "root_connection",
        "statement",
        "__dict__",
    )

    def __init__(self, connection: Any, compiled: Any, statement: Any, parameters: Any, executemany: bool) -> None:
        self.connection = self.root_connection = connection
        self.compiled = compiled
        self.invoked_statement = statement
        self.statement = compiled.sql if compiled is not None else statement
        self.parameters = parameters
        self.executemany = executemany
        self.dialect = connection.dialect
        self.execution_options = connection.get_execution_options()
        self.cursor: Any = None


class ExceptionContext:
    """What a `handle_error` listener sees; it may set `chained_exception` by returning another exception."""

    def __init__(self, connection: Any, error: Any, statement: Any, parameters: Any) -> None:
        self.connection = connection
        self.engine = connection.engine
        self.dialect = connection.dialect
        self.sqlalchemy_exception = error
        self.original_exception = getattr(error, "orig", error)
        self.chained_exception: Any = None
        self.statement = statement
        self.parameters = parameters
        self.execution_context = None
        self.is_disconnect = bool(getattr(error, "connection_invalidated", False))
        self.is_pre_ping = False
        self.invalidate_pool_on_disconnect = True
