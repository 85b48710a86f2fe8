"""Collections of the program's own: any class with a method that adds a member, one that removes one and an iterator.

Behaviour: SQLAlchemy, `sqlalchemy.orm.collections.collection`. Makes a subclass that reports what happens; knows
nothing of what is done with the report.
"""

from __future__ import annotations

import functools
import inspect as introspection
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from sqlmodel_rs import exc
from sqlmodel_rs.orm.relationship import backref

F = TypeVar("F", bound=Callable[..., Any])

#: The methods of Python's collections that add and remove a member.
_BY_NAME = (("append", "remove"), ("add", "remove"))


class collection:
    """Decorators that say what the methods of a collection class do: `@collection.appender` and its siblings."""

    @staticmethod
    def appender(function: F) -> F:
        """Mark the method that adds a member."""
        function.__sa_role__ = "appender"  # type: ignore[attr-defined]
        return function

    @staticmethod
    def remover(function: F) -> F:
        """Mark the method that removes a member."""
        function.__sa_role__ = "remover"  # type: ignore[attr-defined]
        return function

    @staticmethod
    def iterator(function: F) -> F:
        """Mark the method that iterates over the members."""
        function.__sa_role__ = "iterator"  # type: ignore[attr-defined]
        return function

    @staticmethod
    def internally_instrumented(function: F) -> F:
        """Mark a method that reports what it does by calling others."""
        function.__sa_quiet__ = True  # type: ignore[attr-defined]
        return function

    @staticmethod
    def adds(arg: int | str) -> Callable[[F], F]:
        """Mark a method that adds the member given as an argument: its position, from 1, or its name."""
        return _marked("adds", arg)

    @staticmethod
    def replaces(arg: int | str) -> Callable[[F], F]:
        """Mark a method that adds the member given as an argument and returns the one that it replaces, or None."""
        return _marked("replaces", arg)

    @staticmethod
    def removes(arg: int | str) -> Callable[[F], F]:
        """Mark a method that removes the member given as an argument."""
        return _marked("removes", arg)

    @staticmethod
    def removes_return() -> Callable[[F], F]:
        """Mark a method that removes the member it returns."""
        return _marked("removes_return", 0)


def _marked(what: str, arg: int | str) -> Callable[[F], F]:
    def mark(function: F) -> F:
        function.__sa_effect__ = (what, arg)  # type: ignore[attr-defined]
        return function

    return mark


def custom_class(kind: type, owned: type) -> type:
    """Return a subclass of a program's collection class that reports to its owner; `owned` is how that is done.

    Raises ArgumentError for a class that does not say how members are added, removed and iterated over.
    """
    roles = _roles(kind)
    for role in ("appender", "remover", "iterator"):
        if roles.get(role) is None:
            raise exc.ArgumentError(
                f"Type {kind.__name__} must elect an {role} method to be a collection class"
                if role != "remover"
                else f"Type {kind.__name__} must elect a remover method to be a collection class"
            )
    append, remove, each = (getattr(kind, roles[role]) for role in ("appender", "remover", "iterator"))
    body: dict[str, Any] = {"__module__": kind.__module__, "__doc__": kind.__doc__, "__hash__": object.__hash__}
    for name in dir(kind):
        function = getattr(kind, name)
        effect = getattr(function, "__sa_effect__", None)
        if effect is not None and not getattr(function, "__sa_quiet__", False):
            body[name] = _effective(function, *effect)
    if not getattr(append, "__sa_quiet__", False):
        body[roles["appender"]] = _adding(append)
    if not getattr(remove, "__sa_quiet__", False):
        body[roles["remover"]] = _removing(remove)
    if issubclass(kind, set):
        body.update(_set_methods())
    if not hasattr(kind, "__iter__"):
        body["__iter__"] = lambda self: iter(each(self))
    body["_append_quietly"] = _quietly(append)
    body["_remove_quietly"] = _removing_quietly(remove, each)
    body["_load"] = lambda self, items: [append(self, item) for item in items]
    return type(kind.__name__, (owned, kind), body)


def _roles(kind: type) -> dict[str, Any]:
    roles: dict[str, Any] = {}
    for name in dir(kind):
        role = getattr(getattr(kind, name, None), "__sa_role__", None)
        if role is not None:
            roles.setdefault(role, name)
    for append, remove in _BY_NAME:
        if hasattr(kind, append):
            roles.setdefault("appender", append)
            if hasattr(kind, remove):
                roles.setdefault("remover", remove)
    if hasattr(kind, "__iter__"):
        roles.setdefault("iterator", "__iter__")
    return roles


def _adding(function: Any) -> Any:
    @functools.wraps(function)
    def add(self: Any, item: Any, *rest: Any, **named: Any) -> Any:
        if self._is_member(item):
            return function(self, item, *rest, **named)
        item = self._accepted(item)
        owner = self._begin()
        answer = function(self, item, *rest, **named)
        self._added(owner, item)
        return answer

    return add


def _removing(function: Any) -> Any:
    @functools.wraps(function)
    def remove(self: Any, item: Any, *rest: Any, **named: Any) -> Any:
        owner = self._begin()
        answer = function(self, item, *rest, **named)
        self._removed(owner, item)
        return answer

    return remove


def _effective(function: Any, what: str, arg: int | str) -> Any:
    """Return a method that reports the effect it was marked with."""
    signature = introspection.signature(function)

    @functools.wraps(function)
    def act(self: Any, *given: Any, **named: Any) -> Any:
        bound = signature.bind(self, *given, **named)
        name = arg if isinstance(arg, str) else list(signature.parameters)[arg]
        owner = self._begin()
        if what in ("adds", "replaces"):
            bound.arguments[name] = self._accepted(bound.arguments[name])
        answer = function(*bound.args, **bound.kwargs)
        gone = (
            bound.arguments[name] if what == "removes" else answer if what in ("replaces", "removes_return") else None
        )
        if gone is not None:
            self._removed(owner, gone)
        if what in ("adds", "replaces"):
            self._added(owner, bound.arguments[name])
        return answer

    return act


def _quietly(append: Any) -> Any:
    def append_quietly(self: Any, item: Any) -> None:
        self._begin()
        append(self, item)

    return append_quietly


def _removing_quietly(remove: Any, each: Any) -> Any:
    def remove_quietly(self: Any, item: Any) -> bool:
        if not backref.identity_in(item, list(each(self))):
            return False
        self._begin()
        remove(self, item)
        return True

    return remove_quietly


def _set_methods() -> dict[str, Any]:
    """Return the methods of a set in terms of `add` and `remove`."""

    def discard(self: Any, item: Any) -> None:
        if item in self:
            self.remove(item)

    def pop(self: Any) -> Any:
        item = next(iter(self), None)
        if item is None:
            raise KeyError("pop from an empty set")
        self.remove(item)
        return item

    def clear(self: Any) -> None:
        for item in list(self):
            self.remove(item)

    def update(self: Any, *others: Iterable[Any]) -> None:
        for item in [item for other in others for item in other]:
            self.add(item)

    def difference_update(self: Any, *others: Iterable[Any]) -> None:
        for item in [item for other in others for item in other]:
            self.discard(item)

    def added(self: Any, other: Iterable[Any]) -> Any:
        self.update(other)
        return self

    def taken(self: Any, other: Iterable[Any]) -> Any:
        self.difference_update(other)
        return self

    return {
        "discard": discard,
        "pop": pop,
        "clear": clear,
        "update": update,
        "difference_update": difference_update,
        "__ior__": added,
        "__isub__": taken,
    }
