"""Walking over expressions. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import offer

__getattr__, __dir__ = offer(
    __name__,
    Visitable="sqlmodel_rs.sql.base:ClauseElement",
    iterate="sqlmodel_rs.sql.traversal:iterate",
    traverse="sqlmodel_rs.sql.traversal:traverse",
    traverse_using="sqlmodel_rs.sql.traversal:traverse_using",
    replacement_traverse="sqlmodel_rs.sql.traversal:replacement_traverse",
    ClauseVisitor="sqlmodel_rs.sql.traversal:ClauseVisitor",
    ReplacingCloningVisitor="sqlmodel_rs.sql.traversal:ReplacingCloningVisitor",
)
