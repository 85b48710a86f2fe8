"""The order of a flush: tables by foreign keys, rows by the objects they point at.

Pure graph work on mappers and instances.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlmodel_rs import exc
from sqlmodel_rs._native import mappers_of
from sqlmodel_rs.orm.identity import describe
from sqlmodel_rs.orm.state import instance_state


def references(mapper: Any) -> Iterable[tuple[Any, Any, Any]]:
    """Yield (constraint, column, referenced column) for every foreign key of the tables of a hierarchy."""
    seen: set[int] = set()
    for member in mapper.self_and_descendants:
        for table in member.tables:
            if id(table) in seen:
                continue
            seen.add(id(table))
            for column in table.columns:
                for key in column.foreign_keys:
                    try:
                        target = key.column
                    except exc.NoReferenceError:
                        continue
                    constraint = getattr(key, "constraint", None)
                    yield key if constraint is None else constraint, column, target


def mapper_components(bases: list[Any], pairs: Iterable[tuple[Any, Any]]) -> list[list[Any]]:
    """Sort root mappers so that what is referenced comes first; mappers that reference each other share a component."""
    owner: dict[int, Any] = {}
    for base in bases:
        for member in base.self_and_descendants:
            for table in member.tables:
                owner[id(table)] = base
    needs: dict[int, dict[int, Any]] = {id(base): {} for base in bases}
    for base in bases:
        for _, column, target in references(base):
            other = owner.get(id(target.table))
            if other is not None and not (column.primary_key and other is base and column.table is not target.table):
                needs[id(base)][id(other)] = other
    for first, then in pairs:
        one, two = instance_state(first).mapper.base_mapper, instance_state(then).mapper.base_mapper
        if id(one) in needs and id(two) in needs and one is not two:
            needs[id(two)][id(one)] = one
    return _components(bases, needs)


def _components(nodes: list[Any], needs: dict[int, dict[int, Any]]) -> list[list[Any]]:
    """Tarjan's strongly connected components, dependencies first, without recursion."""
    index: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[Any] = []
    on_stack: set[int] = set()
    found: list[list[Any]] = []
    for root in nodes:
        if id(root) in index:
            continue
        work: list[tuple[Any, list[Any]]] = [(root, list(needs[id(root)].values()))]
        index[id(root)] = low[id(root)] = len(index)
        stack.append(root)
        on_stack.add(id(root))
        while work:
            node, rest = work[-1]
            if rest:
                other = rest.pop(0)
                if id(other) not in index:
                    index[id(other)] = low[id(other)] = len(index)
                    stack.append(other)
                    on_stack.add(id(other))
                    work.append((other, list(needs[id(other)].values())))
                elif id(other) in on_stack:
                    low[id(node)] = min(low[id(node)], index[id(other)])
                continue
            work.pop()
            if work:
                parent = work[-1][0]
                low[id(parent)] = min(low[id(parent)], low[id(node)])
            if low[id(node)] == index[id(node)]:
                component: list[Any] = []
                while True:
                    member = stack.pop()
                    on_stack.discard(id(member))
                    component.append(member)
                    if member is node:
                        break
                component.reverse()
                found.append(component)
    return found


def row_levels(instances: list[Any], pairs: Iterable[tuple[Any, Any]]) -> list[list[Any]]:
    """Split instances into levels so that (first, then) pairs are in different levels, first earlier.

    Raises `CircularDependencyError` when the rows need each other.
    """
    own = {id(instance): instance for instance in instances}
    after: dict[int, set[int]] = {key: set() for key in own}
    waiting = dict.fromkeys(own, 0)
    for first, then in pairs:
        one, two = id(first), id(then)
        if one in own and two in own and one != two and two not in after[one]:
            after[one].add(two)
            waiting[two] += 1
    levels: list[list[Any]] = []
    current = [key for key in own if waiting[key] == 0]
    done = 0
    while current:
        levels.append([own[key] for key in current])
        done += len(current)
        following: list[int] = []
        for key in current:
            for other in after[key]:
                waiting[other] -= 1
                if waiting[other] == 0:
                    following.append(other)
        position = {key: place for place, key in enumerate(own)}
        current = sorted(following, key=position.__getitem__)
    if done != len(own):
        rest = ", ".join(describe(own[key]) for key in own if waiting[key])
        raise exc.CircularDependencyError(
            f"Circular dependency detected: the rows of {rest} need each other; set post_update=True on one of "
            "the relationships.",
            set(),
            set(),
        )
    return levels


#: The columns of one foreign key and those they refer to, in the same order.
ForeignKeyColumns = tuple[tuple[Any, ...], tuple[Any, ...]]


def value_pairs(instances: list[Any], keys: list[ForeignKeyColumns]) -> list[tuple[Any, Any]]:
    """Return (referenced, referencing) instances that are related by the foreign key values they carry."""
    attrs: dict[int, dict[int, str]] = {}
    for mapper in mappers_of(instances):
        known = {id(column): attr for attr, column in mapper.columns.items()}
        known.update((id(column), attr) for column, attr in zip(mapper.primary_key, mapper.pk_attrs, strict=True))
        attrs[id(mapper)] = known

    def values_of(instance: Any, columns: tuple[Any, ...]) -> tuple[Any, ...] | None:
        known = attrs[id(instance_state(instance).mapper)]
        names = [known.get(id(column)) for column in columns]
        found = tuple(None if name is None else _hashable(instance.__dict__.get(name)) for name in names)
        return None if any(value is None for value in found) else found

    pairs: list[tuple[Any, Any]] = []
    for columns, targets in keys:
        by_value = {values: one for one in instances if (values := values_of(one, targets)) is not None}
        for instance in instances:
            values = values_of(instance, columns)
            other = None if values is None else by_value.get(values)
            if other is not None and other is not instance:
                pairs.append((other, instance))
    return pairs


def _hashable(value: Any) -> Any:
    try:
        hash(value)
    except TypeError:
        return repr(value)
    return value


def groups_to_save(instances: list[Any], pairs: list[tuple[Any, Any]]) -> list[list[Any]]:
    """Return instances in groups of one hierarchy, in the order in which they can be inserted and updated."""
    return _groups(instances, pairs, needed=lambda first: instance_state(first).key is None)


def groups_to_delete(instances: list[Any], pairs: list[tuple[Any, Any]]) -> list[list[Any]]:
    """Return instances in groups of one hierarchy, in the order in which they can be deleted; `pairs` are
    (first, then)."""
    turned = [(then, first) for first, then in pairs]
    return list(reversed(_groups(instances, turned, needed=lambda first: True)))


def _groups(instances: list[Any], pairs: list[tuple[Any, Any]], needed: Any) -> list[list[Any]]:
    if len(instances) == 1:
        return [instances]
    bases = {id(mapper.base_mapper): mapper.base_mapper for mapper in mappers_of(instances)}
    members: dict[int, list[Any]] = {}
    if len(bases) == 1:
        members = dict.fromkeys(bases, instances)
    else:
        for instance in instances:
            members.setdefault(id(instance_state(instance).mapper.base_mapper), []).append(instance)
    present = {id(instance) for instance in instances} if pairs else set()
    inside = [(first, then) for first, then in pairs if id(first) in present and id(then) in present]
    found: list[list[Any]] = []
    for component in mapper_components(list(bases.values()), inside):
        rows = members[id(component[0])]
        for base in component[1:]:
            rows = rows + members[id(base)]
        tables = {id(table) for base in component for mapper in base.self_and_descendants for table in mapper.tables}
        links = _keys_within(component, tables)
        if not links and len(component) == 1:
            found.append(rows)
            continue
        edges = [(first, then) for first, then in inside if needed(first)]
        edges += [(first, then) for first, then in value_pairs(rows, links) if needed(first)]
        for level in row_levels(rows, edges):
            by_base: dict[int, list[Any]] = {}
            for instance in level:
                by_base.setdefault(id(instance_state(instance).mapper.base_mapper), []).append(instance)
            found.extend(by_base.values())
    return found


def _keys_within(component: list[Any], tables: set[int]) -> list[ForeignKeyColumns]:
    """Return the foreign keys from a hierarchy's tables to its tables that say which row comes first."""
    late = _late_columns(component)
    found: dict[int, list[tuple[Any, Any]]] = {}
    left_out: set[int] = set()
    for base in component:
        for constraint, column, target in references(base):
            if id(target.table) not in tables:
                continue
            if id(column) in late or (
                column.primary_key and target.primary_key and _one_chain(component, column, target)
            ):
                left_out.add(id(constraint))
            found.setdefault(id(constraint), []).append((column, target))
    return [
        (tuple(column for column, _ in pairs), tuple(target for _, target in pairs))
        for key, pairs in found.items()
        if key not in left_out
    ]


def _late_columns(component: list[Any]) -> set[int]:
    """Return the foreign key columns that post_update relationships write after everything else."""
    return {
        id(destination)
        for base in component
        for mapper in base.self_and_descendants
        for prop in mapper.relationships.values()
        if prop.post_update
        for _, destination in prop.source_pairs
    }


def _one_chain(component: list[Any], column: Any, target: Any) -> bool:
    """Whether a key links the tables of one inheritance chain."""
    for base in component:
        for mapper in base.self_and_descendants:
            tables = [id(table) for table in mapper.tables]
            if id(column.table) in tables and id(target.table) in tables and column.table is not target.table:
                return True
    return False
