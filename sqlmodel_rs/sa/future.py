"""Names of the 2.0 style before 2.0. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import offer

__getattr__, __dir__ = offer(
    __name__,
    select="sqlmodel_rs.sql.expression:select_rows",
    create_engine="sqlmodel_rs.engine:create_engine",
    Engine="sqlmodel_rs.engine:Engine",
    Connection="sqlmodel_rs.engine:Connection",
)
