# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.dialects.postgresql import ENUM as ENUM
from sqlmodel_rs.schema.ddl import CreateEnumType as CreateEnumType
from sqlmodel_rs.schema.ddl import DropEnumType as DropEnumType

__all__ = [
    "CreateEnumType",
    "DropEnumType",
    "ENUM",
]
