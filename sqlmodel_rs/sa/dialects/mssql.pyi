# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.dialects.foreign import UNIQUEIDENTIFIER as UNIQUEIDENTIFIER

__all__ = [
    "UNIQUEIDENTIFIER",
]
