"""Class attributes of mapped classes: expressions on the class, loaders of missing values on an instance.

A loaded value lies in the instance's `__dict__` and never comes through here. Knows states and loading; must not know
the session's rules, nor what a relationship does when it changes (its descriptor is a subclass).
"""

from __future__ import annotations

import threading
from enum import IntFlag
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlmodel_rs import exc
from sqlmodel_rs._native import record_change, record_value
from sqlmodel_rs.orm.loading.columns import expired_together
from sqlmodel_rs.orm.loading.lazy import load_now
from sqlmodel_rs.orm.queryable import ColumnComparator, QueryableAttribute
from sqlmodel_rs.orm.state import instance_state, state_or_none
from sqlmodel_rs.subscript import Subscriptable

if TYPE_CHECKING:
    from sqlmodel_rs._native import InstanceState
    from sqlmodel_rs.orm.mapper import Mapper

__all__ = [
    "NO_VALUE",
    "PASSIVE_NO_FETCH",
    "PASSIVE_NO_FETCH_RELATED",
    "PASSIVE_NO_INITIALIZE",
    "PASSIVE_OFF",
    "PASSIVE_ONLY_PERSISTENT",
    "PASSIVE_RETURN_NO_VALUE",
    "History",
    "InstrumentedAttribute",
    "PassiveFlag",
    "QueryableAttribute",
    "building",
    "del_attribute",
    "flag_dirty",
    "flag_modified",
    "get_attribute",
    "get_history",
    "init_collection",
    "is_instrumented",
    "set_attribute",
    "set_committed_value",
]


class _NoValue:
    """The value of an attribute that has never had one."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "NO_VALUE"

    def __bool__(self) -> bool:
        return False

    def __reduce__(self) -> str:
        return "NO_VALUE"


NO_VALUE = _NoValue()


class _Building(threading.local):
    """Whether a model class is being built on this thread; usable as a context manager, also nested.

    While it is, reading an attribute of a parent class raises AttributeError, so that pydantic finds the field.
    """

    depth = 0

    @property
    def active(self) -> bool:
        return self.depth > 0

    def __enter__(self) -> _Building:
        self.depth += 1
        _builders.append(self)
        return self

    def __exit__(self, *_error: object) -> None:
        _builders.pop()
        self.depth -= 1

    def __bool__(self) -> bool:
        return self.depth > 0


#: One entry for each class being built, whatever the thread: while there is none, no thread needs to look at its own.
_builders: list[_Building] = []

building = _Building()


class PassiveFlag(IntFlag):
    """What may be done to learn a value that is not loaded; `CALLABLES_OK` and `SQL_OK` are heeded."""

    NO_CHANGE = 0
    CALLABLES_OK = 1
    SQL_OK = 2
    RELATED_OBJECT_OK = 4
    INIT_OK = 8
    NON_PERSISTENT_OK = 16
    NO_RAISE = 64


PASSIVE_OFF = PassiveFlag(31)
PASSIVE_RETURN_NO_VALUE = PassiveFlag(23)
PASSIVE_NO_INITIALIZE = PassiveFlag(22)
PASSIVE_NO_FETCH = PassiveFlag(29)
PASSIVE_NO_FETCH_RELATED = PassiveFlag(27)
PASSIVE_ONLY_PERSISTENT = PassiveFlag(15)


class History(NamedTuple):
    """What changed in one attribute since it was loaded: three lists, as `sqlalchemy.orm.attributes.History`."""

    added: Any
    unchanged: Any
    deleted: Any

    def __bool__(self) -> bool:
        return bool(self.added or self.unchanged or self.deleted)

    def has_changes(self) -> bool:
        """Tell whether something was added or removed."""
        return bool(self.added or self.deleted)

    def empty(self) -> bool:
        """Tell whether there is neither a change nor a value."""
        return not bool(self)

    def sum(self) -> list[Any]:
        """Return added, unchanged and deleted values together."""
        return [*(self.added or ()), *(self.unchanged or ()), *(self.deleted or ())]

    def non_deleted(self) -> list[Any]:
        """Return the current values."""
        return [*(self.added or ()), *(self.unchanged or ())]

    def non_added(self) -> list[Any]:
        """Return the values before the change."""
        return [*(self.unchanged or ()), *(self.deleted or ())]


class ColumnProperty(Subscriptable):
    """The mapping of one attribute to its column, as `mapper.column_attrs` lists it."""

    __slots__ = ("key", "parent", "columns", "comparator_factory", "deferred", "doc", "info")

    strategy_wildcard_key = "column"
    Comparator = ColumnComparator

    def __init__(self, key: str, parent: Mapper, column: Any) -> None:
        self.key = key
        self.parent = parent
        self.columns = [column]
        self.comparator_factory: Any = None
        self.deferred = False
        self.doc = getattr(column, "doc", None)
        self.info = getattr(column, "info", None) or {}

    @property
    def expression(self) -> Any:
        """The column."""
        return self.columns[0]

    @property
    def class_attribute(self) -> Any:
        """The attribute on the class."""
        return getattr(self.parent.class_, self.key)

    def __str__(self) -> str:
        return f"{self.parent.class_.__name__}.{self.key}"

    def __repr__(self) -> str:
        return f"<ColumnProperty at {id(self):#x}; {self.key}>"


class InstrumentedAttribute(QueryableAttribute[Any]):
    """The descriptor of one mapped column. It is a non-data descriptor: a loaded value in `__dict__` wins."""

    __slots__ = ()

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        if instance is None:
            if _builders and building.depth:
                raise AttributeError(self.key)
            return self
        state = state_or_none(instance)
        if state is None or state.key is None:
            return self.value_of_new(instance)
        return load_now(instance, state, self.key)

    def value_of_new(self, instance: Any) -> Any:
        """Return what an attribute of a new object without a value reads as.

        Raises what the session's rules say of an object whose INSERT was undone after the attribute had expired.
        """
        state = state_or_none(instance)
        if state is not None and state.expired and self.key in expired_together(instance):
            return load_now(instance, state, self.key)
        return None

    def set_value(self, instance: Any, value: Any) -> None:
        """Set the attribute on an instance and record the change."""
        if not record_value(instance, self.key, value, NO_VALUE):
            instance_state(instance)
            record_value(instance, self.key, value, NO_VALUE)

    def del_value(self, instance: Any) -> None:
        """Remove the value; a flush writes NULL."""
        state = instance_state(instance)
        values = instance.__dict__
        if self.key not in values and state.key is None:
            raise AttributeError(f"{self} object does not have a value")
        record_change(instance, self.key, NO_VALUE)
        values.pop(self.key, None)


class ExpressionAttribute(InstrumentedAttribute):
    """The descriptor of a mapped SQL expression: what is assigned to it stays in memory."""

    __slots__ = ()

    def set_value(self, instance: Any, value: Any) -> None:
        """Keep a value until the next refresh; it is never written."""
        instance.__dict__[self.key] = value

    def del_value(self, instance: Any) -> None:
        """Forget the value; it is read again."""
        instance.__dict__.pop(self.key, None)


class UnsetAttribute(ExpressionAttribute):
    """The descriptor of an attribute that has a value only where a statement gives it an expression: else None."""

    __slots__ = ()

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        return super().__get__(None, owner) if instance is None else None


def mark_modified(instance: Any, state: InstanceState) -> None:
    """Mark an instance as changed and register it with its session."""
    if state.modified:
        return
    state.modified = True
    reference = state.session
    session = reference() if reference is not None else None
    if session is not None:
        session._register_dirty(instance)


def is_instrumented(instance: Any, key: str) -> bool:
    """Tell whether an attribute of an instance is a mapped one."""
    mapper = getattr(type(instance), "__mapper__", None)
    return mapper is not None and key in mapper.attributes


def set_attribute(instance: Any, key: str, value: Any, initiator: Any = None) -> None:
    """Set a mapped attribute as an assignment does: the change is recorded and back references follow.

    Raises AttributeError-like InvalidRequestError when the class has no such attribute.
    """
    _attribute(instance, key).set_value(instance, value)


def del_attribute(instance: Any, key: str) -> None:
    """Delete a mapped attribute as `del` does."""
    _attribute(instance, key).del_value(instance)


def get_attribute(instance: Any, key: str) -> Any:
    """Read a mapped attribute, loading it when it is missing."""
    return getattr(instance, key)


def set_committed_value(instance: Any, key: str, value: Any) -> None:
    """Set an attribute as if it had been loaded with this value: no change is recorded."""
    attribute = _attribute(instance, key)
    adopt = getattr(attribute, "set_committed", None)
    if adopt is not None:
        adopt(instance, value)
        return
    state = instance_state(instance)
    if state.committed is not None:
        state.committed.pop(key, None)
    instance.__dict__[key] = value


def flag_modified(instance: Any, key: str) -> None:
    """Mark a loaded attribute as changed although it holds the same object, e.g. a dict changed in place.

    Raises InvalidRequestError when the attribute is not loaded.
    """
    state = instance_state(instance)
    attribute = _attribute(instance, key)
    if key not in instance.__dict__:
        raise exc.InvalidRequestError(f"Can't flag attribute '{key}' modified; it's not present in the object state")
    if state.committed is None:
        state.committed = {}
    state.committed[key] = NO_VALUE
    mark_modified(instance, state)
    told = getattr(attribute, "_told", None)
    if told is not None:
        told.modified(instance)


def flag_dirty(instance: Any) -> None:
    """Mark an instance as changed without naming an attribute."""
    mark_modified(instance, instance_state(instance))


def init_collection(instance: Any, key: str) -> Any:
    """Give an instance an empty collection and return it."""
    set_committed_value(instance, key, ())
    return instance.__dict__[key]


def get_history(instance: Any, key: str, passive: PassiveFlag = PASSIVE_OFF) -> History:
    """Return what changed in an attribute since it was loaded or flushed.

    A value that is neither loaded nor set is loaded first, unless `passive` forbids it.
    """
    attribute = _attribute(instance, key)
    state = instance_state(instance)
    unknown = state.key is not None and key not in instance.__dict__ and key not in (state.committed or {})
    loads = PassiveFlag.CALLABLES_OK in passive and PassiveFlag.SQL_OK in passive
    if loads and unknown:
        getattr(instance, key)
    own = getattr(attribute, "history", None)
    if own is not None:
        known = own if loads else getattr(attribute, "history_in_memory", own)
        return known(instance)  # type: ignore[no-any-return]
    values = instance.__dict__
    committed = state.committed or {}
    if key in committed:
        before = committed[key]
        if key not in values:
            return History((), (), () if before is NO_VALUE else [before])
        if before is NO_VALUE:
            return History([values[key]], (), ())
        if before == values[key]:
            return History((), [values[key]], ())
        return History([values[key]], (), [before])
    if key not in values:
        return History((), (), ())
    if state.key is None:
        return History([values[key]], (), ())
    return History((), [values[key]], ())


def _attribute(instance: Any, key: str) -> Any:
    mapper = getattr(type(instance), "__mapper__", None)
    if mapper is None:
        raise exc.UnmappedInstanceError(instance)
    attribute = mapper.attributes.get(key) or mapper.composites.get(key)
    if attribute is None:
        raise exc.InvalidRequestError(f"Mapper '{mapper}' has no property '{key}'")
    return attribute
