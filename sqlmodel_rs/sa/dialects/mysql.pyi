# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.dialects.base import Dialect as Dialect
from sqlmodel_rs.dialects.base import RESERVED as RESERVED
from sqlmodel_rs.dialects.mysql import ENUM as ENUM
from sqlmodel_rs.dialects.mysql import LONGTEXT as LONGTEXT
from sqlmodel_rs.dialects.mysql import MEDIUMTEXT as MEDIUMTEXT
from sqlmodel_rs.dialects.mysql import MySQLDialect as MySQLDialect
from sqlmodel_rs.dialects.mysql import TINYTEXT as TINYTEXT
from sqlmodel_rs.dialects.mysql import dialect as dialect
from sqlmodel_rs.dialects.mysql import insert as insert
from sqlmodel_rs.types.decorator import UserDefinedType as UserDefinedType
from sqlmodel_rs.types.enumeration import Enum as Enum
from sqlmodel_rs.types.json import JSON as JSON
from sqlmodel_rs.types.numeric import BIGINT as BIGINT
from sqlmodel_rs.types.numeric import BOOLEAN as BOOLEAN
from sqlmodel_rs.types.numeric import DECIMAL as DECIMAL
from sqlmodel_rs.types.numeric import DOUBLE as DOUBLE
from sqlmodel_rs.types.numeric import FLOAT as FLOAT
from sqlmodel_rs.types.numeric import INTEGER as INTEGER
from sqlmodel_rs.types.numeric import NUMERIC as NUMERIC
from sqlmodel_rs.types.numeric import REAL as REAL
from sqlmodel_rs.types.numeric import SMALLINT as SMALLINT
from sqlmodel_rs.types.string import BINARY as BINARY
from sqlmodel_rs.types.string import BLOB as BLOB
from sqlmodel_rs.types.string import CHAR as CHAR
from sqlmodel_rs.types.string import NCHAR as NCHAR
from sqlmodel_rs.types.string import NVARCHAR as NVARCHAR
from sqlmodel_rs.types.string import TEXT as TEXT
from sqlmodel_rs.types.string import VARBINARY as VARBINARY
from sqlmodel_rs.types.string import VARCHAR as VARCHAR
from sqlmodel_rs.types.temporal import DATE as DATE
from sqlmodel_rs.types.temporal import DATETIME as DATETIME
from sqlmodel_rs.types.temporal import TIME as TIME
from sqlmodel_rs.types.temporal import TIMESTAMP as TIMESTAMP

__all__ = [
    "BIGINT",
    "BINARY",
    "BLOB",
    "BOOLEAN",
    "CHAR",
    "DATE",
    "DATETIME",
    "DECIMAL",
    "DOUBLE",
    "Dialect",
    "ENUM",
    "Enum",
    "FLOAT",
    "INTEGER",
    "JSON",
    "LONGTEXT",
    "MEDIUMTEXT",
    "MySQLDialect",
    "NCHAR",
    "NUMERIC",
    "NVARCHAR",
    "REAL",
    "RESERVED",
    "SMALLINT",
    "TEXT",
    "TIME",
    "TIMESTAMP",
    "TINYTEXT",
    "UserDefinedType",
    "VARBINARY",
    "VARCHAR",
    "dialect",
    "insert",
]
