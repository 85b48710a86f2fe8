"""Statements and expressions. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import offer

__getattr__, __dir__ = offer(
    __name__,
    "sqlmodel_rs.sql.expression",
    select="sqlmodel_rs.sql.expression:select_rows",
    expression="sqlmodel_rs.sa.sql.expression",
    functions="sqlmodel_rs.sa.sql.functions",
    elements="sqlmodel_rs.sa.sql.elements",
    operators="sqlmodel_rs.sa.sql.operators",
)
