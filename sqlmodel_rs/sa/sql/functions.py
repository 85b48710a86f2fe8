"""SQL functions. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import offer

__getattr__, __dir__ = offer(
    __name__,
    "sqlmodel_rs.sa.sql.named",
    "sqlmodel_rs.sql.functions",
    _FunctionGenerator="sqlmodel_rs.sql.functions:FunctionNamespace",
)
