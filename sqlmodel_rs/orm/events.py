"""Events of sessions and mapped classes: who listens, and the calls a session makes.

Registration is `sqlmodel_rs.event`; this module adds sessions, session factories and mapped classes as targets.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar
from weakref import WeakKeyDictionary

from sqlmodel_rs import event

SESSION_EVENTS = tuple(
    "before_flush after_flush after_flush_postexec before_commit after_commit after_rollback after_soft_rollback "
    "after_begin after_transaction_create after_transaction_end do_orm_execute transient_to_pending "
    "pending_to_persistent persistent_to_deleted after_bulk_update after_bulk_delete".split()
)
MAPPER_EVENTS = ("before_insert", "after_insert", "before_update", "after_update", "before_delete", "after_delete")
CONFIGURE_EVENTS = ("before_configured", "after_configured", "mapper_configured")
INSTANCE_EVENTS = ("expire",)
CLASS_EVENTS = (*MAPPER_EVENTS, *INSTANCE_EVENTS, "mapper_configured")

#: Session events whose first argument is the session itself.
_WITH_SESSION = frozenset(
    "before_commit after_commit after_rollback after_begin after_soft_rollback after_transaction_create "
    "after_transaction_end transient_to_pending pending_to_persistent persistent_to_deleted".split()
)

_class_listeners: WeakKeyDictionary[type, event.Listeners] = WeakKeyDictionary()
_everywhere = event.Listeners(*MAPPER_EVENTS, *CONFIGURE_EVENTS, *INSTANCE_EVENTS)


class Listeners:
    """The part of a session that calls listeners."""

    _own_listeners: event.Listeners | None = None
    #: A class, the number of changes when it was asked, and the events that it and its bases are listened to for.
    _class_heard: ClassVar[tuple[Any, int, frozenset[str]]] = (None, -1, frozenset())

    #: The number of changes when somebody asked, and whether any event of mapped classes is listened to.
    _mappers_heard: ClassVar[tuple[int, bool]] = (-1, False)
    #: The same for the events of objects that expire.
    _expiry_heard: ClassVar[tuple[int, bool]] = (-1, False)

    @property
    def _heard(self) -> frozenset[str]:
        """The events that somebody listens to."""
        cls = type(self)
        owner, at, names = cls._class_heard
        if owner is not cls or at != event.Listeners.changes:
            known = [_class_listeners[base] for base in cls.__mro__ if base in _class_listeners]
            names = frozenset(name for listeners in known for name in listeners.active())
            cls._class_heard = (cls, event.Listeners.changes, names)
        own = self._own_listeners
        return names if own is None else names | frozenset(own.active())

    def _has_mapper_listeners(self) -> bool:
        """Whether anybody listens to what happens to single objects in a flush."""
        at, heard = Listeners._mappers_heard
        if at != event.Listeners.changes:
            everybody = [_everywhere, *_class_listeners.values()]
            heard = any(name in MAPPER_EVENTS for listeners in everybody for name in listeners.active())
            Listeners._mappers_heard = (event.Listeners.changes, heard)
        return heard

    def _dispatch(self, name: str, *arguments: Any) -> None:
        """Call the listeners of the session, its class and the class's bases."""
        if name not in self._heard:
            return
        own = self._own_listeners
        call = (self, *arguments) if name in _WITH_SESSION else arguments
        for cls in reversed(type(self).__mro__):
            found = _class_listeners.get(cls)
            if found is not None:
                for function in found.of(name):
                    function(*call)
        if own is not None:
            for function in own.of(name):
                function(*call)

    def _dispatch_mapper(self, name: str, instance: Any) -> None:
        """Call `function(mapper, connection, instance)` of the mapped class and its bases."""
        if not self._has_mapper_listeners():
            return
        mapper = instance._sa_instance_state.mapper
        connection = None
        for holder in [_everywhere, *(_class_listeners.get(cls) for cls in reversed(type(instance).__mro__))]:
            if holder is not None:
                for function in holder.of(name):
                    if connection is None:
                        connection = self._ready_connection(None, instance)  # type: ignore[attr-defined]
                    function(mapper, connection, instance)


def _of_class(cls: type, name: str) -> Iterator[Any]:
    for holder in [_everywhere, *(_class_listeners.get(base) for base in reversed(cls.__mro__))]:
        if holder is not None:
            yield from holder.of(name)


#: The mappers whose completion no listener has been told of.
fresh: list[Any] = []


def complete() -> None:
    """Tell listeners of the mapped classes that are new since the last time: a first object or session uses them."""
    if not fresh:
        return
    mappers = fresh.copy()
    fresh.clear()
    for function in _everywhere.of("before_configured"):
        function()
    for mapper in mappers:
        for function in _of_class(mapper.class_, "mapper_configured"):
            function(mapper, mapper.class_)
    for function in _everywhere.of("after_configured"):
        function()


def hears_expiry() -> bool:
    """Tell whether anybody listens to objects that expire."""
    if Listeners._expiry_heard[0] != event.Listeners.changes:
        heard = any("expire" in listeners.active() for listeners in [_everywhere, *_class_listeners.values()])
        Listeners._expiry_heard = (event.Listeners.changes, heard)
    return Listeners._expiry_heard[1]


def dispatch_expiry(instance: Any, names: Any) -> None:
    """Tell the listeners that an object, or some of its attributes, expired."""
    for function in _of_class(type(instance), "expire"):
        function(instance, names)


def _resolve(target: Any, identifier: str) -> event.Listeners | None:
    """Return the listeners of a session, a session class or factory, or a mapped class."""
    if isinstance(target, Listeners):
        if target._own_listeners is None:
            target._own_listeners = event.Listeners(*SESSION_EVENTS)
        return target._own_listeners
    made = getattr(target, "class_", None)
    if not isinstance(target, type) and isinstance(made, type) and issubclass(made, Listeners):
        target = made
    sync = getattr(target, "sync_session", None)
    if isinstance(sync, Listeners):
        return _resolve(sync, identifier)
    if isinstance(target, type) and issubclass(target, Listeners):
        return _class_listeners.setdefault(target, event.Listeners(*SESSION_EVENTS))
    if isinstance(target, type) and target.__name__ == "Mapper" and identifier in _everywhere.names:
        return _everywhere
    if identifier in CLASS_EVENTS and isinstance(target, type):
        return _class_listeners.setdefault(target, event.Listeners(*CLASS_EVENTS))
    return None


event.add_resolver(_resolve)
