"""SELECT and FROM nodes. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import CLAUSES, offer

__getattr__, __dir__ = offer(
    __name__,
    "sqlmodel_rs.sql.selectable",
    "sqlmodel_rs.sql.statement",
    "sqlmodel_rs.sql.query",
    Selectable="sqlmodel_rs.sql.selectable:FromClause",
    literal_column="sqlmodel_rs.sql.expression:literal_column",
    **CLAUSES,
)
