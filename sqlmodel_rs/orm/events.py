"""Events of sessions and mapped classes: who listens, and the calls a session makes.

Registration is `sqlmodel_rs.event`; this module adds sessions, session factories and mapped classes as targets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from inspect import iscoroutinefunction
from typing import Any, ClassVar, TypeVar
from weakref import WeakKeyDictionary, WeakSet

from sqlmodel_rs import event, exc
from sqlmodel_rs._native import hear_rows
from sqlmodel_rs.orm.effects import Await, Work, perform_here

F = TypeVar("F", bound=Callable[..., Any])

SESSION_EVENTS: dict[str, str] = {
    "before_flush": "session flush_context instances",
    "after_flush": "session flush_context",
    "after_flush_postexec": "session flush_context",
    "before_commit": "session",
    "after_commit": "session",
    "after_rollback": "session",
    "after_soft_rollback": "session previous_transaction",
    "after_begin": "session transaction connection",
    "after_transaction_create": "session transaction",
    "after_transaction_end": "session transaction",
    "do_orm_execute": "orm_execute_state",
    "after_bulk_update": "update_context",
    "after_bulk_delete": "delete_context",
    "before_attach": "session instance",
    "after_attach": "session instance",
    "transient_to_pending": "session instance",
    "pending_to_transient": "session instance",
    "pending_to_persistent": "session instance",
    "loaded_as_persistent": "session instance",
    "persistent_to_transient": "session instance",
    "persistent_to_detached": "session instance",
    "persistent_to_deleted": "session instance",
    "deleted_to_detached": "session instance",
    "deleted_to_persistent": "session instance",
    "detached_to_persistent": "session instance",
}
_OF_FLUSHES = frozenset(
    "before_insert after_insert before_update after_update before_delete after_delete refresh_flush".split()
)
MAPPER_EVENTS = ("before_insert", "after_insert", "before_update", "after_update", "before_delete", "after_delete")
_OBJECT_EVENTS = dict.fromkeys(MAPPER_EVENTS, "mapper connection target")
CONFIGURE_EVENTS: dict[str, str] = {
    "before_configured": "",
    "after_configured": "",
    "mapper_configured": "mapper class_",
    "before_mapper_configured": "mapper class_",
    "after_mapper_constructed": "mapper class_",
    "instrument_class": "mapper class_",
    "class_instrument": "cls",
    "attribute_instrument": "cls key inst",
}
#: They hold for subclasses without being asked to.
_PROPAGATED = frozenset({"class_instrument", "attribute_instrument"})
INSTANCE_EVENTS: dict[str, str] = {
    "init": "target args kwargs",
    "load": "target context",
    "refresh": "target context attrs",
    "refresh_flush": "target flush_context attrs",
    "expire": "target attrs",
    "pickle": "target state_dict",
    "unpickle": "target state_dict",
}
CLASS_EVENTS = {**_OBJECT_EVENTS, **INSTANCE_EVENTS, **CONFIGURE_EVENTS}
#: Events of SQLAlchemy that do not happen here: what takes their place.
REFUSED = {
    "before_compile": "do_orm_execute",
    "before_compile_update": "do_orm_execute",
    "before_compile_delete": "do_orm_execute",
    "init_failure": "init",
    "first_init": "init",
    "class_uninstrument": "instrument_class",
}

#: The events of a flush that has something to write.
FLUSH_EVENTS = frozenset({"before_flush", "after_flush", "after_flush_postexec"})
#: Session events whose first argument is not the session.
_WITHOUT_SESSION = frozenset(
    "before_flush after_flush after_flush_postexec do_orm_execute after_bulk_update after_bulk_delete".split()
)


def by_name(function: Callable[..., Any], names: str) -> Callable[..., Any]:
    """Return a function of arguments in order that calls `function` with them by name."""
    keys = names.split()

    def called(*arguments: Any) -> Any:
        return function(**dict(zip(keys, arguments, strict=True)))

    return called


class SessionListeners(event.Listeners):
    """The listeners of one session, or of the sessions of one class."""

    __slots__ = ("__weakref__",)

    def __init__(self) -> None:
        super().__init__(*SESSION_EVENTS)

    def wrap(self, identifier: str, function: Callable[..., Any], options: dict[str, Any]) -> Callable[..., Any]:
        """Return a listener that takes its arguments as its registration says."""
        if options.get("restore_load_context"):
            options = {key: value for key, value in options.items() if key != "restore_load_context"}
        check_awaitable(function)
        check_options(options, "named", "raw", "retval", "propagate")
        if not options.get("raw") and not options.get("named"):
            return function
        names = SESSION_EVENTS.get(identifier, "")
        called = by_name(function, names) if options.get("named") else function
        if options.get("raw") and names.endswith(" instance"):
            return lambda session, instance: called(session, state_makers[0](instance))
        return called


class Awaited:
    """A listener of an asynchronous session: called with the sync session and the event's arguments, then awaited."""

    __slots__ = ("function",)

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function


class ClassListeners(event.Listeners):
    """The listeners of one class: of its instances and mapper; `propagate` makes them those of its subclasses too."""

    __slots__ = ("mapped", "__weakref__")

    def __init__(self) -> None:
        super().__init__(*CLASS_EVENTS)

    def wrap(self, identifier: str, function: Callable[..., Any], options: dict[str, Any]) -> Callable[..., Any]:
        """Return a listener that takes its arguments, and holds for subclasses, as its registration says."""
        check_awaitable(function)
        check_options(options, "named", "raw", "retval", "propagate", "restore_load_context")
        called = by_name(function, CLASS_EVENTS.get(identifier, "")) if options.get("named") else function
        return Heard(called, bool(options.get("propagate")) or identifier in _PROPAGATED, bool(options.get("raw")))


#: What makes the state that a listener with `raw=True` gets; the module of inspection puts it here.
state_makers: list[Callable[[Any], Any]] = []


class Heard:
    """A listener of a class's events."""

    __slots__ = ("function", "propagate", "raw")

    def __init__(self, function: Callable[..., Any], propagate: bool, raw: bool) -> None:
        self.function = function
        self.propagate = propagate
        self.raw = raw

    def __call__(self, *arguments: Any) -> Any:
        return self.function(*arguments)

    def tell(self, instance: Any, *before: Any, after: tuple[Any, ...] = ()) -> Any:
        """Call the listener about an instance, or about its state when it asked for that."""
        return self.function(*before, state_makers[0](instance) if self.raw else instance, *after)


def check_awaitable(function: Any) -> None:
    """Refuse a coroutine function: nothing would await it.

    Raises ArgumentError.
    """
    if iscoroutinefunction(function):
        raise exc.ArgumentError(
            f"The listener {function!r} is a coroutine function, which nothing awaits: events are told while the "
            "session works. Register a plain function; AsyncSession's listeners receive its sync_session."
        )


def check_options(options: dict[str, Any], *known: str) -> None:
    """Raise TypeError for an option of `listen()` that the event does not know."""
    for name in options:
        if name not in known:
            raise TypeError(f"event.listen() got an unexpected keyword argument {name!r}")


_session_listeners: WeakKeyDictionary[type, SessionListeners] = WeakKeyDictionary()
_class_listeners: WeakKeyDictionary[type, ClassListeners] = WeakKeyDictionary()
_everywhere = ClassListeners()
#: The listeners of single sessions.
_of_sessions: WeakSet[SessionListeners] = WeakSet()


class Listeners:
    """The part of a session that calls listeners."""

    _bridge: Any
    _own_listeners: SessionListeners | None = None
    #: A class, the number of changes when it was asked, and the events that it and its bases are listened to for.
    _class_heard: ClassVar[tuple[Any, int, frozenset[str]]] = (None, -1, frozenset())

    #: The number of changes when somebody asked, and whether any event of mapped classes is listened to.
    _mappers_heard: ClassVar[tuple[int, bool]] = (-1, False)

    @property
    def _heard(self) -> frozenset[str]:
        """The events that somebody listens to."""
        cls = type(self)
        owner, at, names = cls._class_heard
        if owner is not cls or at != event.Listeners.changes:
            known = [_session_listeners[base] for base in cls.__mro__ if base in _session_listeners]
            names = frozenset(name for listeners in known for name in listeners.active())
            cls._class_heard = (cls, event.Listeners.changes, names)
        own = self._own_listeners
        return names if own is None else names | frozenset(own.active())

    def _has_mapper_listeners(self) -> bool:
        """Whether anybody listens to what happens to single objects in a flush."""
        at, heard = Listeners._mappers_heard
        if at != event.Listeners.changes:
            everybody = [_everywhere, *_class_listeners.values()]
            heard = any(name in _OF_FLUSHES for listeners in everybody for name in listeners.active())
            Listeners._mappers_heard = (event.Listeners.changes, heard)
        return heard

    def _dispatch(self, name: str, *arguments: Any) -> None:
        """Call the listeners of the session, its class and the class's bases."""
        if name not in self._heard:
            return
        call = arguments if name in _WITHOUT_SESSION else (self, *arguments)
        with self._told():
            for function in self._listeners_of(name):
                if type(function) is not Awaited:
                    function(*call)

    def _announce(self, name: str, *arguments: Any) -> Work[None]:
        """Call the listeners as `_dispatch`, then await those of the asynchronous session."""
        if name not in self._heard:
            return
        self._dispatch(name, *arguments)
        for function in self._listeners_of(name):
            if type(function) is Awaited:
                yield Await(function.function, (self, *arguments))

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Let the listeners that are called in this block use the session, also that of an `AsyncSession`."""
        before = self._bridge
        if before is not None:
            self._bridge = perform_here
        try:
            yield
        finally:
            self._bridge = before

    def _listeners_of(self, name: str) -> list[Any]:
        """Return the listeners of the session's class and its bases as they were registered, then the session's."""
        holders = [_session_listeners[base] for base in type(self).__mro__ if base in _session_listeners]
        found = in_order(name, holders)
        return found if self._own_listeners is None else [*found, *self._own_listeners.of(name)]

    def _dispatch_mapper(self, name: str, instance: Any) -> None:
        """Call `function(mapper, connection, instance)` of the mapped class and its bases."""
        if not self._has_mapper_listeners():
            return
        mapper = instance._sa_instance_state.mapper
        connection = None
        for listener in heard_by(type(instance), name):
            if connection is None:
                connection = self._ready_connection(None, mapper.tables[0])  # type: ignore[attr-defined]
            with self._told():
                listener.tell(instance, mapper, connection)


def in_order(name: str, holders: list[Any]) -> list[Any]:
    """Return the listeners of several targets in the order of their registration."""
    if len(holders) == 1:
        return list(holders[0].of(name))
    placed = [pair for holder in holders for pair in holder.placed(name)]
    return [called for _, called in sorted(placed, key=lambda pair: pair[0])]


def heard_by(cls: type, name: str) -> Iterator[Heard]:
    """Iterate over the listeners to an event of a class: everybody's, its bases' that propagate, its own."""
    yield from _everywhere.of(name)  # type: ignore[misc]
    own = _class_listeners.get(cls)
    mine = () if own is None else tuple(own.of(name))
    for listener in in_order(name, [_class_listeners[base] for base in cls.__mro__ if base in _class_listeners]):
        if listener.propagate or listener in mine:
            yield listener


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
    _call_directive("__declare_first__", mappers)
    for mapper in mappers:
        for name in ("before_mapper_configured", "mapper_configured"):
            for listener in heard_by(mapper.class_, name):
                listener(mapper, mapper.class_)
    for function in _everywhere.of("after_configured"):
        function()
    _call_directive("__declare_last__", mappers)


def _call_directive(name: str, mappers: list[Any]) -> None:
    """Call a class method of the classes that have it of their own, or of a base that is not mapped.

    Every class of a registry that has new ones is called, as SQLAlchemy.
    """
    registries = dict.fromkeys(mapper.registry for mapper in mappers)
    for mapper in [mapper for to in registries for mapper in to]:
        for base in mapper.class_.__mro__:
            if name in base.__dict__:
                getattr(mapper.class_, name)()
                break
            if base.__dict__.get("__mapper__") is not None and base is not mapper.class_:
                break


def tell_mapper(name: str, mapper: Any) -> None:
    """Tell the listeners of a class's mapper."""
    for listener in heard_by(mapper.class_, name):
        listener(mapper, mapper.class_)


def tell_instrumented(mapper: Any, *keys: str) -> None:
    """Tell who listens that a class is mapped, or which attributes it has got since."""
    if not keys:
        for listener in heard_by(mapper.class_, "class_instrument"):
            listener(mapper.class_)
    for listener in heard_by(mapper.class_, "attribute_instrument"):
        for key in keys or tuple(mapper.attributes.keys()):
            listener(mapper.class_, key, getattr(mapper.class_, key))


#: The instance events that somebody listens to, for any class.
heard_instances: set[str] = set()


def hears(cls: type, name: str) -> bool:
    """Tell whether anybody listens to an event of the instances of a class."""
    return name in heard_instances and next(heard_by(cls, name), None) is not None


def tell_instance(name: str, instance: Any, *arguments: Any) -> None:
    """Tell the listeners of an instance's class; without any this is one look into a set."""
    if name in heard_instances:
        for listener in heard_by(type(instance), name):
            listener.tell(instance, after=arguments)


class LoadContext:
    """What `load` and `refresh` listeners are told of the statement that brought a row."""

    __slots__ = ("session",)

    def __init__(self, session: Any) -> None:
        self.session = session


def _tell_row(instance: Any, is_new: bool, names: Any) -> None:
    """Tell the listeners of an instance that a row has made or filled again."""
    state = instance._sa_instance_state
    session = state.session() if state.session is not None else None
    if not is_new:
        tell_instance("refresh", instance, LoadContext(session), names)
        return
    reconstructor = getattr(type(instance), "__sa_reconstructor__", None)
    if reconstructor is not None:
        getattr(instance, reconstructor)()
    tell_instance("load", instance, LoadContext(session))
    if session is not None:
        session._dispatch("loaded_as_persistent", instance)


#: The events that rows cause.
_OF_ROWS = frozenset({"load", "refresh", "loaded_as_persistent"})
#: The classes that have a `reconstructor` method.
_reconstructed: WeakSet[type] = WeakSet()


def _watch(identifier: str) -> None:
    """Keep what says that nobody listens up to date."""
    if identifier not in INSTANCE_EVENTS and identifier not in _OF_ROWS:
        return
    everybody = [_everywhere, *_class_listeners.values(), *_session_listeners.values(), *_of_sessions]
    active = {name for listeners in everybody for name in listeners.active()}
    heard_instances.clear()
    heard_instances.update(active & INSTANCE_EVENTS.keys())
    hear_rows(_tell_row if _reconstructed or active & _OF_ROWS else None)


event.Listeners.watchers.append(_watch)


def reconstructor(function: F) -> F:
    """Decorate the method of a mapped class that is called, without arguments, for an instance that a row has made."""
    function.__sa_reconstructor__ = True  # type: ignore[attr-defined]
    return function


def find_reconstructor(cls: type) -> None:
    """Note the method of a class, or of one of its bases, that is its reconstructor."""
    for base in cls.__mro__:
        for name, value in vars(base).items():
            if getattr(value, "__sa_reconstructor__", None) is True:
                type.__setattr__(cls, "__sa_reconstructor__", name)
                _reconstructed.add(cls)
                _watch("load")
                return


def _resolve(target: Any, identifier: str) -> event.Listeners | None:
    """Return the listeners of a session, a session class or factory, or a mapped class."""
    if isinstance(target, Listeners):
        if target._own_listeners is None:
            target._own_listeners = SessionListeners()
            _of_sessions.add(target._own_listeners)
        return target._own_listeners
    if hasattr(type(target), "set_value"):
        # A mapped attribute would ask its column for a name it lacks, or the class it leads to, which may be unmapped.
        return None
    factory = getattr(target, "session_factory", None)
    if factory is not None and not isinstance(target, type):
        return _resolve(factory, identifier)
    made = getattr(target, "class_", None)
    if not isinstance(target, type) and isinstance(made, type) and issubclass(made, Listeners):
        target = made
    if isinstance(target, type) and issubclass(target, Listeners):
        return _session_listeners.setdefault(target, SessionListeners())
    if identifier in REFUSED:
        instead = REFUSED[identifier]
        raise exc.InvalidRequestError(f"The event {identifier!r} does not happen here: listen to {instead!r}")
    if identifier not in CLASS_EVENTS:
        return None
    if getattr(target, "is_mapper", False) and not isinstance(target, type):
        target = target.class_
    if isinstance(target, type) and target.__name__ == "Mapper":
        return _everywhere
    if isinstance(target, type):
        if identifier == "init" and (forget := getattr(target, "__sqlmodel_forget__", None)) is not None:
            forget()
        return _class_listeners.setdefault(target, ClassListeners())
    return None


event.add_resolver(_resolve)
