# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.dialects import by_name as by_name
from sqlmodel_rs.dialects.base import Dialect as Dialect

__all__ = [
    "Dialect",
    "by_name",
]
