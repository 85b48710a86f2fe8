"""The SELECT statements behind loading: a row's columns by key, the objects related to one instance or to many."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from sqlmodel_rs import exc
from sqlmodel_rs.orm.identity import describe
from sqlmodel_rs.orm.state import instance_state
from sqlmodel_rs.sql import kinds
from sqlmodel_rs.sql.defaults import call_default
from sqlmodel_rs.sql.elements import BindParameter
from sqlmodel_rs.sql.expression import and_, bindparam, select, tuple_
from sqlmodel_rs.sql.traversal import Recorrelated, replace

if TYPE_CHECKING:
    from sqlmodel_rs.orm.mapper import Mapper


class _Unknown:
    __slots__ = ()


#: The answer that memory does not know; None is a value.
UNKNOWN = _Unknown()


def replace_columns(node: Any, change: Callable[[Any], Any]) -> Any:
    """Return a copy of an expression in which every column went through `change`.

    A SELECT in it that is correlated to a table is correlated to what the table's columns have moved to, as well.
    """

    def column(part: Any) -> Any:
        if part._kind in (kinds.COLUMN, kinds.COLUMN_CLAUSE):
            return change(part)
        return change(part.column) if part._kind == kinds.ENTITY_COLUMN else NotImplemented

    return replace(node, Recorrelated(change, column))


def key_condition(columns: Iterable[Any], key: Iterable[Any]) -> Any:
    """Return the condition that key columns have these values."""
    parts = [column == value for column, value in zip(columns, key, strict=True)]
    return parts[0] if len(parts) == 1 else and_(*parts)


def by_key(mapper: Mapper, key: tuple[Any, ...]) -> Any:
    """Return the SELECT of the instance with a primary key."""
    return select(mapper.entity).where(key_condition(key_columns(mapper), key))


def key_columns(mapper: Mapper) -> tuple[Any, ...]:
    """Return the key columns as the class's own FROM shows them."""
    union = mapper.union
    return tuple(mapper.primary_key if union is None else (union.columns[one.key] for one in mapper.primary_key))


def columns_of_row(mapper: Mapper, attrs: Iterable[str], key: tuple[Any, ...]) -> Any:
    """Return the SELECT of some columns of one row; only the tables that hold them are read."""
    attrs = list(attrs)
    columns = [mapper.expressions[attr] if attr in mapper.expressions else mapper.columns[attr] for attr in attrs]
    tables = {id(column.table): column.table for column in columns if hasattr(column, "table")}
    if len(tables) == 1 and not any(attr in mapper.expressions for attr in attrs):
        table = next(iter(tables.values()))
        pairs = mapper.table_key(table)
        by_attr = dict(zip(mapper.pk_attrs, key, strict=True))
        return select(*columns).where(
            key_condition([column for column, _ in pairs], [by_attr[attr] for _, attr in pairs])
        )
    return select(*columns).select_from(_chain(mapper)).where(key_condition(mapper.primary_key, key))


def _chain(mapper: Mapper) -> Any:
    clause = mapper.tables[0]
    for table, _parent, pairs in mapper.joins:
        conditions = [parent == child for child, parent in pairs]
        clause = clause.join(table, conditions[0] if len(conditions) == 1 else and_(*conditions))
    return clause


def near_attrs(mapper: Mapper, prop: Any) -> list[str]:
    """Return the parent's attributes that a relationship's join reads."""
    return [attr for near in prop.near_columns.values() if (attr := mapper.attr_or_none(near)) is not None]


def has_key(instance: Any, prop: Any) -> bool:
    """Tell whether the parent's side of a relationship's key has a value at all; other columns may be NULL."""
    mapper = instance_state(instance).mapper
    attrs = [mapper.attr_or_none(near) for near, _far in prop.pairs]
    return all(instance.__dict__.get(attr) is not None for attr in attrs if attr is not None)


def known_target(instance: Any, prop: Any, session: Any, *, expired: bool = False) -> Any:
    """Return a many-to-one target without SQL: None for a NULL key, an object of the identity map, or UNKNOWN.

    Whether the row of an `expired` object is still there is not known; it is returned only when that is asked for.
    """
    mapper, target = instance_state(instance).mapper, prop.mapper
    key = tuple([instance.__dict__.get(mapper.attr_of(near)) for near in prop.key_sources])
    if any(part is None for part in key):
        return None
    if session is None:
        return UNKNOWN
    found = session._native_identity.get(target.base_mapper.class_, key)
    if found is None or not isinstance(found, target.class_):
        return UNKNOWN
    state = instance_state(found)
    if state.deleted or (state.expired and not expired and not has_read_columns(found, state)):
        return UNKNOWN
    return found


def has_read_columns(instance: Any, state: Any) -> bool:
    """Tell whether an expired instance still has a column that was read: only some of its attributes expired."""
    values, committed = instance.__dict__, state.committed or {}
    return any(attr in values and attr not in committed for attr in state.mapper.columns.keys())


def late(instance: Any, attr: str, column: Any) -> BindParameter:
    """Return a parameter whose value is read from the instance when the statement runs.

    That raises StatementError for a new object whose attribute has no value.
    """

    def value() -> Any:
        if attr not in instance.__dict__ and instance_state(instance).key is None:
            raise exc.InvalidRequestError(
                f"Can't resolve value for column {column} on object {describe(instance)}; no value has been set for "
                "this column"
            )
        return getattr(instance, attr)

    return BindParameter("param", None, column.type, unique=True, callable_=lambda: call_default(value, (), {}))


def related_to(instance: Any, prop: Any, *, committed: bool = False) -> Any:
    """Return the SELECT of the objects that one instance's relationship holds, or held when it was last in agreement
    with the database."""
    far = onto_target(prop)
    statement = select(prop.mapper.entity).where(*conditions_of(instance, prop, committed=committed))
    if prop.secondary is not None:
        statement = statement.select_from(prop.mapper.entity, prop.secondary)
    return statement.order_by(*(_moved(one, far) for one in prop.order_by)) if prop.order_by else statement


def conditions_of(instance: Any, prop: Any, *, committed: bool = False) -> list[Any]:
    """Return the conditions by which one instance's relationship finds its objects."""
    state = instance_state(instance)
    mapper = state.mapper
    values = {**instance.__dict__, **(state.committed or {})} if committed else instance.__dict__
    near = {key: mapper.attr_or_none(column) for key, column in prop.near_columns.items()}

    def bind(column: Any) -> Any:
        attr = near.get(id(column))
        if attr is not None and state.key is None and attr not in values:
            return late(instance, attr, column)
        return far(column) if attr is None else bindparam(None, values.get(attr), column.type, unique=True)

    far = onto_target(prop)
    conditions = [replace_columns(prop.primaryjoin, bind)]
    if prop.secondary is not None:
        conditions.append(_moved(prop.secondaryjoin, far))
    return conditions


def onto_target(prop: Any) -> Callable[[Any], Any]:
    """Return a function that moves columns of a relationship's condition onto the FROM its target is read from."""
    union = prop.mapper.union
    return _unchanged if union is None else prop.mapper.onto_union(union)


def _unchanged(column: Any) -> Any:
    return column


def _moved(node: Any, adapt: Callable[[Any], Any]) -> Any:
    return node if adapt is _unchanged else replace_columns(node, adapt)


def related_to_many(prop: Any, keys: list[tuple[Any, ...]], entity: Any) -> Any:
    """Return the SELECT of (parent key columns..., target) for many parents' keys."""
    adapt = onto_target(prop)
    columns = [far if prop.secondary is not None else adapt(far) for _near, far in prop.pairs]
    statement = select(*columns, entity).where(in_keys(columns, keys))
    if prop.secondary is not None:
        join = _moved(prop.secondaryjoin, adapt)
        statement = statement.select_from(entity, prop.secondary).where(join)
    if prop.order_by:
        statement = statement.order_by(*(_moved(one, adapt) for one in prop.order_by))
    return statement


def in_keys(columns: list[Any], keys: list[tuple[Any, ...]]) -> Any:
    """Return the condition that key columns have one of several values."""
    if len(columns) == 1:
        return columns[0].in_([key[0] for key in keys])
    return tuple_(*columns).in_(keys)


def store(instance: Any, prop: Any, value: Any) -> None:
    """Put a loaded relationship into an instance, without events."""
    instance_state(instance).mapper.attributes[prop.key].set_committed(instance, value)


def warn_many_rows(prop: Any) -> None:
    """Warn that a scalar relationship found several objects."""
    warnings.warn(
        exc.SAWarning(f"Multiple rows returned with uselist=False for lazily-loaded attribute '{prop}' "), stacklevel=2
    )
