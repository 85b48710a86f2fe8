"""Finds out what a flush has to do: which objects are written or deleted, whose keys travel where, which links change.

Reads objects and relationship histories, loads what a delete must see; writes nothing.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from sqlmodel_rs import exc
from sqlmodel_rs.orm.attributes import NO_VALUE
from sqlmodel_rs.orm.effects import Work
from sqlmodel_rs.orm.identity import describe
from sqlmodel_rs.orm.loading.lazy import load_missing
from sqlmodel_rs.orm.loading.selects import near_attrs, related_to, store
from sqlmodel_rs.orm.loading.strategies import fetch
from sqlmodel_rs.orm.relationship import backref
from sqlmodel_rs.orm.relationship.cascade import members
from sqlmodel_rs.orm.relationship.declaration import MANYTOMANY, MANYTOONE, ONETOMANY
from sqlmodel_rs.orm.relationship.descriptor import relationship_history
from sqlmodel_rs.orm.state import instance_state

if TYPE_CHECKING:
    from sqlmodel_rs.orm.session import PlainSession


class Sync:
    """Copy the key of `source` (None: nothing) to the foreign key attributes of `target` before it is written."""

    __slots__ = ("source", "target", "prop", "post")

    def __init__(self, source: Any, target: Any, prop: Any) -> None:
        self.source = source
        self.target = target
        self.prop = prop
        self.post = prop.post_update


class Link:
    """One association row to insert or delete."""

    __slots__ = ("owner", "member", "prop")

    def __init__(self, owner: Any, member: Any, prop: Any) -> None:
        self.owner = owner
        self.member = member
        self.prop = prop


class Plan:
    """All the work of one flush."""

    __slots__ = (
        "session", "saves", "deletes", "clears", "syncs", "outside", "links", "unlinks", "before", "gone_before",
        "visited",
    )  # fmt: skip

    def __init__(self, session: PlainSession) -> None:
        self.session = session
        self.saves: dict[int, Any] = {}
        self.deletes: dict[int, Any] = {}
        self.clears: dict[int, list[Sync]] = {}
        self.syncs: dict[int, list[Sync]] = {}
        #: What objects beyond the session learn of the keys of their parents; it is not written.
        self.outside: list[Sync] = []
        self.links: list[Link] = []
        self.unlinks: list[Link] = []
        #: Which row is written before which, and which is deleted before which.
        self.before: list[tuple[Any, Any]] = []
        self.gone_before: list[tuple[Any, Any]] = []
        self.visited: set[tuple[int, bool]] = set()

    def save(self, instance: Any) -> None:
        if id(instance) not in self.deletes:
            self.saves[id(instance)] = instance

    def delete(self, instance: Any) -> None:
        self.saves.pop(id(instance), None)
        self.deletes[id(instance)] = instance

    def copy_key(self, source: Any, target: Any, prop: Any) -> None:
        """Note that `target` takes its foreign key from `source`.

        Raises `CircularDependencyError` for a new object that would have to be there before itself.
        """
        if source is target and not prop.post_update and instance_state(source).key is None:
            raise exc.CircularDependencyError(
                f"Circular dependency detected: {describe(source)} refers to itself along '{prop}' before it has a key;"
                " set post_update=True on the relationship.",
                set(),
                set(),
            )
        self.syncs.setdefault(id(target), []).append(Sync(source, target, prop))
        if not prop.post_update:
            self.before.append((source, target))
        self.save(target)

    def clear_key(self, target: Any, prop: Any) -> None:
        """Note that the foreign key of `target` becomes NULL, unless something else gives it a value."""
        self.clears.setdefault(id(target), []).append(Sync(None, target, prop))
        self.save(target)


def collect(session: PlainSession, objects: list[Any] | None) -> Work[Plan]:
    """Make the plan of a flush of everything, or of `objects` only."""
    plan = Plan(session)
    chosen = None if objects is None else {id(instance) for instance in objects}
    for instance in list(session._deleted.values()):
        if chosen is None or id(instance) in chosen:
            plan.delete(instance)
    for instance in [*session._new.values(), *session._dirty.values()]:
        if chosen is not None and id(instance) not in chosen:
            continue
        if backref.is_orphan(instance):
            if instance_state(instance).key is not None:
                yield from _delete_orphan(plan, instance)
                continue
            if (instance_state(instance).extra or {}).get("orphaned"):
                session._expunge_one(instance)
                continue
        plan.save(instance)
    while True:
        pending = [
            (instance, gone)
            for group, gone in ((plan.saves, False), (plan.deletes, True))
            for instance in list(group.values())
            if (id(instance), gone) not in plan.visited
        ]
        if not pending:
            return plan
        for instance, gone in pending:
            plan.visited.add((id(instance), gone))
            for prop in instance_state(instance).mapper.relationships.values():
                if prop.viewonly:
                    continue
                if gone:
                    yield from _of_deleted(plan, instance, prop)
                elif id(instance) in plan.saves:
                    yield from _of_saved(plan, instance, prop)


def _of_saved(plan: Plan, instance: Any, prop: Any) -> Work[None]:
    state = instance_state(instance)
    if prop.key not in instance.__dict__ and not (state.extra or {}).get("pending") and not state.committed:
        return
    if prop.deferred_history and state.key is not None:
        yield from _read_replaced(plan, instance, prop)
    history = relationship_history(instance, prop)
    if prop.direction is MANYTOONE:
        if history.added:
            _point_at(plan, instance, prop, history.added[0])
        elif prop.key in (state.committed or ()) and prop.key not in instance.__dict__:
            # The attribute was deleted.
            plan.clear_key(instance, prop)
        for old in history.deleted:
            if prop.cascade.delete_orphan and backref.is_left(old, prop) and instance_state(old).key is not None:
                yield from _delete_orphan(plan, old)
        return
    if prop.direction is ONETOMANY:
        for child in history.added:
            _check_flushable(child, prop)
            if child is None:
                continue
            if _in_session(plan, child, prop, "add"):
                plan.copy_key(instance, child, prop)
            elif id(child) not in plan.deletes:
                plan.outside.append(Sync(instance, child, prop))
        for child in history.deleted:
            yield from _let_go(plan, instance, child, prop)
        if state.key is not None and _key_changed(instance, prop):
            yield from _follow_key(plan, instance, prop, history)
        return
    for member in history.added:
        _check_flushable(member, prop)
        if _in_session(plan, member, prop, "add"):
            plan.links.append(Link(instance, member, prop))
    for member in history.deleted:
        if _in_session(plan, member, prop, "delete"):
            plan.unlinks.append(Link(instance, member, prop))
        if prop.cascade.delete_orphan and backref.is_left(member, prop) and instance_state(member).key is not None:
            yield from _delete_orphan(plan, member)


def _check_flushable(member: Any, prop: Any) -> None:
    """Raise `FlushError` for a member of a collection that is no object; a scalar may be without one."""
    if member is None and prop.uselist:
        raise exc.FlushError(f"Can't flush None value found in collection {prop}")


def _read_replaced(plan: Plan, instance: Any, prop: Any) -> Work[None]:
    """Read the object that an unloaded scalar relationship held before another was assigned."""
    committed = instance_state(instance).committed
    if committed is None or committed.get(prop.key) is not NO_VALUE:
        return
    for attr in near_attrs(instance_state(instance).mapper, prop):
        if attr not in instance.__dict__ and attr not in committed:
            yield from load_missing(instance, attr)
    found = yield from fetch(related_to(instance, prop, committed=True), prop, plan.session)
    old = committed[prop.key] = found[0] if found else None
    if old is not None and old is not instance.__dict__.get(prop.key):
        backref.set_parent(prop, instance, old, False)


def _load_as_committed(plan: Plan, instance: Any, prop: Any) -> Work[None]:
    """Load what a relationship holds in the database, although the key it goes by may have been changed since."""
    state = instance_state(instance)
    near = near_attrs(state.mapper, prop)
    if not any(attr in (state.committed or ()) for attr in near):
        yield from load_missing(instance, prop.key)
        return
    found = yield from fetch(related_to(instance, prop, committed=True), prop, plan.session)
    store(instance, prop, found if prop.uselist else found[0] if found else None)


def _point_at(plan: Plan, instance: Any, prop: Any, target: Any) -> None:
    if target is None:
        if instance_state(instance).key is not None or prop.key in (instance_state(instance).committed or {}):
            plan.clear_key(instance, prop)
        return
    if _in_session(plan, target, prop, "add"):
        plan.copy_key(target, instance, prop)


def _let_go(plan: Plan, owner: Any, child: Any, prop: Any) -> Work[None]:
    """Handle a child that was taken out of a collection: delete the orphan, or clear its foreign key.

    One that has been given to another owner is that one's to keep, be it in the session or not.
    """
    if child is None or instance_state(child).key is None or id(child) in plan.deletes:
        return
    if prop.cascade.delete_orphan:
        if backref.is_left(child, prop):
            yield from _delete_orphan(plan, child)
        return
    if _given_away(child, prop, owner):
        return
    if _in_session(plan, child, prop, "delete"):
        plan.clear_key(child, prop)
    elif not instance_state(child).deleted:
        plan.outside.append(Sync(None, child, prop))


def _delete_orphan(plan: Plan, instance: Any) -> Work[None]:
    from sqlmodel_rs.orm.persistence import cascaded_deletes

    plan.delete(instance)
    for child in (yield from cascaded_deletes(plan.session, instance)):
        plan.delete(child)


def _key_changed(instance: Any, prop: Any) -> bool:
    committed = instance_state(instance).committed or {}
    mapper = instance_state(instance).mapper
    return any(
        mapper.attr_or_none(near) in committed
        and committed[mapper.attr_of(near)] != instance.__dict__.get(mapper.attr_of(near))
        for near, _ in prop.pairs
    )


def _follow_key(plan: Plan, instance: Any, prop: Any, history: Any) -> Work[None]:
    """Give the children the parent's new key; with passive updates the database does it for those not in memory."""
    kept = history.unchanged
    if prop.key not in instance.__dict__ and not prop.passive_updates:
        yield from _load_as_committed(plan, instance, prop)
        kept = members(instance.__dict__[prop.key])
    if prop.passive_updates:
        return
    for child in kept:
        plan.copy_key(instance, child, prop)


def _of_deleted(plan: Plan, instance: Any, prop: Any) -> Work[None]:
    key = prop.key
    if prop.direction is MANYTOONE:
        target = instance.__dict__.get(key)
        if prop.cascade.delete:
            yield from _take_along(plan, instance, prop)
        if not prop.post_update and target is not None and id(target) in plan.deletes:
            plan.gone_before.append((instance, target))
        if prop.post_update and not prop.passive_deletes:
            yield from load_missing(instance, key)
        if prop.post_update:
            plan.clears.setdefault(id(instance), []).append(Sync(None, instance, prop))
        return
    if key not in instance.__dict__ and not prop.passive_deletes:
        yield from _load_as_committed(plan, instance, prop)
    if prop.deferred_history:
        yield from _read_replaced(plan, instance, prop)
    history = relationship_history(instance, prop)
    if prop.direction is MANYTOMANY:
        for member in [*history.unchanged, *history.deleted]:
            if member is not None and not instance_state(member).deleted:
                plan.unlinks.append(Link(instance, member, prop))
        return
    if prop.cascade.delete_orphan:
        for child in history.deleted:
            if _has_row(child) and id(child) not in plan.deletes and not _given_away(child, prop, instance):
                yield from _delete_orphan(plan, child)
    # Children that are deleted with their parent and are not now were taken back by their owner: they stay as they are.
    left = history.deleted if prop.cascade.delete else [*history.unchanged, *history.deleted]
    for child in [*history.unchanged, *history.deleted]:
        if child is None or instance_state(child).deleted:
            continue
        if id(child) in plan.deletes:
            if prop.post_update:
                plan.clear_key(child, prop)
            else:
                plan.gone_before.append((child, instance))
        elif (
            backref.identity_in(child, left)
            and prop.passive_deletes != "all"
            and instance_state(child).key is not None
            and not _given_away(child, prop, instance)
            and _in_session(plan, child, prop, "delete")
        ):
            plan.clear_key(child, prop)


def _take_along(plan: Plan, instance: Any, prop: Any) -> Work[None]:
    """Delete the target of a deleted object, which may have been set since, and the orphan that it left."""
    history = relationship_history(instance, prop)
    left = history.deleted if prop.cascade.delete_orphan else ()
    for target in [*history.added, *history.unchanged, *left]:
        if _has_row(target) and id(target) not in plan.deletes:
            yield from _delete_orphan(plan, target)


def _has_row(instance: Any) -> bool:
    return instance is not None and instance_state(instance).key is not None and not instance_state(instance).deleted


def _given_away(child: Any, prop: Any, owner: Any) -> bool:
    """Whether the child already belongs to another parent along the reverse side."""
    for reverse in prop._reverse_property:
        if not reverse.uselist:
            current = child.__dict__.get(reverse.key, NO_VALUE)
            if current is not NO_VALUE and current is not None and current is not owner:
                return True
    known = (instance_state(child).parents or {}).get(str(prop))
    return callable(known) and known() not in (None, owner)


def _in_session(plan: Plan, instance: Any, prop: Any, operation: str) -> bool:
    """Whether a related object takes part; warn as SQLAlchemy when it was never added to the session."""
    if plan.session._holds(instance) or id(instance) in plan.deletes:
        return id(instance) not in plan.deletes or operation == "delete"
    if instance_state(instance).deleted and operation == "delete":
        return False
    refusal = "won't proceed" if prop.direction is MANYTOONE else "will not proceed"
    warnings.warn(
        exc.SAWarning(
            f"Object of type <{type(instance).__name__}> not in session, {operation} operation along '{prop}' {refusal}"
        ),
        stacklevel=2,
    )
    return False


def expire_unloaded(instance: Any) -> None:
    """Make attributes that have no value load on their next read."""
    instance_state(instance).expired = True


def check_type(prop: Any, instance: Any) -> None:
    """Refuse a member of a class the relationship does not lead to.

    Raises `FlushError`.
    """
    if not instance_state(instance).mapper.isa(prop.mapper):
        raise exc.FlushError(
            f"Attempting to flush child {describe(instance)}, but it is not compatible with {prop.mapper}: "
            "expected an object of "
            f"class {prop.mapper.class_.__name__}."
        )
