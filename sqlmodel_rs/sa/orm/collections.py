"""Collections of relationships. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import offer

__getattr__, __dir__ = offer(
    __name__,
    "sqlmodel_rs.orm.relationship.collection",
    "sqlmodel_rs.orm.relationship.keyed",
    collection="sqlmodel_rs.orm.relationship.custom:collection",
    attribute_mapped_collection="sqlmodel_rs.orm.relationship.keyed:attribute_keyed_dict",
    MappedCollection="sqlmodel_rs.orm.relationship.keyed:KeyFuncDict",
    column_mapped_collection="sqlmodel_rs.orm.relationship.keyed:column_keyed_dict",
)
