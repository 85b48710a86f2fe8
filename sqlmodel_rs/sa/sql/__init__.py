"""Statements and expressions. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import CLAUSES, offer

__getattr__, __dir__ = offer(
    __name__,
    "sqlmodel_rs.sql.expression",
    select="sqlmodel_rs.sql.expression:select_rows",
    Select="sqlmodel_rs.sql.expression:Select",
    DDL="sqlmodel_rs.schema:DDL",
    quoted_name="sqlmodel_rs.schema:quoted_name",
    expression="sqlmodel_rs.sa.sql.expression",
    functions="sqlmodel_rs.sa.sql.functions",
    elements="sqlmodel_rs.sa.sql.elements",
    operators="sqlmodel_rs.sa.sql.operators",
    schema="sqlmodel_rs.sa.sql.schema",
    selectable="sqlmodel_rs.sa.sql.selectable",
    sqltypes="sqlmodel_rs.sa.sql.sqltypes",
    util="sqlmodel_rs.sa.sql.util",
    visitors="sqlmodel_rs.sa.sql.visitors",
    ddl="sqlmodel_rs.sa.sql.ddl",
    dml="sqlmodel_rs.sa.sql.dml",
    base="sqlmodel_rs.sa.sql.base",
    type_api="sqlmodel_rs.sa.sql.type_api",
    aggregate_order_by="sqlmodel_rs.sql.functions:aggregate_order_by",
    **CLAUSES,
)
