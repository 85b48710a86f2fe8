"""What instances keep of the options of the query that made them; knows nothing of how it is used."""

from __future__ import annotations

from typing import Any

from sqlmodel_rs._native import keep_made as keep_in_states
from sqlmodel_rs.orm.loading.plan import LoadPlan
from sqlmodel_rs.orm.state import instance_state


def remember(instances: list[Any], what: str, keys: Any) -> None:
    """Note of instances that something holds for some of their attributes."""
    for instance in instances:
        state = instance_state(instance)
        extra = state.extra
        if extra is None:
            extra = state.extra = {}
        extra[what] = frozenset(keys) | extra.get(what, frozenset())


def keep_made(instances: list[Any], plan: LoadPlan, path: tuple[Any, ...], *, anew: bool) -> None:
    """Keep what a query loads of instances, and where it found them, for when they are read again."""
    made = (plan, path)
    for instance in keep_in_states(instances, made, anew):
        instance_state(instance).made = made


def keep_plan(instances: list[Any], key: str, plan: LoadPlan) -> None:
    """Keep what options say about a relationship that is loaded when it is first read."""
    for instance in instances:
        state = instance_state(instance)
        extra = state.extra
        if extra is None:
            extra = state.extra = {}
        extra["plans"] = {**extra.get("plans", {}), key: plan}
