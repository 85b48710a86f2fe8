"""A new primary key of an object whose row is in several tables: its child rows follow, by the database or by us.

By `ON UPDATE CASCADE` where the foreign keys say so and the mapper leaves it to the database (`passive_updates`, as is
usual); else by statements of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlmodel_rs.orm.effects import Execute, Work
from sqlmodel_rs.orm.loading.selects import key_condition
from sqlmodel_rs.orm.state import instance_state
from sqlmodel_rs.orm.unitofwork import rows, tables
from sqlmodel_rs.sql import dml

if TYPE_CHECKING:
    from sqlmodel_rs.orm.session import PlainSession


def has_moved(instance: Any) -> bool:
    """Tell whether an object in several tables has a primary key other than its row's."""
    state = instance_state(instance)
    committed, mapper = state.committed, state.mapper
    if not committed or len(mapper.tables) == 1 or state.key is None:
        return False
    return any(
        attr in committed and instance.__dict__.get(attr) != before
        for attr, before in zip(mapper.pk_attrs, state.key, strict=True)
    )


def move(session: PlainSession, instance: Any) -> Work[None]:
    """Write the changes of such an object: its base row with the new key, then each child row."""
    state = instance_state(instance)
    mapper = state.mapper
    base, *children = mapper.flush_steps("update")
    yield from rows.update(session, [instance], base.table)
    before = dict(zip(mapper.pk_attrs, state.key or (), strict=True))
    said = (one.mapper_args.get("passive_updates") for one in mapper.iterate_to_root())
    passive = next((one for one in said if one is not None), True)
    for step in children:
        follows = passive and (yield from tables.cascades(session, step.table))
        own = {column.key: attr for column, attr in step.key}
        values = {name: value for name, value in rows.changed_values(instance, step).items() if name not in own}
        if not follows:
            values.update((name, instance.__dict__[attr]) for name, attr in own.items())
        if not values:
            continue
        rows.on_update(step.table, instance, values)
        found = instance.__dict__ if follows else before
        condition = key_condition([column for column, _ in step.key], [found[attr] for _, attr in step.key])
        statement = dml.update(step.table).where(condition).values(values)
        answer = yield Execute(statement, None, identity=False, defaults=False)
        rows.check_updated(step.table, 1, answer.rowcount)
        for name, value in values.items():
            if rows.is_expression(value):
                rows.expire_column(instance, step.table.c[name])
