# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.dialects.base import Dialect as Dialect
from sqlmodel_rs.dialects.base import RESERVED as RESERVED
from sqlmodel_rs.dialects.postgresql import BIT as BIT
from sqlmodel_rs.dialects.postgresql import BYTEA as BYTEA
from sqlmodel_rs.dialects.postgresql import CIDR as CIDR
from sqlmodel_rs.dialects.postgresql import CITEXT as CITEXT
from sqlmodel_rs.dialects.postgresql import DATERANGE as DATERANGE
from sqlmodel_rs.dialects.postgresql import ENUM as ENUM
from sqlmodel_rs.dialects.postgresql import ExcludeConstraint as ExcludeConstraint
from sqlmodel_rs.dialects.postgresql import HSTORE as HSTORE
from sqlmodel_rs.dialects.postgresql import INET as INET
from sqlmodel_rs.dialects.postgresql import INT4RANGE as INT4RANGE
from sqlmodel_rs.dialects.postgresql import INT8RANGE as INT8RANGE
from sqlmodel_rs.dialects.postgresql import INTERVAL as INTERVAL
from sqlmodel_rs.dialects.postgresql import LQUERY as LQUERY
from sqlmodel_rs.dialects.postgresql import LTREE as LTREE
from sqlmodel_rs.dialects.postgresql import LTXTQUERY as LTXTQUERY
from sqlmodel_rs.dialects.postgresql import MACADDR as MACADDR
from sqlmodel_rs.dialects.postgresql import MONEY as MONEY
from sqlmodel_rs.dialects.postgresql import NUMRANGE as NUMRANGE
from sqlmodel_rs.dialects.postgresql import OID as OID
from sqlmodel_rs.dialects.postgresql import PGDialect as PGDialect
from sqlmodel_rs.dialects.postgresql import TSQUERY as TSQUERY
from sqlmodel_rs.dialects.postgresql import TSRANGE as TSRANGE
from sqlmodel_rs.dialects.postgresql import TSTZRANGE as TSTZRANGE
from sqlmodel_rs.dialects.postgresql import TSVECTOR as TSVECTOR
from sqlmodel_rs.dialects.postgresql import array as array
from sqlmodel_rs.dialects.postgresql import dialect as dialect
from sqlmodel_rs.dialects.postgresql import insert as insert
from sqlmodel_rs.dialects.postgresql import ischema_names as ischema_names
from sqlmodel_rs.schema.constraints import ColumnCollectionConstraint as ColumnCollectionConstraint
from sqlmodel_rs.schema.ddl import CreateEnumType as CreateEnumType
from sqlmodel_rs.schema.ddl import DropEnumType as DropEnumType
from sqlmodel_rs.schema.kinds import EXCLUDE as EXCLUDE
from sqlmodel_rs.types.collection import ARRAY as ARRAY
from sqlmodel_rs.types.collection import UUID as UUID
from sqlmodel_rs.types.compiler import PGTypeCompiler as PGTypeCompiler
from sqlmodel_rs.types.decorator import UserDefinedType as UserDefinedType
from sqlmodel_rs.types.enumeration import Enum as Enum
from sqlmodel_rs.types.json import JSON as JSON
from sqlmodel_rs.types.json import JSONB as JSONB
from sqlmodel_rs.types.numeric import BIGINT as BIGINT
from sqlmodel_rs.types.numeric import BOOLEAN as BOOLEAN
from sqlmodel_rs.types.numeric import DOUBLE_PRECISION as DOUBLE_PRECISION
from sqlmodel_rs.types.numeric import FLOAT as FLOAT
from sqlmodel_rs.types.numeric import INTEGER as INTEGER
from sqlmodel_rs.types.numeric import NUMERIC as NUMERIC
from sqlmodel_rs.types.numeric import REAL as REAL
from sqlmodel_rs.types.numeric import SMALLINT as SMALLINT
from sqlmodel_rs.types.string import CHAR as CHAR
from sqlmodel_rs.types.string import LargeBinary as LargeBinary
from sqlmodel_rs.types.string import TEXT as TEXT
from sqlmodel_rs.types.string import VARCHAR as VARCHAR
from sqlmodel_rs.types.temporal import DATE as DATE
from sqlmodel_rs.types.temporal import Interval as Interval
from sqlmodel_rs.types.temporal import TIME as TIME
from sqlmodel_rs.types.temporal import TIMESTAMP as TIMESTAMP

__all__ = [
    "ARRAY",
    "BIGINT",
    "BIT",
    "BOOLEAN",
    "BYTEA",
    "CHAR",
    "CIDR",
    "CITEXT",
    "ColumnCollectionConstraint",
    "CreateEnumType",
    "DATE",
    "DATERANGE",
    "DOUBLE_PRECISION",
    "Dialect",
    "DropEnumType",
    "ENUM",
    "EXCLUDE",
    "Enum",
    "ExcludeConstraint",
    "FLOAT",
    "HSTORE",
    "INET",
    "INT4RANGE",
    "INT8RANGE",
    "INTEGER",
    "INTERVAL",
    "Interval",
    "JSON",
    "JSONB",
    "LQUERY",
    "LTREE",
    "LTXTQUERY",
    "LargeBinary",
    "MACADDR",
    "MONEY",
    "NUMERIC",
    "NUMRANGE",
    "OID",
    "PGDialect",
    "PGTypeCompiler",
    "REAL",
    "RESERVED",
    "SMALLINT",
    "TEXT",
    "TIME",
    "TIMESTAMP",
    "TSQUERY",
    "TSRANGE",
    "TSTZRANGE",
    "TSVECTOR",
    "UUID",
    "UserDefinedType",
    "VARCHAR",
    "array",
    "dialect",
    "insert",
    "ischema_names",
]
