"""Schema objects and DDL elements. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import offer

__getattr__, __dir__ = offer(
    __name__,
    "sqlmodel_rs.schema",
    "sqlmodel_rs.schema.ddl",
    _CreateDropBase="sqlmodel_rs.schema.ddl:_Element",
    conv="sqlmodel_rs.schema.base:conv",
    Sequence="sqlmodel_rs.schema:Sequence",
)
