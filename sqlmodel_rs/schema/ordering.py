"""The order in which tables are created and dropped: what a foreign key points at comes first; cycles are left over."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from sqlmodel_rs import exc

T = TypeVar("T")


def generations(edges: set[tuple[T, T]], items: Sequence[T]) -> tuple[list[T], list[T]]:
    """Order `items` so that the first of each edge comes before the second; return (ordered, those left in cycles).

    Items that become free together keep the order in which they were given.
    """
    before: dict[T, set[T]] = {}
    for first, second in edges:
        before.setdefault(second, set()).add(first)
    todo = list(items)
    ordered: list[T] = []
    while todo:
        waiting = set(todo)
        free = [item for item in todo if not (before.get(item, set()) & waiting)]
        if not free:
            return ordered, todo
        ordered.extend(free)
        done = set(free)
        todo = [item for item in todo if item not in done]
    return ordered, []


def in_cycle(edges: set[tuple[T, T]], items: Iterable[T]) -> set[T]:
    """Return those of `items` from which the edges lead back to themselves."""
    after: dict[T, set[T]] = {}
    for first, second in edges:
        after.setdefault(first, set()).add(second)
    found: set[T] = set()
    for start in items:
        seen: set[T] = set()
        queue = list(after.get(start, ()))
        while queue:
            item = queue.pop()
            if item == start:
                found.add(start)
                break
            if item not in seen:
                seen.add(item)
                queue.extend(after.get(item, ()))
    return found


def _dependency_edges(tables: Sequence[Any], fixed: set[tuple[Any, Any]]) -> dict[tuple[Any, Any], list[Any]]:
    """Map (referred table, table) to the constraints that make the pair."""
    known = set(tables)
    found: dict[tuple[Any, Any], list[Any]] = {}
    for table in tables:
        for constraint in table._sorted_foreign_keys():
            if constraint.use_alter:
                continue
            referred = constraint.referred_table
            if referred is not table and referred in known:
                found.setdefault((referred, table), []).append(constraint)
        for other in table._extra_dependencies:
            if other in known:
                fixed.add((other, table))
    return found


def sort_tables_and_constraints(tables: Iterable[Any], *, break_cycles: bool = True) -> list[tuple[Any, list[Any]]]:
    """Return (table, foreign keys written inside it) pairs in order of creation, then (None, keys added by ALTER).

    Foreign keys that make a cycle, or have `use_alter`, are those of the last pair. With `break_cycles` False a cycle
    raises.

    Raises:
        CircularDependencyError: tables depend on each other and the cycle must not be broken.
    """
    tables = list(tables)
    fixed: set[tuple[Any, Any]] = set()
    mutable = _dependency_edges(tables, fixed)
    altered = [key for table in tables for key in table._sorted_foreign_keys() if key.use_alter]
    edges = fixed | set(mutable)
    ordered, left = generations(edges, tables)
    if left:
        cycle = in_cycle(edges, left)
        breakable = [edge for edge in mutable if edge[0] in cycle and edge[1] in cycle]
        if not break_cycles or not breakable:
            raise exc.CircularDependencyError("Circular dependency detected.", cycle, edges)
        for edge in sorted(breakable, key=lambda pair: (tables.index(pair[1]), tables.index(pair[0]))):
            altered.extend(mutable[edge])
            edges.discard(edge)
        ordered, left = generations(edges, tables)
        if left:
            raise exc.CircularDependencyError("Circular dependency detected.", left, edges)
    later = set(altered)
    pairs = [(table, [key for key in table._sorted_foreign_keys() if key not in later]) for table in ordered]
    return [*pairs, (None, altered)]


def sort_tables(tables: Iterable[Any], skip_fn: Any = None, extra_dependencies: Any = None) -> list[Any]:
    """Return tables in order of dependency; a cycle is warned of and left in the order given."""
    tables = list(tables)
    fixed: set[tuple[Any, Any]] = set(extra_dependencies or ())
    mutable = _dependency_edges(tables, fixed)
    edges = fixed | {edge for edge, keys in mutable.items() if skip_fn is None or not all(skip_fn(key) for key in keys)}
    ordered, left = generations(edges, tables)
    if left:
        names = ", ".join(sorted(table.fullname for table in in_cycle(edges, left)))
        warnings.warn(
            f'Cannot correctly sort tables; there are unresolvable cycles between tables "{names}", which is usually '
            "caused by mutually dependent foreign key constraints.  Foreign key constraints involving these tables "
            "will not be considered; this warning may raise an error in a future release.",
            exc.SAWarning,
            stacklevel=3,
        )
        cycle = in_cycle(edges, left)
        ordered, _ = generations({e for e in edges if not (e[0] in cycle and e[1] in cycle)}, tables)
    return ordered
