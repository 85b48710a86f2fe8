# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.sql.sqltypes import AutoString as AutoString
from sqlmodel_rs.sql.sqltypes import UTCDateTime as UTCDateTime
from sqlmodel_rs.types.base import Concatenable as Concatenable
from sqlmodel_rs.types.base import NULLTYPE as NULLTYPE
from sqlmodel_rs.types.base import NullType as NullType
from sqlmodel_rs.types.base import TypeEngine as TypeEngine
from sqlmodel_rs.types.base import VALUE_TYPES as VALUE_TYPES
from sqlmodel_rs.types.base import to_instance as to_instance
from sqlmodel_rs.types.base import type_of_value as type_of_value
from sqlmodel_rs.types.collection import ARRAY as ARRAY
from sqlmodel_rs.types.collection import PickleType as PickleType
from sqlmodel_rs.types.collection import TupleType as TupleType
from sqlmodel_rs.types.collection import UUID as UUID
from sqlmodel_rs.types.collection import Uuid as Uuid
from sqlmodel_rs.types.compiler import type_compiler as type_compiler
from sqlmodel_rs.types.decorator import ExternalType as ExternalType
from sqlmodel_rs.types.decorator import TypeDecorator as TypeDecorator
from sqlmodel_rs.types.decorator import UserDefinedType as UserDefinedType
from sqlmodel_rs.types.dialect import TypeDialect as TypeDialect
from sqlmodel_rs.types.enumeration import Enum as Enum
from sqlmodel_rs.types.enumeration import SchemaType as SchemaType
from sqlmodel_rs.types.json import JSON as JSON
from sqlmodel_rs.types.json import JSONB as JSONB
from sqlmodel_rs.types.numeric import BIGINT as BIGINT
from sqlmodel_rs.types.numeric import BOOLEAN as BOOLEAN
from sqlmodel_rs.types.numeric import BOOLEANTYPE as BOOLEANTYPE
from sqlmodel_rs.types.numeric import BigInteger as BigInteger
from sqlmodel_rs.types.numeric import Boolean as Boolean
from sqlmodel_rs.types.numeric import DECIMAL as DECIMAL
from sqlmodel_rs.types.numeric import DOUBLE as DOUBLE
from sqlmodel_rs.types.numeric import DOUBLE_PRECISION as DOUBLE_PRECISION
from sqlmodel_rs.types.numeric import Double as Double
from sqlmodel_rs.types.numeric import FLOAT as FLOAT
from sqlmodel_rs.types.numeric import Float as Float
from sqlmodel_rs.types.numeric import INTEGER as INT
from sqlmodel_rs.types.numeric import INTEGER as INTEGER
from sqlmodel_rs.types.numeric import INTEGERTYPE as INTEGERTYPE
from sqlmodel_rs.types.numeric import Integer as Integer
from sqlmodel_rs.types.numeric import NUMERIC as NUMERIC
from sqlmodel_rs.types.numeric import Numeric as Numeric
from sqlmodel_rs.types.numeric import NumericCommon as NumericCommon
from sqlmodel_rs.types.numeric import REAL as REAL
from sqlmodel_rs.types.numeric import SMALLINT as SMALLINT
from sqlmodel_rs.types.numeric import SmallInteger as SmallInteger
from sqlmodel_rs.types.string import BINARY as BINARY
from sqlmodel_rs.types.string import BLOB as BLOB
from sqlmodel_rs.types.string import CHAR as CHAR
from sqlmodel_rs.types.string import CLOB as CLOB
from sqlmodel_rs.types.string import LargeBinary as LargeBinary
from sqlmodel_rs.types.string import NCHAR as NCHAR
from sqlmodel_rs.types.string import NVARCHAR as NVARCHAR
from sqlmodel_rs.types.string import STRINGTYPE as STRINGTYPE
from sqlmodel_rs.types.string import String as String
from sqlmodel_rs.types.string import TEXT as TEXT
from sqlmodel_rs.types.string import Text as Text
from sqlmodel_rs.types.string import Unicode as Unicode
from sqlmodel_rs.types.string import UnicodeText as UnicodeText
from sqlmodel_rs.types.string import VARBINARY as VARBINARY
from sqlmodel_rs.types.string import VARCHAR as VARCHAR
from sqlmodel_rs.types.temporal import DATE as DATE
from sqlmodel_rs.types.temporal import DATETIME as DATETIME
from sqlmodel_rs.types.temporal import Date as Date
from sqlmodel_rs.types.temporal import DateTime as DateTime
from sqlmodel_rs.types.temporal import Interval as Interval
from sqlmodel_rs.types.temporal import TIME as TIME
from sqlmodel_rs.types.temporal import TIMESTAMP as TIMESTAMP
from sqlmodel_rs.types.temporal import Time as Time

__all__ = [
    "ARRAY",
    "AutoString",
    "BIGINT",
    "BINARY",
    "BLOB",
    "BOOLEAN",
    "BOOLEANTYPE",
    "BigInteger",
    "Boolean",
    "CHAR",
    "CLOB",
    "Concatenable",
    "DATE",
    "DATETIME",
    "DECIMAL",
    "DOUBLE",
    "DOUBLE_PRECISION",
    "Date",
    "DateTime",
    "Double",
    "Enum",
    "ExternalType",
    "FLOAT",
    "Float",
    "INT",
    "INTEGER",
    "INTEGERTYPE",
    "Integer",
    "Interval",
    "JSON",
    "JSONB",
    "LargeBinary",
    "NCHAR",
    "NULLTYPE",
    "NUMERIC",
    "NVARCHAR",
    "NullType",
    "Numeric",
    "NumericCommon",
    "PickleType",
    "REAL",
    "SMALLINT",
    "STRINGTYPE",
    "SchemaType",
    "SmallInteger",
    "String",
    "TEXT",
    "TIME",
    "TIMESTAMP",
    "Text",
    "Time",
    "TupleType",
    "TypeDecorator",
    "TypeDialect",
    "TypeEngine",
    "UTCDateTime",
    "UUID",
    "Unicode",
    "UnicodeText",
    "UserDefinedType",
    "Uuid",
    "VALUE_TYPES",
    "VARBINARY",
    "VARCHAR",
    "to_instance",
    "type_compiler",
    "type_of_value",
]
