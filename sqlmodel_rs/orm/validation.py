"""Who checks, and may replace, what is assigned to an attribute: `validates` methods, listeners to `set` and `append`.

Behaviour: SQLAlchemy, `validates` and `AttributeEvents`. Both run on assignment and on what is put into a collection,
not on loading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, TypeVar

from sqlmodel_rs import event
from sqlmodel_rs.orm.attributes import NO_VALUE, event_wrappers

F = TypeVar("F", bound=Callable[..., Any])

__all__ = ["validates"]


def validates(*names: str, include_removes: bool = False, include_backrefs: bool = True) -> Callable[[F], F]:
    """Decorate a method `(self, key, value)` that returns the value to set, or raises, for the named attributes.

    For a collection it gets each member that is put in. Raises NotImplementedError for `include_removes`.
    """
    if include_removes:
        raise NotImplementedError("validates(include_removes=True): a removal cannot be validated")

    def decorate(function: F) -> F:
        function.__sa_validators__ = names  # type: ignore[attr-defined]
        return function

    return decorate


def validators_of(cls: type) -> Iterator[tuple[str, Callable[[Any, str, Any], Any]]]:
    """Iterate over (attribute, method) of a class's validators; a subclass's method wins."""
    seen: set[str] = set()
    for base in cls.__mro__:
        for value in vars(base).values():
            for name in getattr(value, "__sa_validators__", ()):
                if name not in seen:
                    seen.add(name)
                    yield name, value


@cache
def _validated(kind: type) -> type:
    def set_value(self: Any, instance: Any, value: Any) -> None:
        if not getattr(self.property, "uselist", False):
            value = self._validator(instance, self.key, value)
        kind.set_value(self, instance, value)  # type: ignore[attr-defined]

    return type(f"Validated{kind.__name__}", (kind,), {"__slots__": ("_validator",), "set_value": set_value})


def with_validator(attribute: Any, validator: Callable[[Any, str, Any], Any]) -> Any:
    """Return a descriptor like `attribute` whose assignments go through a validator."""
    kind: type = type(attribute)
    made = _validated(kind)(attribute.key, attribute.parent, attribute.property)
    made._validator = validator
    key = attribute.key
    if hasattr(attribute.property, "spec"):
        attribute.property.validator = lambda owner, item: validator(owner, key, item)
    return made


ATTRIBUTE_EVENTS = ("set", "append")


class AttributeListeners(event.Listeners):
    """The listeners of one attribute of one mapped class."""

    __slots__ = ("attribute", "before")

    def __init__(self, attribute: Any, before: Callable[..., Any] | None) -> None:
        super().__init__(*ATTRIBUTE_EVENTS)
        self.attribute = attribute
        #: The validator that the class itself has.
        self.before = before

    def __call__(self, instance: Any, key: str, value: Any) -> Any:
        """Return what the class's validator and the listeners make of a value."""
        if self.before is not None:
            value = self.before(instance, key, value)
        if getattr(self.attribute.property, "uselist", False):
            for function in self.of("append"):
                value = function(instance, value, self.attribute)
            return value
        old = instance.__dict__.get(key, NO_VALUE)
        for function in self.of("set"):
            value = function(instance, value, old, self.attribute)
        return value


def _listeners(attribute: Any, identifier: str) -> event.Listeners | None:
    """Return the listeners of a mapped attribute; its descriptor asks them from now on."""
    if identifier not in ATTRIBUTE_EVENTS:
        return None
    mapper = attribute.parent
    known = mapper.validators.get(attribute.key)
    if isinstance(known, AttributeListeners):
        return known
    made = AttributeListeners(attribute, known)
    mapper.validators[attribute.key] = made
    listening = with_validator(mapper.attributes[attribute.key], made)
    mapper.attributes[attribute.key] = listening
    type.__setattr__(mapper.class_, attribute.key, listening)
    forget = getattr(mapper.class_, "__sqlmodel_forget__", None)
    if forget is not None:
        forget()
    return made


def _resolve(target: Any, identifier: str) -> event.Listeners | None:
    if isinstance(target, type) or not hasattr(type(target), "set_value"):
        return None
    return _listeners(target, identifier)


def wrapped(attribute: Any, identifier: str, function: Callable[..., Any], options: dict[str, Any]) -> Any:
    """Return a listener that answers with the value to set."""
    if options.get("propagate"):
        for mapper in attribute.parent.self_and_descendants:
            if mapper is not attribute.parent and attribute.key in mapper.attributes:
                event.listen(
                    mapper.attributes[attribute.key], identifier, function, retval=options.get("retval", False)
                )
    if options.get("retval"):
        return function

    def called(instance: Any, value: Any, *rest: Any) -> Any:
        function(instance, value, *rest)
        return value

    return called


event_wrappers.append(wrapped)
event.add_resolver(_resolve)
