# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.dialects.postgresql import array as array
from sqlmodel_rs.types.collection import ARRAY as ARRAY

__all__ = [
    "ARRAY",
    "array",
]
