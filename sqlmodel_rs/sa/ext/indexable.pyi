# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.ext.indexable import index_property as index_property

__all__ = [
    "index_property",
]
