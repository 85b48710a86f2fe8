"""Loading what an instance lacks when it is read: expired or deferred columns, and relationships.

Works as generators of effects; knows mappers and states, not who drives them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlmodel_rs import exc
from sqlmodel_rs.orm.effects import Work, run
from sqlmodel_rs.orm.loading import selects
from sqlmodel_rs.orm.loading.again import load_again
from sqlmodel_rs.orm.loading.apart import unread
from sqlmodel_rs.orm.loading.columns import describe, expired_together, load_columns
from sqlmodel_rs.orm.loading.repeats import counted
from sqlmodel_rs.orm.loading.strategies import fetch
from sqlmodel_rs.orm.state import instance_state

if TYPE_CHECKING:
    from sqlmodel_rs._native import InstanceState


#: The group of an attribute that is not deferred, and whether reading it raises.
_LOADED: tuple[str | None, bool] = (None, False)


def load_now(instance: Any, state: InstanceState, key: str) -> Any:
    """Load one missing attribute on the caller's thread and return its value.

    Raises DetachedInstanceError without a session, MissingGreenlet under an AsyncSession that does not block, and
    InvalidRequestError for an attribute that `raiseload` forbids. Each names the option that loads it in time.
    """
    prop = state.mapper.relationships.get(key)
    session = _session_of(state)
    if prop is not None:
        _check_allowed(instance, state, key, prop)
        known = _settled(instance, state, prop, session)
        if known is not selects.UNKNOWN:
            return known
    elif key in ((state.extra or {}).get("raise") or ()) or state.mapper.deferral.get(key, _LOADED)[1]:
        raise exc.InvalidRequestError(f"'{state.mapper.class_.__name__}.{key}' is not available due to raiseload=True")
    if session is None:
        raise _detached(instance, state, key, prop)
    try:
        run(counted(load_missing(instance, key), session, state.mapper, key), session)
    except exc.MissingGreenlet as error:
        raise _not_awaited(instance, state, key, prop) from error
    return instance.__dict__.get(key)


def _session_of(state: InstanceState) -> Any:
    reference = state.session
    return reference() if reference is not None else None


def _settled(instance: Any, state: InstanceState, prop: Any, session: Any) -> Any:
    """Return a relationship's value when memory has it: a NULL key, an object in the identity map, `noload`."""
    if prop.lazy in ("noload", None) or prop.key in ((state.extra or {}).get("noload") or ()):
        return _store(instance, prop, [])
    if _conditions(state, prop):
        return selects.UNKNOWN
    if not prop.use_get or not all(state.mapper.attr_of(near) in instance.__dict__ for near, _far in prop.pairs):
        return selects.UNKNOWN
    found = selects.known_target(instance, prop, session)
    if found is not selects.UNKNOWN:
        instance.__dict__[prop.key] = found
    return found


def _check_allowed(instance: Any, state: InstanceState, key: str, prop: Any) -> None:
    extra = state.extra or {}
    if prop.lazy in ("raise", "raise_on_sql") or key in (extra.get("raise") or ()):
        by_sql = prop.lazy == "raise_on_sql" or key in (extra.get("raise_on_sql") or ())
        if by_sql:
            session = _session_of(state)
            if prop.use_get and selects.known_target(instance, prop, session) is not selects.UNKNOWN:
                return
        if key in (extra.get("lazy") or ()):
            return
        reason = "raise_on_sql" if by_sql else "raise"
        raise exc.InvalidRequestError(f"'{state.mapper.class_.__name__}.{key}' is not available due to lazy='{reason}'")


def load_missing(instance: Any, key: str | None = None) -> Work[Any]:
    """Load an attribute that an instance lacks; with no key, or when the instance is expired, all its missing columns.

    Raises DetachedInstanceError when the instance has no session, ObjectDeletedError when its row is gone and
    InvalidRequestError when it has none yet.
    """
    state = instance_state(instance)
    prop = state.mapper.relationships.get(key) if key is not None else None
    if prop is not None:
        return (yield from load_relationship(instance, prop))
    session = _session_of(state)
    if session is None:
        raise _detached(instance, state, key or "", None)
    if state.key is None and state.expired:
        raise exc.InvalidRequestError(
            f"Instance {describe(instance)} cannot be refreshed - it's not  persistent and does not contain a full "
            "primary key."
        )
    if state.key is None:
        return None
    yield from _autoflush(session)
    whole = key is None or key in expired_together(instance)
    if whole:
        yield from _load_expired(instance, state)
    else:
        yield from load_columns(instance, None if key is None else _with_group(state.mapper, key, instance))
    if whole and key is not None and key not in instance.__dict__:
        yield from load_columns(instance, _with_group(state.mapper, key, instance))
    return instance.__dict__.get(key) if key is not None else None


def _load_expired(instance: Any, state: InstanceState) -> Work[None]:
    """Read what expired of an instance: all of it as the query that made it did, or some columns alone."""
    if state.expired and "expired" not in (state.extra or {}):
        yield from load_again(instance)
    else:
        yield from load_columns(instance)


def _with_group(mapper: Any, key: str, instance: Any) -> list[str]:
    """Return an attribute with the others of its group of deferred ones, or of tables that nothing was read of."""
    group, _ = mapper.deferral.get(key, _LOADED)
    if group is None and key not in mapper.deferred:
        return unread(mapper, instance.__dict__, key)
    return [key] if group is None else [attr for attr, (own, _) in mapper.deferral.items() if own == group]


def load_relationship(instance: Any, prop: Any, *, expired: bool = False) -> Work[Any]:
    """Load one relationship of one instance and return its value; a target in memory may be an `expired` one."""
    state = instance_state(instance)
    session = _session_of(state)
    if session is None:
        raise _detached(instance, state, prop.key, prop)
    missing = [attr for attr in selects.near_attrs(state.mapper, prop) if attr not in instance.__dict__]
    if missing and state.key is not None:
        yield from _autoflush(session)
        if set(missing).intersection(expired_together(instance)):
            yield from _load_expired(instance, state)
            if prop.key in instance.__dict__:
                return instance.__dict__[prop.key]
        yield from load_columns(instance, missing)
    conditions = _conditions(state, prop)
    if prop.use_get:
        found = selects.UNKNOWN if conditions else selects.known_target(instance, prop, session, expired=expired)
        if found is not selects.UNKNOWN:
            return _store(instance, prop, [] if found is None else [found])
    elif not selects.has_key(instance, prop):
        return _store(instance, prop, [])
    yield from _autoflush(session)
    if prop.key in instance.__dict__:
        return instance.__dict__[prop.key]
    plan = ((state.extra or {}).get("plans") or {}).get(prop.key)
    targets = yield from fetch(selects.related_to(instance, prop).where(*conditions), prop, session, plan)
    if not prop.uselist and len(targets) > 1:
        selects.warn_many_rows(prop)
    return _store(instance, prop, targets)


def _conditions(state: InstanceState, prop: Any) -> tuple[Any, ...]:
    """Return what the options an instance was loaded with demand of a relationship's objects."""
    plan = ((state.extra or {}).get("plans") or {}).get(prop.key)
    return () if plan is None else tuple(plan.conditions)


def _autoflush(session: Any) -> Work[None]:
    flush = getattr(session, "_autoflush_work", None)
    if flush is not None:
        yield from flush()


def _store(instance: Any, prop: Any, targets: list[Any]) -> Any:
    value = targets if prop.uselist else (targets[0] if targets else None)
    selects.store(instance, prop, value)
    return instance.__dict__.get(prop.key)


def _detached(instance: Any, state: InstanceState, key: str, prop: Any) -> exc.DetachedInstanceError:
    name = describe(instance)
    if prop is None:
        return exc.DetachedInstanceError(
            f"Instance {name} is not bound to a Session; attribute refresh operation cannot proceed ('{key}' is "
            "expired or deferred: read it before the session closes, or make the session with expire_on_commit=False)"
        )
    return exc.DetachedInstanceError(
        f"Parent instance {name} is not bound to a Session; lazy load operation of attribute '{key}' cannot proceed "
        f"(load it with the query: .options(selectinload({_attribute_name(state, key)})))"
    )


def _not_awaited(instance: Any, state: InstanceState, key: str, prop: Any) -> exc.MissingGreenlet:
    name = _attribute_name(state, key)
    if prop is None:
        hint = (
            f"`await session.refresh(obj)`, `await obj.awaitable_attrs.{key}`, or a session with expire_on_commit=False"
        )
    else:
        hint = f".options(selectinload({name})) in the statement, or `await obj.awaitable_attrs.{key}`"
    return exc.MissingGreenlet(
        f"{name} of {describe(instance)} is not loaded, and reading it would block the event loop of the AsyncSession: "
        f"use {hint}"
    )


def _attribute_name(state: InstanceState, key: str) -> str:
    return f"{state.mapper.class_.__name__}.{key}"
