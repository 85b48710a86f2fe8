# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.dialects.base import Dialect as Dialect
from sqlmodel_rs.dialects.base import RESERVED as RESERVED
from sqlmodel_rs.dialects.mysql import ENUM as ENUM
from sqlmodel_rs.dialects.mysql import MySQLDialect as MySQLDialect
from sqlmodel_rs.dialects.mysql import dialect as dialect
from sqlmodel_rs.dialects.mysql import insert as insert
from sqlmodel_rs.dialects.mysql_types import BIGINT as BIGINT
from sqlmodel_rs.dialects.mysql_types import BIT as BIT
from sqlmodel_rs.dialects.mysql_types import CHAR as CHAR
from sqlmodel_rs.dialects.mysql_types import DATETIME as DATETIME
from sqlmodel_rs.dialects.mysql_types import DECIMAL as DECIMAL
from sqlmodel_rs.dialects.mysql_types import INET4 as INET4
from sqlmodel_rs.dialects.mysql_types import INET6 as INET6
from sqlmodel_rs.dialects.mysql_types import INTEGER as INTEGER
from sqlmodel_rs.dialects.mysql_types import LONGBLOB as LONGBLOB
from sqlmodel_rs.dialects.mysql_types import LONGTEXT as LONGTEXT
from sqlmodel_rs.dialects.mysql_types import MEDIUMBLOB as MEDIUMBLOB
from sqlmodel_rs.dialects.mysql_types import MEDIUMINT as MEDIUMINT
from sqlmodel_rs.dialects.mysql_types import MEDIUMTEXT as MEDIUMTEXT
from sqlmodel_rs.dialects.mysql_types import SET as SET
from sqlmodel_rs.dialects.mysql_types import SMALLINT as SMALLINT
from sqlmodel_rs.dialects.mysql_types import TEXT as TEXT
from sqlmodel_rs.dialects.mysql_types import TIME as TIME
from sqlmodel_rs.dialects.mysql_types import TIMESTAMP as TIMESTAMP
from sqlmodel_rs.dialects.mysql_types import TINYBLOB as TINYBLOB
from sqlmodel_rs.dialects.mysql_types import TINYINT as TINYINT
from sqlmodel_rs.dialects.mysql_types import TINYTEXT as TINYTEXT
from sqlmodel_rs.dialects.mysql_types import VARCHAR as VARCHAR
from sqlmodel_rs.dialects.mysql_types import YEAR as YEAR
from sqlmodel_rs.types.enumeration import Enum as Enum
from sqlmodel_rs.types.json import JSON as JSON
from sqlmodel_rs.types.numeric import BOOLEAN as BOOLEAN
from sqlmodel_rs.types.numeric import DOUBLE as DOUBLE
from sqlmodel_rs.types.numeric import FLOAT as FLOAT
from sqlmodel_rs.types.numeric import NUMERIC as NUMERIC
from sqlmodel_rs.types.numeric import REAL as REAL
from sqlmodel_rs.types.string import BINARY as BINARY
from sqlmodel_rs.types.string import BLOB as BLOB
from sqlmodel_rs.types.string import NCHAR as NCHAR
from sqlmodel_rs.types.string import NVARCHAR as NVARCHAR
from sqlmodel_rs.types.string import VARBINARY as VARBINARY
from sqlmodel_rs.types.temporal import DATE as DATE

__all__ = [
    "BIGINT",
    "BINARY",
    "BIT",
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
    "INET4",
    "INET6",
    "INTEGER",
    "JSON",
    "LONGBLOB",
    "LONGTEXT",
    "MEDIUMBLOB",
    "MEDIUMINT",
    "MEDIUMTEXT",
    "MySQLDialect",
    "NCHAR",
    "NUMERIC",
    "NVARCHAR",
    "REAL",
    "RESERVED",
    "SET",
    "SMALLINT",
    "TEXT",
    "TIME",
    "TIMESTAMP",
    "TINYBLOB",
    "TINYINT",
    "TINYTEXT",
    "VARBINARY",
    "VARCHAR",
    "YEAR",
    "dialect",
    "insert",
]
