"""The events of engines and connections, and how those of an engine, its class and its pool are called."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlmodel_rs.engine.url import immutabledict
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
    "do_execute",
    "do_executemany",
    "do_execute_no_params",
)
ENGINE_EVENTS = (*CONNECTION_EVENTS, *POOL_EVENTS)
#: The events of beginning a transaction on a connection that was checked out.
BEGIN_EVENTS = frozenset({"engine_connect", "checkout", "begin", "do_connect"})
#: The events of giving a connection back.
END_EVENTS = frozenset({"rollback", "checkin", "reset"})
#: The events of committing a transaction and giving its connection back.
COMMIT_EVENTS = frozenset({"commit", "checkin", "reset"})
#: The events around one statement.
STATEMENT_EVENTS = frozenset(
    {
        "before_cursor_execute",
        "after_cursor_execute",
        "before_execute",
        "after_execute",
        "do_execute",
        "do_executemany",
        "do_execute_no_params",
    }
)
#: The events of a statement that is the first one of its connection.
FIRST_EVENTS = BEGIN_EVENTS | STATEMENT_EVENTS


class Events:
    """The listeners that one engine's events reach: its own, its parent engine's, the class's and its pool's."""

    __slots__ = ("_active", "_seen", "_sources", "_statements", "own")

    def __init__(self, *inherited: Listeners) -> None:
        self.own = Listeners(*ENGINE_EVENTS)
        self._sources: tuple[Listeners, ...] = (*inherited, self.own)
        self._seen = -1
        self._active: frozenset[str] = frozenset()
        self._statements = False

    @property
    def active(self) -> frozenset[str]:
        """The events that somebody listens to."""
        if self._seen != Listeners.changes:
            self._seen = Listeners.changes
            self._active = frozenset(identifier for source in self._sources for identifier in source.active())
            self._statements = not self._active.isdisjoint(STATEMENT_EVENTS)
        return self._active

    @property
    def any(self) -> bool:
        """Whether anybody listens to anything."""
        return bool(self.active)

    @property
    def statements(self) -> bool:
        """Whether anybody listens to statements."""
        if self._seen != Listeners.changes:
            return bool(self.active) and self._statements
        return self._statements

    def of(self, identifier: str) -> Iterator[Any]:
        """Iterate over the functions for an event."""
        for source in self._sources:
            yield from source.of(identifier)

    def fire(self, identifier: str, *args: Any) -> None:
        """Call every listener of an event."""
        if identifier not in self.active:
            return
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

    def __init__(
        self,
        connection: Any,
        compiled: Any,
        statement: Any,
        parameters: Any,
        executemany: bool,
        execution_options: Any = None,
    ) -> None:
        self.connection = self.root_connection = connection
        self.compiled = compiled
        self.invoked_statement = statement
        self.statement = compiled.sql if compiled is not None else statement
        self.parameters = parameters
        self.executemany = executemany
        self.dialect = connection.dialect
        self.engine = connection.engine
        options = connection._options if execution_options is None else execution_options
        self.execution_options = immutabledict(options)
        self.isinsert, self.isupdate, self.isdelete, self.isddl = (
            compiled is not None and compiled.kind == kind for kind in ("insert", "update", "delete", "ddl")
        )
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
