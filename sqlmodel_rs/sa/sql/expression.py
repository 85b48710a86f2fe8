"""Statements and expressions. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import offer

__getattr__, __dir__ = offer(
    __name__,
    "sqlmodel_rs.sql.expression",
    "sqlmodel_rs.sql.elements",
    select="sqlmodel_rs.sql.expression:select_rows",
    quoted_name="sqlmodel_rs.schema:quoted_name",
    FunctionElement="sqlmodel_rs.sql.functions:FunctionElement",
    Function="sqlmodel_rs.sql.functions:Function",
    ClauseElement="sqlmodel_rs.sql.base:ClauseElement",
    aggregate_order_by="sqlmodel_rs.sql.functions:aggregate_order_by",
)
