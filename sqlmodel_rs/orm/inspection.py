"""`inspect`: what is known about a class, an instance, an alias or an engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlmodel_rs import exc
from sqlmodel_rs.orm.state import instance_state

#: Inspectors of other layers' objects: (does it know the object, make the inspection).
INSPECTORS: list[tuple[Callable[[Any], bool], Callable[[Any], Any]]] = []


def inspect(subject: Any, raiseerr: bool = True) -> Any:
    """Return the mapper of a class, the state of an instance, an alias itself, or the `Inspector` of an engine.

    Raises NoInspectionAvailable for anything else; returns None instead when `raiseerr` is False.
    """
    if isinstance(subject, type):
        mapper = subject.__dict__.get("__mapper__")
        if mapper is not None:
            return mapper
    elif getattr(subject, "is_mapper", False) or getattr(subject, "is_aliased_class", False):
        return subject
    elif type(subject).__dict__.get("__mapper__") is not None:
        return instance_state(subject)
    elif getattr(subject, "is_attribute", False):
        return subject
    else:
        if hasattr(subject, "dialect") and hasattr(subject, "connect") or hasattr(subject, "exec_driver_sql"):
            from sqlmodel_rs.engine.reflection import Inspector

            return Inspector(subject)
        for knows, make in INSPECTORS:
            if knows(subject):
                return make(subject)
    if not raiseerr:
        return None
    raise exc.NoInspectionAvailable(f"No inspection system is available for object of type {type(subject)}")


def class_mapper(cls: Any, configure: bool = True) -> Any:
    """Return the mapper of a class.

    Raises UnmappedClassError when it is not mapped.
    """
    mapper = cls.__dict__.get("__mapper__") if isinstance(cls, type) else None
    if mapper is None:
        raise exc.UnmappedClassError(cls)
    return mapper


def object_mapper(instance: Any) -> Any:
    """Return the mapper of an instance's class.

    Raises UnmappedInstanceError when it is not mapped.
    """
    mapper = type(instance).__dict__.get("__mapper__")
    if mapper is None:
        raise exc.UnmappedInstanceError(instance)
    return mapper
