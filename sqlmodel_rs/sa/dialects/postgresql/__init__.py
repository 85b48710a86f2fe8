"""Names of PostgreSQL. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import offer

__getattr__, __dir__ = offer(
    __name__,
    "sqlmodel_rs.dialects.postgresql",
    base="sqlmodel_rs.sa.dialects.postgresql.base",
    json="sqlmodel_rs.sa.dialects.postgresql.json",
    dml="sqlmodel_rs.sa.dialects.postgresql.dml",
    ext="sqlmodel_rs.sa.dialects.postgresql.ext",
    named_types="sqlmodel_rs.sa.dialects.postgresql.named_types",
    psycopg2="sqlmodel_rs.sa.dialects.postgresql.psycopg2",
    aggregate_order_by="sqlmodel_rs.sql.functions:aggregate_order_by",
    Insert="sqlmodel_rs.sql.dml:Insert",
    array="sqlmodel_rs.dialects.postgresql:array",
    array_agg="sqlmodel_rs.sql.functions:array_agg",
)
