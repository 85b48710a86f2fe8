"""Objects that carry rows given as values into an INSERT: each of the class that its discriminator names.

They never join the session.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlmodel_rs import exc
from sqlmodel_rs.orm.state import instance_state


def class_of(mapper: Any, values: Mapping[str, Any]) -> Any:
    """Return the mapper of the class that a row is of: a subclass when the discriminator's value says so."""
    discriminator = mapper.discriminator
    if discriminator is None or discriminator.attr not in values:
        return mapper
    value = values[discriminator.attr]
    try:
        named = mapper.polymorphic_map.get(value)
    except TypeError:  # an SQL expression has no hash that says anything
        return mapper
    return named if named is not None and named.isa(mapper) and not named.concrete else mapper


def carrier(mapper: Any, values: Mapping[str, Any]) -> Any:
    """Return an object that carries one row's values, by attribute.

    Raises CompileError for a name that the class of the row does not map.
    """
    own = class_of(mapper, values)
    instance = own.class_.__new__(own.class_)
    instance_state(instance)
    for name, value in values.items():
        if name not in own.columns:
            raise exc.CompileError(f"Unconsumed column names: {name}")
        instance.__dict__[name] = value
    own.init_instance(instance, values)
    return instance


def several_tables(mapper: Any, given: list[Any]) -> bool:
    """Tell whether some of the rows live in more tables than the class they are given for."""
    if mapper.discriminator is None or mapper.discriminator.attr is None or not mapper.children:
        return False
    return any(isinstance(values, Mapping) and class_of(mapper, values) is not mapper for values in given)
