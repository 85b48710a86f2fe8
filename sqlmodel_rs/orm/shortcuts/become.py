"""Changing the class of a row: `session.become(obj, Manager, level=3)`.

The object stays the same object; its tables, its discriminator and the identity map agree with its new class.
Works from the tables and columns of two mappers; which strategy put them there is not asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from sqlmodel_rs import exc
from sqlmodel_rs.orm.attributes import NO_VALUE
from sqlmodel_rs.orm.effects import Execute, Work, in_savepoint
from sqlmodel_rs.orm.identity import describe
from sqlmodel_rs.orm.loading.columns import load_columns
from sqlmodel_rs.orm.loading.lazy import load_missing
from sqlmodel_rs.orm.loading.selects import key_condition
from sqlmodel_rs.orm.persistence import blank, delete_work, mapper_of
from sqlmodel_rs.orm.relationship.cascade import members
from sqlmodel_rs.orm.relationship.declaration import MANYTOONE
from sqlmodel_rs.orm.state import instance_state
from sqlmodel_rs.orm.unitofwork import inserts, rows, versions
from sqlmodel_rs.sql import dml
from sqlmodel_rs.sql.statement import select_rows
from sqlmodel_rs.types import Integer

if TYPE_CHECKING:
    from sqlmodel_rs.orm.session import PlainSession

Key = tuple[Any, ...]


def become_work(session: PlainSession, instance: Any, entity: Any, values: Mapping[str, Any]) -> Work[Any]:
    """Make an object's row one of another class of its hierarchy. See `Session.become`."""
    new = mapper_of(entity)
    state = instance_state(instance)
    if state.session is not session._ref or state.key is None or state.deleted or not session._holds(instance):
        raise exc.InvalidRequestError(
            f"Instance '{describe(instance)}' is not persistent within this Session: only a row that is there can "
            f"become a {new.class_.__name__}. Add and flush it first."
        )
    old = state.mapper
    _check(old, new, values)
    if old is new:
        yield from _assign(instance, values)
        return instance
    yield from session._flush_work()
    yield from load_columns(instance)
    columns = {name: value for name, value in values.items() if name in new.columns}
    _carrier(instance, old, new, columns)
    _check_layout(instance, new)
    connection = yield from session._connect(None, old.tables[0])
    columns = {**_told(session, instance, old, new), **columns}
    carrier = _carrier(instance, old, new, columns)
    lost = _lost(old, new)
    former = yield from _let_go(session, instance, lost)
    key = yield from in_savepoint(connection, _write(session, instance, old, new, carrier, columns))
    _switch(session, instance, old, new, carrier, key)
    # What the database made of the row is read at once: under an AsyncSession nothing could be read later.
    yield from load_columns(instance, overwrite=True)
    state.expired = False
    for target, name in former:
        session._expire_state(target, [name])
    _expire_collections(session, old, new)
    session._dispatch_mapper("after_update", instance)
    yield from _assign(instance, {name: value for name, value in values.items() if name not in columns})
    return instance


def _told(session: PlainSession, instance: Any, old: Any, new: Any) -> dict[str, Any]:
    """Tell who listens to updates of the former class; return the columns of both classes that this has changed."""
    before = dict(instance.__dict__)
    session._dispatch_mapper("before_update", instance)
    _forget_changes(session, instance)
    now = instance.__dict__
    kept = (attr for attr in _kept(old, new) if attr in now and attr not in new.pk_attrs)
    return {attr: now[attr] for attr in kept if attr not in before or now[attr] is not before[attr]}


def _assign(instance: Any, values: Mapping[str, Any]) -> Work[None]:
    for name, value in values.items():
        if name in instance_state(instance).mapper.relationships and name not in instance.__dict__:
            # What it replaces has to be known.
            yield from load_missing(instance, name)
        setattr(instance, name, value)


# --- what is allowed
def _root(mapper: Any) -> Any:
    return list(mapper.iterate_to_root())[-1]


def _check(old: Any, new: Any, values: Mapping[str, Any]) -> None:
    source, target = old.class_.__name__, new.class_.__name__
    if _root(old) is not _root(new):
        raise exc.ArgumentError(
            f"A {source} cannot become a {target}: they are of different hierarchies ({_root(old).class_.__name__}, "
            f"{_root(new).class_.__name__})."
        )
    if new.polymorphic_abstract or new.no_table:
        raise exc.InvalidRequestError(f"A {source} cannot become a {target}: the class is abstract, no row is of it.")
    discriminator = new.discriminator
    named = set() if discriminator is None else {discriminator.attr}
    for name in values:
        if name in new.pk_attrs and not new.concrete:
            raise exc.ArgumentError(f"become({target}) keeps the key of the row: change '{name}' by assignment.")
        if name in named or not (name in new.columns or name in new.relationships):
            raise exc.ArgumentError(
                f"become({target}) got an unexpected value for '{name}': "
                + ("the class says it." if name in named else f"{target} has no such column or relationship.")
            )
    if discriminator is not None and discriminator.attr is not None and new.polymorphic_identity is None:
        raise exc.InvalidRequestError(
            f"A {source} cannot become a {target}: {target} has no polymorphic_identity, so no row is marked as one."
        )


def _check_layout(instance: Any, new: Any) -> None:
    """Refuse a class whose objects are laid out differently, before anything is written."""
    probe = object.__new__(type(instance))
    try:
        object.__setattr__(probe, "__class__", new.class_)
    except TypeError as error:
        raise exc.InvalidRequestError(
            f"Instance '{describe(instance)}' cannot become a {new.class_.__name__}: {error}. Let both classes have "
            "the same __slots__."
        ) from error


# --- the new row
def _carrier(instance: Any, old: Any, new: Any, given: Mapping[str, Any]) -> Any:
    """Return an object of the new class with what both classes have, the given values, and defaults for the rest.

    Raises ArgumentError where a required value is missing.
    """
    carrier = blank(new)
    values = carrier.__dict__
    for attr in _kept(old, new):
        if attr in instance.__dict__:
            values[attr] = instance.__dict__[attr]
    if new.concrete and new is not old and _is_counted(new):
        for attr in new.pk_attrs:
            values.pop(attr, None)
    values.update(given)
    new.init_instance(carrier, {})
    missing = [attr for attr in new.columns.keys() if attr not in values and attr not in new.pk_attrs]
    hook = getattr(new.class_, "__sqlmodel_defaults__", None)
    required: list[str] = []
    if hook is not None:
        defaults, required = hook(new.class_, missing, values)
        values.update(defaults)
    for attr in missing:
        column = new.columns[attr]
        made = column.default is not None or column.server_default is not None or column.computed is not None
        if attr not in values and not column.nullable and not made and not column.primary_key and attr not in required:
            required.append(attr)
    if required:
        names = ", ".join(required)
        raise exc.ArgumentError(
            f"become({new.class_.__name__}) needs a value for {names}: the class requires it and has no default. Say "
            f"session.become(obj, {new.class_.__name__}, {required[0]}=...)."
        )
    return carrier


def _is_counted(mapper: Any) -> bool:
    """Whether the database counts the keys of a table of its own."""
    key = mapper.primary_key
    return len(key) == 1 and isinstance(key[0].type, Integer) and key[0].default is None and not key[0].foreign_keys


def _kept(old: Any, new: Any) -> list[str]:
    """Return the attributes that mean the same in both classes: those of the ancestor they share."""
    above = {id(one) for one in old.iterate_to_root()}
    shared = next(one for one in new.iterate_to_root() if id(one) in above)
    same = [attr for attr, column in new.columns.items() if old.columns.get(attr) is column]
    return list(dict.fromkeys([*shared.columns.keys(), *same]))


# --- relationships
def _lost(old: Any, new: Any) -> list[Any]:
    """Return the relationships that the new class does not have, or has with other rows."""
    if new.concrete or old.concrete:
        return list(old.relationships.values())
    return [
        prop
        for key, prop in old.relationships.items()
        if key not in new.relationships or new.relationships[key].spec is not prop.spec
    ]


def _let_go(session: PlainSession, instance: Any, lost: Iterable[Any]) -> Work[list[tuple[Any, str]]]:
    """Empty what the object has no more: as its deletion would, rows are deleted or lose their reference.

    Returns the (object, attribute) pairs that held it.
    """
    former: list[tuple[Any, str]] = []
    for prop in lost:
        if prop.viewonly:
            continue
        if prop.direction is MANYTOONE:
            target = instance.__dict__.get(prop.key)
            if target is not None and instance_state(target).key is not None:
                former.extend((target, other.key) for other in prop._reverse_property)
            continue
        if prop.passive_deletes == "all":
            continue
        if prop.key not in instance.__dict__:
            yield from load_missing(instance, prop.key)
        value = instance.__dict__.get(prop.key)
        if prop.cascade.delete and value is not None:
            for child in list(members(value)) if prop.uselist else [value]:
                yield from delete_work(session, child)
        instance_state(instance).mapper.attributes[prop.key].set_value(instance, [] if prop.uselist else None)
    yield from session._flush_work()
    return former


def _expire_collections(session: PlainSession, old: Any, new: Any) -> None:
    """Forget loaded relationships to classes that the object has left or joined."""
    touched: dict[Any, list[str]] = {}
    for other in session._native_identity.values():
        mapper = instance_state(other).mapper
        names = touched.get(mapper)
        if names is None:
            names = touched[mapper] = [
                prop.key for prop in mapper.relationships.values() if old.isa(prop.mapper) != new.isa(prop.mapper)
            ]
        loaded = [name for name in names if name in other.__dict__]
        if loaded:
            session._expire_state(other, loaded)


# --- the tables
def _write(
    session: PlainSession, instance: Any, old: Any, new: Any, carrier: Any, given: Mapping[str, Any]
) -> Work[Key]:
    """Delete, update and insert rows so that they are those of the new class."""
    key: Key = instance_state(instance).key or ()
    left = [table for table in old.tables if not any(table is other for other in new.tables)]
    kept = [table for table in old.tables if any(table is other for other in new.tables)]
    for table in reversed(left):
        yield from _one_row(dml.delete(table).where(_row_of(old, table, key)), table, instance)
    for table in kept:
        yield from _update(instance, old, new, table, carrier, given)
    for step in new.flush_steps("insert"):
        if not any(step.table is table for table in kept):
            yield from inserts.insert_row(session, carrier, step)
    key = tuple(carrier.__dict__[attr] for attr in new.pk_attrs)
    yield from _check_class(new, key)
    return key


def _row_of(mapper: Any, table: Any, key: Key) -> Any:
    by_attr = dict(zip(mapper.pk_attrs, key, strict=True))
    pairs = mapper.table_key(table)
    return key_condition([column for column, _ in pairs], [by_attr[attr] for _, attr in pairs])


def _update(instance: Any, old: Any, new: Any, table: Any, carrier: Any, given: Mapping[str, Any]) -> Work[None]:
    state = instance_state(instance)
    discriminator = new.discriminator
    own = {id(column) for _, column in new.table_columns(table)}
    known = {id(column) for _, column in old.table_columns(table)}
    values: dict[str, Any] = {}
    for attr, column in new.table_columns(table):
        marks = discriminator is not None and attr == discriminator.attr
        if attr in new.pk_attrs or column.computed is not None:
            continue
        if marks or attr in given or id(column) not in known:
            values[column.key] = _new_value(column, carrier.__dict__.get(attr, NO_VALUE))
    for _, column in old.table_columns(table):
        # What only the former class says of the row is no more.
        if id(column) not in own and column.nullable and column.computed is None:
            values[column.key] = None
    condition = _row_of(new, table, state.key or ())
    version = new.version_id_col
    if version is not None and version.table is table:
        before = instance.__dict__[new.attr_of(version)]
        condition = condition & (version == before)
        generator = versions.generator_of(new)
        if generator is not None:
            values[version.key] = generator(before)
    if not values:
        return
    for column in table.columns:
        if column.onupdate is not None and column.key not in values:
            made = rows.default_value(column.onupdate, values)
            if made is not NO_VALUE:
                values[column.key] = made
    yield from _one_row(dml.update(table).where(condition).values(values), table, instance)


def _new_value(column: Any, value: Any) -> Any:
    if value is NO_VALUE and column.default is not None:
        value = rows.default_value(column.default, {})
    return None if value is NO_VALUE else value


def _one_row(statement: Any, table: Any, instance: Any) -> Work[None]:
    answer = yield Execute(statement, None, identity=False, defaults=False)
    if answer.rowcount == 0:
        raise exc.StaleDataError(
            f"become() found no row of '{describe(instance)}' in table '{table.name}': it was deleted, or changed "
            "meanwhile. Refresh the object."
        )


def _check_class(new: Any, key: Key) -> Work[None]:
    """See to it that a discriminator that is an expression says the new class, too."""
    discriminator = new.discriminator
    if discriminator is None or discriminator.attr is not None or new.concrete:
        return
    query = select_rows(discriminator.expression).where(_row_of(new, new.tables[0], key))
    answer = yield Execute(query, None, identity=False)
    value = answer.rows[0] if answer.single else answer.rows[0][0]
    if value != new.polymorphic_identity:
        raise exc.InvalidRequestError(
            f"The discriminator of {new.class_.__name__} is an SQL expression, and says {value!r} of the row instead "
            f"of {new.polymorphic_identity!r}: give become() the values of the columns that it reads."
        )


# --- the object
def _switch(session: PlainSession, instance: Any, old: Any, new: Any, carrier: Any, key: Key) -> None:
    state = instance_state(instance)
    transaction = session._transaction
    if transaction is not None:
        transaction.converted.setdefault(id(instance), (instance, old, state.key))
    kept = {*_kept(old, new), *(name for name in old.relationships.keys() if name in new.relationships)}
    kept -= {prop.key for prop in _lost(old, new)}
    session._put_into(instance, new, key, kept)
    written = ((name, value) for name, value in carrier.__dict__.items() if name in new.columns)
    instance.__dict__.update((name, value) for name, value in written if not rows.is_expression(value))
    _forget_changes(session, instance)


def _forget_changes(session: PlainSession, instance: Any) -> None:
    """Leave nothing of an object for a flush to write."""
    state = instance_state(instance)
    state.committed = None
    state.modified = False
    session._dirty.pop(id(instance), None)
