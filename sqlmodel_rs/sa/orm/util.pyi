# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.orm.entity import AliasedClass as AliasedClass
from sqlmodel_rs.orm.entity import AliasedClass as AliasedInsp
from sqlmodel_rs.orm.entity import aliased as aliased
from sqlmodel_rs.orm.entity import rebuilt as rebuilt
from sqlmodel_rs.orm.entity import with_polymorphic as with_polymorphic
from sqlmodel_rs.orm.identity import identity_key as identity_key
from sqlmodel_rs.orm.inheritance.polymorphic import polymorphic_union as polymorphic_union
from sqlmodel_rs.orm.inspection import class_mapper as class_mapper
from sqlmodel_rs.orm.inspection import has_identity as has_identity
from sqlmodel_rs.orm.inspection import object_mapper as object_mapper
from sqlmodel_rs.orm.loading.bundle import Bundle as Bundle
from sqlmodel_rs.orm.relationship.cascade import CascadeOptions as CascadeOptions

__all__ = [
    "AliasedClass",
    "AliasedInsp",
    "Bundle",
    "CascadeOptions",
    "aliased",
    "class_mapper",
    "has_identity",
    "identity_key",
    "object_mapper",
    "polymorphic_union",
    "rebuilt",
    "with_polymorphic",
]
