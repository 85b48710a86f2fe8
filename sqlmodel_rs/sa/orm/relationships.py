"""Relationship properties. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import offer

__getattr__, __dir__ = offer(
    __name__,
    "sqlmodel_rs.orm.relationship.property",
    Relationship="sqlmodel_rs.orm.relationship.property:RelationshipProperty",
    foreign="sqlmodel_rs.orm:foreign",
    remote="sqlmodel_rs.orm:remote",
    relationship="sqlmodel_rs.orm:relationship",
    class_mapper="sqlmodel_rs.orm:class_mapper",
)
