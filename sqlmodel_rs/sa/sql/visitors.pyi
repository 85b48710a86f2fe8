# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.sql.base import ClauseElement as Visitable
from sqlmodel_rs.sql.traversal import walk as iterate

__all__ = [
    "Visitable",
    "iterate",
]
