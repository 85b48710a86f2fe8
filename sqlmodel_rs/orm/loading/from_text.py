"""Rows of a class that SQL text gives: its columns are found by name when the statement runs."""

from __future__ import annotations

from typing import Any

from sqlmodel_rs.orm.effects import Names, Work
from sqlmodel_rs.orm.inheritance.arranged import arranged_by_names, arranged_by_place
from sqlmodel_rs.orm.loading.plan import LoadPlan, check_applicable, plan_for
from sqlmodel_rs.orm.loading.strategies import Refreshed, follow
from sqlmodel_rs.orm.state import instance_state


class Following:
    """What follows the rows of a text, in the form of a `Preparation`."""

    width = 1
    single = True
    joined = ()
    collapses = False

    def __init__(self, mapper: Any, plan: LoadPlan, refreshed: Refreshed) -> None:
        self.mapper = mapper
        self.plan = plan
        self.refreshed = refreshed

    def after(self, rows: list[Any], session: Any) -> Work[list[Any]]:
        """Note what the rows did not have, to be read together, and load relationships."""
        found = {id(row): row for row in rows if row is not None}
        for instance in found.values():
            state, values = instance_state(instance), instance.__dict__
            lacking = [key for key in state.mapper.read_together if key not in values]
            if lacking:
                state.expire_names(lacking)
        yield from follow(list(found.values()), self.mapper, self.plan, (), session, self.refreshed, selected=False)
        return rows


def located(statement: Any, params: Any, bind: Any, refresh: bool) -> Work[tuple[Any, Following]]:
    """Return the statement of an `EntityText` with its class's columns where the text has them, and what follows."""
    entity = statement.entity
    if statement.by_place:
        arranged = arranged_by_place(entity, statement.given)
    else:
        names = yield Names(statement.element, params, bind)
        arranged = arranged_by_names(entity, names)
    check_applicable(statement._options, [entity])
    plan = plan_for(entity, statement._options, alone=True)
    return statement.arranged(arranged), Following(entity.mapper, plan, {} if refresh else None)
