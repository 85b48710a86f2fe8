"""Insert rows of a class, or update those that are there: one spelling for ON CONFLICT and ON DUPLICATE KEY."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sqlmodel_rs import exc
from sqlmodel_rs.orm import execution
from sqlmodel_rs.orm.effects import Work
from sqlmodel_rs.orm.persistence import mapper_of
from sqlmodel_rs.orm.shortcuts.keys import Key, by_key, parts, read
from sqlmodel_rs.orm.unitofwork.rows import capabilities
from sqlmodel_rs.sql import dml
from sqlmodel_rs.sql.entity import EntityColumn
from sqlmodel_rs.sql.expression import select, tuple_

if TYPE_CHECKING:
    from sqlmodel_rs.orm.session import PlainSession

Row = dict[str, Any]


def upsert_work(
    session: PlainSession, entity: Any, rows: Iterable[Mapping[str, Any]], by: Any, update: Any
) -> Work[list[Any]]:
    """Write the rows and return their objects in the order of the rows. See `Session.upsert`."""
    mapper = mapper_of(entity)
    given = [dict(row) for row in rows]
    keyed = _names(by) if by is not None else list(mapper.pk_attrs)
    _check(mapper, given, keyed)
    found: dict[Key, Any] = {}
    yield from session._autoflush_work()
    connection = yield from session._connect(None, mapper.tables[0])
    for batch in _batches(given, keyed):
        changed = _changed(mapper, batch[0], keyed, update)
        statement = _conflicting(mapper, batch, keyed, changed, connection.dialect)
        if changed and capabilities(connection.dialect).returning:
            objects = yield from read(session, statement.returning(mapper.entity), True)
        else:
            yield from execution.execute_work(session, statement)
            objects = yield from read(session, _select(mapper, keyed, [_key(row, keyed) for row in batch]), True)

        def alone(key: Key) -> Work[Any]:
            one = yield from read(session, _select(mapper, keyed, [key]))
            return one[0] if one else None

        keys = [_key(row, keyed) for row in batch]
        found.update((yield from by_key(keys, objects, lambda one: tuple(getattr(one, a) for a in keyed), alone)))
    return [found[_key(row, keyed)] for row in given]


def _names(attributes: Any) -> list[str]:
    """Return names given as one name or attribute, or several."""
    several = [attributes] if isinstance(attributes, str) or hasattr(attributes, "key") else attributes
    return [one if isinstance(one, str) else one.key for one in several]


def _key(row: Row, keyed: list[str]) -> Key:
    return tuple(row[name] for name in keyed)


def _check(mapper: Any, rows: list[Row], keyed: list[str]) -> None:
    name = mapper.class_.__name__
    for attr in {*keyed, *(attr for row in rows for attr in row)}:
        if attr not in mapper.columns:
            raise exc.ArgumentError(f"upsert() writes columns: {name} has no column attribute {attr!r}")
    for row in rows:
        missing = [attr for attr in keyed if row.get(attr) is None]
        if missing:
            raise exc.ArgumentError(
                f"upsert() finds rows of {name} by {', '.join(keyed)}, and a row has no value for "
                f"{', '.join(missing)}: NULL is equal to nothing. Say by= which unique attributes to go by."
            )


def _batches(rows: list[Row], keyed: list[str]) -> Iterator[list[Row]]:
    """Cut the rows into statements: the same columns in each row, no key twice, not too many values."""
    batch: list[Row] = []
    keys: set[Key] = set()
    for row in rows:
        if batch and (row.keys() != batch[0].keys() or _key(row, keyed) in keys):
            yield from parts(batch, len(batch[0]))
            batch, keys = [], set()
        batch.append(row)
        keys.add(_key(row, keyed))
    if batch:
        yield from parts(batch, len(batch[0]))


def _changed(mapper: Any, row: Row, keyed: list[str], update: Any) -> Any:
    """Return what changes in a row that is there: a mapping, or the names that take the new values."""
    if isinstance(update, Mapping):
        return update
    if update is not None:
        return _names(update)
    return [name for name in row if name not in keyed and name not in mapper.pk_attrs]


def _conflicting(mapper: Any, batch: list[Row], keyed: list[str], changed: Any, dialect: Any) -> Any:
    columns = {name: mapper.columns[name] for name in {*keyed, *batch[0], *changed}}
    statement = dml.insert(mapper.entity).values([{columns[a].key: value for a, value in row.items()} for row in batch])
    if isinstance(changed, Mapping):
        assigned = {columns[name]: value for name, value in changed.items()}
    else:
        assigned = {columns[name]: statement.excluded[columns[name].key] for name in changed}
    if capabilities(dialect).backend == "mysql":
        # A database without DO NOTHING is told to leave a column as it is.
        first = columns[keyed[0]]
        return statement.on_duplicate_key_update(assigned or {first: first})
    target = [columns[name] for name in keyed]
    if not assigned:
        return statement.on_conflict_do_nothing(index_elements=target)
    return statement.on_conflict_do_update(index_elements=target, set_=assigned)


def _select(mapper: Any, keyed: list[str], keys: list[Key]) -> Any:
    columns = [EntityColumn(mapper.columns[name], mapper.entity, name) for name in keyed]
    if len(columns) == 1:
        condition = columns[0].in_([key[0] for key in keys])
    else:
        condition = tuple_(*columns).in_(keys)
    return select(mapper.entity).where(condition)
