"""Database-specific names. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import offer

__getattr__, __dir__ = offer(
    __name__,
    sqlite="sqlmodel_rs.sa.dialects.sqlite",
    postgresql="sqlmodel_rs.sa.dialects.postgresql",
    mysql="sqlmodel_rs.sa.dialects.mysql",
    mariadb="sqlmodel_rs.sa.dialects.mariadb",
    oracle="sqlmodel_rs.sa.dialects.oracle",
    mssql="sqlmodel_rs.sa.dialects.mssql",
)
