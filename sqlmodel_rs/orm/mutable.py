"""Values that report changes made inside them: `MutableDict.as_mutable(JSON)` and its kin.

The session notices `hero.tags["x"] = 1` without `flag_modified`. Behaviour: SQLAlchemy, `sqlalchemy.ext.mutable`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Generic, SupportsIndex, TypeVar
from weakref import ref

from sqlmodel_rs.orm.attributes import InstrumentedAttribute, flag_modified
from sqlmodel_rs.orm.state import instance_state
from sqlmodel_rs.types import TypeEngine, to_instance

__all__ = ["Mutable", "MutableBase", "MutableComposite", "MutableDict", "MutableList", "MutableSet"]

K = TypeVar("K")
V = TypeVar("V")


class MutableBase:
    """The part that all mutable values share: the instances that hold them."""

    _owners: Any = None

    def _belongs_to(self, instance: Any) -> bool:
        """Whether the instance is told of changes: a value that a type made, as by pickle, knows nobody yet."""
        return self._owners is not None and id(instance) in self._owners and self._owners[id(instance)][0]() is instance

    def _adopt(self, instance: Any, key: str) -> None:
        """Remember an instance that holds this value."""
        if self._owners is None:
            self._owners = {}
        self._owners[id(instance)] = (ref(instance), key)

    @classmethod
    def coerce(cls, key: str, value: Any) -> Any:
        """Return `value` as one of this class.

        Raises ValueError when it cannot be one.
        """
        if value is None:
            return None
        raise ValueError(f"Attribute {key!r} does not accept objects of type {type(value)}")


class Mutable(MutableBase):
    """The base for classes of mutable values: call `self.changed()` after each change."""

    def changed(self) -> None:
        """Tell the instances that hold this value that it has changed."""
        for reference, key in list((self._owners or {}).values()):
            instance = reference()
            if instance is not None and instance.__dict__.get(key) is self:
                flag_modified(instance, key)

    @classmethod
    def as_mutable(cls, sqltype: Any) -> TypeEngine:
        """Return a SQL type whose values are of this class on mapped instances."""
        made = to_instance(sqltype)
        made._mutable_class = cls  # type: ignore[attr-defined]
        return made

    @classmethod
    def associate_with(cls, sqltype: Any) -> None:
        """Let the values of all columns of a class of SQL types be of this class, in models that are made later."""
        sqltype._mutable_class = cls

    @classmethod
    def associate_with_attribute(cls, attribute: Any) -> None:
        """Let the values of one mapped attribute be of this class."""
        attribute.property.columns[0].type._mutable_class = cls
        attribute.parent.registry.instrument(attribute.parent, attribute.key)


class MutableComposite(MutableBase):
    """The base for classes of composite values: call `self.changed()` after each change, as from `__setattr__`."""

    def changed(self) -> None:
        """Write the value into the columns of the instances that hold it."""
        for reference, key in list((self._owners or {}).values()):
            instance = reference()
            if instance is not None:
                composite = instance_state(instance).mapper.composites[key]
                if composite.held_by(instance) is self:
                    composite.set_value(instance, self)

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "_owners"}


class MutableAttribute(InstrumentedAttribute):
    """The descriptor of a column whose values report changes: whatever is read from it is of the mutable class.

    A data descriptor, unlike that of other columns: rows bring plain values, which become mutable when they are read.
    """

    __slots__ = ()

    @property
    def _class(self) -> type[Mutable]:
        return self.property.columns[0].type._mutable_class  # type: ignore[no-any-return]

    def _coerced(self, instance: Any, value: Any) -> Any:
        value = self._class.coerce(self.key, value)
        if isinstance(value, MutableBase):
            value._adopt(instance, self.key)
        return value

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        if instance is None:
            return super().__get__(None, owner)
        values = instance.__dict__
        value = values[self.key] if self.key in values else super().__get__(instance, owner)
        if value is not None and not (isinstance(value, MutableBase) and value._belongs_to(instance)):
            value = self._coerced(instance, value)
            if self.key in values:
                values[self.key] = value
        return value

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.key] = value

    def __delete__(self, instance: Any) -> None:
        del instance.__dict__[self.key]

    def set_value(self, instance: Any, value: Any) -> None:
        """Set the attribute to a value of the mutable class.

        Raises ValueError when the value cannot be one.
        """
        super().set_value(instance, self._coerced(instance, value))


def attribute_class(column: Any) -> type[InstrumentedAttribute]:
    """Return the class of the descriptor that a mapped column needs."""
    return MutableAttribute if getattr(column.type, "_mutable_class", None) is not None else InstrumentedAttribute


class MutableDict(Mutable, dict[K, V], Generic[K, V]):
    """A dict that reports changes of its own keys (not those inside its values)."""

    @classmethod
    def coerce(cls, key: str, value: Any) -> Any:
        """Return a dict as one of this class."""
        if isinstance(value, cls):
            return value
        return cls(value) if isinstance(value, dict) else super().coerce(key, value)

    def __setitem__(self, key: K, value: V) -> None:
        dict.__setitem__(self, key, value)
        self.changed()

    def __delitem__(self, key: K) -> None:
        dict.__delitem__(self, key)
        self.changed()

    def setdefault(self, key: K, default: Any = None) -> Any:
        if key in self:
            return self[key]
        self[key] = default
        return default

    def update(self, *args: Any, **kwargs: Any) -> None:
        dict.update(self, *args, **kwargs)
        self.changed()

    def __ior__(self, other: Any) -> Any:  # type: ignore[misc]
        self.update(other)
        return self

    def pop(self, *args: Any) -> Any:
        found = dict.pop(self, *args)
        self.changed()
        return found

    def popitem(self) -> tuple[K, V]:
        found = dict.popitem(self)
        self.changed()
        return found

    def clear(self) -> None:
        dict.clear(self)
        self.changed()

    def __reduce_ex__(self, protocol: SupportsIndex) -> Any:
        return (type(self), (dict(self),))


class MutableList(Mutable, list[V], Generic[V]):
    """A list that reports changes of its own items (not those inside its items)."""

    @classmethod
    def coerce(cls, key: str, value: Any) -> Any:
        """Return a list or tuple as one of this class."""
        if isinstance(value, cls):
            return value
        return cls(value) if isinstance(value, (list, tuple)) else super().coerce(key, value)

    def __setitem__(self, index: Any, value: Any) -> None:
        list.__setitem__(self, index, value)
        self.changed()

    def __delitem__(self, index: Any) -> None:
        list.__delitem__(self, index)
        self.changed()

    def append(self, item: V) -> None:
        list.append(self, item)
        self.changed()

    def extend(self, items: Iterable[V]) -> None:
        list.extend(self, items)
        self.changed()

    def __iadd__(self, items: Iterable[V]) -> Any:  # type: ignore[override, misc]
        self.extend(items)
        return self

    def __imul__(self, count: SupportsIndex) -> Any:
        list.__imul__(self, count)
        self.changed()
        return self

    def insert(self, index: SupportsIndex, item: V) -> None:
        list.insert(self, index, item)
        self.changed()

    def pop(self, index: SupportsIndex = -1) -> V:
        found = list.pop(self, index)
        self.changed()
        return found

    def remove(self, item: V) -> None:
        list.remove(self, item)
        self.changed()

    def clear(self) -> None:
        list.clear(self)
        self.changed()

    def sort(self, **options: Any) -> None:
        list.sort(self, **options)
        self.changed()

    def reverse(self) -> None:
        list.reverse(self)
        self.changed()

    def __reduce_ex__(self, protocol: SupportsIndex) -> Any:
        return (type(self), (list(self),))


def _reporting(name: str) -> Any:
    original = getattr(set, name)

    def method(self: Any, *args: Any) -> Any:
        found = original(self, *args)
        self.changed()
        return self if name.startswith("__i") else found

    method.__name__ = name
    method.__doc__ = original.__doc__
    return method


class MutableSet(Mutable, set[V], Generic[V]):
    """A set that reports changes of its members."""

    @classmethod
    def coerce(cls, key: str, value: Any) -> Any:
        """Return a set as one of this class."""
        if isinstance(value, cls):
            return value
        return cls(value) if isinstance(value, (set, frozenset)) else super().coerce(key, value)

    def __reduce_ex__(self, protocol: SupportsIndex) -> Any:
        return (type(self), (set(self),))

    def __hash__(self) -> int:  # type: ignore[override]
        return object.__hash__(self)


for _name in (
    "add", "discard", "remove", "pop", "clear", "update", "intersection_update", "difference_update",
    "symmetric_difference_update", "__ior__", "__iand__", "__isub__", "__ixor__",
):  # fmt: skip
    setattr(MutableSet, _name, _reporting(_name))
