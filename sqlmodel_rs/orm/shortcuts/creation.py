"""Get an object by what distinguishes it, or create it, though another program may be creating it meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlmodel_rs import exc
from sqlmodel_rs.orm import execution
from sqlmodel_rs.orm.effects import Work
from sqlmodel_rs.orm.persistence import mapper_of
from sqlmodel_rs.orm.transaction import CLOSED
from sqlmodel_rs.sql.expression import select

if TYPE_CHECKING:
    from sqlmodel_rs.orm.session import PlainSession


def get_or_create_work(
    session: PlainSession, entity: Any, defaults: Mapping[str, Any] | None, by: Mapping[str, Any]
) -> Work[tuple[Any, bool]]:
    """Return the object and whether it was created. See `Session.get_or_create`."""
    if not by:
        raise exc.ArgumentError("get_or_create() needs at least one attribute to find the object by")
    statement = select(mapper_of(entity).entity).filter_by(**by)
    found = yield from _only(session, statement)
    if found is not None:
        return found, False
    instance = entity(**{**by, **(defaults or {})})
    savepoint = yield from session._begin_nested_work()
    try:
        session.add(instance)
        yield from session._end_work(savepoint, "commit")
    except BaseException as error:
        if savepoint.state != CLOSED:
            yield from session._end_work(savepoint, "rollback")
        if not isinstance(error, exc.IntegrityError):
            raise
        found = yield from _only(session, statement)
        if found is None:
            # In a transaction that reads a snapshot only a locking read sees what others have just written.
            found = yield from _only(session, statement.with_for_update(read=True))
        if found is None:
            raise
        return found, False
    return instance, True


def _only(session: PlainSession, statement: Any) -> Work[Any]:
    result = yield from execution.execute_work(session, statement)
    return result.scalars().unique().one_or_none()
