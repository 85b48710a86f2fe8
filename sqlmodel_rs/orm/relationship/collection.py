"""Lists, sets and keyed dictionaries that tell the other side of a relationship what happened to them.

Each holds a weak reference to its owner; knows nothing of sessions or SQL.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from typing import Any, SupportsIndex, TypeVar
from weakref import WeakKeyDictionary, ref

from sqlmodel_rs import exc
from sqlmodel_rs.orm.relationship import backref
from sqlmodel_rs.orm.relationship.cascade import members
from sqlmodel_rs.orm.relationship.custom import custom_class
from sqlmodel_rs.orm.state import instance_state

T = TypeVar("T")


class Owned:
    """The part that the three collections share: who owns them and how a change is reported."""

    __slots__ = ()

    _owner: Any
    _prop: Any

    def _bind(self, owner: Any, prop: Any) -> None:
        self._owner = ref(owner)
        self._prop = prop

    def _begin(self) -> Any:
        """Remember the members before the first change; return the owner, None when detached."""
        reference = getattr(self, "_owner", None)
        owner = reference() if reference is not None else None
        if reference is not None and owner is None:
            raise exc.ObjectDereferencedError(
                f"Can't emit change event for attribute '{self._prop}' - parent object of type "
                f"<{self._prop.parent.class_.__name__}> has been garbage collected."
            )
        if owner is not None and (owner.__dict__.get(self._prop.key) is self or _moved_in(owner, self)):
            backref.remember(owner, self._prop.key, members(self))
            return owner
        return None

    def _added(self, owner: Any, item: Any) -> None:
        if owner is not None:
            backref.after_append(owner, self._prop, item, direct=True)

    def _kept(self, item: Any) -> None:
        """Let a member that is given again follow its owner into the session."""
        reference = getattr(self, "_owner", None)
        owner = reference() if reference is not None else None
        if owner is not None:
            backref.cascade_into_session(owner, self._prop, item)

    def _removed(self, owner: Any, item: Any) -> None:
        if owner is not None:
            if self._prop.heard is not None:
                self._prop.heard.remove(owner, item)
            backref.after_remove(owner, self._prop, item)

    def _accepted(self, item: Any) -> Any:
        """Return what the listeners make of a new member; refuse one that the owner's session refuses."""
        prop = getattr(self, "_prop", None)
        if prop is None:
            return item
        owner = self._owner()
        if owner is None:
            return item
        if prop.heard is not None and self._is_current(owner):
            item = prop.heard.append(owner, item)
        backref.check_member(owner, prop, item)
        return item

    def _is_current(self, owner: Any) -> bool:
        """Whether the owner has this collection, or will have it with the first change."""
        held = owner.__dict__.get(self._prop.key)
        return held is self or (held is None and is_empty(owner, self))

    def _holds(self, item: Any) -> bool:
        return backref.identity_in(item, members(self))

    def _append_quietly(self, item: Any) -> None:
        raise NotImplementedError

    def _remove_quietly(self, item: Any) -> bool:
        raise NotImplementedError


class _Custom(Owned):
    """The part that a program's own collection class gets."""

    def _is_member(self, item: Any) -> bool:
        return isinstance(self, set) and item in self


class InstrumentedList(list[T], Owned):
    """A list of related objects."""

    __slots__ = ("_owner", "_prop", "__weakref__")

    def append(self, item: T) -> None:
        item = self._accepted(item)
        owner = self._begin()
        super().append(item)
        self._added(owner, item)

    def extend(self, items: Iterable[T]) -> None:
        for item in list(items):
            self.append(item)

    def insert(self, index: SupportsIndex, item: T) -> None:
        item = self._accepted(item)
        owner = self._begin()
        super().insert(index, item)
        self._added(owner, item)

    def remove(self, item: T) -> None:
        found = next((at for at, other in enumerate(self) if other is item), None)
        if found is None and item not in self:
            raise ValueError("list.remove(x): x not in list")
        self.pop(self.index(item) if found is None else found)

    def pop(self, index: SupportsIndex = -1) -> T:
        owner = self._begin()
        item = super().pop(index)
        self._removed(owner, item)
        return item

    def clear(self) -> None:
        owner = self._begin()
        items = list(self)
        super().clear()
        for item in items:
            self._removed(owner, item)

    def __setitem__(self, index: Any, value: Any) -> None:
        value = [self._accepted(item) for item in value] if isinstance(index, slice) else self._accepted(value)
        owner = self._begin()
        old = self[index] if isinstance(index, slice) else [self[index]]
        super().__setitem__(index, value)
        new = self._replacement(index, value)
        _report(self, owner, list(old), new)

    def _replacement(self, index: Any, value: Any) -> list[T]:
        return list(value) if isinstance(index, slice) else [value]

    def __delitem__(self, index: Any) -> None:
        owner = self._begin()
        old = self[index] if isinstance(index, slice) else [self[index]]
        super().__delitem__(index)
        for item in list(old):
            self._removed(owner, item)

    def __iadd__(self, items: Iterable[T]) -> InstrumentedList[T]:  # type: ignore[misc,override]
        self.extend(items)
        return self

    def __imul__(self, count: SupportsIndex) -> InstrumentedList[T]:
        self[:] = list(self) * int(count)
        return self

    def __copy__(self) -> list[T]:
        return list(self)

    def __deepcopy__(self, memo: dict[int, Any]) -> list[T]:
        return [deepcopy(item, memo) for item in self]

    def __reduce_ex__(self, protocol: SupportsIndex) -> Any:
        return (list, (list(self),))

    def _append_quietly(self, item: T) -> None:
        self._begin()
        list.append(self, item)

    def _remove_quietly(self, item: T) -> bool:
        for position, other in enumerate(self):
            if other is item:
                self._begin()
                list.__delitem__(self, position)
                return True
        return False

    def _load(self, items: Iterable[T]) -> None:
        list.extend(self, items)


def _report(collection: Any, owner: Any, old: list[Any], new: list[Any]) -> None:
    """Report a bulk replacement: removals first, then what is really new."""
    before = {id(item) for item in old}
    after = {id(item) for item in new}
    for item in old:
        if id(item) not in after:
            collection._removed(owner, item)
    for item in new:
        if id(item) not in before:
            collection._added(owner, item)


class InstrumentedSet(Owned):
    """A set of related objects by identity, in order of insertion; members need not be hashable."""

    __slots__ = ("_owner", "_prop", "_items", "__weakref__")

    def __init__(self, items: Iterable[Any] = ()) -> None:
        self._items: dict[int, Any] = {id(item): item for item in items}

    def add(self, item: Any) -> None:
        if id(item) in self._items:
            self._kept(item)
            return
        item = self._accepted(item)
        if id(item) not in self._items:
            owner = self._begin()
            self._items[id(item)] = item
            self._added(owner, item)

    def discard(self, item: Any) -> None:
        if id(item) in self._items:
            owner = self._begin()
            del self._items[id(item)]
            self._removed(owner, item)

    def remove(self, item: Any) -> None:
        if id(item) not in self._items:
            raise KeyError(item)
        self.discard(item)

    def pop(self) -> Any:
        if not self._items:
            raise KeyError("pop from an empty set")
        item = next(iter(self._items.values()))
        self.discard(item)
        return item

    def clear(self) -> None:
        for item in list(self._items.values()):
            self.discard(item)

    def update(self, *others: Iterable[Any]) -> None:
        for other in others:
            for item in list(other):
                self.add(item)

    def difference_update(self, *others: Iterable[Any]) -> None:
        for other in others:
            for item in list(other):
                self.discard(item)

    def intersection_update(self, *others: Iterable[Any]) -> None:
        kept = [{id(item) for item in other} for other in others]
        for key, item in list(self._items.items()):
            if not all(key in other for other in kept):
                self.discard(item)

    # In place an operator keeps the collection; `|`, `-` and `&` give a plain set, which this class is not.
    def __ior__(self, other: Iterable[Any]) -> InstrumentedSet:  # type: ignore[misc]
        self.update(other)
        return self

    def __isub__(self, other: Iterable[Any]) -> InstrumentedSet:  # type: ignore[misc]
        self.difference_update(other)
        return self

    def __iand__(self, other: Iterable[Any]) -> InstrumentedSet:  # type: ignore[misc]
        self.intersection_update(other)
        return self

    def union(self, *others: Iterable[Any]) -> InstrumentedSet:
        return InstrumentedSet([*self, *(item for other in others for item in other)])

    def difference(self, *others: Iterable[Any]) -> InstrumentedSet:
        gone = {id(item) for other in others for item in other}
        return InstrumentedSet(item for key, item in self._items.items() if key not in gone)

    def intersection(self, *others: Iterable[Any]) -> InstrumentedSet:
        kept = [{id(item) for item in other} for other in others]
        return InstrumentedSet(item for key, item in self._items.items() if all(key in other for other in kept))

    __or__ = union
    __sub__ = difference
    __and__ = intersection

    def __contains__(self, item: Any) -> bool:
        return id(item) in self._items

    def __iter__(self) -> Any:
        return iter(list(self._items.values()))

    def __len__(self) -> int:
        return len(self._items)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, (InstrumentedSet, set, frozenset, list, tuple)):
            return {id(item) for item in other} == set(self._items)
        return NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"{{{', '.join(map(repr, self._items.values()))}}}" if self._items else "set()"

    def __reduce_ex__(self, protocol: SupportsIndex) -> Any:
        return (InstrumentedSet, (list(self._items.values()),))

    def _append_quietly(self, item: Any) -> None:
        self._begin()
        self._items[id(item)] = item

    def _remove_quietly(self, item: Any) -> bool:
        if id(item) not in self._items:
            return False
        self._begin()
        del self._items[id(item)]
        return True

    def _holds(self, item: Any) -> bool:
        return id(item) in self._items

    def _load(self, items: Iterable[Any]) -> None:
        self._items.update((id(item), item) for item in items)


_instrumented: WeakKeyDictionary[type, type] = WeakKeyDictionary()


def instrumented(kind: type) -> type:
    """Return a collection class that reports what happens to it, for a class that need not."""
    if issubclass(kind, Owned):
        return kind
    made = _instrumented.get(kind)
    if made is None:
        if issubclass(kind, list):
            made = type(kind.__name__, (InstrumentedList, kind), {"__slots__": (), "__module__": kind.__module__})
        elif issubclass(kind, dict):
            raise exc.ArgumentError(
                f"The collection class {kind.__name__} does not say what its members are keyed by: derive it from "
                "KeyFuncDict"
            )
        else:
            made = custom_class(kind, _Custom)
        _instrumented[kind] = made
    return made


def new_of(kind: type) -> Any:
    """Return an empty collection that does as one of a class."""
    if kind is list:
        return InstrumentedList()
    return InstrumentedSet() if kind is set else instrumented(kind)()


def new_collection(owner: Any, prop: Any) -> Any:
    """Return an empty collection of the declared kind, owned by `owner`."""
    kind = prop.collection_class
    if kind is None or kind is list:
        made: Any = InstrumentedList()
    elif kind is set:
        made = InstrumentedSet()
    elif isinstance(kind, type):
        made = instrumented(kind)()
    else:
        made = kind()
        if not isinstance(made, Owned):
            made = new_of(type(made))
    made._bind(owner, prop)
    if prop.heard is not None:
        prop.heard.collection("init_collection", owner, made)
    return made


def empty(owner: Any, prop: Any) -> Any:
    """Return the collection that a new object without one answers with; it holds no value until it is changed."""
    held = backref.extra_of(instance_state(owner)).setdefault("empty", {})
    made = held.get(prop.key)
    if made is None:
        made = held[prop.key] = new_collection(owner, prop)
    return made


def is_empty(owner: Any, collection: Any) -> bool:
    """Tell whether a collection is the one that a new object without a value answers with."""
    held = (instance_state(owner).extra or {}).get("empty")
    return held is not None and held.get(collection._prop.key) is collection


def _moved_in(owner: Any, collection: Any) -> bool:
    """Make an empty collection that is about to change its owner's value; tell whether it was one."""
    key = collection._prop.key
    held = (instance_state(owner).extra or {}).get("empty")
    if not held or held.get(key) is not collection or key in owner.__dict__:
        return False
    owner.__dict__[key] = held.pop(key)
    return True


def install(owner: Any, prop: Any, items: Iterable[Any]) -> Any:
    """Put loaded `items` into the owner's collection without events, merge what was queued, and return it."""
    made = new_collection(owner, prop)
    loaded = members(items) if isinstance(items, dict) else list(items)
    state = instance_state(owner)
    queue = backref.pending_of(state, prop.key)
    if queue is not None:
        snapshot = list(loaded)
        gone = {id(item) for item in queue.removed}
        loaded = [item for item in loaded if id(item) not in gone]
        present = {id(item) for item in loaded}
        loaded += [item for item in queue.added if id(item) not in present]
        del backref.extra_of(state)["pending"][prop.key]
        committed = state.committed
        if committed is None:
            state.committed = {prop.key: snapshot}
        else:
            committed.setdefault(prop.key, snapshot)
    elif isinstance(items, dict) and isinstance(made, dict):
        # The keys are known: a member that is being unpickled has no values yet to make them of.
        dict.update(made, items)
        loaded = []
    made._load(loaded)
    owner.__dict__[prop.key] = made
    return made


def _exchange(owner: Any, made: Any, before: list[Any], items: list[Any]) -> list[Any]:
    """Fill a new collection, telling of each member that comes, then of those that are gone; return its members."""
    prop, known, taken = made._prop, {id(item) for item in before}, []
    for item in items:
        if id(item) not in known:
            item = prop.heard.append(owner, item, op="BULK_REPLACE")
            backref.check_member(owner, prop, item)
        made._load([item])
        if id(item) not in known:
            made._added(owner, item)
        taken.append(item)
    after = {id(item) for item in taken}
    for item in before:
        if id(item) not in after:
            made._removed(owner, item)
    return taken


def _kind_of(value: Any) -> str | None:
    """Return what a collection is like; None for an iterable that is no collection of its own, as a tuple."""
    if isinstance(value, _Custom):
        return None
    for name, kinds in (("list", list), ("set", (set, frozenset, InstrumentedSet)), ("dict", dict)):
        if isinstance(value, kinds):
            return name
    return None


def replace(owner: Any, prop: Any, value: Any, old: Any) -> Any:
    """Replace the whole collection by the members of `value`, firing events for the difference only."""
    made = new_collection(owner, prop)
    keyed = isinstance(made, dict)
    if isinstance(value, dict) and keyed:
        items = list(value.values())
    elif value is None or isinstance(value, (str, bytes, dict)) or not hasattr(value, "__iter__"):
        given = "None" if value is None else type(value).__name__
        wanted = "set" if isinstance(made, (set, InstrumentedSet)) else "dict" if keyed else "list"
        raise TypeError(f"Incompatible collection type: {given} is not {wanted}-like")
    else:
        like, own = _kind_of(value), _kind_of(made)
        if like != own and like is not None:
            raise TypeError(f"Incompatible collection type: {like} is not {own}-like")
        items = list(value)
    before = list(members(old)) if old is not None else []
    if prop.heard is not None:
        items = prop.heard.replace(owner, items)
    for item in items:
        backref.check_member(owner, prop, item)
    backref.remember(owner, prop.key, list(before))
    owner.__dict__[prop.key] = made
    if prop.heard is None:
        made._load(items)
        _report(made, owner, before, items)
    else:
        items = _exchange(owner, made, before, items)
        if old is not None and not is_empty(owner, old):
            prop.heard.collection("dispose_collection", owner, old)
    for item in items:
        # A member that stays follows its owner into the session too.
        backref.cascade_into_session(owner, prop, item)
    return made
