# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.sa.util.symbols import symbol as symbol
from sqlmodel_rs.types.base import generic_repr as generic_repr

__all__ = [
    "generic_repr",
    "symbol",
]
