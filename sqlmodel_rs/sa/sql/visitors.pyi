# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.sql.base import ClauseElement as Visitable
from sqlmodel_rs.sql.traversal import ClauseVisitor as ClauseVisitor
from sqlmodel_rs.sql.traversal import ReplacingCloningVisitor as ReplacingCloningVisitor
from sqlmodel_rs.sql.traversal import iterate as iterate
from sqlmodel_rs.sql.traversal import replacement_traverse as replacement_traverse
from sqlmodel_rs.sql.traversal import traverse as traverse
from sqlmodel_rs.sql.traversal import traverse_using as traverse_using

__all__ = [
    "ClauseVisitor",
    "ReplacingCloningVisitor",
    "Visitable",
    "iterate",
    "replacement_traverse",
    "traverse",
    "traverse_using",
]
