"""Completing the rows of a hierarchy whose query left out tables of subclasses: a SELECT with IN for each class.

Behaviour: SQLAlchemy's `selectin_polymorphic()` and `polymorphic_load="selectin"`. Knows mappers and instances; which
classes a query leaves out is the mapper's to say.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sqlmodel_rs.orm.effects import Execute, Work
from sqlmodel_rs.orm.events import LoadContext, tell_instance
from sqlmodel_rs.orm.inheritance.discriminator import missing_child
from sqlmodel_rs.orm.inheritance.polymorphic import joined_members
from sqlmodel_rs.orm.loading import selects
from sqlmodel_rs.orm.state import instance_state
from sqlmodel_rs.sql import kinds
from sqlmodel_rs.sql.expression import and_, select
from sqlmodel_rs.sql.traversal import children

if TYPE_CHECKING:
    from sqlmodel_rs.orm.mapper import Mapper

CHUNK = 500


def complete(
    instances: Iterable[Any],
    mapper: Mapper,
    classes: frozenset[Mapper],
    left_out: frozenset[str],
    session: Any,
    refreshed: dict[int, Any] | None = None,
) -> Work[None]:
    """Load what the rows of a query of `mapper` lack of the columns of `classes` and their descendants.

    `left_out` are attributes to leave for later; the instances in `refreshed` are read anew.
    Raises MissingRowError when a table has no row for an instance of its class.
    """
    wanted: dict[Mapper, tuple[str, ...]] = {}
    groups: dict[tuple[Mapper, tuple[str, ...]], list[Any]] = {}
    for instance in instances:
        own = instance_state(instance).mapper
        attrs = wanted.get(own)
        if attrs is None:
            named = any(own.isa(one) for one in classes)
            attrs = wanted[own] = tuple(_added(own, mapper, left_out)) if named else ()
        if attrs and not (refreshed is not None and id(instance) in refreshed):
            values = instance.__dict__
            attrs = tuple([attr for attr in attrs if attr not in values])
        if attrs:
            groups.setdefault((own, attrs), []).append(instance)
    for (own, attrs), members in groups.items():
        for start in range(0, len(members), CHUNK):
            yield from _fill(own, attrs, members[start : start + CHUNK], session, refreshed is not None)


def _added(own: Mapper, mapper: Mapper, left_out: frozenset[str]) -> Iterable[str]:
    """Iterate over the attributes that a class has beyond the tables of the one that was queried."""
    known = {id(table) for table in mapper.tables}
    for attr, column in own.columns.items():
        if attr not in left_out and attr not in own.pk_attrs and id(column.table) not in known:
            yield attr
    for attr in own.expressions.keys():
        if attr not in left_out and attr not in mapper.expressions:
            yield attr


def unread(own: Mapper, values: dict[str, Any], key: str) -> list[str]:
    """Return the attributes to load when `key` is read: with it those of all tables of which nothing is there yet."""
    column = own.columns.get(key)
    if column is None or len(own.tables) == 1 or column.table is own.tables[0]:
        return [key]
    found: dict[int, list[str]] = {}
    read: set[int] = set()
    for attr, one in own.columns.items():
        if attr in own.pk_attrs or attr in own.deferred:
            continue
        if attr in values:
            read.add(id(one.table))
        else:
            found.setdefault(id(one.table), []).append(attr)
    if id(column.table) in read or key not in found.get(id(column.table), ()):
        return [key]
    return [attr for table in own.tables[1:] if id(table) not in read for attr in found.get(id(table), ())]


def named(statement: Any, mapper: Mapper) -> bool:
    """Tell whether a statement names a table that queries of a class leave out, or the whole class a second time."""
    joined = {id(table) for one in joined_members(mapper) for table in one.tables}
    beyond = {id(table) for one in mapper.self_and_descendants for table in one.tables} - joined
    pending, times = [statement], 0
    while pending:
        node = pending.pop()
        kind = node._kind
        if kind == kinds.ENTITY:
            times += node.mapper is mapper
            if times > 1 or any(id(table) in beyond for table in node.mapper.tables):
                return True
        elif kind == kinds.TABLE or kind == kinds.COLUMN:
            if id(node if kind == kinds.TABLE else node.table) in beyond:
                return True
        elif kind == kinds.ENTITY_COLUMN:
            pending += [node.entity, node.column]
        else:
            pending.extend(children(node))
    return False


def _fill(own: Mapper, attrs: tuple[str, ...], members: list[Any], session: Any, overwrite: bool) -> Work[None]:
    columns = [own.expressions[attr] if attr in own.expressions else own.columns[attr] for attr in attrs]
    tables = list(own.tables)
    if not any(attr in own.expressions for attr in attrs):
        needed = {id(column.table) for column in columns}
        at = [position for position, table in enumerate(tables) if id(table) in needed]
        tables = tables[at[0] : at[-1] + 1]
    keyed = own.table_key(tables[0])
    source = tables[0]
    for table, _parent, pairs in own.joins:
        if table in tables[1:]:
            conditions = [above == below for below, above in pairs]
            source = source.join(table, conditions[0] if len(conditions) == 1 else and_(*conditions))
    waiting = {tuple([one.__dict__[attr] for _, attr in keyed]): one for one in members}
    marks = [column for column, _ in keyed]
    statement = select(*marks, *columns).select_from(source).where(selects.in_keys(marks, list(waiting)))
    result = yield Execute(statement)
    width = len(marks)
    for row in result.rows:
        instance = waiting.pop(tuple(row[:width]))
        values, committed = instance.__dict__, instance_state(instance).committed or {}
        for attr, value in zip(attrs, row[width:], strict=True):
            if overwrite or attr not in committed:
                values[attr] = value
                committed.pop(attr, None)
        tell_instance("refresh", instance, LoadContext(session), attrs)
    for key in waiting:
        raise missing_child(own.base_mapper, own, tables[0].name, key)
