"""Identity keys, sets of objects by identity, and the public face of a session's identity map."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlmodel_rs import exc

IdentityKey = tuple[type, tuple[Any, ...], Any]


def describe(instance: Any) -> str:
    """Name an instance in a message: `<Hero at 0x7f...>`."""
    return f"<{type(instance).__name__} at {id(instance):#x}>"


def identity_key(
    class_: type | None = None,
    ident: Any = None,
    *,
    instance: Any = None,
    row: Any = None,
    identity_token: Any = None,
) -> IdentityKey:
    """Return `(class that owns the key, primary key, token)` for a class and a key or a row, or for an instance.

    Raises `ArgumentError` when neither is given.
    """
    if instance is not None:
        mapper = type(instance).__mapper__
        return mapper.base_mapper.class_, tuple(getattr(instance, attr) for attr in mapper.pk_attrs), identity_token
    if class_ is None or (ident is None and row is None):
        raise exc.ArgumentError(f"{'class or instance' if class_ is None else 'ident or row'} is required")
    mapper = class_.__mapper__  # type: ignore[attr-defined]
    if row is not None:
        columns = getattr(row, "_mapping", row)
        ident = tuple(columns[column] for column in mapper.primary_key)
    return mapper.base_mapper.class_, tuple(ident) if isinstance(ident, (tuple, list)) else (ident,), identity_token


class IdentitySet:
    """A set that compares by `is`, in order of insertion."""

    __slots__ = ("_members",)

    def __init__(self, items: Iterable[Any] = ()) -> None:
        self._members = {id(item): item for item in items}

    def add(self, item: Any) -> None:
        self._members[id(item)] = item

    def discard(self, item: Any) -> None:
        self._members.pop(id(item), None)

    def remove(self, item: Any) -> None:
        del self._members[id(item)]

    def union(self, other: Iterable[Any]) -> IdentitySet:
        return IdentitySet([*self, *other])

    def difference(self, other: Iterable[Any]) -> IdentitySet:
        gone = {id(item) for item in other}
        return IdentitySet(item for item in self if id(item) not in gone)

    def intersection(self, other: Iterable[Any]) -> IdentitySet:
        kept = {id(item) for item in other}
        return IdentitySet(item for item in self if id(item) in kept)

    __or__ = union
    __sub__ = difference
    __and__ = intersection

    def __contains__(self, item: Any) -> bool:
        return id(item) in self._members

    def __iter__(self) -> Iterator[Any]:
        return iter(list(self._members.values()))

    def __len__(self) -> int:
        return len(self._members)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, IdentitySet):
            return self._members.keys() == other._members.keys()
        if isinstance(other, (set, frozenset, list, tuple)):
            return self._members.keys() == {id(item) for item in other}
        return NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"IdentitySet({list(self._members.values())!r})"


class IdentityMap:
    """Persistent objects of a session by identity key; a read-only view, objects are held weakly."""

    __slots__ = ("_native",)

    def __init__(self, native: Any) -> None:
        self._native = native

    def get(self, key: IdentityKey, default: Any = None) -> Any:
        found = self._native.get(key[0], tuple(key[1]))
        return default if found is None else found

    def values(self) -> list[Any]:
        return list(self._native.values())

    def keys(self) -> list[IdentityKey]:
        return [_key_of(instance) for instance in self._native.values()]

    def items(self) -> list[tuple[IdentityKey, Any]]:
        return [(_key_of(instance), instance) for instance in self._native.values()]

    def contains_state(self, state: Any) -> bool:
        return state.key is not None and self._native.get(state.mapper.base_mapper.class_, state.key) is not None

    def __getitem__(self, key: IdentityKey) -> Any:
        found = self.get(key)
        if found is None:
            raise KeyError(key)
        return found

    def __contains__(self, key: object) -> bool:
        return isinstance(key, tuple) and len(key) >= 2 and self.get(key) is not None

    def __iter__(self) -> Iterator[IdentityKey]:
        return iter(self.keys())

    def __len__(self) -> int:
        return len(self._native.values())


def _key_of(instance: Any) -> IdentityKey:
    state = instance._sa_instance_state
    return state.mapper.base_mapper.class_, state.key, None
