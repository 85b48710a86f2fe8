"""Whether a connection is handed out for the first time, for the "connect" event.

The mark is kept by the database session itself, so that it lives exactly as long as the connection. It costs a round
trip at each checkout, and only where somebody listens.
"""

from __future__ import annotations

from typing import Any

from sqlmodel_rs.engine.events import Events

_ASK = {
    "sqlite": "PRAGMA temp.user_version",
    "postgresql": "SELECT coalesce(nullif(current_setting('sqlmodel_rs.greeted', true), ''), '0')",
    "mysql": "SELECT coalesce(@sqlmodel_rs_greeted, 0)",
}
_MARK = {
    "sqlite": "PRAGMA temp.user_version = 1",
    "postgresql": "SELECT set_config('sqlmodel_rs.greeted', '1', false)",
    "mysql": "SET @sqlmodel_rs_greeted = 1",
}


def first_time(native: Any, backend: str, events: Events) -> bool:
    """Tell whether nobody was told of this connection yet, and mark it."""
    if next(events.of("connect"), None) is None and next(events.of("first_connect"), None) is None:
        return False
    answer = native.execute_raw(_ASK[backend], None)
    value = answer.rows[0] if answer.single else answer.rows[0][0]
    if int(value):
        return False
    native.execute_raw(_MARK[backend], None)
    return True
