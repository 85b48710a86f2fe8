# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.orm.query import ColumnEntity as _ColumnEntity
from sqlmodel_rs.orm.query import MapperEntity as _MapperEntity

__all__ = [
    "_ColumnEntity",
    "_MapperEntity",
]
