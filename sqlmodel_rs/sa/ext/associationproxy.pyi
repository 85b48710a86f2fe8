# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.ext.associationproxy import AssociationProxy as AssociationProxy
from sqlmodel_rs.ext.associationproxy import AssociationProxyExtensionType as AssociationProxyExtensionType
from sqlmodel_rs.ext.associationproxy import association_proxy as association_proxy

__all__ = [
    "AssociationProxy",
    "AssociationProxyExtensionType",
    "association_proxy",
]
