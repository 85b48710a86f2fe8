# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.sql.traversal import ClauseAdapter as ClauseAdapter

__all__ = [
    "ClauseAdapter",
]
