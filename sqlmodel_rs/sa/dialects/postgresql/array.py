"""PostgreSQL's array type and constructor. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import offer

__getattr__, __dir__ = offer(
    __name__,
    ARRAY="sqlmodel_rs.dialects.postgresql:ARRAY",
    array="sqlmodel_rs.dialects.postgresql:array",
)
