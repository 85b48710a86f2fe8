"""Access to the state object each mapped instance carries in its `_sa_instance_state` slot.

The state itself is native (`_native.InstanceState`); instances made by a row have one already, others get it on first
use.
"""

from __future__ import annotations

from typing import Any
from weakref import WeakValueDictionary, ref

from sqlmodel_rs import exc
from sqlmodel_rs._native import InstanceState

__all__ = [
    "InstanceState",
    "all_sessions",
    "instance_dict",
    "instance_state",
    "mapped_tables",
    "object_session",
    "remember_session",
    "state_or_none",
]

#: The sessions in memory, by their numbers: the weak references that the states of their objects keep. Those of
#: sessions that are gone stay until so many have come that they are looked for.
_sessions: dict[int, ref[Any]] = {}
_numbers = iter(range(1, 2**62))
_FEW = 256

#: The first mapper of each table, by the identity of the table, which its mapper holds.
mapped_tables: WeakValueDictionary[int, Any] = WeakValueDictionary()


def instance_state(instance: Any) -> InstanceState:
    """Return the state of a mapped instance, creating it on first use.

    Raises UnmappedInstanceError when the object's class is not mapped.
    """
    try:
        return instance._sa_instance_state  # type: ignore[no-any-return]
    except AttributeError:
        mapper = getattr(type(instance), "__mapper__", None)
        if mapper is None:
            raise exc.UnmappedInstanceError(
                f"Class '{type(instance).__module__}.{type(instance).__qualname__}' is not mapped"
            ) from None
        state = InstanceState()
        state.mapper = mapper
        object.__setattr__(instance, "_sa_instance_state", state)
        return state


def state_or_none(instance: Any) -> InstanceState | None:
    """Return the state of an instance, or None when nothing has needed one yet."""
    return getattr(instance, "_sa_instance_state", None)


def instance_dict(instance: Any) -> dict[str, Any]:
    """Return the dictionary that holds the loaded attributes of an instance."""
    return instance.__dict__  # type: ignore[no-any-return]


def object_session(instance: Any) -> Any:
    """Return the session an instance belongs to, or None.

    Raises UnmappedInstanceError for an object whose class is not mapped.
    """
    reference = instance_state(instance).session
    return reference() if reference is not None else None


def remember_session(session: Any) -> tuple[ref[Any], int]:
    """Note a new session; return the weak reference its objects keep, and its number."""
    # No callback: it would be a call for each session, which lives for a request.
    reference, number = ref(session), next(_numbers)
    _sessions[number] = reference
    if number % _FEW == 0:
        for known, other in list(_sessions.items()):
            if other() is None:
                _sessions.pop(known, None)
    return reference, number


def all_sessions() -> list[Any]:
    """Return the sessions in memory."""
    return [session for reference in list(_sessions.values()) if (session := reference()) is not None]


def pickled_identity(instance: Any) -> dict[str, Any] | None:
    """Return what a pickle of an instance keeps of its state: the row it is and what has changed; None without one."""
    state = state_or_none(instance)
    if state is None:
        return None
    return {
        "key": state.key,
        "expired": state.expired,
        "modified": state.modified,
        "committed": None if state.committed is None else dict(state.committed),
        # Parents themselves are found again; what was taken from one is still an orphan.
        "orphaned_from": [key for key, parent in (state.parents or {}).items() if parent is False],
    }


def take_identity(instance: Any, identity: dict[str, Any] | None) -> None:
    """Give an unpickled instance the state it had, detached; after its collections, which know nothing of changes."""
    if identity is None:
        return
    state = instance_state(instance)
    state.key = identity["key"]
    state.expired = identity["expired"]
    state.modified = identity["modified"]
    state.committed = identity["committed"]
    if identity["orphaned_from"]:
        state.parents = dict.fromkeys(identity["orphaned_from"], False)
