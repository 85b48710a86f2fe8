# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.dialects.base import Dialect as Dialect
from sqlmodel_rs.engine.connection import Connection as Connection
from sqlmodel_rs.engine.engine import Engine as Engine
from sqlmodel_rs.engine.engine import create_engine as create_engine
from sqlmodel_rs.engine.engine import engine_from_config as engine_from_config
from sqlmodel_rs.engine.events import ExceptionContext as ExceptionContext
from sqlmodel_rs.engine.events import ExecutionContext as ExecutionContext
from sqlmodel_rs.engine.mock import MockConnection as MockConnection
from sqlmodel_rs.engine.mock import create_mock_engine as create_mock_engine
from sqlmodel_rs.engine.reflection.inspector import Inspector as Inspector
from sqlmodel_rs.engine.result import CursorResult as CursorResult
from sqlmodel_rs.engine.result import FrozenResult as FrozenResult
from sqlmodel_rs.engine.result import MappingResult as MappingResult
from sqlmodel_rs.engine.result import Result as ChunkedIteratorResult
from sqlmodel_rs.engine.result import Result as IteratorResult
from sqlmodel_rs.engine.result import Result as Result
from sqlmodel_rs.engine.result import ScalarResult as ScalarResult
from sqlmodel_rs.engine.result import TupleResult as TupleResult
from sqlmodel_rs.engine.row import Row as Row
from sqlmodel_rs.engine.row import RowMapping as RowMapping
from sqlmodel_rs.engine.transaction import NestedTransaction as NestedTransaction
from sqlmodel_rs.engine.transaction import RootTransaction as RootTransaction
from sqlmodel_rs.engine.transaction import Transaction as Transaction
from sqlmodel_rs.engine.url import URL as URL
from sqlmodel_rs.engine.url import make_url as make_url
from sqlmodel_rs.orm.inspection import inspect as inspect
from sqlmodel_rs.pool import AsyncAdaptedQueuePool as AsyncAdaptedQueuePool
from sqlmodel_rs.pool import NullPool as NullPool
from sqlmodel_rs.pool import Pool as Pool
from sqlmodel_rs.pool import QueuePool as QueuePool
from sqlmodel_rs.pool import SingletonThreadPool as SingletonThreadPool
from sqlmodel_rs.pool import StaticPool as StaticPool
from sqlmodel_rs.sa import dialects as dialects
from sqlmodel_rs.sa import engine as engine
from sqlmodel_rs.sa import event as event
from sqlmodel_rs.sa import exc as exc
from sqlmodel_rs.sa import ext as ext
from sqlmodel_rs.sa import future as future
from sqlmodel_rs.sa import inspection as inspection
from sqlmodel_rs.sa import orm as orm
from sqlmodel_rs.sa import pool as pool
from sqlmodel_rs.sa import schema as schema
from sqlmodel_rs.sa import sql as sql
from sqlmodel_rs.sa import types as types
from sqlmodel_rs.sa import util as util
from sqlmodel_rs.schema.base import BLANK_SCHEMA as BLANK_SCHEMA
from sqlmodel_rs.schema.base import NULL_UNSPECIFIED as NULL_UNSPECIFIED
from sqlmodel_rs.schema.base import RETAIN_SCHEMA as RETAIN_SCHEMA
from sqlmodel_rs.schema.base import SchemaConst as SchemaConst
from sqlmodel_rs.schema.base import SchemaItem as SchemaItem
from sqlmodel_rs.schema.base import conv as conv
from sqlmodel_rs.schema.base import quoted_name as quoted_name
from sqlmodel_rs.schema.column import Column as Column
from sqlmodel_rs.schema.constraints import CheckConstraint as CheckConstraint
from sqlmodel_rs.schema.constraints import ColumnCollectionConstraint as ColumnCollectionConstraint
from sqlmodel_rs.schema.constraints import ColumnCollectionMixin as ColumnCollectionMixin
from sqlmodel_rs.schema.constraints import Constraint as Constraint
from sqlmodel_rs.schema.constraints import ForeignKeyConstraint as ForeignKeyConstraint
from sqlmodel_rs.schema.constraints import PrimaryKeyConstraint as PrimaryKeyConstraint
from sqlmodel_rs.schema.constraints import UniqueConstraint as UniqueConstraint
from sqlmodel_rs.schema.ddl import AddConstraint as AddConstraint
from sqlmodel_rs.schema.ddl import CreateColumn as CreateColumn
from sqlmodel_rs.schema.ddl import CreateEnumType as CreateEnumType
from sqlmodel_rs.schema.ddl import CreateIndex as CreateIndex
from sqlmodel_rs.schema.ddl import CreateSchema as CreateSchema
from sqlmodel_rs.schema.ddl import CreateSequence as CreateSequence
from sqlmodel_rs.schema.ddl import CreateTable as CreateTable
from sqlmodel_rs.schema.ddl import DDL as DDL
from sqlmodel_rs.schema.ddl import DropColumnComment as DropColumnComment
from sqlmodel_rs.schema.ddl import DropConstraint as DropConstraint
from sqlmodel_rs.schema.ddl import DropEnumType as DropEnumType
from sqlmodel_rs.schema.ddl import DropIndex as DropIndex
from sqlmodel_rs.schema.ddl import DropSchema as DropSchema
from sqlmodel_rs.schema.ddl import DropSequence as DropSequence
from sqlmodel_rs.schema.ddl import DropTable as DropTable
from sqlmodel_rs.schema.ddl import DropTableComment as DropTableComment
from sqlmodel_rs.schema.ddl import ExecutableDDLElement as BaseDDLElement
from sqlmodel_rs.schema.ddl import ExecutableDDLElement as DDLElement
from sqlmodel_rs.schema.ddl import ExecutableDDLElement as ExecutableDDLElement
from sqlmodel_rs.schema.ddl import SetColumnComment as SetColumnComment
from sqlmodel_rs.schema.ddl import SetTableComment as SetTableComment
from sqlmodel_rs.schema.defaults import ColumnDefault as ColumnDefault
from sqlmodel_rs.schema.defaults import Computed as Computed
from sqlmodel_rs.schema.defaults import DefaultClause as DefaultClause
from sqlmodel_rs.schema.defaults import DefaultGenerator as DefaultGenerator
from sqlmodel_rs.schema.defaults import FetchedValue as FetchedValue
from sqlmodel_rs.schema.defaults import Identity as Identity
from sqlmodel_rs.schema.defaults import Sequence as Sequence
from sqlmodel_rs.schema.foreign_key import ForeignKey as ForeignKey
from sqlmodel_rs.schema.index import Index as Index
from sqlmodel_rs.schema.metadata import MetaData as MetaData
from sqlmodel_rs.schema.naming import DEFAULT_NAMING_CONVENTION as DEFAULT_NAMING_CONVENTION
from sqlmodel_rs.schema.ordering import sort_tables as sort_tables
from sqlmodel_rs.schema.ordering import sort_tables_and_constraints as sort_tables_and_constraints
from sqlmodel_rs.schema.table import Table as Table
from sqlmodel_rs.sql.base import ClauseElement as ClauseElement
from sqlmodel_rs.sql.base import ColumnCollection as ColumnCollection
from sqlmodel_rs.sql.base import Executable as Executable
from sqlmodel_rs.sql.clauses import Case as Case
from sqlmodel_rs.sql.clauses import Extract as Extract
from sqlmodel_rs.sql.clauses import TypeCoerce as TypeCoerce
from sqlmodel_rs.sql.clauses import alias as alias
from sqlmodel_rs.sql.clauses import all_ as all_
from sqlmodel_rs.sql.clauses import and_ as and_
from sqlmodel_rs.sql.clauses import any_ as any_
from sqlmodel_rs.sql.clauses import array as array
from sqlmodel_rs.sql.clauses import asc as asc
from sqlmodel_rs.sql.clauses import between as between
from sqlmodel_rs.sql.clauses import bitwise_not as bitwise_not
from sqlmodel_rs.sql.clauses import case as case
from sqlmodel_rs.sql.clauses import cast as cast
from sqlmodel_rs.sql.clauses import collate as collate
from sqlmodel_rs.sql.clauses import cte as cte
from sqlmodel_rs.sql.clauses import desc as desc
from sqlmodel_rs.sql.clauses import distinct as distinct
from sqlmodel_rs.sql.clauses import except_ as except_
from sqlmodel_rs.sql.clauses import except_all as except_all
from sqlmodel_rs.sql.clauses import exists as exists
from sqlmodel_rs.sql.clauses import extract as extract
from sqlmodel_rs.sql.clauses import false as false
from sqlmodel_rs.sql.clauses import funcfilter as funcfilter
from sqlmodel_rs.sql.clauses import intersect as intersect
from sqlmodel_rs.sql.clauses import intersect_all as intersect_all
from sqlmodel_rs.sql.clauses import join as join
from sqlmodel_rs.sql.clauses import label as label
from sqlmodel_rs.sql.clauses import lambda_stmt as lambda_stmt
from sqlmodel_rs.sql.clauses import lateral as lateral
from sqlmodel_rs.sql.clauses import literal as literal
from sqlmodel_rs.sql.clauses import not_ as not_
from sqlmodel_rs.sql.clauses import null as null
from sqlmodel_rs.sql.clauses import nulls_first as nulls_first
from sqlmodel_rs.sql.clauses import nulls_first as nullsfirst
from sqlmodel_rs.sql.clauses import nulls_last as nulls_last
from sqlmodel_rs.sql.clauses import nulls_last as nullslast
from sqlmodel_rs.sql.clauses import or_ as or_
from sqlmodel_rs.sql.clauses import outerjoin as outerjoin
from sqlmodel_rs.sql.clauses import outparam as outparam
from sqlmodel_rs.sql.clauses import over as over
from sqlmodel_rs.sql.clauses import table as table
from sqlmodel_rs.sql.clauses import tablesample as tablesample
from sqlmodel_rs.sql.clauses import true as true
from sqlmodel_rs.sql.clauses import try_cast as try_cast
from sqlmodel_rs.sql.clauses import tuple_ as tuple_
from sqlmodel_rs.sql.clauses import type_coerce as type_coerce
from sqlmodel_rs.sql.clauses import union as union
from sqlmodel_rs.sql.clauses import union_all as union_all
from sqlmodel_rs.sql.clauses import values as values
from sqlmodel_rs.sql.clauses import within_group as within_group
from sqlmodel_rs.sql.dml import DataChange as UpdateBase
from sqlmodel_rs.sql.dml import Delete as Delete
from sqlmodel_rs.sql.dml import Insert as Insert
from sqlmodel_rs.sql.dml import Update as Update
from sqlmodel_rs.sql.dml import delete as delete
from sqlmodel_rs.sql.dml import insert as insert
from sqlmodel_rs.sql.dml import update as update
from sqlmodel_rs.sql.elements import BinaryExpression as BinaryExpression
from sqlmodel_rs.sql.elements import BindParameter as BindParameter
from sqlmodel_rs.sql.elements import BooleanClauseList as BooleanClauseList
from sqlmodel_rs.sql.elements import Cast as Cast
from sqlmodel_rs.sql.elements import ClauseList as ClauseList
from sqlmodel_rs.sql.elements import ColumnElement as ColumnElement
from sqlmodel_rs.sql.elements import False_ as False_
from sqlmodel_rs.sql.elements import Grouping as Grouping
from sqlmodel_rs.sql.elements import Label as Label
from sqlmodel_rs.sql.elements import Null as Null
from sqlmodel_rs.sql.elements import True_ as True_
from sqlmodel_rs.sql.elements import Tuple as Tuple
from sqlmodel_rs.sql.elements import TypeName as TypeClause
from sqlmodel_rs.sql.elements import UnaryExpression as UnaryExpression
from sqlmodel_rs.sql.expression import ColumnExpressionArgument as ColumnExpressionArgument
from sqlmodel_rs.sql.expression import NotNullable as NotNullable
from sqlmodel_rs.sql.expression import Nullable as Nullable
from sqlmodel_rs.sql.expression import col as col
from sqlmodel_rs.sql.functions import AggregateOrderBy as AggregateOrderBy
from sqlmodel_rs.sql.functions import FrameClause as FrameClause
from sqlmodel_rs.sql.functions import FrameClauseType as FrameClauseType
from sqlmodel_rs.sql.functions import Function as Function
from sqlmodel_rs.sql.functions import FunctionElement as FunctionElement
from sqlmodel_rs.sql.functions import FunctionFilter as FunctionFilter
from sqlmodel_rs.sql.functions import Over as Over
from sqlmodel_rs.sql.functions import TableValued as TableValuedAlias
from sqlmodel_rs.sql.functions import TableValuedColumn as TableValuedColumn
from sqlmodel_rs.sql.functions import WithinGroup as WithinGroup
from sqlmodel_rs.sql.functions import aggregate_order_by as aggregate_order_by
from sqlmodel_rs.sql.functions import func as func
from sqlmodel_rs.sql.functions import modifier as modifier
from sqlmodel_rs.sql.operators import ColumnOperators as ColumnOperators
from sqlmodel_rs.sql.operators import ColumnOperators as Operators
from sqlmodel_rs.sql.operators import ColumnOperators as SQLColumnExpression
from sqlmodel_rs.sql.query import CompoundSelect as CompoundSelect
from sqlmodel_rs.sql.query import Exists as Exists
from sqlmodel_rs.sql.query import LABEL_STYLE_DEFAULT as LABEL_STYLE_DEFAULT
from sqlmodel_rs.sql.query import LABEL_STYLE_DISAMBIGUATE_ONLY as LABEL_STYLE_DISAMBIGUATE_ONLY
from sqlmodel_rs.sql.query import LABEL_STYLE_NONE as LABEL_STYLE_NONE
from sqlmodel_rs.sql.query import LABEL_STYLE_TABLENAME_PLUS_COL as LABEL_STYLE_TABLENAME_PLUS_COL
from sqlmodel_rs.sql.query import Query as SelectBase
from sqlmodel_rs.sql.query import ScalarSelect as ScalarSelect
from sqlmodel_rs.sql.query import SelectLabelStyle as SelectLabelStyle
from sqlmodel_rs.sql.selectable import Alias as Alias
from sqlmodel_rs.sql.selectable import CTE as CTE
from sqlmodel_rs.sql.selectable import ColumnClause as ColumnClause
from sqlmodel_rs.sql.selectable import FromClause as FromClause
from sqlmodel_rs.sql.selectable import FromGrouping as FromGrouping
from sqlmodel_rs.sql.selectable import Join as Join
from sqlmodel_rs.sql.selectable import Lateral as Lateral
from sqlmodel_rs.sql.selectable import Subquery as Subquery
from sqlmodel_rs.sql.selectable import TableClause as TableClause
from sqlmodel_rs.sql.selectable import TableSample as TableSample
from sqlmodel_rs.sql.sqltypes import AutoString as AutoString
from sqlmodel_rs.sql.sqltypes import UTCDateTime as UTCDateTime
from sqlmodel_rs.sql.statement import Select as Select
from sqlmodel_rs.sql.statement import SelectOfScalar as SelectOfScalar
from sqlmodel_rs.sql.statement import select_rows as select
from sqlmodel_rs.sql.statement import select_rows as select_rows
from sqlmodel_rs.sql.textual import TextClause as TextClause
from sqlmodel_rs.sql.textual import TextualSelect as TextualSelect
from sqlmodel_rs.sql.textual import bindparam as bindparam
from sqlmodel_rs.sql.textual import column as column
from sqlmodel_rs.sql.textual import literal_column as literal_column
from sqlmodel_rs.sql.textual import text as text
from sqlmodel_rs.sql.values import Values as Values
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
    "AddConstraint",
    "AggregateOrderBy",
    "Alias",
    "AsyncAdaptedQueuePool",
    "AutoString",
    "BIGINT",
    "BINARY",
    "BLANK_SCHEMA",
    "BLOB",
    "BOOLEAN",
    "BOOLEANTYPE",
    "BaseDDLElement",
    "BigInteger",
    "BinaryExpression",
    "BindParameter",
    "Boolean",
    "BooleanClauseList",
    "CHAR",
    "CLOB",
    "CTE",
    "Case",
    "Cast",
    "CheckConstraint",
    "ChunkedIteratorResult",
    "ClauseElement",
    "ClauseList",
    "Column",
    "ColumnClause",
    "ColumnCollection",
    "ColumnCollectionConstraint",
    "ColumnCollectionMixin",
    "ColumnDefault",
    "ColumnElement",
    "ColumnExpressionArgument",
    "ColumnOperators",
    "CompoundSelect",
    "Computed",
    "Concatenable",
    "Connection",
    "Constraint",
    "CreateColumn",
    "CreateEnumType",
    "CreateIndex",
    "CreateSchema",
    "CreateSequence",
    "CreateTable",
    "CursorResult",
    "DATE",
    "DATETIME",
    "DDL",
    "DDLElement",
    "DECIMAL",
    "DEFAULT_NAMING_CONVENTION",
    "DOUBLE",
    "DOUBLE_PRECISION",
    "Date",
    "DateTime",
    "DefaultClause",
    "DefaultGenerator",
    "Delete",
    "Dialect",
    "Double",
    "DropColumnComment",
    "DropConstraint",
    "DropEnumType",
    "DropIndex",
    "DropSchema",
    "DropSequence",
    "DropTable",
    "DropTableComment",
    "Engine",
    "Enum",
    "ExceptionContext",
    "Executable",
    "ExecutableDDLElement",
    "ExecutionContext",
    "Exists",
    "ExternalType",
    "Extract",
    "FLOAT",
    "False_",
    "FetchedValue",
    "Float",
    "ForeignKey",
    "ForeignKeyConstraint",
    "FrameClause",
    "FrameClauseType",
    "FromClause",
    "FromGrouping",
    "FrozenResult",
    "Function",
    "FunctionElement",
    "FunctionFilter",
    "Grouping",
    "INT",
    "INTEGER",
    "INTEGERTYPE",
    "Identity",
    "Index",
    "Insert",
    "Inspector",
    "Integer",
    "Interval",
    "IteratorResult",
    "JSON",
    "JSONB",
    "Join",
    "LABEL_STYLE_DEFAULT",
    "LABEL_STYLE_DISAMBIGUATE_ONLY",
    "LABEL_STYLE_NONE",
    "LABEL_STYLE_TABLENAME_PLUS_COL",
    "Label",
    "LargeBinary",
    "Lateral",
    "MappingResult",
    "MetaData",
    "MockConnection",
    "NCHAR",
    "NULLTYPE",
    "NULL_UNSPECIFIED",
    "NUMERIC",
    "NVARCHAR",
    "NestedTransaction",
    "NotNullable",
    "Null",
    "NullPool",
    "NullType",
    "Nullable",
    "Numeric",
    "NumericCommon",
    "Operators",
    "Over",
    "PickleType",
    "Pool",
    "PrimaryKeyConstraint",
    "QueuePool",
    "REAL",
    "RETAIN_SCHEMA",
    "Result",
    "RootTransaction",
    "Row",
    "RowMapping",
    "SMALLINT",
    "SQLColumnExpression",
    "STRINGTYPE",
    "ScalarResult",
    "ScalarSelect",
    "SchemaConst",
    "SchemaItem",
    "SchemaType",
    "Select",
    "SelectBase",
    "SelectLabelStyle",
    "SelectOfScalar",
    "Sequence",
    "SetColumnComment",
    "SetTableComment",
    "SingletonThreadPool",
    "SmallInteger",
    "StaticPool",
    "String",
    "Subquery",
    "TEXT",
    "TIME",
    "TIMESTAMP",
    "Table",
    "TableClause",
    "TableSample",
    "TableValuedAlias",
    "TableValuedColumn",
    "Text",
    "TextClause",
    "TextualSelect",
    "Time",
    "Transaction",
    "True_",
    "Tuple",
    "TupleResult",
    "TupleType",
    "TypeClause",
    "TypeCoerce",
    "TypeDecorator",
    "TypeDialect",
    "TypeEngine",
    "URL",
    "UTCDateTime",
    "UUID",
    "UnaryExpression",
    "Unicode",
    "UnicodeText",
    "UniqueConstraint",
    "Update",
    "UpdateBase",
    "UserDefinedType",
    "Uuid",
    "VALUE_TYPES",
    "VARBINARY",
    "VARCHAR",
    "Values",
    "WithinGroup",
    "aggregate_order_by",
    "alias",
    "all_",
    "and_",
    "any_",
    "array",
    "asc",
    "between",
    "bindparam",
    "bitwise_not",
    "case",
    "cast",
    "col",
    "collate",
    "column",
    "conv",
    "create_engine",
    "create_mock_engine",
    "cte",
    "delete",
    "desc",
    "dialects",
    "distinct",
    "engine",
    "engine_from_config",
    "event",
    "exc",
    "except_",
    "except_all",
    "exists",
    "ext",
    "extract",
    "false",
    "func",
    "funcfilter",
    "future",
    "insert",
    "inspect",
    "inspection",
    "intersect",
    "intersect_all",
    "join",
    "label",
    "lambda_stmt",
    "lateral",
    "literal",
    "literal_column",
    "make_url",
    "modifier",
    "not_",
    "null",
    "nulls_first",
    "nulls_last",
    "nullsfirst",
    "nullslast",
    "or_",
    "orm",
    "outerjoin",
    "outparam",
    "over",
    "pool",
    "quoted_name",
    "schema",
    "select",
    "select_rows",
    "sort_tables",
    "sort_tables_and_constraints",
    "sql",
    "table",
    "tablesample",
    "text",
    "to_instance",
    "true",
    "try_cast",
    "tuple_",
    "type_coerce",
    "type_compiler",
    "type_of_value",
    "types",
    "union",
    "union_all",
    "update",
    "util",
    "values",
    "within_group",
]
