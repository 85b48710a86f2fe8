"""The object-relational mapper. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import offer

__getattr__, __dir__ = offer(
    __name__,
    "sqlmodel_rs.orm",
    declared_attr="sqlmodel_rs.model.declared:declared_attr",
    Relationship="sqlmodel_rs.orm.relationship.property:RelationshipProperty",
    ColumnProperty="sqlmodel_rs.orm.attributes:ColumnProperty",
    exc="sqlmodel_rs.sa.orm.exc",
    attributes="sqlmodel_rs.sa.orm.attributes",
    session="sqlmodel_rs.sa.orm.session",
)
