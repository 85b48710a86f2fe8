"""Copies and pickles of table instances.

A copy is a new, transient object: it has the values, not the identity or the session. A pickle keeps the identity.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy, deepcopy
from typing import Any

from sqlmodel_rs.model.pydantic_api import Undefined
from sqlmodel_rs.orm.attributes import set_attribute, set_committed_value
from sqlmodel_rs.orm.state import pickled_identity, state_or_none, take_identity


def _load_missing(instance: Any) -> None:
    """Load the columns an expired or partly loaded row lacks: a copy without identity could not do it later."""
    state = state_or_none(instance)
    if state is None or state.key is None:
        return
    for name in type(instance).__mapper__.columns.keys():
        if name not in instance.__dict__:
            getattr(instance, name)


def _bare_copy(instance: Any, values: dict[str, Any]) -> Any:
    cls: Any = type(instance)
    new = cls.__new__(cls)
    object.__setattr__(new, "__dict__", values)
    object.__setattr__(new, "__pydantic_fields_set__", copy(instance.__pydantic_fields_set__))
    return new


def _private(instance: Any) -> dict[str, Any] | None:
    private = instance.__pydantic_private__
    return None if private is None else {key: value for key, value in private.items() if value is not Undefined}


def shallow_copy(instance: Any) -> Any:
    """Copy an instance: references to one object are kept, collections start empty (an object has one parent)."""
    _load_missing(instance)
    relationships = type(instance).__sqlmodel_relationships__
    values = {
        name: value
        for name, value in instance.__dict__.items()
        if name not in relationships or not _is_collection(value)
    }
    new = _bare_copy(instance, values)
    object.__setattr__(new, "__pydantic_extra__", copy(instance.__pydantic_extra__))
    object.__setattr__(new, "__pydantic_private__", _private(instance))
    return new


def deep_copy(instance: Any, memo: dict[int, Any] | None) -> Any:
    """Copy an instance and the related objects that are loaded."""
    memo = {} if memo is None else memo
    _load_missing(instance)
    relationships = type(instance).__sqlmodel_relationships__
    columns = {name: value for name, value in instance.__dict__.items() if name not in relationships}
    related = {name: value for name, value in instance.__dict__.items() if name in relationships}
    new = _bare_copy(instance, {})
    memo[id(instance)] = new
    new.__dict__.update(deepcopy(columns, memo))
    object.__setattr__(new, "__pydantic_extra__", deepcopy(instance.__pydantic_extra__, memo))
    object.__setattr__(new, "__pydantic_private__", deepcopy(_private(instance), memo))
    for name, value in related.items():
        set_attribute(new, name, _deep_related(value, memo))
    return new


def _deep_related(value: Any, memo: dict[int, Any]) -> Any:
    if isinstance(value, dict):
        return {key: deepcopy(item, memo) for key, item in value.items()}
    if _is_collection(value):
        plain = set if isinstance(value, set) else list
        return plain(deepcopy(item, memo) for item in value)
    return deepcopy(value, memo)


def _is_collection(value: Any) -> bool:
    return isinstance(value, Iterable) and not hasattr(type(value), "__pydantic_fields__")


def pickle_state(instance: Any) -> dict[str, Any]:
    """Return what a pickle of an instance holds: values, plain lists of related objects, and the identity."""
    cls = type(instance)
    relationships = cls.__sqlmodel_relationships__
    values: dict[str, Any] = {}
    related: dict[str, Any] = {}
    for name, value in instance.__dict__.items():
        if name not in relationships:
            values[name] = value
        else:
            related[name] = _plain(value) if _is_collection(value) else value
    return {
        "__dict__": values,
        "__pydantic_extra__": instance.__pydantic_extra__,
        "__pydantic_fields_set__": instance.__pydantic_fields_set__,
        "__pydantic_private__": _private(instance),
        "related": related,
        "identity": pickled_identity(instance),
    }


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return dict(value)
    return set(value) if isinstance(value, set) else list(value)


def restore_state(instance: Any, pickled: dict[str, Any]) -> None:
    """Fill an unpickled instance; one that had an identity comes back detached."""
    for slot in ("__pydantic_extra__", "__pydantic_fields_set__", "__pydantic_private__"):
        object.__setattr__(instance, slot, pickled.get(slot))
    object.__setattr__(instance, "__dict__", dict(pickled.get("__dict__", {})))
    for name, value in pickled.get("related", {}).items():
        set_committed_value(instance, name, value)
    take_identity(instance, pickled.get("identity"))
