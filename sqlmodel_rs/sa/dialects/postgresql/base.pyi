# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.dialects.base import Dialect as Dialect
from sqlmodel_rs.dialects.base import RESERVED as RESERVED
from sqlmodel_rs.dialects.postgresql import BYTEA as BYTEA
from sqlmodel_rs.dialects.postgresql import ENUM as ENUM
from sqlmodel_rs.dialects.postgresql import ExcludeConstraint as ExcludeConstraint
from sqlmodel_rs.dialects.postgresql import INTERVAL as INTERVAL
from sqlmodel_rs.dialects.postgresql import PGDialect as PGDialect
from sqlmodel_rs.dialects.postgresql import array as array
from sqlmodel_rs.dialects.postgresql import dialect as dialect
from sqlmodel_rs.dialects.postgresql import hstore as hstore
from sqlmodel_rs.dialects.postgresql import insert as insert
from sqlmodel_rs.dialects.postgresql import ischema_names as ischema_names
from sqlmodel_rs.dialects.postgresql import phraseto_tsquery as phraseto_tsquery
from sqlmodel_rs.dialects.postgresql import plainto_tsquery as plainto_tsquery
from sqlmodel_rs.dialects.postgresql import to_tsquery as to_tsquery
from sqlmodel_rs.dialects.postgresql import to_tsvector as to_tsvector
from sqlmodel_rs.dialects.postgresql import ts_headline as ts_headline
from sqlmodel_rs.dialects.postgresql import websearch_to_tsquery as websearch_to_tsquery
from sqlmodel_rs.dialects.postgresql_types import AbstractRange as AbstractRange
from sqlmodel_rs.dialects.postgresql_types import AbstractSingleRange as AbstractSingleRange
from sqlmodel_rs.dialects.postgresql_types import BIT as BIT
from sqlmodel_rs.dialects.postgresql_types import CIDR as CIDR
from sqlmodel_rs.dialects.postgresql_types import CITEXT as CITEXT
from sqlmodel_rs.dialects.postgresql_types import DATERANGE as DATERANGE
from sqlmodel_rs.dialects.postgresql_types import DOMAIN as DOMAIN
from sqlmodel_rs.dialects.postgresql_types import HSTORE as HSTORE
from sqlmodel_rs.dialects.postgresql_types import INET as INET
from sqlmodel_rs.dialects.postgresql_types import INT4RANGE as INT4RANGE
from sqlmodel_rs.dialects.postgresql_types import INT8RANGE as INT8RANGE
from sqlmodel_rs.dialects.postgresql_types import LQUERY as LQUERY
from sqlmodel_rs.dialects.postgresql_types import LTREE as LTREE
from sqlmodel_rs.dialects.postgresql_types import LTXTQUERY as LTXTQUERY
from sqlmodel_rs.dialects.postgresql_types import MACADDR as MACADDR
from sqlmodel_rs.dialects.postgresql_types import MACADDR8 as MACADDR8
from sqlmodel_rs.dialects.postgresql_types import MONEY as MONEY
from sqlmodel_rs.dialects.postgresql_types import NUMRANGE as NUMRANGE
from sqlmodel_rs.dialects.postgresql_types import OID as OID
from sqlmodel_rs.dialects.postgresql_types import REGCLASS as REGCLASS
from sqlmodel_rs.dialects.postgresql_types import TSRANGE as TSRANGE
from sqlmodel_rs.dialects.postgresql_types import TSTZRANGE as TSTZRANGE
from sqlmodel_rs.schema.constraints import ColumnCollectionConstraint as ColumnCollectionConstraint
from sqlmodel_rs.schema.ddl import CreateEnumType as CreateEnumType
from sqlmodel_rs.schema.ddl import DropEnumType as DropEnumType
from sqlmodel_rs.schema.kinds import EXCLUDE as EXCLUDE
from sqlmodel_rs.types.bits import BitString as BitString
from sqlmodel_rs.types.collection import ARRAY as ARRAY
from sqlmodel_rs.types.collection import UUID as UUID
from sqlmodel_rs.types.compiler import PGTypeCompiler as PGTypeCompiler
from sqlmodel_rs.types.enumeration import Enum as Enum
from sqlmodel_rs.types.json import JSON as JSON
from sqlmodel_rs.types.json import JSONB as JSONB
from sqlmodel_rs.types.json import JSONPATH as JSONPATH
from sqlmodel_rs.types.numeric import BIGINT as BIGINT
from sqlmodel_rs.types.numeric import BOOLEAN as BOOLEAN
from sqlmodel_rs.types.numeric import DOUBLE_PRECISION as DOUBLE_PRECISION
from sqlmodel_rs.types.numeric import FLOAT as FLOAT
from sqlmodel_rs.types.numeric import INTEGER as INTEGER
from sqlmodel_rs.types.numeric import NUMERIC as NUMERIC
from sqlmodel_rs.types.numeric import REAL as REAL
from sqlmodel_rs.types.numeric import SMALLINT as SMALLINT
from sqlmodel_rs.types.ranges import Range as Range
from sqlmodel_rs.types.search import REGCONFIG as REGCONFIG
from sqlmodel_rs.types.search import TSQUERY as TSQUERY
from sqlmodel_rs.types.search import TSVECTOR as TSVECTOR
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
    "AbstractRange",
    "AbstractSingleRange",
    "BIGINT",
    "BIT",
    "BOOLEAN",
    "BYTEA",
    "BitString",
    "CHAR",
    "CIDR",
    "CITEXT",
    "ColumnCollectionConstraint",
    "CreateEnumType",
    "DATE",
    "DATERANGE",
    "DOMAIN",
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
    "JSONPATH",
    "LQUERY",
    "LTREE",
    "LTXTQUERY",
    "LargeBinary",
    "MACADDR",
    "MACADDR8",
    "MONEY",
    "NUMERIC",
    "NUMRANGE",
    "OID",
    "PGDialect",
    "PGTypeCompiler",
    "REAL",
    "REGCLASS",
    "REGCONFIG",
    "RESERVED",
    "Range",
    "SMALLINT",
    "TEXT",
    "TIME",
    "TIMESTAMP",
    "TSQUERY",
    "TSRANGE",
    "TSTZRANGE",
    "TSVECTOR",
    "UUID",
    "VARCHAR",
    "array",
    "dialect",
    "hstore",
    "insert",
    "ischema_names",
    "phraseto_tsquery",
    "plainto_tsquery",
    "to_tsquery",
    "to_tsvector",
    "ts_headline",
    "websearch_to_tsquery",
]
