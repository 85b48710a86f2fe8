# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.orm.entity import AliasedClass as AliasedClass
from sqlmodel_rs.orm.query import Query as Query
from sqlmodel_rs.sql.clauses import Bundle as Bundle

__all__ = [
    "AliasedClass",
    "Bundle",
    "Query",
]
