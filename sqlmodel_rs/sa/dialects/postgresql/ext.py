"""PostgreSQL's own constraints and functions. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import offer

__getattr__, __dir__ = offer(
    __name__,
    ExcludeConstraint="sqlmodel_rs.dialects.postgresql:ExcludeConstraint",
    aggregate_order_by="sqlmodel_rs.sql.functions:aggregate_order_by",
    array_agg="sqlmodel_rs.sql.functions:array_agg",
)
