"""The lists, sets and dicts that an association proxy shows of a collection of related objects.

Behaviour: SQLAlchemy, `sqlalchemy.ext.associationproxy`. A view keeps nothing: it asks its owner for the collection
each time, so it follows one that is replaced.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, MutableMapping, MutableSequence, MutableSet
from functools import total_ordering
from typing import Any, NoReturn

from sqlmodel_rs import exc

__all__ = ["AssociationDict", "AssociationList", "AssociationSet", "CollectionOf", "view_class"]


class CollectionOf:
    """Finds the collection that an instance has under a name, when it is called."""

    def __init__(self, instance: Any, name: str) -> None:
        self.instance = instance
        self.name = name

    def __call__(self) -> Any:
        return getattr(self.instance, self.name)


class AssociationView:
    """The part the views share: how the collection is found, a member made, and its attribute read and written."""

    def __init__(
        self,
        lazy_collection: Callable[[], Any],
        creator: Callable[..., Any],
        getter: Callable[[Any], Any],
        setter: Callable[..., None],
        parent: Any,
    ) -> None:
        self.lazy_collection = lazy_collection
        self.creator = creator
        self.getter = getter
        self.setter = setter
        self.parent = parent

    @property
    def col(self) -> Any:
        """The collection of related objects."""
        return self.lazy_collection()

    def __len__(self) -> int:
        return len(self.col)

    def __bool__(self) -> bool:
        return bool(self.col)

    def __repr__(self) -> str:
        return repr(self.copy())

    def copy(self) -> Any:
        """Return what is shown as a plain list, set or dict."""
        raise NotImplementedError

    def __eq__(self, other: object) -> bool:
        return bool(self.copy() == plain(other))

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        raise TypeError(f"unhashable type: '{type(self).__name__}'")

    def __reduce__(self) -> Any:
        if not isinstance(self.lazy_collection, CollectionOf):
            return super().__reduce__()
        return getattr, (self.lazy_collection.instance, self.parent.key)


def plain(values: Any) -> Any:
    """Return a view as a plain collection, anything else as it is."""
    return values.copy() if isinstance(values, AssociationView) else values


@total_ordering
class AssociationList(AssociationView, MutableSequence[Any]):
    """A list of an attribute of each member."""

    __eq__ = AssociationView.__eq__
    __hash__ = AssociationView.__hash__

    def copy(self) -> list[Any]:
        return [self.getter(member) for member in self.col]

    def __lt__(self, other: Any) -> bool:
        return bool(self.copy() < list(other))

    def __getitem__(self, index: Any) -> Any:
        found = self.col[index]
        return [self.getter(member) for member in found] if isinstance(index, slice) else self.getter(found)

    def __setitem__(self, index: Any, value: Any) -> None:
        members = self.col
        if not isinstance(index, slice):
            self.setter(members[index], value)
        elif index.step in (None, 1):
            members[index] = [self.creator(item) for item in value]
        else:
            # Members stay where they are, and are given other values.
            chosen, values = members[index], list(value)
            if len(chosen) != len(values):
                raise ValueError(
                    f"attempt to assign sequence of size {len(values)} to extended slice of size {len(chosen)}"
                )
            for member, item in zip(chosen, values, strict=True):
                self.setter(member, item)

    def __delitem__(self, index: Any) -> None:
        del self.col[index]

    def __contains__(self, value: object) -> bool:
        return any(self.getter(member) == value for member in self.col)

    def __iter__(self) -> Iterator[Any]:
        for member in self.col:
            yield self.getter(member)

    def append(self, value: Any) -> None:
        self.col.append(self.creator(value))

    def insert(self, index: int, value: Any) -> None:
        self.col[index:index] = [self.creator(value)]

    def pop(self, index: int = -1) -> Any:
        return self.getter(self.col.pop(index))

    def index(self, value: Any, *bounds: int) -> int:
        return self.copy().index(value, *bounds)

    def remove(self, value: Any) -> None:
        for index, shown in enumerate(self):
            if shown == value:
                del self.col[index]
                return
        raise ValueError("value not in list")

    def clear(self) -> None:
        del self.col[:]

    def reverse(self) -> NoReturn:
        """Not supported: the order belongs to the members."""
        raise NotImplementedError

    def sort(self, **options: Any) -> NoReturn:
        """Not supported: the order belongs to the members."""
        raise NotImplementedError

    def __add__(self, other: Iterable[Any]) -> list[Any]:
        try:
            return [*self, *other]
        except TypeError:
            return NotImplemented

    def __radd__(self, other: Iterable[Any]) -> list[Any]:
        try:
            return [*other, *self]
        except TypeError:
            return NotImplemented

    def __mul__(self, count: int) -> list[Any]:
        return self.copy() * count if isinstance(count, int) else NotImplemented

    __rmul__ = __mul__

    def __imul__(self, count: int) -> AssociationList:
        if not isinstance(count, int):
            return NotImplemented
        if count <= 0:
            self.clear()
        else:
            self.extend(self.copy() * (count - 1))
        return self

    def bulk_replace(self, values: Iterable[Any]) -> None:
        """Let the values be the whole list."""
        wanted = list(values)
        self.clear()
        self.extend(wanted)


class AssociationSet(AssociationView, MutableSet[Any]):
    """A set of an attribute of each member."""

    __eq__ = AssociationView.__eq__
    __hash__ = AssociationView.__hash__

    def copy(self) -> set[Any]:
        return set(self)

    def __contains__(self, value: object) -> bool:
        return any(self.getter(member) == value for member in self.col)

    def __iter__(self) -> Iterator[Any]:
        for member in list(self.col):
            yield self.getter(member)

    def add(self, value: Any) -> None:
        if value not in self:
            self.col.add(self.creator(value))

    def discard(self, value: Any) -> None:
        for member in list(self.col):
            if self.getter(member) == value:
                self.col.discard(member)
                return

    def remove(self, value: Any) -> None:
        if value not in self:
            raise KeyError(value)
        self.discard(value)

    def pop(self) -> Any:
        if not self.col:
            raise KeyError("pop from an empty set")
        return self.getter(self.col.pop())

    def clear(self) -> None:
        self.col.clear()

    def union(self, *others: Iterable[Any]) -> set[Any]:
        """Return the values of this set and the others."""
        return self.copy().union(*others)

    def intersection(self, *others: Iterable[Any]) -> set[Any]:
        """Return the values that all have."""
        return self.copy().intersection(*others)

    def difference(self, *others: Iterable[Any]) -> set[Any]:
        """Return the values that no other has."""
        return self.copy().difference(*others)

    def symmetric_difference(self, other: Iterable[Any]) -> set[Any]:
        """Return the values that one of the two has."""
        return self.copy().symmetric_difference(other)

    def issubset(self, other: Iterable[Any]) -> bool:
        """Whether every value is in the other."""
        return self.copy().issubset(other)

    def issuperset(self, other: Iterable[Any]) -> bool:
        """Whether every value of the other is here."""
        return self.copy().issuperset(other)

    def update(self, *others: Iterable[Any]) -> None:
        """Add the values of the others."""
        for other in others:
            for value in other:
                self.add(value)

    def intersection_update(self, *others: Iterable[Any]) -> None:
        """Keep what all others have."""
        self.bulk_replace(self.intersection(*others))

    def difference_update(self, *others: Iterable[Any]) -> None:
        """Take away what the others have."""
        self.bulk_replace(self.difference(*others))

    def symmetric_difference_update(self, other: Iterable[Any]) -> None:
        """Keep what one of the two has."""
        self.bulk_replace(self.symmetric_difference(other))

    def bulk_replace(self, values: Iterable[Any]) -> None:
        """Let the values be the whole set; members whose value stays are kept."""
        wanted = list(values)
        for value in self.difference(wanted):
            self.discard(value)
        self.update(wanted)


def _operator(name: str, in_place: bool = False) -> Any:
    """Make an operator of a set: of sets alone, as the builtin's."""
    method = getattr(set, name)

    def operator(self: Any, other: Any) -> Any:
        if not isinstance(other, (set, frozenset, AssociationSet)):
            return NotImplemented
        if not in_place:
            return method(self.copy(), set(other))
        self.bulk_replace(method(self.copy(), set(other)))
        return self

    operator.__name__ = name
    return operator


for _name in ("__or__", "__and__", "__sub__", "__xor__", "__lt__", "__le__", "__gt__", "__ge__"):
    setattr(AssociationSet, _name, _operator(_name))
for _name in ("__ror__", "__rand__", "__rsub__", "__rxor__"):
    setattr(AssociationSet, _name, _operator(_name))
for _name in ("__ior__", "__iand__", "__isub__", "__ixor__"):
    setattr(AssociationSet, _name, _operator(_name, in_place=True))


class AssociationDict(AssociationView, MutableMapping[Any, Any]):
    """A dict from the members' keys to an attribute of each."""

    __eq__ = AssociationView.__eq__
    __hash__ = AssociationView.__hash__

    def copy(self) -> dict[Any, Any]:
        return {key: self.getter(member) for key, member in self.col.items()}

    def __getitem__(self, key: Any) -> Any:
        return self.getter(self.col[key])

    def __setitem__(self, key: Any, value: Any) -> None:
        members = self.col
        if key in members:
            self.setter(members[key], key, value)
        else:
            members[key] = self.creator(key, value)

    def __delitem__(self, key: Any) -> None:
        del self.col[key]

    def __contains__(self, key: object) -> bool:
        return key in self.col

    def __iter__(self) -> Iterator[Any]:
        return iter(list(self.col))

    def clear(self) -> None:
        self.col.clear()

    def update(self, *given: Any, **named: Any) -> None:
        wanted: dict[Any, Any] = {}
        wanted.update(*given, **named)
        for key, value in wanted.items():
            self[key] = value

    def bulk_replace(self, values: Any) -> None:
        """Let the values be the whole dict; members whose key stays are kept."""
        wanted = dict(values)
        for key in [key for key in self.col if key not in wanted]:
            del self.col[key]
        self.update(wanted)


def view_class(collection: Any) -> type[AssociationList | AssociationSet | AssociationDict]:
    """Return the view that a collection needs.

    Raises ArgumentError for a collection that is no list, set or dict and does not behave as one.
    """
    kind = getattr(collection, "__emulates__", None) or type(collection)
    if issubclass(kind, dict) or hasattr(kind, "keys"):
        return AssociationDict
    if issubclass(kind, (set, frozenset)) or hasattr(kind, "add"):
        return AssociationSet
    if issubclass(kind, list) or hasattr(kind, "append"):
        return AssociationList
    raise exc.ArgumentError(
        f'could not guess which interface to use for collection_class "{kind.__name__}"; specify a proxy_factory and '
        "proxy_bulk_set manually"
    )
