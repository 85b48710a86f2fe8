"""Which objects belong to a session and in what role: pending, persistent, dirty, deleted, expired, detached."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from sqlmodel_rs import exc
from sqlmodel_rs._native import enter_new, expire_all
from sqlmodel_rs.orm.effects import Turn, Work
from sqlmodel_rs.orm.events import heard_instances, tell_instance
from sqlmodel_rs.orm.identity import IdentityMap, IdentitySet, describe
from sqlmodel_rs.orm.relationship import backref
from sqlmodel_rs.orm.relationship.cascade import loaded_targets, members, walk
from sqlmodel_rs.orm.relationship.declaration import NEVER_LOADED
from sqlmodel_rs.orm.state import instance_state, object_session
from sqlmodel_rs.orm.unitofwork.changes import expire_unloaded

#: The events of objects that come in.
ENTERING = frozenset({"before_attach", "after_attach", "transient_to_pending"})
_AT_ONCE = 1000  # objects that are let go of before other tasks get a turn: well under a millisecond


def relationships_of(instance: Any) -> list[Any]:
    """Return the relationship properties of an instance's class."""
    return list(instance_state(instance).mapper.relationships.values())


def reachable(instance: Any, prop: Any) -> list[Any]:
    """Return what a relationship holds or held: loaded members, queued ones and those removed since the last flush."""
    found = loaded_targets(instance, prop)
    state = instance_state(instance)
    queue = backref.pending_of(state, prop.key)
    if queue is not None:
        found = [*found, *queue.added]
    before = (state.committed or {}).get(prop.key)
    if before is None or before is backref.MISSING:
        return found
    return [*found, *(before if prop.uselist else [before])]


def held(instance: Any, prop: Any) -> list[Any]:
    """Return the members of a relationship in memory; of one that is never loaded, what waits to be written."""
    found = loaded_targets(instance, prop)
    queue = backref.pending_of(instance_state(instance), prop.key) if prop.lazy in NEVER_LOADED else None
    return found if queue is None else [*found, *queue.added]


class Membership:
    """The part of a session that keeps track of objects."""

    _new: dict[int, Any]
    _dirty: dict[int, Any]
    _deleted: dict[int, Any]
    _native_identity: Any
    _ref: Any
    _transaction: Any
    _closed: bool
    autobegin: bool
    _dispatch: Any
    hash_key: int

    if TYPE_CHECKING:

        @property
        def _heard(self) -> frozenset[str]: ...

    # --- views
    @property
    def new(self) -> IdentitySet:
        """The objects that will be inserted."""
        return IdentitySet(self._new.values())

    @property
    def dirty(self) -> IdentitySet:
        """The persistent objects that were changed; whether an UPDATE follows is decided by the flush."""
        return IdentitySet(item for key, item in self._dirty.items() if key not in self._deleted)

    @property
    def deleted(self) -> IdentitySet:
        """The objects that will be deleted."""
        return IdentitySet(self._deleted.values())

    @property
    def identity_map(self) -> IdentityMap:
        """The persistent objects by identity key."""
        return IdentityMap(self._native_identity)

    def __contains__(self, instance: Any) -> bool:
        instance_state(instance)
        return self._holds(instance)

    def __iter__(self) -> Iterator[Any]:
        return iter([*self._new.values(), *self._native_identity.values()])

    def _holds(self, instance: Any) -> bool:
        state = instance_state(instance)
        if id(instance) in self._new:
            return True
        if state.key is None or state.session is not self._ref:
            return False
        return self._native_identity.get(state.mapper.base_mapper.class_, state.key) is instance

    def _is_new(self, instance: Any) -> bool:
        return id(instance) in self._new

    def _register_dirty(self, instance: Any) -> None:
        state = instance_state(instance)
        if state.key is not None and not state.deleted:
            self._dirty[id(instance)] = instance
            self._begin_for_change()

    def _begin_for_change(self) -> None:
        """Begin the transaction that a change belongs to, so that a rollback undoes the change."""
        if self._transaction is None and self.autobegin:
            self._begin_if_needed()  # type: ignore[attr-defined]

    # --- coming in
    def add(self, instance: Any, *, _warn: bool = True) -> None:
        """Put an object into the session, with everything its save-update cascades reach.

        Raises `UnmappedInstanceError` for an object of an unmapped class, `InvalidRequestError` when another
        session has it.
        """
        if self._take_in_alone([instance], 0):
            return
        if getattr(type(instance), "__mapper__", None) is None:
            raise exc.UnmappedInstanceError(instance)
        self._save_or_update(instance)

    def add_all(self, instances: Iterable[Any]) -> None:
        """Add several objects."""
        items = instances if isinstance(instances, list) else list(instances)
        at = self._take_in_alone(items, 0)
        while at < len(items):
            self.add(items[at])
            at = self._take_in_alone(items, at + 1)

    def _take_in_alone(self, instances: list[Any], start: int) -> int:
        """Take in new objects that hold no others, up to the first that needs more; return its place."""
        heard = self._heard
        if (heard and not heard.isdisjoint(ENTERING)) or (self._transaction is None and self._closed):
            return start
        end = enter_new(instances, start, self._ref, self._new)
        if end > start:
            self._begin_for_change()
        return end

    def _save_or_update(self, instance: Any) -> None:
        extra = instance_state(instance).extra
        if extra:
            extra.pop("orphaned", None)
        self._take_in(instance)
        if not instance_state(instance).mapper.relationships:
            return
        for _, _, child in walk(
            instance, relationships_of, lambda prop: prop.cascade.save_update, reachable, self._holds
        ):
            # An orphan that has a row comes along to be deleted.
            if instance_state(child).key is not None or not backref.is_orphan(child):
                self._take_in(child)

    def _check_may_enter(self, instance: Any) -> None:
        """Raise `InvalidRequestError` for an object that is deleted, another session's, or of a key that is taken."""
        state = instance_state(instance)
        if state.session is self._ref and not state.deleted:
            return
        if state.key is not None and state.deleted:
            raise exc.InvalidRequestError(
                f"Instance '{describe(instance)}' has been deleted.  Use the make_transient() function to send "
                "this object back to the transient state."
            )
        other = state.session() if state.session is not None else None
        if other is not None and other is not self and other._holds(instance):
            raise exc.InvalidRequestError(
                f"Object '{describe(instance)}' is already attached to session '{other.hash_key}' (this is "
                f"'{self.hash_key}')"
            )
        if state.key is not None:
            self._check_key_is_free(instance, state)

    def _check_key_is_free(self, instance: Any, state: Any) -> None:
        root = state.mapper.base_mapper.class_
        present = self._native_identity.get(root, state.key)
        if present is not None and present is not instance:
            raise exc.InvalidRequestError(
                f"Can't attach instance {describe(instance)}; another instance with key "
                f"{(root, state.key, None)} is already present in this session."
            )

    def _take_in(self, instance: Any) -> None:
        state = instance_state(instance)
        if state.key is None or not state.deleted:
            self._begin_for_change()
        self._check_may_enter(instance)
        if state.key is None:
            self._take_in_new(instance, state)
        else:
            self._take_in_persistent(instance, state)

    def _take_in_new(self, instance: Any, state: Any) -> None:
        if id(instance) in self._new:
            return
        self._dispatch("before_attach", instance)
        self._new[id(instance)] = instance
        state.session = self._ref
        state.pending = True
        self._dispatch("after_attach", instance)
        self._dispatch("transient_to_pending", instance)

    def _take_in_persistent(self, instance: Any, state: Any) -> None:
        self._check_key_is_free(instance, state)
        entering = state.session is not self._ref
        if entering:
            self._dispatch("before_attach", instance)
        self._deleted.pop(id(instance), None)
        self._native_identity.add(state.mapper.base_mapper.class_, state.key, instance)
        state.session = self._ref
        state.detached = False
        if state.modified:
            self._dirty[id(instance)] = instance
        if entering:
            self._dispatch("after_attach", instance)
            self._dispatch("detached_to_persistent", instance)

    def enable_relationship_loading(self, obj: Any) -> None:
        """Let a new object load its relationships by the foreign keys that it holds; it is not going to be inserted.

        Raises `InvalidRequestError` when another session has it.
        """
        self._check_may_enter(obj)
        self._begin_for_change()
        state = instance_state(obj)
        backref.extra_of(state)["loads"] = True
        state.session = self._ref

    # --- going out
    def expunge(self, instance: Any) -> None:
        """Take an object out of the session, with what its expunge cascades reach; nothing is written.

        Raises `InvalidRequestError` when it is not in this session.
        """
        state = instance_state(instance)
        if state.session is not self._ref:
            raise exc.InvalidRequestError(f"Instance {describe(instance)} is not present in this Session")
        gone = [child for _, _, child in walk(instance, relationships_of, lambda prop: prop.cascade.expunge, held)]
        for item in [instance, *gone]:
            self._expunge_one(item)

    def _expunge_one(self, instance: Any, *, transient: bool = False) -> None:
        state = instance_state(instance)
        if state.session is not self._ref:
            return
        if state.key is None:
            change = "pending_to_transient"
        elif state.deleted:
            change = "deleted_to_detached"
        else:
            change = "persistent_to_transient" if transient else "persistent_to_detached"
        self._new.pop(id(instance), None)
        self._dirty.pop(id(instance), None)
        self._deleted.pop(id(instance), None)
        if state.key is not None:
            root = state.mapper.base_mapper.class_
            if self._native_identity.get(root, state.key) is instance:
                self._native_identity.remove(root, state.key)
        state.session = None
        state.pending = False
        if transient:
            state.key = None
        state.detached = state.key is not None
        self._dispatch(change, instance)

    def expunge_all(self) -> None:
        """Take all objects out of the session."""
        leaving = self._native_identity.values() if self._hears_leaving() else ()
        self._native_identity.detach_all()
        for instance in leaving:
            self._dispatch("persistent_to_detached", instance)
        self._expunge_changed()

    def _expunge_untold(self) -> None:
        """Take all objects out of the session, which nobody listens to."""
        self._native_identity.detach_all()
        if self._new or self._dirty or self._deleted:
            self._expunge_changed()

    def _hears_leaving(self) -> bool:
        return "persistent_to_detached" in self._heard

    def _expunge_all_work(self) -> Work[None]:
        """Take all objects out of the session, and let other tasks run meanwhile."""
        try:
            while not self._hears_leaving() and self._native_identity.detach_all(_AT_ONCE):
                yield Turn()
        finally:
            self.expunge_all()

    def _expunge_changed(self) -> None:
        if self._new or self._deleted:
            for instance in [*self._new.values(), *self._deleted.values()]:
                self._expunge_one(instance)
            self._new.clear()
            self._deleted.clear()
        self._dirty.clear()

    # --- expiry
    def expire(self, instance: Any, attribute_names: Iterable[str] | None = None) -> None:
        """Forget what was loaded; the next read of an attribute loads it again.

        Raises `InvalidRequestError` when the object is not persistent in this session.
        """
        state = instance_state(instance)
        if not self._holds(instance) or state.key is None:
            raise exc.InvalidRequestError(f"Instance '{describe(instance)}' is not persistent within this Session")
        if attribute_names is not None:
            self._expire_state(instance, list(attribute_names))
            return
        self._expire_with_cascade(instance)

    def _expire_with_cascade(self, instance: Any) -> None:
        """Expire an object and what its refresh-expire cascades reach; what is pending among it leaves the session."""
        cascades = walk(instance, relationships_of, lambda prop: prop.cascade.refresh_expire, held)
        reached = [child for _, _, child in cascades]
        self._expire_state(instance)
        for child in reached:
            if instance_state(child).key is not None:
                self._expire_state(child)
            elif id(child) in self._new:
                self._expunge_one(child)

    def expire_all(self) -> None:
        """Expire every persistent object."""
        self._expire_everything()

    def _expire_everything(self) -> None:
        expire_all(self._native_identity)
        self._dirty.clear()
        if "expire" in heard_instances:
            for instance in self._native_identity.values():
                tell_instance("expire", instance, None)

    def _expire_state(self, instance: Any, names: Iterable[str] | None = None) -> None:
        state = instance_state(instance)
        values = instance.__dict__
        mapper = state.mapper
        if names is not None:
            committed = state.committed
            state.expire_names([name for name in names if name not in mapper.relationships])
            for name in names:
                values.pop(name, None)
                if committed is not None:
                    committed.pop(name, None)
            if state.extra and "raise" in state.extra:
                state.extra["raise"] = state.extra["raise"].difference(names)
            tell_instance("expire", instance, names)
            return
        state.expired = True
        for name in mapper.columns.keys():
            values.pop(name, None)
        for name in (*mapper.relationships.keys(), *mapper.expressions.keys()):
            values.pop(name, None)
        state.committed = None
        state.modified = False
        if state.extra:
            for name in ("pending", "raise", "raise_on_sql"):
                state.extra.pop(name, None)
        self._dirty.pop(id(instance), None)
        tell_instance("expire", instance, None)

    def _note_deleted(self, instance: Any) -> None:
        """Note that the row of a persistent object is gone."""
        state = instance_state(instance)
        root = state.mapper.base_mapper.class_
        if self._native_identity.get(root, state.key) is instance:
            self._native_identity.remove(root, state.key)
        self._dirty.pop(id(instance), None)
        self._deleted.pop(id(instance), None)
        state.deleted = True
        transaction = self._transaction
        if transaction is not None:
            transaction.deleted[id(instance)] = instance
        self._dispatch("persistent_to_deleted", instance)

    # --- restoring after a rollback
    def _make_transient(self, instance: Any) -> None:
        """Make an object whose INSERT was undone new again; of what had expired by then no value is left."""
        state = instance_state(instance)
        # What had been written stays its history: added again, it takes along no child that another row has by now.
        history = None if state.key is None else {**_loaded(instance), **(state.committed or {})}
        self._expunge_one(instance, transient=True)
        state.key = None
        state.deleted = False
        state.detached = False
        state.committed = history
        state.modified = False

    def _revive(self, instance: Any) -> None:
        """Make an object whose DELETE was undone persistent again."""
        state = instance_state(instance)
        state.deleted = False
        state.session = self._ref
        self._take_in_persistent(instance, state)
        self._dispatch("deleted_to_persistent", instance)

    def _switch_key(self, instance: Any, key: Any) -> None:
        state = instance_state(instance)
        root = state.mapper.base_mapper.class_
        if state.key is not None and self._native_identity.get(root, state.key) is instance:
            self._native_identity.remove(root, state.key)
        state.key = key
        if key is not None and state.session is self._ref:
            self._native_identity.add(root, key, instance)

    def _follow_key(self, instance: Any, key: Any) -> None:
        """Enter an object under the key that its row has now; a rollback undoes it."""
        state = instance_state(instance)
        transaction = self._transaction
        if transaction is not None:
            transaction.switched.setdefault(id(instance), (instance, state.key))
        self._switch_key(instance, key)

    # --- of another class
    def _put_into(self, instance: Any, mapper: Any, key: Any, kept: Iterable[str] = ()) -> None:
        """Make an object one of another class and enter it under its key; of its attributes only `kept` stay."""
        state = instance_state(instance)
        old = state.mapper
        stays = set(kept)
        for name in (*old.columns.keys(), *old.relationships.keys(), *old.expressions.keys()):
            if name not in stays:
                instance.__dict__.pop(name, None)
        root = old.base_mapper.class_
        if state.key is not None and self._native_identity.get(root, state.key) is instance:
            self._native_identity.remove(root, state.key)
        object.__setattr__(instance, "__class__", mapper.class_)
        state.mapper = mapper
        state.key = key
        if key is not None and state.session is self._ref:
            self._native_identity.add(mapper.base_mapper.class_, key, instance)
        became = getattr(mapper.class_, "__sqlmodel_became__", None)
        if became is not None:
            became(instance)

    def _convert_back(self, instance: Any, mapper: Any, key: Any) -> None:
        """Undo that an object became one of another class; its values are read again."""
        if instance_state(instance).key is None:
            self._put_into(instance, mapper, None, mapper.columns.keys())
            return
        self._put_into(instance, mapper, key)
        self._expire_state(instance)

    # --- questions
    def is_modified(self, instance: Any, include_collections: bool = True) -> bool:
        """Tell whether the object has net changes to write."""
        state = instance_state(instance)
        if state.key is None:
            return bool(instance.__dict__)
        committed = state.committed or {}
        values = instance.__dict__
        relationships = state.mapper.relationships
        for name, before in committed.items():
            prop = relationships.get(name)
            if prop is None:
                if name not in values or before is backref.MISSING or before != values[name]:
                    return True
            elif prop.uselist:
                if name not in values:
                    continue
                now = members(values[name])
                if include_collections and {id(item) for item in now} != {id(item) for item in before}:
                    return True
            elif values.get(name) is not before:
                return True
        # What is put into a collection that is never loaded waits beside it.
        queues = (state.extra or {}).get("pending") or {}
        return include_collections and any(
            (queue.added or queue.removed) and relationships[name].lazy in NEVER_LOADED
            for name, queue in queues.items()
        )


def make_transient(instance: Any) -> None:
    """Make an object new again: without session and identity; expired attributes are gone.

    What it had loaded stays its history: added to a session again, it takes no child along that another row has.
    """
    state = instance_state(instance)
    if state.key is not None:
        state.committed = {**_loaded(instance), **(state.committed or {})}
    session = object_session(instance)
    if session is not None:
        session._expunge_one(instance)
    state.key = None
    state.session = None
    state.deleted = False
    state.expired = False


def _loaded(instance: Any) -> dict[str, Any]:
    """Return the values of an object's attributes as what they were before any change."""
    mapper = instance_state(instance).mapper
    values = {key: instance.__dict__[key] for key in mapper.attributes.keys() if key in instance.__dict__}
    collections = {key for key in values if (prop := mapper.relationships.get(key)) is not None and prop.uselist}
    return {key: members(value) if key in collections else value for key, value in values.items()}


def make_transient_to_detached(instance: Any) -> None:
    """Make a new object with a primary key look as if it had been loaded and detached."""
    state = instance_state(instance)
    if state.session is not None or state.key is not None:
        raise exc.InvalidRequestError("Given object must be transient")
    state.key = state.mapper.identity_key(instance)
    state.committed = None
    state.modified = False
    expire_unloaded(instance)
