# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.dialects.base import Dialect as Dialect
from sqlmodel_rs.dialects.base import RESERVED as RESERVED
from sqlmodel_rs.dialects.sqlite import SQLiteDialect as SQLiteDialect
from sqlmodel_rs.dialects.sqlite import dialect as dialect
from sqlmodel_rs.dialects.sqlite import insert as insert
from sqlmodel_rs.sa.dialects.sqlite import base as base
from sqlmodel_rs.sa.dialects.sqlite import dml as dml
from sqlmodel_rs.sql.dml import Insert as Insert
from sqlmodel_rs.types.json import JSON as JSON
from sqlmodel_rs.types.numeric import BIGINT as BIGINT
from sqlmodel_rs.types.numeric import BOOLEAN as BOOLEAN
from sqlmodel_rs.types.numeric import DECIMAL as DECIMAL
from sqlmodel_rs.types.numeric import FLOAT as FLOAT
from sqlmodel_rs.types.numeric import INTEGER as INTEGER
from sqlmodel_rs.types.numeric import NUMERIC as NUMERIC
from sqlmodel_rs.types.numeric import REAL as REAL
from sqlmodel_rs.types.numeric import SMALLINT as SMALLINT
from sqlmodel_rs.types.string import BLOB as BLOB
from sqlmodel_rs.types.string import CHAR as CHAR
from sqlmodel_rs.types.string import TEXT as TEXT
from sqlmodel_rs.types.string import VARCHAR as VARCHAR
from sqlmodel_rs.types.temporal import DATE as DATE
from sqlmodel_rs.types.temporal import DATETIME as DATETIME
from sqlmodel_rs.types.temporal import TIME as TIME
from sqlmodel_rs.types.temporal import TIMESTAMP as TIMESTAMP

__all__ = [
    "BIGINT",
    "BLOB",
    "BOOLEAN",
    "CHAR",
    "DATE",
    "DATETIME",
    "DECIMAL",
    "Dialect",
    "FLOAT",
    "INTEGER",
    "Insert",
    "JSON",
    "NUMERIC",
    "REAL",
    "RESERVED",
    "SMALLINT",
    "SQLiteDialect",
    "TEXT",
    "TIME",
    "TIMESTAMP",
    "VARCHAR",
    "base",
    "dialect",
    "dml",
    "insert",
]
