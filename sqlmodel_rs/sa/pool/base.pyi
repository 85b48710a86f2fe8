# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.pool import Pool as Pool

__all__ = [
    "Pool",
]
