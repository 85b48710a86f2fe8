# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.ext.association_views import AssociationDict as _AssociationDict
from sqlmodel_rs.ext.association_views import AssociationList as _AssociationList
from sqlmodel_rs.ext.association_views import AssociationSet as _AssociationSet
from sqlmodel_rs.ext.association_views import AssociationView as _AssociationCollection
from sqlmodel_rs.ext.associationproxy import AmbiguousAssociationProxyInstance as AmbiguousAssociationProxyInstance
from sqlmodel_rs.ext.associationproxy import AssociationProxy as AssociationProxy
from sqlmodel_rs.ext.associationproxy import AssociationProxyExtensionType as AssociationProxyExtensionType
from sqlmodel_rs.ext.associationproxy import AssociationProxyInstance as AssociationProxyInstance
from sqlmodel_rs.ext.associationproxy import ColumnAssociationProxyInstance as ColumnAssociationProxyInstance
from sqlmodel_rs.ext.associationproxy import ObjectAssociationProxyInstance as ObjectAssociationProxyInstance
from sqlmodel_rs.ext.associationproxy import association_proxy as association_proxy

__all__ = [
    "AmbiguousAssociationProxyInstance",
    "AssociationProxy",
    "AssociationProxyExtensionType",
    "AssociationProxyInstance",
    "ColumnAssociationProxyInstance",
    "ObjectAssociationProxyInstance",
    "_AssociationCollection",
    "_AssociationDict",
    "_AssociationList",
    "_AssociationSet",
    "association_proxy",
]
