"""Sets and lists that packages take from SQLAlchemy. Behaviour: `sqlalchemy.util`."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, MutableSet
from typing import Any, TypeVar

from sqlmodel_rs.ext.automap import Properties

__all__ = [
    "EMPTY_DICT", "IdentitySet", "OrderedDict", "OrderedSet", "Properties", "flatten_iterator", "to_list", "to_set",
    "unique_list",
]  # fmt: skip

T = TypeVar("T")

EMPTY_DICT: dict[Any, Any] = {}


class OrderedSet(set[T]):
    """A set that is iterated in the order in which its members came."""

    def __init__(self, items: Iterable[T] = ()) -> None:
        self._list = unique_list(items)
        super().__init__(self._list)

    def __iter__(self) -> Iterator[T]:
        return iter(self._list)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._list!r})"

    __str__ = __repr__

    def __getitem__(self, index: int) -> T:
        return self._list[index]

    def __add__(self, other: Iterable[T]) -> OrderedSet[T]:
        return self.union(other)

    def copy(self) -> OrderedSet[T]:
        """Return an equal set."""
        return type(self)(self._list)

    def add(self, item: T) -> None:
        """Add a member at the end."""
        self.insert(len(self._list), item)

    append = add

    def insert(self, position: int, item: T) -> None:
        """Add a member at a position; one that is there stays where it is."""
        if item not in self:
            self._list.insert(position, item)
            super().add(item)

    def remove(self, item: T) -> None:
        """Take a member out.

        Raises KeyError when it is not there.
        """
        super().remove(item)
        self._list.remove(item)

    def discard(self, item: object) -> None:
        """Take a member out, if it is there."""
        if item in self:
            super().discard(item)
            self._list = [other for other in self._list if other != item]

    def pop(self) -> T:
        """Take the last member out.

        Raises KeyError when the set is empty.
        """
        if not self._list:
            raise KeyError("pop from an empty set")
        item = self._list.pop()
        super().remove(item)
        return item

    def clear(self) -> None:
        """Take all members out."""
        super().clear()
        self._list.clear()

    def update(self, *others: Iterable[T]) -> None:
        """Add the members of others."""
        for other in others:
            for item in other:
                self.add(item)

    def _keep(self, wanted: Callable[[T], bool]) -> None:
        self._list = [item for item in self._list if wanted(item)]
        super().clear()
        super().update(self._list)

    def union(self, *others: Iterable[T]) -> OrderedSet[T]:  # type: ignore[override]
        """Return this set with the members of others behind its own."""
        result = self.copy()
        result.update(*others)
        return result

    def intersection_update(self, *others: Iterable[Any]) -> None:
        """Keep what all others have."""
        kept = set(self).intersection(*others)
        self._keep(kept.__contains__)

    def intersection(self, *others: Iterable[Any]) -> OrderedSet[T]:
        """Return what all others have, in this set's order."""
        result = self.copy()
        result.intersection_update(*others)
        return result

    def difference_update(self, *others: Iterable[Any]) -> None:
        """Take out what any other has."""
        gone = set().union(*others)
        self._keep(lambda item: item not in gone)

    def difference(self, *others: Iterable[Any]) -> OrderedSet[T]:
        """Return what no other has, in this set's order."""
        result = self.copy()
        result.difference_update(*others)
        return result

    def symmetric_difference(self, other: Iterable[T]) -> OrderedSet[T]:  # type: ignore[override]
        """Return what only one of both has: this set's first."""
        theirs = unique_list(other)
        result = self.difference(theirs)
        result.update(item for item in theirs if item not in self)
        return result

    def symmetric_difference_update(self, other: Iterable[T]) -> None:
        """Keep what only one of both has."""
        result = self.symmetric_difference(other)
        self.clear()
        self.update(result)

    def __or__(self, other: Any) -> OrderedSet[T]:  # type: ignore[override]
        return self.union(other)

    def __and__(self, other: Any) -> OrderedSet[T]:
        return self.intersection(other)

    def __sub__(self, other: Any) -> OrderedSet[T]:
        return self.difference(other)

    def __xor__(self, other: Any) -> OrderedSet[T]:  # type: ignore[override]
        return self.symmetric_difference(other)

    def __ior__(self, other: Any) -> OrderedSet[T]:  # type: ignore[override]
        self.update(other)
        return self

    def __iand__(self, other: Any) -> OrderedSet[T]:
        self.intersection_update(other)
        return self

    def __isub__(self, other: Any) -> OrderedSet[T]:
        self.difference_update(other)
        return self

    def __ixor__(self, other: Any) -> OrderedSet[T]:  # type: ignore[override]
        self.symmetric_difference_update(other)
        return self


class IdentitySet(MutableSet[Any]):
    """A set of objects by identity: members need not be hashable, equal ones are different members."""

    def __init__(self, items: Iterable[Any] = ()) -> None:
        self._members = {id(item): item for item in items}

    def __contains__(self, item: object) -> bool:
        return id(item) in self._members

    def __iter__(self) -> Iterator[Any]:
        return iter(list(self._members.values()))

    def __len__(self) -> int:
        return len(self._members)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({list(self._members.values())!r})"

    def add(self, item: Any) -> None:
        """Add a member."""
        self._members[id(item)] = item

    def discard(self, item: Any) -> None:
        """Take a member out, if it is there."""
        self._members.pop(id(item), None)

    def update(self, items: Iterable[Any]) -> None:
        """Add the members of another."""
        for item in items:
            self.add(item)

    def union(self, items: Iterable[Any]) -> IdentitySet:
        """Return this set with the members of another."""
        return IdentitySet([*self, *items])

    def difference(self, items: Iterable[Any]) -> IdentitySet:
        """Return what another does not have."""
        gone = IdentitySet(items)
        return IdentitySet(item for item in self if item not in gone)

    def intersection(self, items: Iterable[Any]) -> IdentitySet:
        """Return what another has too."""
        kept = IdentitySet(items)
        return IdentitySet(item for item in self if item in kept)


def unique_list(items: Iterable[T]) -> list[T]:
    """Return the items in their order, each once."""
    return list(dict.fromkeys(items))


def to_list(value: Any, default: list[Any] | None = None) -> Any:
    """Return a list of what is iterable, a list of one of anything else; `default` for None."""
    if value is None:
        return default
    if not isinstance(value, Iterable) or isinstance(value, (str, bytes)):
        return [value]
    return value if isinstance(value, list) else list(value)


def to_set(value: Any) -> set[Any]:
    """Return a set of what `to_list()` gives; an empty one for None."""
    if value is None:
        return set()
    return value if isinstance(value, set) else set(to_list(value))


def flatten_iterator(value: Iterable[Any]) -> Iterator[Any]:
    """Iterate over the items of nested iterables; texts are items."""
    for item in value:
        if isinstance(item, Iterable) and not isinstance(item, (str, bytes)):
            yield from flatten_iterator(item)
        else:
            yield item
