"""Turns changed instances into UPDATE statements and instances that go into DELETE statements: batches that the engine
reads from the instances.

Where the program's own code has a say (versions, `onupdate`, SQL as a value, listeners to statements) the rows are made
in `rows`. Works table by table along the chain of a mapper; must not know relationships.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from sqlmodel_rs._native import ChangePlan, RowShape, compile, gather_changes, mappers_of
from sqlmodel_rs.orm.attributes import NO_VALUE
from sqlmodel_rs.orm.effects import Work, Write
from sqlmodel_rs.orm.inheritance.contract import FlushStep
from sqlmodel_rs.orm.unitofwork import moves, rows
from sqlmodel_rs.sql import dml
from sqlmodel_rs.types.base import TypeEngine

if TYPE_CHECKING:
    from sqlmodel_rs.orm.session import PlainSession


class Target:
    """One table whose rows a flush changes or deletes, and how instances of each mapper name theirs."""

    __slots__ = ("table", "steps", "plans")

    def __init__(self, table: Any) -> None:
        self.table = table
        self.steps: dict[Any, FlushStep] = {}
        self.plans: dict[Any, Any] = {}


def update(session: PlainSession, instances: list[Any]) -> Work[None]:
    """Write the changed columns of persistent objects of one hierarchy."""
    mappers = mappers_of(instances)
    if any(len(mapper.tables) > 1 for mapper in mappers):
        moved = [instance for instance in instances if moves.has_moved(instance)]
        if moved:
            for instance in moved:
                yield from moves.move(session, instance)
            instances = [instance for instance in instances if not any(instance is one for one in moved)]
            if not instances:
                return
            mappers = mappers_of(instances)
    targets = _targets(session, mappers, "update")
    if targets is None:
        yield from rows.update(session, instances)
        return
    if mappers[0].discriminator is not None:
        rows.warn_changed_identities(instances)
    for target in targets:
        at, count = 0, len(instances)
        while at < count:
            batch, at = gather_changes(instances, target.plans, at)
            if batch is not None:
                answer = yield Write(batch)
                rows.check_updated(target.table, len(batch), answer.rowcount)
            elif at < count:
                yield from rows.update(session, instances[at : at + 1], target.table)
                at += 1


def whole_batch(session: PlainSession, mapper: Any, instances: list[Any]) -> Any:
    """Return the one batch that updates objects of one mapper; None where it takes more, or less, than that."""
    targets = _targets(session, [mapper], "update")
    if targets is None or len(targets) != 1:
        return None
    batch, at = gather_changes(instances, targets[0].plans, 0)
    if batch is None or at < len(instances):
        return None
    if mapper.discriminator is not None:
        rows.warn_changed_identities(instances)
    return batch


def delete_all(session: PlainSession, instances: list[Any]) -> Work[None]:
    """Delete the rows of objects of one hierarchy, child tables first."""
    targets = _targets(session, mappers_of(instances), "delete")
    if targets is None:
        yield from rows.delete_all(session, instances)
        return
    for target in targets:
        at, count = 0, len(instances)
        deleted = 0
        mapper = next(iter(target.plans))
        expected = 0
        while at < count:
            batch, at = gather_changes(instances, target.plans, at)
            if batch is not None:
                answer = yield Write(batch)
                expected += len(batch)
                deleted += answer.rowcount
        rows.check_deleted(target.table, mapper, expected, deleted, versioned=False)


# --- plans
def _targets(session: PlainSession, mappers: list[Any], operation: Any) -> list[Target] | None:
    """Return the tables that objects of these mappers live in, in the order of the operation; None where rows are made
    one by one. Those of one mapper are kept."""
    bind = session.get_bind(clause=mappers[0].tables[0])
    if rows.events_of(session, mappers[0].tables[0]).statements or "json_serializer" in bind.dialect.options:
        return None
    alone = mappers[0] if len(mappers) == 1 and not session._binds else None
    key = (operation, bind.dialect.name)
    if alone is not None:
        known = alone._change_targets.get(key)
        if known is not None and known[0] is alone.flush_steps(operation):
            return known[1]  # type: ignore[no-any-return]
    found = None
    if all(_is_plain(mapper, operation) for mapper in mappers):
        found = _collect(session, mappers, operation)
    if alone is not None:
        alone._change_targets[key] = (alone.flush_steps(operation), found)
    return found


def _collect(session: PlainSession, mappers: list[Any], operation: Any) -> list[Target]:
    """Return the tables of these mappers: base tables first for an UPDATE, last for a DELETE."""
    tables: dict[int, tuple[int, Target]] = {}
    for mapper in mappers:
        steps = mapper.flush_steps(operation)
        for depth, step in enumerate(steps if operation == "update" else reversed(steps)):
            _, target = tables.setdefault(id(step.table), (depth, Target(step.table)))
            target.steps[mapper] = step
            dialect = session.get_bind(clause=step.table).dialect
            target.plans[mapper] = _plan(mapper, step, operation, dialect.backend)
    deepest_first = operation == "delete"
    return [target for _, target in sorted(tables.values(), key=lambda place: place[0], reverse=deepest_first)]


def _is_plain(mapper: Any, operation: Any) -> bool:
    """Whether the rows of a mapper are changed by values alone: no version, nothing that each UPDATE sets."""
    if mapper.version_id_col is not None:
        return False
    return operation == "delete" or not any(
        column.onupdate is not None or column.server_onupdate is not None
        for table in mapper.tables
        for column in table.columns
    )


def _plan(mapper: Any, step: FlushStep, operation: Any, backend: str) -> Any:
    """Return how instances of a mapper change, or delete, their rows of one table."""
    columns = [pair for pair in step.columns if pair[1].computed is None] if operation == "update" else []
    key = [mapper.pk_attrs.index(attr) for _, attr in step.key]
    family = sys.intern(" ".join(str(id(column)) for column in [*(own for _, own in columns), *dict(step.key)]))
    return ChangePlan(
        [(attr, _comparison(column)) for attr, column in columns],
        key,
        backend,
        family,
        NO_VALUE,
        lambda given: _shape(step, [column for _, column in columns], backend, given),
    )


def _comparison(column: Any) -> Any:
    """Return how a type compares values; None where it does so by `==`."""
    compare = getattr(column.type, "compare_values", None)
    return None if compare is None or type(column.type).compare_values is TypeEngine.compare_values else compare


def _shape(step: FlushStep, columns: list[Any], backend: str, given: list[bool]) -> Any:
    """Return how rows are sent whose `given` columns have changed, or whose rows go when the plan has no columns."""
    table = step.table
    conditions = [own == rows.bind(own, f"key_{own.key}") for own, _ in step.key]
    changed = [column for column, flag in zip(columns, given, strict=True) if flag]
    statement: Any
    if changed:
        statement = dml.update(table).where(*conditions)
        statement = statement.values({column.key: rows.bind(column, column.key) for column in changed})
    else:
        statement = dml.delete(table).where(*conditions)
    how = "arrays" if backend == "postgresql" else "each"
    return RowShape(compile(statement, backend, mode="exec"), statement, table.name, how, returned=[])
