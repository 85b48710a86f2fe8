"""Carries out a flush plan: keys travel, rows are written and deleted, objects learn what the database made.

Statements are effects; which rows and in what order comes from `changes` and `ordering`.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from sqlmodel_rs import exc
from sqlmodel_rs._native import (
    become_persistent,
    by_persistence,
    simple_saves,
    take_keys,
    uniform_saves,
    with_taken_key,
)
from sqlmodel_rs.orm.attributes import NO_VALUE
from sqlmodel_rs.orm.effects import Connect, Execute, Work, drive
from sqlmodel_rs.orm.identity import describe
from sqlmodel_rs.orm.loading.lazy import load_missing
from sqlmodel_rs.orm.relationship import backref
from sqlmodel_rs.orm.state import instance_state
from sqlmodel_rs.orm.transaction import ACTIVE
from sqlmodel_rs.orm.unitofwork import changes, inserts, ordering, rows, updates, versions
from sqlmodel_rs.orm.unitofwork.changes import Plan, Sync
from sqlmodel_rs.orm.unitofwork.made import forget_expressions, given_values, tell_made
from sqlmodel_rs.sql.dml import delete, insert

if TYPE_CHECKING:
    from sqlmodel_rs.orm.session import PlainSession


class FlushContext:
    """What the flush events of a session receive."""

    __slots__ = ("session", "plan")

    def __init__(self, session: PlainSession) -> None:
        self.session = session
        self.plan: Plan | None = None


def announce(session: PlainSession, objects: list[Any] | None) -> Work[FlushContext]:
    """Tell the listeners that a flush is about to begin; return what they are shown of it."""
    context = FlushContext(session)
    if "before_flush" in session._heard:
        yield from session._announce("before_flush", session, context, objects)
    return context


def flush(session: PlainSession, objects: list[Any] | None, context: FlushContext) -> Work[None]:
    """Write the changes of `objects` (None: of all) in the session's transaction."""
    if objects is None and not session._deleted and not session._heard:
        simple = simple_saves(session._new, session._dirty)
        if simple is not None:
            yield from _flush_simple(session, simple)
            return
    plan = yield from changes.collect(session, objects)
    context.plan = plan
    transaction = session._transaction
    if not (plan.saves or plan.deletes):
        for instance in list(session._dirty.values()) if objects is None else ():
            _settle(session, instance)
        return
    if transaction is not None:
        transaction.begin_flush()
    saves = [instance for instance in plan.saves.values() if id(instance) not in plan.deletes]
    _switch_rows(session, plan.deletes, saves)
    for group in ordering.groups_to_save(saves, plan.before):
        yield from _save_group(session, plan, group)
    if plan.clears or plan.syncs:
        yield from _post_update(session, plan)
    for sync in plan.outside:
        if sync.source is None:
            _clear(sync, set())
        else:
            yield from _copy(sync)
    if plan.links or plan.unlinks:
        yield from _write_links(session, plan)
    doomed = [instance for instance in plan.deletes.values() if instance_state(instance).key is not None]
    for group in ordering.groups_to_delete(doomed, plan.gone_before) if doomed else ():
        yield from _delete_group(session, group)
    yield from session._announce("after_flush", session, context)
    _finish_deletes(session, plan, doomed)
    _finish_saves(session, saves)
    yield from session._announce("after_flush_postexec", session, context)
    if transaction is not None:
        transaction.end_flush()


def _flush_simple(session: PlainSession, saves: list[Any]) -> Work[None]:
    """Write objects without looking at relationships: none has a part in it, and no session event is listened to."""
    if session._new:
        _switch_rows(session, {}, saves)
    for group in ordering.groups_to_save(saves, []):
        yield from _save_group(session, None, group)
    _finish_saves(session, saves)


def _switch_rows(session: PlainSession, deletes: dict[int, Any], saves: list[Any]) -> None:
    """Let a new object take over the row of a deleted one with its key; warn when the other one stays."""
    for instance in with_taken_key(saves, session._native_identity):
        state = instance_state(instance)
        key = tuple(instance.__dict__[attr] for attr in state.mapper.pk_attrs)
        root = state.mapper.base_mapper.class_
        other = session._native_identity.get(root, key)
        if other is None or instance_state(other).deleted:
            continue
        if id(other) not in deletes:
            warnings.warn(
                exc.SAWarning(
                    f"New instance {describe(instance)} with identity key {(root, key, None)} conflicts with "
                    "persistent instance "
                    f"{describe(other)}"
                ),
                stacklevel=2,
            )
        elif instance_state(other).mapper is state.mapper:
            del deletes[id(other)]
            session._note_deleted(other)
            state.key = key
            mapper = state.mapper
            state.committed = {attr: NO_VALUE for attr in mapper.columns.keys() if attr not in mapper.pk_attrs}
            if mapper.version_id_col is not None:
                _take_version(mapper.attr_of(mapper.version_id_col), state, instance, other)


def _take_version(attr: str, state: Any, instance: Any, other: Any) -> None:
    """Let an object that takes over a row know its version."""
    before = (instance_state(other).committed or {}).get(attr, other.__dict__.get(attr, NO_VALUE))
    if before is NO_VALUE:
        return
    if attr not in instance.__dict__:
        del state.committed[attr]
        instance.__dict__[attr] = before
    else:
        state.committed[attr] = before


def flush_here(session: PlainSession) -> bool:
    """Write objects of one class and one table on this thread, where one batch has them all and nobody listens; False
    where the long way has to do it, which then finds everything as it was.

    A failure rolls the transaction back, as that of any flush.
    """
    transaction, bind = session._transaction, session.bind
    if transaction is None or bind is None or session._binds or session._deleted:
        return False
    if session._heard or session._has_mapper_listeners():
        return False
    found = uniform_saves(session._new, session._dirty)
    if found is None or found[1].version_id_generator is False:
        return False
    session._flushing = True
    try:
        return _write_here(session, transaction, bind, *found)
    except BaseException as error:
        if transaction.state == ACTIVE:
            drive(transaction.fail(error), session)
        raise
    finally:
        session._flushing = False


def _write_here(session: PlainSession, transaction: Any, bind: Any, saves: list[Any], mapper: Any) -> bool:
    connection: Any = session._ready.get(id(bind))
    is_new = bool(session._new)
    if is_new:
        if connection is None and (connection := transaction.connect_untold(bind)) is None:
            return False
        batch = inserts.whole_batch(session, mapper, saves)
    else:
        batch = updates.whole_batch(session, mapper, saves)
    if batch is None:
        return False
    if is_new:
        _switch_rows(session, {}, saves)
    elif connection is None and (connection := transaction.connect_untold(bind)) is None:
        return False
    answer = connection._write(batch)
    if is_new:
        batch.store(answer)
        take_keys(saves)
    else:
        rows.check_updated(mapper.tables[0], len(batch), answer.rowcount)
    forget_expressions(saves)
    _finish_saves(session, saves)
    return True


# --- keys
def _copy_keys(plan: Plan, instance: Any, *, post: bool = False) -> Work[bool]:
    """Apply what the relationships say about the foreign keys of `instance`; answer whether there was
    something to apply."""
    cleared = [sync for sync in plan.clears.get(id(instance), ()) if sync.post is post]
    copied = [sync for sync in plan.syncs.get(id(instance), ()) if sync.post is post]
    given = {id(destination) for sync in copied for _, destination in sync.prop.source_pairs}
    for sync in cleared:
        _clear(sync, given)
    for sync in copied:
        yield from _copy(sync)
    return bool(cleared or copied)


def _copy(sync: Sync) -> Work[None]:
    source, target = sync.source, sync.target
    source_mapper, mapper = instance_state(source).mapper, instance_state(target).mapper
    if not _compatible(sync):
        changes.check_type(sync.prop, target if source_mapper.isa(sync.prop.parent) else source)
    for origin, destination in sync.prop.source_pairs:
        value = yield from _current(source, source_mapper.attr_of(origin))
        rows.assign(target, mapper.attr_of(destination), value)


def _current(source: Any, attr: str) -> Work[Any]:
    """Return a value that a foreign key follows; an expired instance still knows its key."""
    values = source.__dict__
    if attr in values:
        return values[attr]
    state = instance_state(source)
    if state.key is not None and attr in state.mapper.pk_attrs:
        return state.key[state.mapper.pk_attrs.index(attr)]
    if state.key is None:
        return None
    return (yield from load_missing(source, attr))


def _compatible(sync: Sync) -> bool:
    one, two = instance_state(sync.source).mapper, instance_state(sync.target).mapper
    prop = sync.prop
    return bool((one.isa(prop.parent) and two.isa(prop.mapper)) or (one.isa(prop.mapper) and two.isa(prop.parent)))


def _clear(sync: Sync, given: set[int]) -> None:
    target = sync.target
    mapper = instance_state(target).mapper
    for origin, destination in sync.prop.source_pairs:
        if id(destination) in given:
            continue
        attr = mapper.attr_of(destination)
        if destination.primary_key and instance_state(target).key is not None:
            raise AssertionError(
                f"Dependency rule on column '{origin}' tried to blank-out primary key column '{destination}' on "
                "instance "
                f"'{describe(target)}'"
            )
        if target.__dict__.get(attr, backref.MISSING) is not None or instance_state(target).key is None:
            rows.assign(target, attr, None)


def _post_update(session: PlainSession, plan: Plan) -> Work[None]:
    """Write the foreign keys of post_update relationships, after all rows are there and before any is deleted."""
    late: list[Any] = []
    written: list[Any] = []
    for key in {**plan.clears, **plan.syncs}:
        syncs = [*plan.clears.get(key, ()), *plan.syncs.get(key, ())]
        target = syncs[0].target
        state = instance_state(target)
        if any(sync.post for sync in syncs) and state.key is not None:
            # The other columns have been written: only what is recorded from here on is left.
            before, state.committed = state.committed, None
            applied = yield from _copy_keys(plan, target, post=True)
            if applied:
                late.append(target)
            written.append((state, before))
    if late:
        yield from updates.update(session, late)
    for state, before in written:
        state.committed = {**(state.committed or {}), **(before or {})} or None


# --- rows
def _save_group(session: PlainSession, plan: Plan | None, group: list[Any]) -> Work[None]:
    if len(group) > 1 and not instance_state(group[0]).mapper.base_mapper.mapper_args.get("batch", True):
        # Listeners see what the rows before have become.
        for instance in group:
            yield from _save_group(session, plan, [instance])
        return
    if plan is not None and (plan.clears or plan.syncs):
        without_key = [instance for instance in group if id(instance) in plan.syncs and _lacks_key(instance)]
        for instance in group:
            yield from _copy_keys(plan, instance)
        if without_key and plan.deletes:
            # The key that came from another object may be that of a row which this flush would delete.
            _switch_rows(session, plan.deletes, without_key)
    fresh, known = by_persistence(group)
    heard = session._has_mapper_listeners()
    if heard:
        yield Connect(instance_state(group[0]).mapper.tables[0])
        for instance in fresh:
            session._dispatch_mapper("before_insert", instance)
        # Also for those without a net change: the listener may make one.
        for instance in known:
            session._dispatch_mapper("before_update", instance)
    given = given_values([*known, *fresh]) if heard else {}
    if known:
        yield from updates.update(session, known)
        forget_expressions(known)
    if fresh:
        yield from inserts.insert_all(session, fresh)
        take_keys(fresh)
        forget_expressions(fresh)
    for instance in (*known, *fresh):
        if instance_state(instance).mapper.version_id_generator is False:
            versions.check_given(instance)
    if heard:
        for instance in (*known, *fresh):
            tell_made(session, instance, given.get(id(instance)))
        for instance in fresh:
            session._dispatch_mapper("after_insert", instance)
        for instance in known:
            session._dispatch_mapper("after_update", instance)


def _lacks_key(instance: Any) -> bool:
    state = instance_state(instance)
    return state.key is None and any(instance.__dict__.get(attr) is None for attr in state.mapper.pk_attrs)


def _identifying(mapper: Any) -> list[str]:
    """Return the attributes that a row is found by when it is deleted."""
    version = mapper.version_id_col
    return [*mapper.pk_attrs, *(() if version is None else (mapper.attr_of(version),))]


def _delete_group(session: PlainSession, group: list[Any]) -> Work[None]:
    if session._has_mapper_listeners():
        yield Connect(instance_state(group[0]).mapper.tables[0])
    for instance in group:
        # What is known of a row last is what it was: afterwards there is nothing to read.
        state = instance_state(instance)
        if state.expired and any(attr not in instance.__dict__ for attr in _identifying(state.mapper)):
            yield from load_missing(instance)
        session._dispatch_mapper("before_delete", instance)
    yield from updates.delete_all(session, group)
    for instance in group:
        session._dispatch_mapper("after_delete", instance)


# --- association rows
def _write_links(session: PlainSession, plan: Plan) -> Work[None]:
    """Delete and insert association rows; a pair that both sides report is written once."""
    gone = _association_rows(plan.unlinks)
    made = _association_rows(plan.links)
    for table, keyed in gone.values():
        yield from _delete_links(table, list(keyed.values()))
    for table, keyed in made.values():
        by_shape: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for values in keyed.values():
            complete = rows.with_python_defaults(table, values)
            # Each side of the relationship names its own key first.
            shape = tuple(column.key for column in table.columns if column.key in complete)
            by_shape.setdefault(shape, []).append(complete)
        for names, batch in by_shape.items():
            statement = insert(table).values({name: rows.bind(table.c[name], name) for name in names})
            yield Execute(statement, batch if len(batch) > 1 else batch[0], identity=False, defaults=False)


def _association_rows(links: list[changes.Link]) -> dict[int, tuple[Any, dict[Any, dict[str, Any]]]]:
    found: dict[int, tuple[Any, dict[Any, dict[str, Any]]]] = {}
    for link in links:
        prop = link.prop
        values: dict[str, Any] = {}
        for instance, pairs in ((link.owner, prop.pairs), (link.member, prop.secondary_pairs)):
            mapper = instance_state(instance).mapper
            for origin, destination in pairs:
                values[destination.key] = _key_value(instance, mapper.attr_of(origin))
        table = prop.secondary
        found.setdefault(id(table), (table, {}))[1][
            tuple(sorted((name, str(value)) for name, value in values.items()))
        ] = values
    return found


def _key_value(instance: Any, attr: str) -> Any:
    """Return a key value of an object that may be expired: the identity still knows it."""
    value = instance.__dict__.get(attr)
    state = instance_state(instance)
    if value is None and state.key is not None and attr in state.mapper.pk_attrs:
        return state.key[state.mapper.pk_attrs.index(attr)]
    return value


def _delete_links(table: Any, batch: list[dict[str, Any]]) -> Work[None]:
    names = list(batch[0])
    statement = delete(table).where(*[table.c[name] == rows.bind(table.c[name], name) for name in names])
    result = yield Execute(statement, batch if len(batch) > 1 else batch[0], identity=False, defaults=False)
    if result.rowcount >= 0 and result.rowcount != len(batch):
        raise exc.StaleDataError(
            f"DELETE statement on table '{table.name}' expected to delete {len(batch)} row(s); Only "
            f"{result.rowcount} were matched."
        )


# --- the end
def _finish_deletes(session: PlainSession, plan: Plan, doomed: list[Any]) -> None:
    transaction = session._transaction
    for instance in doomed:
        state = instance_state(instance)
        root = state.mapper.base_mapper.class_
        if session._native_identity.get(root, state.key) is instance:
            session._native_identity.remove(root, state.key)
        state.deleted = True
        session._deleted.pop(id(instance), None)
        session._dirty.pop(id(instance), None)
        if transaction is not None:
            transaction.deleted[id(instance)] = instance
        session._dispatch("persistent_to_deleted", instance)
    for instance in plan.deletes.values():
        session._deleted.pop(id(instance), None)


def _finish_saves(session: PlainSession, saves: list[Any]) -> None:
    transaction = session._transaction
    heard = "pending_to_persistent" in session._heard
    entering = [instance for instance in saves if id(instance) in session._new] if heard else ()
    moved = become_persistent(
        saves,
        session._native_identity,
        session._new,
        session._dirty,
        transaction.new if transaction is not None else None,
        transaction.dirty if transaction is not None and transaction.nested else None,
    )
    for instance in entering:
        session._dispatch("pending_to_persistent", instance)
    for instance in moved:
        _follow_key_change(session, instance, instance_state(instance))
        if transaction is not None and transaction.nested:
            transaction.dirty[id(instance)] = instance
        _settle(session, instance)


def _follow_key_change(session: PlainSession, instance: Any, state: Any) -> None:
    """Move an object whose primary key was updated to its new place in the identity map."""
    now = tuple(_key_value(instance, attr) for attr in state.mapper.pk_attrs)
    if now != state.key:
        session._follow_key(instance, now)


def _settle(session: PlainSession, instance: Any) -> None:
    """Note that the object agrees with the database."""
    state = instance_state(instance)
    state.committed = None
    state.modified = False
    if state.extra:
        state.extra.pop("pending", None)
    session._dirty.pop(id(instance), None)
