"""`validates`: a method of a mapped class that checks, and may replace, what is assigned to its attributes.

Behaviour: SQLAlchemy, `validates`. Runs on assignment and on what is put into a collection, not on loading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, TypeVar

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
