"""Names of types of SQL Server, for models that name them beside others. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import offer

__getattr__, __dir__ = offer(
    __name__,
    UNIQUEIDENTIFIER="sqlmodel_rs.dialects.foreign:UNIQUEIDENTIFIER",
)
