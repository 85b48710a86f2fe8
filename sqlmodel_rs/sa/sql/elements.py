"""Expression nodes. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import CLAUSES, offer

__getattr__, __dir__ = offer(
    __name__,
    "sqlmodel_rs.sql.elements",
    "sqlmodel_rs.sql.textual",
    "sqlmodel_rs.sql.expression",
    _label_reference="sqlmodel_rs.sql.elements:OrderLabel",
    conv="sqlmodel_rs.schema.base:conv",
    _anonymous_label="sqlmodel_rs.sa.sql.named:AnonymousLabel",
    KeyedColumnElement="sqlmodel_rs.sql.elements:ColumnElement",
    quoted_name="sqlmodel_rs.schema:quoted_name",
    ClauseElement="sqlmodel_rs.sql.base:ClauseElement",
    **CLAUSES,
)
