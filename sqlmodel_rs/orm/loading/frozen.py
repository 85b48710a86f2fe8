"""Frozen results with mapped objects: taken over by another session, as caches of results do.

Knows results and `Session.merge()`; must not know where a frozen result was kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlmodel_rs.engine.result import FrozenResult

if TYPE_CHECKING:
    from sqlmodel_rs.orm.session import PlainSession


def merge_frozen_result(
    session: PlainSession, statement: Any, frozen_result: FrozenResult, load: bool = True
) -> FrozenResult:
    """Return a frozen result whose objects are the session's own; calling it gives a `Result`.

    With `load=False` the objects are taken as they are, without reading their rows; as `Session.merge()`. Of the
    `statement` nothing is needed: the rows know what they are made of. Behaviour: `sqlalchemy.orm.merge_frozen_result`.

    Example:
        >>> frozen = session.execute(select(Hero)).freeze()
        >>> merge_frozen_result(other_session, select(Hero), frozen, load=False)().scalars().all()
    """

    def own(value: Any) -> Any:
        return session.merge(value, load=load) if hasattr(type(value), "__mapper__") else value

    with session.no_autoflush:
        rows = [type(row)(own(value) for value in row) for row in frozen_result.data]
    return frozen_result.with_new_rows(rows)
