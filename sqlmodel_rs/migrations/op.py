"""The operations of the migration that is running: `op.create_table(...)`, `op.alter_column(...)` in `upgrade()`.

Every method of `Operations` is a function here, inside `with Operations.context(context):`.
"""

from __future__ import annotations

from typing import Any

from sqlmodel_rs.migrations.operations.base import Operations


def __getattr__(name: str) -> Any:
    if name.startswith("_") or not hasattr(Operations, name):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(Operations.current(), name)


def __dir__() -> list[str]:
    return [name for name in dir(Operations) if not name.startswith("_")]
