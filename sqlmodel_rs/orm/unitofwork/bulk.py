"""Bulk writing: rows given as objects or dicts, without relationships, cascades or events, as a flush writes them.

Knows how rows are written; knows nothing of what a flush does beside that.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sqlmodel_rs import exc
from sqlmodel_rs.orm.attributes import NO_VALUE
from sqlmodel_rs.orm.effects import Work
from sqlmodel_rs.orm.persistence import blank, mapper_of
from sqlmodel_rs.orm.state import instance_state
from sqlmodel_rs.orm.unitofwork import inserts, updates
from sqlmodel_rs.orm.unitofwork.carriers import class_of

if TYPE_CHECKING:
    from sqlmodel_rs.orm.session import PlainSession


def guarded(session: PlainSession, work: Work[None]) -> Work[None]:
    """Write rows as a flush does: a failure rolls the transaction back, and the session waits for `rollback()`."""
    if session._flushing:
        raise exc.InvalidRequestError("Session is already flushing")
    session._transaction_for_work()
    session._flushing = True
    try:
        yield from work
    except BaseException as error:
        if session._transaction is not None and session._transaction.is_active:
            yield from session._transaction.fail(error)
        raise
    finally:
        session._flushing = False


def save_work(
    session: PlainSession, objects: list[Any], return_defaults: bool = False, changed_only: bool = True
) -> Work[None]:
    """Insert new objects and update known ones, as they are; nothing cascades."""
    fresh = [instance for instance in objects if instance_state(instance).key is None]
    known = [instance for instance in objects if instance_state(instance).key is not None]
    session._transaction_for_work()
    if known:
        marked = known if changed_only else _whole(known)
        yield from updates.update(session, marked)
    by_root: dict[int, list[Any]] = {}
    for instance in fresh:
        by_root.setdefault(id(instance_state(instance).mapper.base_mapper), []).append(instance)
    for group in by_root.values():
        made = [_carrier(instance_state(instance).mapper, instance.__dict__) for instance in group]
        yield from inserts.insert_all(session, made)
        if return_defaults:
            for instance, carrier in zip(group, made, strict=True):
                _return_key(carrier, instance.__dict__)


def _whole(known: list[Any]) -> list[Any]:
    """Return what stands for objects in an UPDATE that sets every column they have loaded."""
    return [
        _keyed_carrier(instance_state(instance).mapper, instance.__dict__, instance_state(instance).key)
        for instance in known
    ]


def _return_key(carrier: Any, values: dict[str, Any]) -> None:
    for attr in instance_state(carrier).mapper.pk_attrs:
        values[attr] = carrier.__dict__[attr]


def _carrier(mapper: Any, values: dict[str, Any]) -> Any:
    """Return an object that carries a row's values and never joins the session."""
    own = class_of(mapper, values)
    instance = blank(own)
    instance.__dict__.update((name, value) for name, value in values.items() if name in own.columns)
    own.init_instance(instance, values)
    return instance


def _keyed_carrier(mapper: Any, values: dict[str, Any], key: Any) -> Any:
    instance = blank(mapper)
    state = instance_state(instance)
    state.key = tuple(key)
    given = {name: value for name, value in values.items() if name in mapper.columns}
    instance.__dict__.update(given)
    # The version that is given is the one that the row has.
    version = None if mapper.version_id_col is None else mapper.attr_of(mapper.version_id_col)
    state.committed = {name: NO_VALUE for name in given if name not in mapper.pk_attrs and name != version}
    return instance


def insert_work(
    session: PlainSession,
    entity: Any,
    mappings: list[dict[str, Any]],
    return_defaults: bool = False,
    render_nulls: bool = False,
) -> Work[None]:
    """Insert rows given as dicts by attribute."""
    mapper = mapper_of(entity)
    session._transaction_for_work()
    made = [_carrier(mapper, values) for values in mappings]
    yield from inserts.insert_all(session, made)
    if return_defaults:
        for values, carrier in zip(mappings, made, strict=True):
            _return_key(carrier, values)


def update_work(session: PlainSession, entity: Any, mappings: Iterable[dict[str, Any]]) -> Work[None]:
    """Update rows by the primary key in each dict; objects in memory take the values.

    Raises `InvalidRequestError` when a dict lacks the key.
    """
    mapper = mapper_of(entity)
    session._transaction_for_work()
    carriers = []
    for values in mappings:
        missing = [attr for attr in mapper.pk_attrs if attr not in values]
        if missing:
            columns = ", ".join(str(mapper.columns[attr]) for attr in missing)
            raise exc.InvalidRequestError(
                f"No primary key value supplied for column(s) {columns}; per-row ORM "
                "Bulk UPDATE by Primary Key requires that records contain primary key values",
                code="bupq",
            )
        carriers.append(_keyed_carrier(mapper, values, [values[attr] for attr in mapper.pk_attrs]))
    written = [instance_state(carrier).committed or {} for carrier in carriers]
    yield from updates.update(session, carriers)
    for carrier, names in zip(carriers, written, strict=True):
        present = session._native_identity.get(mapper.base_mapper.class_, instance_state(carrier).key)
        if present is not None:
            _take_over(session, present, carrier.__dict__, names)


def _take_over(session: PlainSession, present: Any, values: dict[str, Any], names: Iterable[str]) -> None:
    """Give an object in memory the values that its row got; what the database made of an expression is read again."""
    plain = {name: values[name] for name in names if name in values and not hasattr(values[name], "_kind")}
    for name, value in plain.items():
        if name in present.__dict__:
            present.__dict__[name] = value
            committed = instance_state(present).committed
            if committed:
                committed.pop(name, None)
    made = [name for name in names if name not in plain]
    if made:
        session._expire_state(present, made)
