"""Which operations travel along a relationship, and the walk that follows them.

Knows relationship properties and instances; sends nothing to the database.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from typing import Any

from sqlmodel_rs import exc

ALL = frozenset({"save-update", "merge", "delete", "expunge", "refresh-expire"})
#: What a relationship that writes nothing may pass on.
VIEWED = frozenset({"merge", "expunge", "refresh-expire"})
ALLOWED = ALL | {"delete-orphan", "all", "none"}


class CascadeOptions(frozenset[str]):
    """The set of cascades of one relationship; reads SQLAlchemy's comma separated spelling."""

    save_update: bool
    delete: bool
    refresh_expire: bool
    merge: bool
    expunge: bool
    delete_orphan: bool

    def __new__(cls, value: Any) -> CascadeOptions:
        if isinstance(value, CascadeOptions):
            return value
        names = [name.strip() for name in value.split(",")] if isinstance(value, str) else list(value or ())
        wanted = {name for name in names if name}
        unknown = sorted(wanted - ALLOWED)
        if unknown:
            raise exc.ArgumentError(f"Invalid cascade option(s): {', '.join(map(repr, unknown))}")
        if "all" in wanted:
            wanted |= ALL
        if "none" in wanted:
            wanted.clear()
        wanted.discard("all")
        if "delete-orphan" in wanted and "delete" not in wanted:
            warnings.warn(exc.SAWarning("The 'delete-orphan' cascade option requires 'delete'."), stacklevel=2)
        self = frozenset.__new__(cls, wanted)
        self.save_update = "save-update" in wanted
        self.delete = "delete" in wanted
        self.refresh_expire = "refresh-expire" in wanted
        self.merge = "merge" in wanted
        self.expunge = "expunge" in wanted
        self.delete_orphan = "delete-orphan" in wanted
        return self

    def __repr__(self) -> str:
        return f"CascadeOptions({','.join(sorted(self))!r})"


def loaded_targets(instance: Any, prop: Any) -> list[Any]:
    """Return the objects a relationship of `instance` holds in memory; nothing is loaded."""
    value = instance.__dict__.get(prop.key)
    if value is None:
        return []
    if prop.uselist:
        return [item for item in members(value) if item is not None]
    return [value]


def members(collection: Any) -> list[Any]:
    """Return the members of a list, set or keyed collection in its own order."""
    if isinstance(collection, dict):
        return list(collection.values())
    return list(collection)


def walk(
    instance: Any,
    relationships: Callable[[Any], list[Any]],
    wanted: Callable[[Any], bool],
    targets: Callable[[Any, Any], list[Any]] = loaded_targets,
    skip: Callable[[Any], bool] | None = None,
) -> Iterator[tuple[Any, Any, Any]]:
    """Yield (property, parent, child) for everything reachable from `instance` through `wanted` relationships,
    once each."""
    seen = {id(instance)}

    def reached_from(parent: Any) -> Iterator[tuple[Any, Any, Any]]:
        for prop in relationships(parent):
            if not wanted(prop):
                continue
            fresh = []
            for child in targets(parent, prop):
                if id(child) not in seen and not (skip is not None and skip(child)):
                    seen.add(id(child))
                    fresh.append(child)
            for child in fresh:
                yield prop, parent, child

    # Depth first, a collection's members claimed together: SQLAlchemy meets, and so inserts, objects in this order.
    paths = [reached_from(instance)]
    while paths:
        found = next(paths[-1], None)
        if found is None:
            paths.pop()
            continue
        yield found
        paths.append(reached_from(found[2]))
