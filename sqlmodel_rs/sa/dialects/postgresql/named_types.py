"""PostgreSQL's types that have a name of their own. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import offer

__getattr__, __dir__ = offer(
    __name__,
    ENUM="sqlmodel_rs.dialects.postgresql:ENUM",
    CreateEnumType="sqlmodel_rs.dialects.postgresql:CreateEnumType",
    DropEnumType="sqlmodel_rs.dialects.postgresql:DropEnumType",
)
