# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.dialects.foreign import RAW as RAW

__all__ = [
    "RAW",
]
