# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.types.json import JSON as JSON
from sqlmodel_rs.types.json import JSONB as JSONB

__all__ = [
    "JSON",
    "JSONB",
]
