"""The sessions in memory, held weakly. Knows nothing of what a session does."""

from __future__ import annotations

from typing import Any
from weakref import ref

#: Weak references by their own identity; each goes with its session.
_references: dict[int, ref[Any]] = {}
_numbers = iter(range(1, 2**62))


def _forget(reference: ref[Any]) -> None:
    _references.pop(id(reference), None)


def remember(session: Any) -> tuple[ref[Any], int]:
    """Note a new session; return the weak reference its objects keep, and its number."""
    reference = ref(session, _forget)
    _references[id(reference)] = reference
    return reference, next(_numbers)


def all_sessions() -> list[Any]:
    """Return the sessions in memory."""
    return [session for reference in list(_references.values()) if (session := reference()) is not None]
