"""Instances of plain Python classes: their constructor, and attribute access that the session takes notice of.

What SQLModel gets from pydantic's class is put on any other class here, when it is mapped.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from sqlmodel_rs.orm.attributes import del_attribute, set_attribute, set_committed_value
from sqlmodel_rs.orm.events import complete, fresh, tell_instance
from sqlmodel_rs.orm.relationship.cascade import members
from sqlmodel_rs.orm.state import instance_state, pickled_identity, take_identity

STATE = "_sa_instance_state"


class EntityAccess:
    """The class attribute by which a statement asks a mapped class for its node."""

    def __get__(self, instance: Any, owner: type) -> Any:
        mapper = owner.__dict__.get("__mapper__")
        if instance is not None or mapper is None:
            raise AttributeError("__sql_entity__")
        return mapper.entity


def declarative_constructor(self: Any, **kwargs: Any) -> None:
    """Set each keyword as an attribute.

    Raises TypeError for a name that is no attribute of the class.
    """
    cls = type(self)
    for name, value in kwargs.items():
        if not hasattr(cls, name):
            raise TypeError(f"{name!r} is an invalid keyword argument for {cls.__name__}")
        setattr(self, name, value)


def instrument(cls: type) -> None:
    """Put constructor hook, attribute access and pickling on a class that has just been mapped."""
    _wrap_init(cls)
    if not isinstance(cls.__dict__.get("__sql_entity__"), EntityAccess):
        cls.__sql_entity__ = EntityAccess()  # type: ignore[attr-defined]
    for name, ours, wrapper in (
        ("__setattr__", _set, _watching_set),
        ("__delattr__", _delete, _watching_delete),
    ):
        known = getattr(cls, name)
        if known is getattr(object, name):
            setattr(cls, name, ours)
        elif name in cls.__dict__ and not getattr(known, "_sqlmodel_rs", False):
            setattr(cls, name, wrapper(known))
    mapped: Any = cls
    if mapped.__getstate__ is object.__getstate__ and "__reduce_ex__" not in cls.__dict__:
        mapped.__getstate__ = pickle_state
        mapped.__setstate__ = restore_state


def _wrap_init(cls: type) -> None:
    original = cls.__init__  # type: ignore[misc]
    if getattr(original, "_sqlmodel_rs", False):
        return

    @wraps(original)
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        if STATE not in self.__dict__:
            if fresh:
                complete()
            mapper = instance_state(self).mapper
            mapper.init_instance(self)
            tell_instance("init", self, args, kwargs)
        original(self, *args, **kwargs)

    __init__._sqlmodel_rs = True  # type: ignore[attr-defined]
    cls.__init__ = __init__  # type: ignore[misc]


def _ours(function: Callable[..., Any]) -> Callable[..., Any]:
    function._sqlmodel_rs = True  # type: ignore[attr-defined]
    return function


@_ours
def _set(self: Any, name: str, value: Any) -> None:
    mapper = type(self).__dict__.get("__mapper__")
    if mapper is not None and name in mapper.attributes:
        set_attribute(self, name, value)
    else:
        object.__setattr__(self, name, value)


@_ours
def _delete(self: Any, name: str) -> None:
    mapper = type(self).__dict__.get("__mapper__")
    if mapper is not None and name in mapper.attributes:
        del_attribute(self, name)
    else:
        object.__delattr__(self, name)


_MISSING = object()


def _watching_set(original: Callable[..., None]) -> Callable[..., None]:
    """Record what a class's own `__setattr__` does to a mapped attribute."""

    @wraps(original)
    def __setattr__(self: Any, name: str, value: Any) -> None:
        mapper = type(self).__dict__.get("__mapper__")
        if mapper is None or name not in mapper.attributes:
            original(self, name, value)
            return
        values = self.__dict__
        before = values.get(name, _MISSING)
        original(self, name, value)
        after = values.get(name, _MISSING)
        if after is before or after is _MISSING:
            return
        if before is _MISSING:
            del values[name]
        else:
            values[name] = before
        set_attribute(self, name, after)

    return _ours(__setattr__)


def _watching_delete(original: Callable[..., None]) -> Callable[..., None]:
    """Record what a class's own `__delattr__` does to a mapped attribute."""

    @wraps(original)
    def __delattr__(self: Any, name: str) -> None:
        mapper = type(self).__dict__.get("__mapper__")
        held = self.__dict__.get(name, _MISSING)
        original(self, name)
        if mapper is not None and name in mapper.attributes and held is not _MISSING and name not in self.__dict__:
            self.__dict__[name] = held
            del_attribute(self, name)

    return _ours(__delattr__)


def pickle_state(self: Any) -> dict[str, Any]:
    """Return what a pickle of an instance holds: values, plain collections, and the identity."""
    relationships = type(self).__mapper__.relationships
    values = {name: value for name, value in self.__dict__.items() if name != STATE and name not in relationships}
    related = {name: value for name, value in self.__dict__.items() if name in relationships}
    plain = {name: _plain(value, relationships[name].uselist) for name, value in related.items()}
    pickled = {"values": values, "related": plain, "identity": pickled_identity(self)}
    tell_instance("pickle", self, pickled)
    return pickled


def _plain(value: Any, uselist: bool) -> Any:
    if not uselist:
        return value
    return dict(value) if isinstance(value, dict) else list(members(value))


def restore_state(self: Any, pickled: dict[str, Any]) -> None:
    """Fill an unpickled instance; one that had an identity comes back detached."""
    instance_state(self)
    tell_instance("unpickle", self, pickled)
    self.__dict__.update(pickled["values"])
    for name, value in pickled["related"].items():
        set_committed_value(self, name, value)
    take_identity(self, pickled["identity"])
