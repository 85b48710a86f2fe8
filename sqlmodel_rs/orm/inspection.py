"""`inspect`: what is known about a class, an instance, an alias or an engine.

`InspectedInstance` is what `inspect(obj)` shows of an instance: its role in a session, its identity, its attributes.
Behaviour: SQLAlchemy's `InstanceState` and `AttributeState`. A view: it keeps nothing beside the instance.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable
from typing import Any

from sqlmodel_rs import exc
from sqlmodel_rs.engine.reflection import Inspector
from sqlmodel_rs.orm.attributes import NO_VALUE, PASSIVE_NO_INITIALIZE, History, PassiveFlag, get_history
from sqlmodel_rs.orm.events import state_makers
from sqlmodel_rs.orm.state import instance_state
from sqlmodel_rs.subscript import Subscriptable

__all__ = ["AttributeState", "InspectedInstance", "class_mapper", "inspect", "object_mapper"]

#: Inspectors of other layers' objects: (does it know the object, make the inspection).
INSPECTORS: list[tuple[Callable[[Any], bool], Callable[[Any], Any]]] = []


class AttributeState:
    """One attribute of an inspected instance."""

    __slots__ = ("key", "state")

    def __init__(self, state: InspectedInstance, key: str) -> None:
        self.state = state
        self.key = key

    @property
    def value(self) -> Any:
        """The value, loaded when it is missing."""
        return getattr(self.state.object, self.key)

    @property
    def loaded_value(self) -> Any:
        """The value when it is in memory, else NO_VALUE."""
        return self.state.object.__dict__.get(self.key, NO_VALUE)

    @property
    def history(self) -> History:
        """What changed since the last flush, from memory."""
        return get_history(self.state.object, self.key, PASSIVE_NO_INITIALIZE)

    def load_history(self) -> History:
        """Return what changed since the last flush, loading the attribute when it is missing."""
        getattr(self.state.object, self.key)
        return get_history(self.state.object, self.key)

    def __repr__(self) -> str:
        return f"<AttributeState {self.key}>"


class InspectedInstance(Subscriptable):
    """What is known about a mapped instance."""

    __slots__ = ("_instance", "_state")

    is_instance = True
    is_mapper = False
    is_aliased_class = False
    is_attribute = False

    def __init__(self, instance: Any) -> None:
        self._instance = instance
        self._state = instance_state(instance)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, InspectedInstance) and other._instance is self._instance

    def __hash__(self) -> int:
        return id(self._instance)

    @property
    def object(self) -> Any:
        """The instance."""
        return self._instance

    def obj(self) -> Any:
        """Return the instance."""
        return self._instance

    @property
    def dict(self) -> dict[str, Any]:
        """The loaded values."""
        return self._instance.__dict__  # type: ignore[no-any-return]

    @property
    def mapper(self) -> Any:
        """The mapper of the instance's class."""
        return self._state.mapper

    manager = mapper

    @property
    def class_(self) -> type:
        """The instance's class."""
        return type(self._instance)

    # --- its session
    @property
    def session(self) -> Any:
        """The session it belongs to, or None."""
        reference = self._state.session
        return reference() if reference is not None else None

    @property
    def async_session(self) -> Any:
        """The asynchronous session it belongs to, or None."""
        session = self.session
        owner = session._async_owner if session is not None else None
        return owner() if owner is not None else None

    @property
    def transient(self) -> bool:
        """Whether it is new and in no session."""
        return self._state.key is None and self.session is None

    @property
    def pending(self) -> bool:
        """Whether it is new and will be inserted."""
        return self._state.key is None and self.session is not None

    @property
    def _gone(self) -> bool:
        return bool(self._state.deleted)

    @property
    def persistent(self) -> bool:
        """Whether it has a row and is in a session."""
        return self._state.key is not None and self.session is not None and not self._gone

    @property
    def deleted(self) -> bool:
        """Whether its row was deleted in a transaction that is still open."""
        return self._state.key is not None and self.session is not None and self._gone

    @property
    def detached(self) -> bool:
        """Whether it has an identity and is in no session."""
        return self._state.key is not None and self.session is None

    @property
    def was_deleted(self) -> bool:
        """Whether its row was deleted."""
        return self._gone

    # --- its identity
    @property
    def has_identity(self) -> bool:
        """Whether it has a row's key."""
        return self._state.key is not None

    @property
    def identity(self) -> tuple[Any, ...] | None:
        """The primary key, or None for a new instance."""
        return self._state.key

    @property
    def identity_key(self) -> tuple[type, tuple[Any, ...], Any] | None:
        """The key by which a session's identity map knows it."""
        key = self._state.key
        return None if key is None else (self.mapper.base_mapper.class_, key, None)

    key = identity_key
    identity_token = None

    # --- its attributes
    @property
    def attrs(self) -> Any:
        """The attributes by name, each with value and history."""
        mapper = self.mapper
        return type(mapper.columns)({key: AttributeState(self, key) for key in mapper.attrs.keys()})

    @property
    def modified(self) -> bool:
        """Whether something was changed since the last flush; a new instance always is."""
        return bool(self._state.modified) or self._state.key is None

    @property
    def expired(self) -> bool:
        """Whether its values are to be loaded again."""
        return bool(self._state.expired)

    @property
    def unloaded(self) -> set[str]:
        """The attributes that are neither in memory nor changed."""
        queued = (self._state.extra or {}).get("pending") or ()
        return set(self.mapper.attributes.keys()).difference(self.dict, self._state.committed or (), queued)

    @property
    def expired_attributes(self) -> set[str]:
        """The column attributes that are loaded together when one of them is read."""
        if not self._state.expired:
            return set()
        return {key for key in self.mapper.columns.keys() if key not in self.dict}

    @property
    def unmodified(self) -> set[str]:
        """The attributes without a recorded change."""
        return set(self.mapper.attributes.keys()).difference(self._state.committed or ())

    @property
    def committed_state(self) -> builtins.dict[str, Any]:
        """What the changed attributes were."""
        return dict(self._state.committed or {})

    def get_history(self, key: str, passive: PassiveFlag = PASSIVE_NO_INITIALIZE) -> History:
        """Return what changed in an attribute; `passive` says whether it may be loaded."""
        return get_history(self._instance, key, passive)

    def __getattr__(self, name: str) -> Any:
        # What the orm keeps of an instance (committed, extra ...) is read through the view as well.
        return getattr(self._state, name)

    def __repr__(self) -> str:
        return f"<InstanceState of {type(self._instance).__name__} at {id(self._instance):#x}>"


def was_deleted(instance: Any) -> bool:
    """Whether the row of an object was deleted by its session.

    Raises UnmappedInstanceError for an object whose class is not mapped.
    """
    return InspectedInstance(instance).was_deleted


def inspect(subject: Any, raiseerr: bool = True) -> Any:
    """Return the mapper of a class, the state of an instance, an alias itself, or the `Inspector` of an engine.

    Raises NoInspectionAvailable for anything else; returns None instead when `raiseerr` is False.
    """
    if isinstance(subject, type):
        mapper = subject.__dict__.get("__mapper__")
        if mapper is not None:
            mapper.registry.configure_backrefs()
            return mapper
    elif getattr(subject, "is_mapper", False) or getattr(subject, "is_aliased_class", False):
        return subject
    elif type(subject).__dict__.get("__mapper__") is not None:
        return InspectedInstance(subject)
    elif getattr(subject, "is_attribute", False):
        return subject
    else:
        if hasattr(subject, "dialect") and hasattr(subject, "connect") or hasattr(subject, "exec_driver_sql"):
            return Inspector(subject)
        for knows, make in INSPECTORS:
            if knows(subject):
                return make(subject)
    if not raiseerr:
        return None
    raise exc.NoInspectionAvailable(f"No inspection system is available for object of type {type(subject)}")


def class_mapper(cls: Any, configure: bool = True) -> Any:
    """Return the mapper of a class.

    Raises UnmappedClassError when it is not mapped.
    """
    mapper = cls.__dict__.get("__mapper__") if isinstance(cls, type) else None
    if mapper is None:
        raise exc.UnmappedClassError(cls)
    mapper.registry.configure_backrefs()
    return mapper


def object_mapper(instance: Any) -> Any:
    """Return the mapper of an instance's class.

    Raises UnmappedInstanceError when it is not mapped.
    """
    mapper = type(instance).__dict__.get("__mapper__")
    if mapper is None:
        raise exc.UnmappedInstanceError(instance)
    return mapper


def has_identity(instance: Any) -> bool:
    """Tell whether an object has a row: it has a key of its own."""
    return instance_state(instance).key is not None


state_makers.append(inspect)
