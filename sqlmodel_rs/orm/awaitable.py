"""Attributes as awaitables: `await obj.awaitable_attrs.team` loads without blocking the event loop."""

from __future__ import annotations

from typing import Any

from sqlmodel_rs.orm.effects import run_async
from sqlmodel_rs.orm.loading.lazy import load_missing
from sqlmodel_rs.orm.loading.repeats import Line, caller, counted, watch_of
from sqlmodel_rs.orm.state import instance_state, object_session


class AwaitableAttrs:
    """The attributes of one instance, each read with `await`."""

    __slots__ = ("_instance",)

    def __init__(self, instance: Any) -> None:
        self._instance = instance

    def __getattr__(self, name: str) -> Any:
        session = object_session(self._instance)
        # The line is known now; the coroutine may run in a task of its own.
        line = caller() if session is not None and watch_of(session, type(self._instance)) is not None else None
        return _read(self._instance, name, line)


async def _read(instance: Any, name: str, line: Line | None) -> Any:
    state = instance_state(instance)
    session = object_session(instance)
    if (
        name not in instance.__dict__
        and state.mapper.has_property(name)
        and state.key is not None
        and session is not None
    ):
        await run_async(counted(load_missing(instance, name), session, state.mapper, name, line), session)
    return getattr(instance, name)


class AsyncAttrs:
    """Give a mapped class the attribute `awaitable_attrs`."""

    __slots__ = ()

    @property
    def awaitable_attrs(self) -> AwaitableAttrs:
        """Read an attribute with `await obj.awaitable_attrs.<name>`."""
        return AwaitableAttrs(self)
