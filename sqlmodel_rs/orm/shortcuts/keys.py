"""Objects by their keys: several primary keys at once, and what was read put into the order that was asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from sqlmodel_rs.orm import execution
from sqlmodel_rs.orm.effects import Work
from sqlmodel_rs.orm.loading.selects import in_keys, key_columns
from sqlmodel_rs.orm.persistence import get_work, mapper_of, primary_key
from sqlmodel_rs.orm.state import instance_state
from sqlmodel_rs.sql.expression import select

if TYPE_CHECKING:
    from sqlmodel_rs.orm.session import PlainSession

Key = tuple[Any, ...]

#: Values that one statement binds at most; SQLite allows 32766, the others twice that.
VALUES_AT_ONCE = 30_000


def get_many_work(
    session: PlainSession, entity: Any, idents: Iterable[Any], options: Iterable[Any] | None, populate_existing: bool
) -> Work[list[Any]]:
    """Return the object, or None, of each key: from the identity map, the rest by one statement."""
    mapper = mapper_of(entity)
    keys = [primary_key(mapper, ident) for ident in idents]
    known: dict[Key, Any] = {}
    wanted: dict[Key, Any] = {}
    for key in keys:
        if any(part is None for part in key):
            known[key] = None
            continue
        found = session._native_identity.get(mapper.base_mapper.class_, key)
        if found is None or populate_existing:
            wanted[key] = None
            continue
        state = instance_state(found)
        if state.expired and any(attr not in found.__dict__ for attr in state.mapper.pk_attrs):
            wanted[key] = found
        else:
            known[key] = found if state.mapper.isa(mapper) and not state.deleted else None
    if wanted:
        given = tuple(options or ())
        columns = list(key_columns(mapper))
        rows: list[Any] = []
        for part in parts(list(wanted), len(columns)):
            statement = select(mapper.entity).where(in_keys(columns, part)).options(*given)
            rows.extend((yield from read(session, statement, populate_existing)))

        def alone(key: Key) -> Work[Any]:
            return get_work(session, entity, key, given, populate_existing, None)

        known.update((yield from by_key(list(wanted), rows, mapper.identity_key, alone)))
        for key, stale in wanted.items():
            if stale is not None and known[key] is None:
                session._note_deleted(stale)
    return [known[key] for key in keys]


def parts(rows: list[Any], width: int) -> Iterable[list[Any]]:
    """Cut a list so that each part, with `width` values a member, fits into one statement."""
    size = max(1, VALUES_AT_ONCE // max(1, width))
    return (rows[start : start + size] for start in range(0, len(rows), size))


def read(session: PlainSession, statement: Any, populate_existing: bool = False) -> Work[list[Any]]:
    """Return the objects that a SELECT of one entity finds, each once."""
    options = {"populate_existing": True} if populate_existing else None
    result = yield from execution.execute_work(session, statement, None, options)
    found: list[Any] = result.scalars().unique().all()
    return found


def by_key(
    keys: list[Key], found: list[Any], key_of: Callable[[Any], Key], alone: Callable[[Key], Work[Any]]
) -> Work[dict[Key, Any]]:
    """Return what was found by the keys that were asked for.

    The database may call values equal that Python does not ("a" and "A"): when something found belongs to no key, the
    keys without an object are asked for one by one, with `alone`.
    """
    left = {tuple(key_of(instance)): instance for instance in found}
    matched = {key: left.pop(key, None) for key in keys}
    for key in keys if left else ():
        if matched[key] is None:
            matched[key] = yield from alone(key)
    return matched
