"""Collections of a relationship that are dictionaries: members keyed by an attribute, a column or a function.

Knows what the other collections know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, SupportsIndex, TypeVar

from sqlmodel_rs import exc
from sqlmodel_rs.orm.attributes import NO_VALUE
from sqlmodel_rs.orm.relationship.collection import Owned
from sqlmodel_rs.orm.state import instance_state

T = TypeVar("T")


class InstrumentedDict(dict[Any, T], Owned):
    """Related objects keyed by one of their own values (`attribute_keyed_dict`)."""

    __slots__ = ("_owner", "_prop", "_keyfunc", "_lenient", "__weakref__")

    def __init__(self, keyfunc: Callable[[T], Any], *, ignore_unpopulated_attribute: bool = False) -> None:
        super().__init__()
        self._keyfunc = keyfunc
        self._lenient = ignore_unpopulated_attribute

    def _key_of(self, item: T) -> Any:
        """Return what an object is keyed by; NO_VALUE where it has none and that is allowed.

        Raises InvalidRequestError for an object that has no key yet.
        """
        key = self._keyfunc(item)
        if key is not NO_VALUE or self._lenient:
            return key
        prop = getattr(self, "_prop", None)
        shown = f"'{prop}'" if prop is not None else "'unknown relationship'"
        named = f"the {shown} attribute" if prop is not None else "the unknown relationship attribute"
        raise exc.InvalidRequestError(
            f"In event triggered from population of attribute {shown} (potentially from a backref), can't populate "
            f"value in KeyFuncDict; dictionary key derived from <{type(item).__name__}> is not populated. Ensure "
            f"appropriate state is set up on the <{type(item).__name__}> object before assigning to {named}. To skip "
            'this assignment entirely, Set the "ignore_unpopulated_attribute=True" parameter on the mapped collection '
            "factory."
        )

    def __setitem__(self, key: Any, item: T) -> None:
        item = self._accepted(item)
        owner = self._begin()
        if key in self:
            # The same object under the same key leaves and comes back, as in SQLAlchemy.
            self._removed(owner, self[key])
        super().__setitem__(key, item)
        self._added(owner, item)

    def __delitem__(self, key: Any) -> None:
        owner = self._begin()
        item = self[key]
        super().__delitem__(key)
        self._removed(owner, item)

    def set(self, item: T) -> None:
        """Add an object under its own key."""
        key = self._key_of(item)
        if key is not NO_VALUE:
            self[key] = item

    append = set

    def remove(self, item: T) -> None:
        """Take an object out, found by its own key."""
        del self[self._key_of(item)]

    def pop(self, key: Any, *default: Any) -> Any:
        if key not in self and default:
            return default[0]
        item = self[key]
        del self[key]
        return item

    def popitem(self) -> tuple[Any, T]:
        key = next(reversed(self))
        return key, self.pop(key)

    def clear(self) -> None:
        for key in list(self):
            del self[key]

    def update(self, *others: Any, **named: T) -> None:
        for key, item in dict(*others, **named).items():
            self[key] = item

    def setdefault(self, key: Any, default: Any = None) -> Any:
        if key not in self:
            self[key] = default
        else:
            self._kept(self[key])
        return self[key]

    def __reduce_ex__(self, protocol: SupportsIndex) -> Any:
        return (dict, (dict(self),))

    def _append_quietly(self, item: T) -> None:
        key = self._key_of(item)
        if key is not NO_VALUE:
            self._begin()
            dict.__setitem__(self, key, item)

    def _remove_quietly(self, item: T) -> bool:
        for key, other in self.items():
            if other is item:
                self._begin()
                dict.__delitem__(self, key)
                return True
        return False

    def _load(self, items: Iterable[T]) -> None:
        for item in items:
            dict.__setitem__(self, self._keyfunc(item), item)


KeyFuncDict = InstrumentedDict


def attribute_keyed_dict(
    attr_name: str, *, ignore_unpopulated_attribute: bool = False
) -> Callable[[], InstrumentedDict[Any]]:
    """Return a `collection_class` that keys members by one of their attributes.

    A new member without a value there is refused, or left out with `ignore_unpopulated_attribute`.
    """

    def keyed(item: Any) -> Any:
        state = instance_state(item)
        if state.key is None and attr_name in state.mapper.columns and attr_name not in item.__dict__:
            return NO_VALUE
        return getattr(item, attr_name)

    return lambda: InstrumentedDict(keyed, ignore_unpopulated_attribute=ignore_unpopulated_attribute)


def keyfunc_mapping(
    keyfunc: Callable[[Any], Any], *, ignore_unpopulated_attribute: bool = False
) -> Callable[[], InstrumentedDict[Any]]:
    """Return a `collection_class` that keys members by `keyfunc(member)`."""
    return lambda: InstrumentedDict(keyfunc, ignore_unpopulated_attribute=ignore_unpopulated_attribute)


mapped_collection = keyfunc_mapping


def column_keyed_dict(
    mapping_spec: Any, *, ignore_unpopulated_attribute: bool = False
) -> Callable[[], InstrumentedDict[Any]]:
    """Return a `collection_class` that keys members by the value of a column, or by a tuple of several columns'.

    A new member without a value there is refused, or left out with `ignore_unpopulated_attribute`.
    """
    columns = mapping_spec if isinstance(mapping_spec, (list, tuple)) else (mapping_spec,)
    clauses = [column.__clause_element__() for column in columns]

    def keyed(item: Any) -> Any:
        state = instance_state(item)
        attrs = [state.mapper.attr_of(clause) for clause in clauses]
        if state.key is None and not item.__dict__.keys() >= set(attrs):
            return NO_VALUE
        values = tuple([getattr(item, attr) for attr in attrs])
        return values[0] if len(values) == 1 else values

    return lambda: InstrumentedDict(keyed, ignore_unpopulated_attribute=ignore_unpopulated_attribute)
