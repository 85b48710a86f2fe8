# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.sql.operators import ColumnOperators as ColumnOperators

__all__ = [
    "ColumnOperators",
]
