"""Work of a session on single objects: get, refresh, merge, delete."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from sqlmodel_rs import exc
from sqlmodel_rs.orm.attributes import NO_VALUE
from sqlmodel_rs.orm.effects import Execute, Work
from sqlmodel_rs.orm.events import tell_instance
from sqlmodel_rs.orm.identity import describe
from sqlmodel_rs.orm.loading.again import load_again
from sqlmodel_rs.orm.loading.columns import load_columns
from sqlmodel_rs.orm.loading.keyed import keyed_select
from sqlmodel_rs.orm.loading.lazy import load_missing, load_relationship
from sqlmodel_rs.orm.loading.selects import by_key
from sqlmodel_rs.orm.loading.strategies import apply
from sqlmodel_rs.orm.relationship.cascade import members
from sqlmodel_rs.orm.relationship.declaration import NEVER_LOADED
from sqlmodel_rs.orm.state import instance_state

if TYPE_CHECKING:
    from sqlmodel_rs.orm.session import PlainSession


def mapper_of(entity: Any) -> Any:
    """Return the mapper of a class, or of a mapper itself.

    Raises `ArgumentError` for anything else.
    """
    mapper = getattr(entity, "__mapper__", None)
    if mapper is None and hasattr(entity, "base_mapper"):
        mapper = entity
    if mapper is None:
        raise exc.ArgumentError(f"Expected mapped class or mapper, got: {entity!r}")
    return mapper


def primary_key(mapper: Any, ident: Any) -> tuple[Any, ...]:
    """Return a key given as a value, a tuple or a dict as a tuple in column order.

    Raises `InvalidRequestError` when it has the wrong number of values or names.
    """
    if isinstance(ident, dict):
        try:
            values = tuple(ident[attr] for attr in mapper.pk_attrs)
        except KeyError:
            values = ()
        if len(values) != len(ident):
            names = ",".join(f"'{attr}'" for attr in mapper.pk_attrs)
            raise exc.InvalidRequestError(
                "Incorrect names of values in identifier to formulate primary key for session.get(); primary "
                "key attribute names "
                f"are {names} (synonym names are also accepted)"
            )
        return values
    values = tuple(ident) if isinstance(ident, (tuple, list)) else (ident,)
    if len(values) != len(mapper.primary_key):
        columns = ",".join(f"'{column}'" for column in mapper.primary_key)
        raise exc.InvalidRequestError(
            "Incorrect number of values in identifier to formulate primary key for session.get(); primary key "
            "columns are "
            f"{columns}"
        )
    return values


def get_work(
    session: PlainSession,
    entity: Any,
    ident: Any,
    options: Iterable[Any] | None,
    populate_existing: bool | None,
    with_for_update: Any,
    execution_options: Mapping[str, Any] | None = None,
) -> Work[Any]:
    """Return the object of a key from the identity map, else from the database, else None."""
    mapper = mapper_of(entity)
    given = dict(execution_options or {})
    if populate_existing is not None:
        given["populate_existing"] = populate_existing
    populate_existing = bool(given.get("populate_existing"))
    key = primary_key(mapper, ident)
    found = None if any(part is None for part in key) else session._native_identity.get(mapper.base_mapper.class_, key)
    if found is not None and not populate_existing and not with_for_update:
        state = instance_state(found)
        if not state.mapper.isa(mapper) or state.deleted:
            return None
        if state.expired and any(attr not in found.__dict__ for attr in state.mapper.pk_attrs):
            try:
                yield from load_missing(found, None)
            except exc.ObjectDeletedError:
                session._note_deleted(found)
                return None
        return found
    yield from session._autoflush_work()
    heard = "do_orm_execute" in session._heard
    if not (heard or options or given or with_for_update) and all(part is not None for part in key):
        bind = session.get_bind(mapper)
        select = keyed_select(mapper, bind.dialect.backend)
        if select is not None:
            parameters = select.parameters(key)
            answer = yield Execute(select, parameters, bind=bind)
            return answer.rows[0] if answer.rows else None
    statement = by_key(mapper, key)
    if options:
        statement = statement.options(*options)
    if with_for_update:
        statement = statement.with_for_update(**(with_for_update if isinstance(with_for_update, dict) else {}))
    if heard:
        if with_for_update:
            given["populate_existing"] = True
        told = yield from session._load_work(statement, mapper, given or None)
        return told[0][0] if told else None
    if execution_options:
        statement = statement.execution_options(**execution_options)
    statement, prepared = apply(statement, session, populate_existing)
    answer = yield Execute(statement, populate_existing=populate_existing or bool(with_for_update))
    found_rows = answer.rows
    if prepared is not None:
        found_rows = yield from prepared.after(found_rows, session)
    return found_rows[0] if found_rows else None


def refresh_work(
    session: PlainSession, instance: Any, names: Iterable[str] | None, with_for_update: Any = None
) -> Work[None]:
    """Read an object's columns and loaded relationships, or the named attributes, again."""
    state = instance_state(instance)
    if state.session is not session._ref or state.key is None or not session._holds(instance):
        raise exc.InvalidRequestError(f"Instance '{describe(instance)}' is not persistent within this Session")
    mapper = state.mapper
    wanted = None if names is None else list(names)
    for name in wanted or ():
        if not mapper.has_property(name):
            raise exc.InvalidRequestError(f"Mapper '{mapper}' has no property '{name}'")
    related = [mapper.relationships[name] for name in wanted or () if name in mapper.relationships]
    columns = None if wanted is None else [name for name in wanted if name in mapper.columns]
    if columns is not None and related:
        columns += [name for name in mapper.pk_attrs if name not in instance.__dict__ and name not in columns]
    session._begin_for_change()
    if wanted is None:
        session._expire_with_cascade(instance)
    else:
        session._expire_state(instance, wanted)
        if state.committed is not None and not state.committed:
            state.committed = None
    yield from session._autoflush_work()
    if columns is None or columns:
        try:
            if columns is None:
                yield from load_again(instance, refresh=True, for_update=with_for_update)
            else:
                yield from load_columns(instance, columns, overwrite=True, for_update=with_for_update)
        except exc.ObjectDeletedError:
            raise exc.InvalidRequestError(f"Could not refresh instance '{describe(instance)}'") from None
    for prop in related:
        if prop.lazy in NEVER_LOADED:
            continue
        # A row that refers to another of its own table does not have that one read, too, as in SQLAlchemy.
        yield from load_relationship(instance, prop, expired=prop.self_referential)


# --- delete
def delete_work(session: PlainSession, instance: Any) -> Work[None]:
    """Mark an object, and what its delete cascades reach, for deletion."""
    if getattr(type(instance), "__mapper__", None) is None:
        raise exc.UnmappedInstanceError(instance)
    state = instance_state(instance)
    if state.key is None:
        raise exc.InvalidRequestError(f"Instance '{describe(instance)}' is not persisted")
    if id(instance) in session._deleted or (state.deleted and state.session is session._ref):
        return
    session._begin_for_change()
    if not session._holds(instance):
        session._take_in(instance)
    reached = yield from cascaded_deletes(session, instance)
    session._deleted[id(instance)] = instance
    for child in reached:
        if instance_state(child).key is None:
            session._expunge_one(child)
            continue
        if not session._holds(child):
            session._take_in_persistent(child, instance_state(child))
        session._deleted[id(child)] = child


def cascaded_deletes(session: PlainSession, instance: Any) -> Work[list[Any]]:
    """Return what a delete of `instance` takes with it, loading collections that are not in memory."""
    found: list[Any] = []
    seen = {id(instance)}
    queue = [instance]
    while queue:
        parent = queue.pop(0)
        for prop in instance_state(parent).mapper.relationships.values():
            if not prop.cascade.delete or prop.viewonly:
                continue
            if prop.key not in parent.__dict__ and instance_state(parent).key is not None and not prop.passive_deletes:
                yield from load_missing(parent, prop.key)
            value = parent.__dict__.get(prop.key)
            children = [] if value is None else members(value) if prop.uselist else [value]
            for child in children:
                if child is not None and id(child) not in seen:
                    seen.add(id(child))
                    queue.append(child)
                    found.append(child)
    return found


# --- merge
def merge_work(session: PlainSession, instance: Any, load: bool, options: Iterable[Any] | None) -> Work[Any]:
    """Copy the state of `instance` onto the session's own object and return it."""
    before, session.autoflush = session.autoflush, False
    if load:
        session.autoflush = before
        yield from session._autoflush_work()
        session.autoflush = False
    try:
        return (yield from _merge(session, instance, load, {}, list(options or ())))
    finally:
        session.autoflush = before


def _merge(
    session: PlainSession, instance: Any, load: bool, done: dict[Any, Any], options: Iterable[Any] | None = None
) -> Work[Any]:
    if id(instance) in done:
        return done[id(instance)]
    if getattr(type(instance), "__mapper__", None) is None:
        raise exc.UnmappedInstanceError(instance)
    state = instance_state(instance)
    mapper = state.mapper
    values = instance.__dict__
    key = state.key
    if key is None:
        if session._is_new(instance):
            warnings.warn(
                exc.SAWarning(
                    f"Instance {describe(instance)} is already pending in this Session yet is being merged again; "
                    "this is probably not what you want to do"
                ),
                stacklevel=2,
            )
        key = _key_to_merge(mapper, instance)
        if not load:
            raise exc.InvalidRequestError(
                "merge() with load=False option does not support objects transient (i.e. unpersisted) objects.  "
                "flush() all "
                "changes on mapped instances before merging with load=False."
            )
    merged = None if key is None else session._native_identity.get(mapper.base_mapper.class_, key)
    known = merged
    if merged is instance:
        if not load:
            _agree(session, instance)
        return instance
    if merged is None and not load:
        if state.modified:
            raise exc.InvalidRequestError(
                "merge() with load=False option does not support objects marked as 'dirty'.  flush() all changes on "
                "mapped instances before merging with load=False."
            )
        merged = blank(mapper)
        instance_state(merged).key = key
        session._take_in(merged)
    elif merged is None:
        if key is not None:
            merged = done.get((mapper.base_mapper, key))
            if merged is None:
                merged = yield from get_work(session, mapper.class_, key, options, False, None)
            known = merged
        if merged is None:
            merged = blank(mapper)
            session._take_in(merged)
    done[id(instance)] = merged
    if key is not None:
        done[(mapper.base_mapper, key)] = merged
    yield from _copy_columns(mapper, instance, merged, load)
    for prop in mapper.relationships.values():
        if prop.key in values and prop.cascade.merge:
            yield from _merge_relationship(session, instance, merged, prop, load, done)
    if not load:
        _agree(session, merged)
    if known is None:
        tell_instance("load", merged, None)
    return merged


def _key_to_merge(mapper: Any, instance: Any) -> Any:
    """Return the key that a new object may have a row by, else None; a part of it may be NULL."""
    if instance_state(instance).expired:
        key = mapper.identity_key(instance)
    else:
        key = tuple(instance.__dict__.get(attr, NO_VALUE) for attr in mapper.pk_attrs)
    if NO_VALUE in key or all(part is None for part in key):
        return None
    partial = mapper.mapper_args.get("allow_partial_pks", True)
    return key if partial or all(part is not None for part in key) else None


def _agree(session: PlainSession, instance: Any) -> None:
    """Take what an object holds as what the database has."""
    state = instance_state(instance)
    state.committed = None
    state.modified = False
    if state.extra:
        state.extra.pop("pending", None)
    session._dirty.pop(id(instance), None)


def blank(mapper: Any) -> Any:
    """Return an object of a class without values, made without its constructor."""
    made = mapper.class_.__new__(mapper.class_)
    prepare = getattr(mapper.class_, "__sqlmodel_blank__", None)
    if prepare is not None:
        prepare(made)
    else:
        for name in ("__pydantic_extra__", "__pydantic_private__"):
            if hasattr(mapper.class_, "__pydantic_fields__"):
                object.__setattr__(made, name, None)
    loaded = getattr(mapper.class_, "__sqlmodel_loaded__", None)
    if loaded is not None:
        loaded(made)
    instance_state(made)
    return made


def _copy_columns(mapper: Any, instance: Any, merged: Any, load: bool) -> Work[None]:
    target_state = instance_state(merged)
    given = [attr for attr in mapper.columns.keys() if attr in instance.__dict__]
    if load and given and target_state.key is not None and target_state.expired:
        # What the row has must be known, or every value would count as a change.
        yield from load_missing(merged)
    version = mapper.version_id_col
    if version is not None and target_state.key is not None and load:
        attr = mapper.attr_of(version)
        if attr in instance.__dict__:
            if attr not in merged.__dict__:
                yield from load_missing(merged, attr)
            if merged.__dict__.get(attr) != instance.__dict__[attr]:
                raise exc.StaleDataError(
                    f"Version id '{instance.__dict__[attr]}' on merged state {describe(instance)} does not "
                    "match existing version "
                    f"'{merged.__dict__.get(attr)}'. Leave the version attribute unset when merging to update "
                    "the most recent version."
                )
    for attr in given:
        value = instance.__dict__[attr]
        if not load or target_state.key is None:
            if target_state.key is None and load:
                mapper.attributes[attr].set_value(merged, value)
            else:
                merged.__dict__[attr] = value
            continue
        mapper.attributes[attr].set_value(merged, value)
    if target_state.key is not None and any(
        attr not in merged.__dict__ for attr in mapper.columns.keys() if attr not in mapper.deferred
    ):
        target_state.expired = True


def _merge_relationship(
    session: PlainSession, instance: Any, merged: Any, prop: Any, load: bool, done: dict[Any, Any]
) -> Work[None]:
    value = instance.__dict__[prop.key]
    attribute = instance_state(merged).mapper.attributes[prop.key]
    if load and any((id(instance), reverse) in done for reverse in prop._reverse_property):
        return
    if prop.uselist:
        if load and prop.key not in merged.__dict__ and instance_state(merged).key:
            # Members that are there already are then found in the identity map.
            yield from load_missing(merged, prop.key)
        targets = []
        for item in members(value):
            done[(id(item), prop)] = item
            targets.append((yield from _merge(session, item, load, done)))
        if not load:
            attribute.set_committed(merged, targets)
            return
        # The members are given as those of no kind of collection: the session's own object has the declared one.
        attribute.set_value(merged, tuple(targets))
        return
    if value is not None:
        done[(id(value), prop)] = value
    target = None if value is None else (yield from _merge(session, value, load, done))
    if not load:
        attribute.set_committed(merged, target)
        return
    attribute.set_value(merged, target)
