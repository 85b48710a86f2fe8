"""Who is told of what happens on one connection: the listeners of its engine, and its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sqlmodel_rs.engine.events import CONNECTION_EVENTS, Events
from sqlmodel_rs.event import Listeners
from sqlmodel_rs.listener import wrap_listener

if TYPE_CHECKING:
    from sqlmodel_rs.engine.engine import Engine


class _Holder:
    """The listeners of one connection alone; the class has none."""

    def __get__(self, instance: Any, owner: Any) -> Callable[[str], Listeners | None]:
        return lambda identifier: None if instance is None else instance._own_listeners(identifier)


class Listening:
    """The part of a connection that tells listeners."""

    __slots__ = ("_events",)

    engine: Engine
    #: The events of this connection, made for its first listener; until then they are its engine's.
    _events: Events | None

    _event_holder = _Holder()
    _event_wrapper = staticmethod(wrap_listener)

    def _own_listeners(self, identifier: str) -> Listeners | None:
        if identifier not in CONNECTION_EVENTS:
            return None
        if self._events is None:
            self._events = self.engine.events.child()
        return self._events.own

    @property
    def events(self) -> Events:
        """The events of the connection: its engine's, and its own."""
        return self._events or self.engine.events

    @property
    def _watched(self) -> bool:
        """Whether statements are logged or listened to."""
        own = self._events
        return self.engine._watched or (own is not None and own.statements)

    def _is_quiet(self, events: frozenset[str]) -> bool:
        """Tell whether nothing is logged and nobody listens to any of these events."""
        own = self._events
        return self.engine._is_quiet(events) and (own is None or own.active.isdisjoint(events))

    def _fire(self, identifier: str, *args: Any) -> None:
        events = self._events or self.engine.events
        if events.any:
            events.fire(identifier, self, *args)
