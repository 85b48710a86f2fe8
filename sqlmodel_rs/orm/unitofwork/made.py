"""What the database, or a default, made of written objects: values to tell listeners of, expressions to read again.

Knows instances and mappers; writes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlmodel_rs.orm.events import LoadContext, heard_instances, tell_instance
from sqlmodel_rs.orm.state import instance_state

if TYPE_CHECKING:
    from sqlmodel_rs.orm.session import PlainSession

Given = frozenset[str]


def given_values(instances: list[Any]) -> dict[int, Given]:
    """Return, by identity, the attributes that objects bring values for, where somebody hears of the others."""
    if "refresh_flush" not in heard_instances:
        return {}
    found = {}
    for instance in instances:
        state = instance_state(instance)
        brought = instance.__dict__ if state.key is None else state.committed or ()
        found[id(instance)] = frozenset(brought)
    return found


def tell_made(session: PlainSession, instance: Any, given: Given | None) -> None:
    """Tell the listeners of `refresh_flush` which columns of an object have got a value by a default."""
    if given is None:
        return
    mapper = instance_state(instance).mapper
    by_update = id(instance) not in session._new
    if by_update and not given:
        return
    names = [
        attr
        for attr, column in mapper.columns.items()
        if attr not in given and attr in instance.__dict__ and attr not in mapper.pk_attrs and _makes(column, by_update)
    ]
    if names:
        tell_instance("refresh_flush", instance, LoadContext(session), names)


def _makes(column: Any, by_update: bool) -> bool:
    if by_update:
        return column.onupdate is not None or column.server_onupdate is not None
    return column.default is not None or column.server_default is not None


def forget_expressions(instances: list[Any]) -> None:
    """Forget the SQL expressions of written objects: they are read again, from what the rows hold now."""
    mapper: Any = None
    for instance in instances:
        state = instance_state(instance)
        if state.mapper is not mapper:
            mapper = state.mapper
            names = [attr for attr in mapper.expressions.keys() if attr not in mapper.kept_expressions]
        if names and (state.key is None or state.committed):
            for name in names:
                instance.__dict__.pop(name, None)
