"""SQLite's INSERT. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import offer

__getattr__, __dir__ = offer(
    __name__,
    Insert="sqlmodel_rs.sql.dml:Insert",
    insert="sqlmodel_rs.dialects.sqlite:insert",
)
