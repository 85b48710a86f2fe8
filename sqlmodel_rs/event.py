"""Event registration: `listen`, `listens_for`, `remove`, `contains`. Knows targets only by their `_event_holder`.

A target (engine, pool, table, metadata, mapped class ...) answers `_event_holder(identifier)` with the `Listeners` that
keep its functions; rooms above add targets of other kinds with `add_resolver`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from inspect import iscoroutinefunction
from types import MethodType
from typing import Any, ClassVar, TypeVar

from sqlmodel_rs import exc

F = TypeVar("F", bound=Callable[..., Any])
Resolver = Callable[[Any, str], "Listeners | None"]

_resolvers: list[Resolver] = []


class Listeners:
    """The functions that listen to one target, by event name, in order of registration."""

    __slots__ = ("_functions", "names")

    #: Called with the name of an event after a registration or removal anywhere.
    watchers: ClassVar[list[Callable[[str], None]]] = []

    #: Counts registrations and removals anywhere: what is derived from them holds until the number changes.
    changes: ClassVar[int] = 0

    def __init__(self, *names: str) -> None:
        self.names = frozenset(names)
        self._functions: dict[str, list[tuple[Callable[..., Any], Callable[..., Any], int]]] = {}

    def add(self, identifier: str, function: Callable[..., Any], called: Callable[..., Any], insert: bool) -> None:
        """Register `called` under the identity of the user's `function`; the same function is kept once."""
        if identifier not in self.names:
            raise exc.InvalidRequestError(f"No such event '{identifier}' for target '{self!r}'")
        functions = self._functions.setdefault(identifier, [])
        if any(_same(own, function) for own, _, _ in functions):
            return
        Listeners.changes += 1
        place = -Listeners.changes if insert else Listeners.changes
        functions.insert(0 if insert else len(functions), (function, called, place))
        self._told(identifier)

    def discard(self, identifier: str, function: Callable[..., Any]) -> bool:
        """Take a function out and tell whether it was there."""
        functions = self._functions.get(identifier, [])
        kept = [pair for pair in functions if not _same(pair[0], function)]
        self._functions[identifier] = kept
        Listeners.changes += 1
        self._told(identifier)
        return len(kept) != len(functions)

    @staticmethod
    def _told(identifier: str) -> None:
        for watcher in Listeners.watchers:
            watcher(identifier)

    def wrap(self, identifier: str, function: Callable[..., Any], options: dict[str, Any]) -> Callable[..., Any]:
        """Return what is called for a user's function, as the options of its registration say."""
        return function

    def contains(self, identifier: str, function: Callable[..., Any]) -> bool:
        """Tell whether a function listens."""
        return any(_same(own, function) for own, _, _ in self._functions.get(identifier, []))

    def of(self, identifier: str) -> Iterator[Callable[..., Any]]:
        """Iterate over the functions of an event; a listener may register others meanwhile."""
        functions = self._functions.get(identifier)
        return iter([called for _, called, _ in functions]) if functions else iter(())

    def placed(self, identifier: str) -> list[tuple[int, Callable[..., Any]]]:
        """Return the functions of an event, each with its place among those of other targets."""
        return [(place, called) for _, called, place in self._functions.get(identifier, ())]

    def active(self) -> Iterator[str]:
        """Iterate over the events that somebody listens to."""
        return (identifier for identifier, functions in self._functions.items() if functions)

    def __bool__(self) -> bool:
        return any(self._functions.values())

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(sorted(self.names))})"


def _same(one: Any, other: Any) -> bool:
    """Tell whether two functions are the same; a method is made anew each time it is read from its object."""
    return one is other or (isinstance(one, MethodType) and isinstance(other, MethodType) and one == other)


def add_resolver(resolver: Resolver) -> None:
    """Let targets of another kind be listened to: `resolver(target, identifier)` gives `Listeners` or None."""
    if resolver not in _resolvers:
        _resolvers.append(resolver)


def _holder(target: Any, identifier: str) -> Listeners:
    own = getattr(target, "_event_holder", None)
    found: Listeners | None = own(identifier) if own is not None else None
    if found is not None:
        return found
    for resolver in _resolvers:
        found = resolver(target, identifier)
        if found is not None:
            return found
    raise exc.InvalidRequestError(f"No such event '{identifier}' for target '{target}'")


def listen(target: Any, identifier: str, fn: Callable[..., Any], *, insert: bool = False, **kw: Any) -> None:
    """Call `fn` when the event happens at `target`.

    `insert` puts it before those already registered, `once=True` calls it for the first event only, `named=True`
    passes arguments by name. `retval` and `propagate` mean what they mean in SQLAlchemy for the events that know them.

    Raises:
        InvalidRequestError: the target has no such event.
    """
    holder = _holder(target, identifier)
    if kw.pop("once", False):
        fn_once = _once(fn)
    else:
        fn_once = fn
    wrap = getattr(target, "_event_wrapper", None)
    called: Callable[..., Any] = (holder.wrap if wrap is None else wrap)(identifier, fn_once, kw)
    holder.add(identifier, fn, called, insert)


def _once(fn: Callable[..., Any]) -> Callable[..., Any]:
    done: list[bool] = []
    if iscoroutinefunction(fn):

        async def awaited_once(*args: Any, **kwargs: Any) -> Any:
            if done:
                return None
            done.append(True)
            return await fn(*args, **kwargs)

        return awaited_once

    def first_only(*args: Any, **kwargs: Any) -> Any:
        if done:
            return None
        done.append(True)
        return fn(*args, **kwargs)

    return first_only


def listens_for(target: Any, identifier: str, **kw: Any) -> Callable[[F], F]:
    """Decorate a function to be called when the event happens at `target`; arguments as `listen`."""

    def register(fn: F) -> F:
        listen(target, identifier, fn, **kw)
        return fn

    return register


def remove(target: Any, identifier: str, fn: Callable[..., Any]) -> None:
    """Stop calling `fn`.

    Raises:
        InvalidRequestError: it was not registered.
    """
    if not _holder(target, identifier).discard(identifier, fn):
        raise exc.InvalidRequestError(f"No listeners found for event {target} / {identifier!r} / {fn}")


def contains(target: Any, identifier: str, fn: Callable[..., Any]) -> bool:
    """Tell whether `fn` listens to the event at `target`."""
    return _holder(target, identifier).contains(identifier, fn)
