"""Looking for rows that do not fit their class hierarchy: what loading would refuse, and what no query shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from sqlmodel_rs import exc
from sqlmodel_rs.orm.effects import Execute, Work
from sqlmodel_rs.orm.inheritance.discriminator import (
    ambiguous_row,
    identities_of,
    missing_child,
    null_discriminator,
    orphan_row,
    surplus_row,
    unknown_identity,
)
from sqlmodel_rs.orm.persistence import mapper_of
from sqlmodel_rs.sql.expression import and_, exists, or_
from sqlmodel_rs.sql.statement import select_rows

if TYPE_CHECKING:
    from sqlmodel_rs.orm.session import PlainSession

#: A SELECT of rows that are wrong, and what makes an error of a row: its key, then the rest.
Question = tuple[Any, Callable[..., exc.RowError]]


def audit_work(session: PlainSession, entity: Any, limit: int) -> Work[list[exc.RowError]]:
    """Return what is wrong with the rows of a hierarchy. See `Session.audit`."""
    mapper = mapper_of(entity).base_mapper
    found: list[exc.RowError] = []
    if mapper.no_table:
        return found
    yield from session._autoflush_work()
    width = len(mapper.primary_key)
    for query, describe in _questions(mapper):
        if len(found) >= limit:
            break
        answer = yield Execute(query.limit(limit - len(found)), None, identity=False)
        for row in answer.rows:
            values = (row,) if answer.single else tuple(row)
            found.append(describe(values[:width], *values[width:]))
    return found


def _questions(mapper: Any) -> Iterator[Question]:
    if mapper.discriminator is not None:
        yield from _of_discriminator(mapper)
    else:
        yield from _of_siblings(mapper)
    for one in mapper.self_and_descendants:
        if one is not mapper and not one.concrete and not one.single:
            yield _orphans(one)


def _key(mapper: Any, table: Any) -> list[Any]:
    """Return the key columns of one table of a class, in the order of the root's key."""
    by_attr = {attr: column for column, attr in mapper.table_key(table)}
    return [by_attr[attr] for attr in mapper.pk_attrs]


def _equal(left: list[Any], right: list[Any]) -> Any:
    return and_(*(one == other for one, other in zip(left, right, strict=True)))


def _of_discriminator(mapper: Any) -> Iterator[Question]:
    marks = mapper.discriminator.expression
    key = list(mapper.primary_key)
    known = [identity for identity in mapper.polymorphic_map if identity is not None]
    nullable = any(one.allows_null_identity for one in mapper.self_and_descendants)

    def unknown(key: Any, value: Any) -> exc.RowError:
        return null_discriminator(mapper, key) if value is None else unknown_identity(mapper, value, key)

    wrong = marks.not_in(known) if nullable else or_(marks.is_(None), marks.not_in(known))
    yield select_rows(*key, marks).select_from(mapper.local_table).where(wrong).order_by(*key), unknown
    for one in mapper.self_and_descendants:
        if one is mapper or one.concrete or one.single:
            continue
        own = identities_of(one)
        child = exists().where(_equal(_key(one, one.local_table), key))
        base = select_rows(*key, marks).select_from(mapper.local_table).order_by(*key)
        if own:
            yield base.where(marks.in_(own), ~child), _missing(mapper, one)
        yield base.where(marks.in_(known), marks.not_in(own), child), _surplus(mapper, one)


def _missing(mapper: Any, one: Any) -> Callable[..., exc.RowError]:
    def describe(key: Any, value: Any) -> exc.RowError:
        return missing_child(mapper, mapper.polymorphic_map.get(value, one), one.local_table.name, key)

    return describe


def _surplus(mapper: Any, one: Any) -> Callable[..., exc.RowError]:
    return lambda key, value: surplus_row(mapper, one, value, key)


def _of_siblings(mapper: Any) -> Iterator[Question]:
    """Without a discriminator: two child rows of one parent row contradict each other."""
    for above in mapper.self_and_descendants:
        children = [one for one in above.children if not one.concrete and not one.single]
        for at, one in enumerate(children):
            for other in children[at + 1 :]:
                key = _key(one, one.local_table)
                both = exists().where(_equal(_key(other, other.local_table), key))
                query = select_rows(*key).select_from(one.local_table).where(both).order_by(*key)
                names = [one.local_table.name, other.local_table.name]
                yield query, lambda key, names=names: ambiguous_row(mapper, names, key)


def _orphans(one: Any) -> Question:
    table, parent, pairs = one.joins[-1]
    key = _key(one, table)
    above = exists().where(and_(*(other == own for own, other in pairs)))
    query = select_rows(*key).select_from(table).where(~above).order_by(*key)
    return query, lambda key: orphan_row(table.name, parent.name, key)
