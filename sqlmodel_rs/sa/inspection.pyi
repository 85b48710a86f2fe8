# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.orm.inspection import inspect as inspect

__all__ = [
    "inspect",
]
