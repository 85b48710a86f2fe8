# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.orm.entity import AliasedClass as AliasedClass
from sqlmodel_rs.orm.loading.bundle import Bundle as Bundle
from sqlmodel_rs.orm.query import Query as Query

__all__ = [
    "AliasedClass",
    "Bundle",
    "Query",
]
