"""What happens on the other side of a changed relationship: reverse attributes, orphan marks, cascade into the session.

Works on what is in memory and never loads; a side that is not loaded keeps a queue of changes until it is.
"""

from __future__ import annotations

from typing import Any
from weakref import ref

from sqlmodel_rs import exc
from sqlmodel_rs.orm.attributes import NO_VALUE, mark_modified
from sqlmodel_rs.orm.identity import describe
from sqlmodel_rs.orm.loading.selects import has_read_columns
from sqlmodel_rs.orm.relationship.declaration import MANYTOONE
from sqlmodel_rs.orm.state import instance_state

MISSING: Any = NO_VALUE


class Pending:
    """Changes to a collection that is not loaded, in order; merged when it is."""

    __slots__ = ("added", "removed")

    def __init__(self) -> None:
        self.added: list[Any] = []
        self.removed: list[Any] = []

    def add(self, item: Any) -> None:
        """Note a member that came; one that had been taken out is back where it was."""
        if identity_in(item, self.removed):
            _forget(self.removed, item)
        else:
            self.added.append(item)


def identity_in(item: Any, items: Any) -> bool:
    """Whether `items` holds this very object; `==` of pydantic models compares fields and must not be used."""
    return any(item is other for other in items)


def session_of(state: Any) -> Any:
    """Return the session of a state, or None."""
    reference = state.session
    return reference() if reference is not None else None


def extra_of(state: Any) -> dict[str, Any]:
    """Return the free dictionary of a state, made on first use."""
    extra: dict[str, Any] | None = state.extra
    if extra is None:
        extra = {}
        state.extra = extra
    return extra


def remember(instance: Any, key: str, value: Any) -> None:
    """Keep the value an attribute had when it was last in agreement with the database; what is `viewonly` has none."""
    state = instance_state(instance)
    prop = state.mapper.relationships.get(key)
    if prop is not None and prop.viewonly:
        return
    committed = state.committed
    if committed is None:
        state.committed = {key: value}
    elif key not in committed:
        committed[key] = value
    mark_modified(instance, state)


def pending_of(state: Any, key: str) -> Pending | None:
    """Return the queue of an unloaded collection, if it has one."""
    extra = state.extra
    queues = extra.get("pending") if extra else None
    return queues.get(key) if queues else None


def queue_of(instance: Any, key: str) -> Pending:
    state = instance_state(instance)
    queues = extra_of(state).setdefault("pending", {})
    queue = queues.get(key)
    if queue is None:
        queue = queues[key] = Pending()
        mark_modified(instance, state)
    return queue  # type: ignore[no-any-return]


def set_parent(prop: Any, owner: Any, child: Any, has: bool) -> None:
    """Record whether `child` has a parent along a relationship by which it can be deleted."""
    if not (prop.cascade.delete or prop.cascade.delete_orphan or prop.single_parent):
        return
    state = instance_state(child)
    parents = state.parents
    if parents is None:
        parents = {}
        state.parents = parents
    key = str(prop)
    if has:
        parents[key] = ref(owner)
        return
    known = parents.get(key)
    # A parent that nobody holds any more may have been loaded again as another object.
    if known and known() is not None and known() is not owner:
        return
    if prop.cascade.delete_orphan:
        parents[key] = False
    else:
        parents.pop(key, None)


def is_orphan(instance: Any) -> bool:
    """Whether the instance was taken away from a parent of a delete-orphan relationship and given to no other.

    With `legacy_is_orphan` one parent left along any of these relationships is enough.
    """
    state = instance_state(instance)
    parents = state.parents
    if parents is None or not any(parent is False for parent in parents.values()):
        return False
    if not state.mapper.mapper_args.get("legacy_is_orphan"):
        return True
    return not any(_has_parent(state, prop) for prop in _owning(state.mapper))


def is_left(instance: Any, prop: Any) -> bool:
    """Whether the instance was taken away from its parent along one relationship and given to no other there."""
    return (instance_state(instance).parents or {}).get(str(prop)) is False


def _has_parent(state: Any, prop: Any) -> bool:
    """Whether an instance has a parent along a relationship; one with a row is taken to have those it had."""
    return bool((state.parents or {}).get(str(prop), state.key is not None))


def _owning(mapper: Any) -> list[Any]:
    """Return the relationships whose members are deleted with their last parent, that lead to a class."""
    found = (prop for parent in mapper.registry.mappers for prop in parent.relationships.values())
    return [prop for prop in found if prop.cascade.delete_orphan and mapper.isa(prop.mapper)]


def after_append(owner: Any, prop: Any, item: Any, *, direct: bool) -> None:
    """React to `item` having become a member; `direct` is False when another side caused it."""
    if item is None:
        return
    set_parent(prop, owner, item, True)
    if direct:
        cascade_into_session(owner, prop, item)
    for reverse in prop._reverse_property:
        if not reverse.viewonly or reverse.spec.sync_backref:
            _attach(item, reverse, owner, prop)


def after_remove(owner: Any, prop: Any, item: Any) -> None:
    """React to `item` having been taken out."""
    if item is None:
        return
    set_parent(prop, owner, item, False)
    if prop.cascade.delete_orphan and is_orphan(item):
        state = instance_state(item)
        session = session_of(instance_state(owner))
        if session is not None and session._is_new(item):
            session.expunge(item)
        elif state.key is None and prop.uselist:
            # The next flush of the session that it is in, if any, lets go of it.
            extra_of(state)["orphaned"] = True
    for reverse in prop._reverse_property:
        if not reverse.viewonly or reverse.spec.sync_backref:
            _detach(item, reverse, owner, prop)


def after_set(owner: Any, prop: Any, old: Any, new: Any, *, direct: bool) -> None:
    """React to a scalar relationship having changed from `old` to `new`."""
    if old is new:
        return
    if old is not None and old is not MISSING:
        after_remove(owner, prop, old)
    if new is not None:
        after_append(owner, prop, new, direct=direct)


def check_member(owner: Any, prop: Any, item: Any) -> None:
    """Refuse an object that could not follow its owner into the session, or has a single parent, before a change.

    Raises `InvalidRequestError`.
    """
    if prop.single_parent and item is not None:
        _check_single_parent(owner, prop, item)
    session = session_of(instance_state(owner)) if prop.cascade.save_update else None
    if session is not None and item is not None and hasattr(item, "_sa_instance_state"):
        session._check_may_enter(item)


def _check_single_parent(owner: Any, prop: Any, item: Any) -> None:
    known = (instance_state(item).parents or {}).get(str(prop))
    if known and known() is not owner:
        raise exc.InvalidRequestError(
            f"Instance {describe(item)} is already associated with an instance of {type(owner)} via its {prop} "
            "attribute, and is only allowed a single parent.",
            code="bbf1",
        )


def cascade_into_session(owner: Any, prop: Any, item: Any) -> None:
    """Let an object follow its owner into the session, if the relationship's cascade says so."""
    session = session_of(instance_state(owner)) if prop.cascade.save_update else None
    if item is not None and session is not None and not session._holds(item):
        session._save_or_update(item)


def _attach(instance: Any, prop: Any, target: Any, by: Any) -> None:
    """Make `target` the value of, or a member of, `instance`'s side without starting a new round.

    `by` is the relationship whose change this follows.
    """
    values = instance.__dict__
    key = prop.key
    if not prop.uselist:
        old = values.get(key, MISSING)
        if old is MISSING:
            old = recall_target(instance, prop)
        remember(instance, key, old)
        if old is target:
            return
        if prop.heard is not None:
            target = prop.heard.set(instance, target, old, by)
        values[key] = target
        after_set(instance, prop, old, target, direct=False)
        return
    collection = values.get(key)
    if collection is None:
        if instance_state(instance).key is not None:
            queue = queue_of(instance, key)
            if not identity_in(target, queue.added):
                if prop.heard is not None:
                    target = prop.heard.append(instance, target, by)
                queue.add(target)
                set_parent(prop, instance, target, True)
                _attach_far(instance, prop, target)
            return
        collection = getattr(instance, key)
    if collection._holds(target):
        collection._begin()
        return
    if prop.heard is not None:
        target = prop.heard.append(instance, target, by)
    collection._append_quietly(target)
    after_append(instance, prop, target, direct=False)


def put(owner: Any, prop: Any, item: Any) -> None:
    """Make `item` a member of a collection of `owner` that is not loaded."""
    queue = queue_of(owner, prop.key)
    if not identity_in(item, queue.added):
        queue.add(item)
    mark_modified(owner, instance_state(owner))
    after_append(owner, prop, item, direct=True)


def take(owner: Any, prop: Any, item: Any) -> None:
    """Take `item` out of a collection of `owner` that is not loaded."""
    queue = queue_of(owner, prop.key)
    if identity_in(item, queue.added):
        _forget(queue.added, item)
    elif not identity_in(item, queue.removed):
        queue.removed.append(item)
    mark_modified(owner, instance_state(owner))
    after_remove(owner, prop, item)


def _attach_far(instance: Any, prop: Any, target: Any) -> None:
    for reverse in prop._reverse_property:
        if not reverse.uselist and target.__dict__.get(reverse.key) is not instance:
            _attach(target, reverse, instance, prop)


def _detach(instance: Any, prop: Any, target: Any, by: Any) -> None:
    values = instance.__dict__
    key = prop.key
    if not prop.uselist:
        old = values.get(key, MISSING)
        if old is MISSING:
            old = recall_target(instance, prop)
            if old is MISSING and instance_state(instance).key is None:
                return
        if old is not target and old is not MISSING:
            return
        remember(instance, key, old)
        if prop.heard is not None:
            prop.heard.set(instance, None, old, by)
        values[key] = None
        after_set(instance, prop, old, None, direct=False)
        return
    collection = values.get(key)
    if collection is None:
        if instance_state(instance).key is not None:
            queue = queue_of(instance, key)
            if prop.heard is not None:
                prop.heard.remove(instance, target, by)
            if identity_in(target, queue.added):
                _forget(queue.added, target)
            elif not identity_in(target, queue.removed):
                queue.removed.append(target)
            set_parent(prop, instance, target, False)
        return
    if collection._holds(target) and prop.heard is not None:
        prop.heard.remove(instance, target, by)
    if collection._remove_quietly(target):
        after_remove(instance, prop, target)


def _forget(items: list[Any], item: Any) -> None:
    for position, other in enumerate(items):
        if other is item:
            del items[position]
            return


def recall_target(instance: Any, prop: Any) -> Any:
    """Give an instance the many-to-one target that memory knows, as a read would, and return it; else MISSING."""
    found = known_target(instance, prop)
    if found is not MISSING:
        instance.__dict__[prop.key] = found
    return found


def known_target(instance: Any, prop: Any) -> Any:
    """Return the many-to-one target that the loaded foreign key names, if the session has it; else MISSING."""
    state = instance_state(instance)
    if state.key is None:
        return MISSING
    session = session_of(state)
    if session is None or prop.direction is not MANYTOONE or not prop.use_get:
        return MISSING
    committed = state.committed or {}
    values = instance.__dict__
    key = []
    for near in prop.key_sources:
        attr = prop.parent.attr_of(near)
        value = committed.get(attr, values.get(attr, MISSING))
        if value is MISSING:
            return MISSING
        if value is None:
            return None
        key.append(value)
    found = session._native_identity.get(prop.mapper.base_mapper.class_, tuple(key))
    # Whether the row of an expired object is still there is not known without asking.
    if found is None or (instance_state(found).expired and not has_read_columns(found, instance_state(found))):
        return MISSING
    return found
