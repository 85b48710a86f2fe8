# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.dialects.sqlite import insert as insert
from sqlmodel_rs.sql.dml import Insert as Insert

__all__ = [
    "Insert",
    "insert",
]
