"""Who is told of what happens to a mapped attribute, and may replace it: listeners, and `validates` methods.

Behaviour: SQLAlchemy, `validates` and `AttributeEvents`. Nobody is told of what is loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlmodel_rs import event, exc
from sqlmodel_rs.orm.attributes import NO_VALUE
from sqlmodel_rs.orm.events import by_name, check_awaitable, check_options
from sqlmodel_rs.orm.inspection import inspect
from sqlmodel_rs.orm.state import instance_state

F = TypeVar("F", bound=Callable[..., Any])

__all__ = ["validates"]

#: The events of attributes, and the names of their arguments.
ATTRIBUTE_EVENTS = {
    "set": "target value oldvalue initiator",
    "append": "target value initiator",
    "append_wo_mutation": "target value initiator",
    "remove": "target value initiator",
    "bulk_replace": "target values initiator",
    "modified": "target initiator",
    "init_scalar": "target value dict_",
    "init_collection": "target collection collection_adapter",
    "dispose_collection": "target collection collection_adapter",
}
OP_SET, OP_APPEND, OP_REMOVE, OP_BULK_REPLACE, OP_MODIFIED = "REPLACE APPEND REMOVE BULK_REPLACE MODIFIED".split()


def validates(*names: str, include_removes: bool = False, include_backrefs: bool = True) -> Callable[[F], F]:
    """Decorate a method `(self, key, value)` that returns the value to set, or raises, for the named attributes.

    For a collection it gets each member that is put in. With `include_removes` it has a fourth argument `is_remove` and
    is also called for what is taken out; without `include_backrefs` not for what a change of the other side brings.
    """

    def decorate(function: F) -> F:
        function.__sa_validators__ = names  # type: ignore[attr-defined]
        function.__sa_validation__ = (include_removes, include_backrefs)  # type: ignore[attr-defined]
        return function

    return decorate


def validators_of(cls: type) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Iterate over (attribute, method) of a class's validators; a subclass's method wins."""
    seen: set[str] = set()
    for base in cls.__mro__:
        for value in vars(base).values():
            for name in getattr(value, "__sa_validators__", ()):
                if name not in seen:
                    seen.add(name)
                    yield name, value


class Initiator:
    """What began a change: the attribute that was changed by the program, and how."""

    __slots__ = ("impl", "key", "op", "parent_token")

    def __init__(self, prop: Any, op: str) -> None:
        self.impl = prop
        self.key = prop.key
        self.op = op
        self.parent_token = prop


class CollectionAdapter:
    """A collection and its owner, as listeners to `init_collection` and `dispose_collection` get them."""

    __slots__ = ("attr", "data", "owner_state")

    def __init__(self, owner: Any, prop: Any, collection: Any) -> None:
        self.owner_state = instance_state(owner)
        self.attr = prop
        self.data = collection


class AttributeListener:
    """A listener of one attribute."""

    __slots__ = ("active_history", "function", "propagate", "raw", "retval")

    def __init__(self, function: Callable[..., Any], options: dict[str, Any]) -> None:
        self.function = function
        self.raw = bool(options.get("raw"))
        self.retval = bool(options.get("retval"))
        self.propagate = bool(options.get("propagate"))
        self.active_history = bool(options.get("active_history"))

    def __call__(self, instance: Any, *arguments: Any) -> Any:
        answer = self.function(inspect(instance) if self.raw else instance, *arguments)
        return answer if self.retval else arguments[0]


class AttributeListeners(event.Listeners):
    """The listeners of one attribute of one class."""

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__(*ATTRIBUTE_EVENTS)

    def wrap(self, identifier: str, function: Callable[..., Any], options: dict[str, Any]) -> Callable[..., Any]:
        """Return a listener that gets its target, and answers, as its registration says."""
        check_awaitable(function)
        check_options(options, "active_history", "raw", "retval", "propagate", "named", "include_key")
        called = by_name(function, ATTRIBUTE_EVENTS.get(identifier, "")) if options.get("named") else function
        return AttributeListener(called, options)


_listeners: WeakKeyDictionary[type, dict[str, AttributeListeners]] = WeakKeyDictionary()


def heard_by(cls: type, key: str, name: str) -> Iterator[AttributeListener]:
    """Iterate over the listeners to an event of an attribute: the class's own, its bases' that propagate."""
    for base in reversed(cls.__mro__):
        holder = _listeners.get(base, {}).get(key)
        if holder is not None:
            for listener in holder.of(name):
                if base is cls or listener.propagate:  # type: ignore[attr-defined]
                    yield listener  # type: ignore[misc]


class Told:
    """The listeners of one attribute, as what changes it tells them."""

    __slots__ = ("key", "prop")

    def __init__(self, prop: Any) -> None:
        self.prop = prop
        self.key = prop.key

    def value(self, name: str, instance: Any, value: Any, *more: Any, by: Any = None, op: str = OP_SET) -> Any:
        """Tell of one value that comes or goes, and return what the listeners make of it."""
        initiator = Initiator(self.prop if by is None else by, op)
        for listener in heard_by(type(instance), self.key, name):
            value = listener(instance, value, *more, initiator)
        return value

    def set(self, instance: Any, value: Any, old: Any, by: Any = None) -> Any:
        """Tell of an assignment."""
        return self.value("set", instance, value, old, by=by)

    def append(self, owner: Any, item: Any, by: Any = None, op: str = OP_APPEND) -> Any:
        """Tell of a new member."""
        return self.value("append", owner, item, by=by, op=op)

    def remove(self, owner: Any, item: Any, by: Any = None) -> None:
        """Tell of a value, or a member, that goes."""
        self.value("remove", owner, item, by=by, op=OP_REMOVE)

    def replace(self, owner: Any, items: list[Any]) -> list[Any]:
        """Tell of a collection that takes another's place, and return the members that it has."""
        self.value("bulk_replace", owner, items, op=OP_BULK_REPLACE)
        return items

    def collection(self, name: str, owner: Any, collection: Any) -> None:
        """Tell of a collection that its owner gets or loses."""
        adapter = CollectionAdapter(owner, self.prop, collection)
        for listener in heard_by(type(owner), self.key, name):
            listener(owner, collection, adapter)

    def modified(self, instance: Any) -> None:
        """Tell of a value that was changed in place."""
        initiator = Initiator(self.prop, OP_MODIFIED)
        for listener in heard_by(type(instance), self.key, "modified"):
            listener(instance, initiator)

    def initial(self, instance: Any) -> Any:
        """Return what the listeners make of a value that has never been set."""
        value = None
        for listener in heard_by(type(instance), self.key, "init_scalar"):
            value = listener(instance, value, instance.__dict__)
        return value

    def needs_old(self, cls: type) -> bool:
        """Whether a listener wants the value that was there, also when it has to be loaded."""
        return any(listener.active_history for listener in heard_by(cls, self.key, "set"))


@cache
def _listening(kind: Any) -> type:
    def set_value(self: Any, instance: Any, value: Any) -> None:
        old = instance.__dict__.get(self.key, NO_VALUE)
        if old is NO_VALUE and self._told.needs_old(type(instance)) and instance_state(instance).key is not None:
            old = getattr(instance, self.key)
        kind.set_value(self, instance, self._told.set(instance, value, old))

    def del_value(self: Any, instance: Any) -> None:
        if self.key in instance.__dict__:
            self._told.remove(instance, instance.__dict__[self.key])
        kind.del_value(self, instance)

    def value_of_new(self: Any, instance: Any) -> Any:
        return self._told.initial(instance)

    members = {"set_value": set_value, "del_value": del_value, "value_of_new": value_of_new}
    return type(f"Listening{kind.__name__}", (kind,), {"__slots__": ("_told",), **members})


def listen_to(mapper: Any, key: str) -> None:
    """Let the attribute of a class, and of those below it, tell its listeners."""
    for one in mapper.self_and_descendants:
        attribute = one.attributes.get(key)
        if attribute is None:
            continue
        kind: Any = type(attribute)
        if hasattr(attribute.property, "spec"):
            attribute.property.heard = Told(attribute.property)
        elif not hasattr(attribute, "_told"):
            made: Any = _listening(kind)(attribute.key, attribute.parent, attribute.property)
            made._told = Told(attribute.property)
            one.attributes[key] = made
            type.__setattr__(one.class_, key, made)
        one.validators[key] = True
        forget = getattr(one.class_, "__sqlmodel_forget__", None)
        if forget is not None:
            forget()


def listen_as_bases(cls: type, mapper: Any) -> None:
    """Register a class's validators, and let its attributes tell the listeners that it has from its bases."""
    keys = {key for base in cls.__mro__ for key in _listeners.get(base, ())}
    for key, function in validators_of(cls):
        if key in mapper.attributes:
            keys.add(key)
            _validate(cls, key, function)
    for key in keys:
        if key in mapper.attributes:
            listen_to(mapper, key)


def _validate(cls: type, key: str, function: Any) -> None:
    """Register a `validates` method as a listener of a class's attribute."""
    removes, backrefs = function.__sa_validation__
    holder = _listeners.setdefault(cls, {}).setdefault(key, AttributeListeners())

    def checked(instance: Any, value: Any, initiator: Initiator, *rest: Any) -> Any:
        if initiator.op == OP_BULK_REPLACE or (not backrefs and initiator.key != key):
            return value
        return function(instance, key, value, *rest)

    def assigned(instance: Any, value: Any, _old: Any, initiator: Initiator) -> Any:
        return checked(instance, value, initiator, *((False,) if removes else ()))

    def appended(instance: Any, value: Any, initiator: Initiator) -> Any:
        return checked(instance, value, initiator, *((False,) if removes else ()))

    def replaced(instance: Any, values: list[Any], _initiator: Initiator) -> None:
        values[:] = [function(instance, key, value, *((False,) if removes else ())) for value in values]

    def removed(instance: Any, value: Any, initiator: Initiator) -> Any:
        return checked(instance, value, initiator, True)

    for name, listener in (("set", assigned), ("append", appended), ("bulk_replace", replaced), ("remove", removed)):
        if name != "remove" or removes:
            options = {"retval": name != "bulk_replace"}
            holder.add(name, listener, holder.wrap(name, listener, options), False)


def _resolve(target: Any, identifier: str) -> event.Listeners | None:
    """Return the listeners of a mapped attribute; its descriptor tells them from now on."""
    if not isinstance(target, type) and hasattr(type(target), "class_attribute"):
        target = target.class_attribute
    if isinstance(target, type) or not hasattr(type(target), "set_value"):
        return None
    if identifier not in ATTRIBUTE_EVENTS:
        raise exc.InvalidRequestError(f"No such event '{identifier}' for target '{target}'")
    mapper = target.parent
    holder = _listeners.setdefault(mapper.class_, {}).setdefault(target.key, AttributeListeners())
    listen_to(mapper, target.key)
    return holder


event.add_resolver(_resolve)
