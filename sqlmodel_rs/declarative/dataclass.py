"""Makes a dataclass of a declarative class before it is mapped: options of its columns become those of fields."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from sqlmodel_rs.declarative import annotations as reading
from sqlmodel_rs.declarative.columns import DATACLASS_OPTIONS, NO_ARG, MappedColumn
from sqlmodel_rs.declarative.composite import Composite
from sqlmodel_rs.orm.relationship.declaration import RelationshipSpec

__all__ = ["apply"]


def apply(cls: Any, options: dict[str, Any], make: Callable[..., Any] | None = None) -> None:
    """Apply `dataclasses.dataclass` to a class whose mapped attributes stand for its fields.

    The class body is as before afterwards, save for the methods a dataclass has.
    """
    kept: dict[str, Any] = {}
    written = dict(cls.__dict__.get("__annotations__", {}))
    fields: dict[str, Any] = {}
    for name, annotation in _annotated(cls):
        read = reading.read(annotation, cls)
        value = cls.__dict__.get(name)
        if read is None or read.mapped is None:
            if name in written:
                fields[name] = written[name]
            continue
        fields[name] = read.inner
        kept[name] = value
        _replace(cls, name, _field(value, read))
    type.__setattr__(cls, "__annotations__", fields)
    try:
        (make or dataclasses.dataclass)(cls, **options)
    finally:
        type.__setattr__(cls, "__annotations__", written)
        for name, value in kept.items():
            _replace(cls, name, value)


def _annotated(cls: Any) -> list[tuple[str, Any]]:
    return list(cls.__dict__.get("__annotations__", {}).items())


def _field(value: Any, read: Any) -> Any:
    given = value.field_options if isinstance(value, (Composite, MappedColumn, RelationshipSpec)) else {}
    try:
        carried = reading.carried_column(reading.resolved(read))
    except NameError:
        carried = None
    if carried is not None:
        given = {**carried.field_options, **given}
    options = {name: given[name] for name in DATACLASS_OPTIONS if given.get(name, NO_ARG) is not NO_ARG}
    return dataclasses.field(**options) if options else None


def _replace(cls: Any, name: str, value: Any) -> None:
    if value is not None:
        type.__setattr__(cls, name, value)
    elif name in cls.__dict__:
        type.__delattr__(cls, name)
