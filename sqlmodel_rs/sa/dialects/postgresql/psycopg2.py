"""PostgreSQL's dialect by the name of a driver. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import offer

__getattr__, __dir__ = offer(
    __name__,
    PGDialect_psycopg2="sqlmodel_rs.dialects.postgresql:PGDialect",
    dialect="sqlmodel_rs.dialects.postgresql:PGDialect",
)
