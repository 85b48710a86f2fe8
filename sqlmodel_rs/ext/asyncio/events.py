"""Asynchronous listeners to the events of an `AsyncSession`: coroutine functions, awaited where they are called.

They are given the `AsyncSession` and what stands for transactions and connections in it. What happens outside an await,
as `after_attach`, has synchronous listeners only.
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import iscoroutinefunction
from typing import Any
from weakref import WeakKeyDictionary

from sqlmodel_rs import event, exc
from sqlmodel_rs.engine.connection import Connection
from sqlmodel_rs.ext.asyncio.engine import AsyncConnection
from sqlmodel_rs.ext.asyncio.session import PlainAsyncSession, async_session
from sqlmodel_rs.ext.asyncio.transaction import AsyncSessionTransaction
from sqlmodel_rs.orm.events import FLUSH_EVENTS, SESSION_EVENTS, Awaited, by_name, check_options
from sqlmodel_rs.orm.session import PlainSession
from sqlmodel_rs.orm.transaction import SessionTransaction

#: The events that happen inside an await.
AWAITED = (
    "before_flush after_flush after_flush_postexec before_commit after_commit after_begin after_rollback "
    "after_soft_rollback"
).split()


def _shown(owner: Any, value: Any) -> Any:
    """Return what an asynchronous listener is given for an argument of the sync session's event."""
    if isinstance(value, PlainSession):
        return owner
    if isinstance(value, SessionTransaction):
        return AsyncSessionTransaction._of(owner, value)
    return AsyncConnection._of(value) if isinstance(value, Connection) else value


def _awaited(identifier: str, function: Callable[..., Any], options: dict[str, Any]) -> Awaited:
    if not iscoroutinefunction(function):
        raise NotImplementedError(
            "asynchronous events are not implemented at this time.  Apply synchronous listeners to the "
            "AsyncSession.sync_session."
        )
    check_options(options, "named", "propagate")
    called = by_name(function, SESSION_EVENTS[identifier]) if options.get("named") else function

    async def told(session: PlainSession, *arguments: Any) -> None:
        owner = async_session(session)
        given = arguments if identifier in FLUSH_EVENTS else (session, *arguments)
        await called(*(_shown(owner, value) for value in given))

    return Awaited(told)


class AsyncListeners(event.Listeners):
    """The asynchronous listeners of one session, kept among those of its sync session, or of a class of sessions."""

    __slots__ = ("_session", "__weakref__")

    def __init__(self, session: PlainAsyncSession | None = None) -> None:
        super().__init__(*AWAITED)
        self._session = session

    def _own(self) -> event.Listeners | None:
        return None if self._session is None else event._holder(self._session.sync_session, "before_flush")

    def wrap(self, identifier: str, function: Callable[..., Any], options: dict[str, Any]) -> Any:
        """Return a listener that is awaited.

        Raises:
            NotImplementedError: it is no coroutine function.
        """
        if identifier not in self.names:
            raise exc.InvalidRequestError(
                f"The event {identifier!r} happens outside an await: apply a synchronous listener to the "
                "AsyncSession.sync_session"
            )
        return _awaited(identifier, function, options)

    def add(self, identifier: str, function: Callable[..., Any], called: Callable[..., Any], insert: bool) -> None:
        """Register a listener."""
        own = self._own()
        if own is not None:
            own.add(identifier, function, called, insert)
        else:
            super().add(identifier, function, called, insert)

    def discard(self, identifier: str, function: Callable[..., Any]) -> bool:
        """Take a function out and tell whether it was there."""
        own = self._own()
        return super().discard(identifier, function) if own is None else own.discard(identifier, function)

    def contains(self, identifier: str, function: Callable[..., Any]) -> bool:
        """Tell whether a function listens."""
        own = self._own()
        return super().contains(identifier, function) if own is None else own.contains(identifier, function)

    def put_on(self, session: PlainAsyncSession) -> None:
        """Let these listen to a new session."""
        holder = event._holder(session.sync_session, "before_flush")
        for identifier, functions in self._functions.items():
            for function, called, _ in functions:
                holder.add(identifier, function, called, False)


_of_classes: WeakKeyDictionary[type, AsyncListeners] = WeakKeyDictionary()


def _greet(session: PlainAsyncSession) -> None:
    for cls in reversed(type(session).__mro__):
        found = _of_classes.get(cls)
        if found is not None:
            found.put_on(session)


def _resolve(target: Any, identifier: str) -> event.Listeners | None:
    """Return the asynchronous listeners of a session, or of a class or factory for the sessions made from then on."""
    if isinstance(target, PlainAsyncSession):
        return AsyncListeners(target)
    target = getattr(target, "session_factory", target)
    made = target if isinstance(target, type) else getattr(target, "class_", None)
    if isinstance(made, type) and issubclass(made, PlainAsyncSession):
        PlainAsyncSession._made = _greet
        return _of_classes.setdefault(made, AsyncListeners())
    return None


event.add_resolver(_resolve)
