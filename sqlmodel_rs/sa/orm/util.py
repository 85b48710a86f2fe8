"""Aliases and identity keys. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import offer

__getattr__, __dir__ = offer(
    __name__,
    "sqlmodel_rs.orm.entity",
    object_mapper="sqlmodel_rs.orm.inspection:object_mapper",
    class_mapper="sqlmodel_rs.orm.inspection:class_mapper",
    AliasedInsp="sqlmodel_rs.orm.entity:AliasedClass",
    Bundle="sqlmodel_rs.orm.loading.bundle:Bundle",
    identity_key="sqlmodel_rs.orm.identity:identity_key",
    polymorphic_union="sqlmodel_rs.orm:polymorphic_union",
    has_identity="sqlmodel_rs.orm.inspection:has_identity",
    with_polymorphic="sqlmodel_rs.orm:with_polymorphic",
    CascadeOptions="sqlmodel_rs.orm.relationship.cascade:CascadeOptions",
)
