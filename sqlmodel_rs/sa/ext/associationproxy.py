"""Association proxies. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import offer

__getattr__, __dir__ = offer(
    __name__,
    "sqlmodel_rs.ext.associationproxy",
    # What serialisers of applications ask with isinstance().
    _AssociationCollection="sqlmodel_rs.ext.association_views:AssociationView",
    _AssociationList="sqlmodel_rs.ext.association_views:AssociationList",
    _AssociationSet="sqlmodel_rs.ext.association_views:AssociationSet",
    _AssociationDict="sqlmodel_rs.ext.association_views:AssociationDict",
)
