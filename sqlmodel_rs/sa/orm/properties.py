"""Column properties. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import offer

__getattr__, __dir__ = offer(
    __name__,
    ColumnProperty="sqlmodel_rs.orm.attributes:ColumnProperty",
    MappedColumn="sqlmodel_rs.declarative:MappedColumn",
    RelationshipProperty="sqlmodel_rs.orm.relationship.property:RelationshipProperty",
    SynonymProperty="sqlmodel_rs.orm.properties:Synonym",
)
