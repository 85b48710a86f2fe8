"""Reading an object again as the query that made it read it: what that query loaded eagerly comes with the row.

Knows what is kept of a query's options; must not know what a session does with an object it cannot find.
"""

from __future__ import annotations

from typing import Any

from sqlmodel_rs import exc
from sqlmodel_rs.orm.effects import Execute, Work
from sqlmodel_rs.orm.loading.columns import describe, load_columns
from sqlmodel_rs.orm.loading.plan import EAGER, LoadPlan
from sqlmodel_rs.orm.loading.selects import by_key
from sqlmodel_rs.orm.loading.strategies import Preparation, follow
from sqlmodel_rs.orm.state import instance_state


def load_again(instance: Any, *, refresh: bool = False, for_update: Any = None) -> Work[None]:
    """Read an expired instance whole, with the eager relationships of its class and of the query that made it.

    A `refresh` leaves out the columns that the query left out. Raises ObjectDeletedError when there is no row.
    """
    state = instance_state(instance)
    mapper, session = state.mapper, state.session() if state.session is not None else None
    made: tuple[LoadPlan, tuple[Any, ...]] | None = state.made
    given, path = made or (LoadPlan(), ())
    plan = given.again(columns=refresh)
    eager = any(relation.strategy in EAGER for _, relation in plan.relations_of(mapper, path))
    if not eager or (session is not None and "do_orm_execute" in session._heard):
        left_out = plan.left_out(mapper)
        keys = [key for key in mapper.read_together if key not in left_out] if made and refresh else None
        yield from load_columns(instance, keys, overwrite=refresh, for_update=for_update)
        if made or eager:
            yield from follow([instance], mapper, plan, path, session, selected=False)
        return
    statement = by_key(mapper, state.key or ())
    if for_update is not None:
        statement = statement.with_for_update(**(for_update if isinstance(for_update, dict) else {}))
    preparation = Preparation(statement)
    preparation.add_root(0, mapper.entity, plan, path)
    answer = yield Execute(preparation.finish())
    if not answer.rows:
        raise exc.ObjectDeletedError(
            state, f"Instance '{describe(instance)}' has been deleted, or its row is otherwise not present."
        )
    yield from preparation.after(answer.rows, session)
