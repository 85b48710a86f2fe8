# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs._native import compile as compile_node
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
from sqlmodel_rs.schema.ddl import _Element as _CreateDropBase
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
from sqlmodel_rs.sql.base import Compiled as Compiled
from sqlmodel_rs.sql.base import Executable as Executable
from sqlmodel_rs.sql.base import dialect_name as dialect_name

__all__ = [
    "AddConstraint",
    "BLANK_SCHEMA",
    "BaseDDLElement",
    "CheckConstraint",
    "Column",
    "ColumnCollectionConstraint",
    "ColumnCollectionMixin",
    "ColumnDefault",
    "Compiled",
    "Computed",
    "Constraint",
    "CreateColumn",
    "CreateEnumType",
    "CreateIndex",
    "CreateSchema",
    "CreateSequence",
    "CreateTable",
    "DDL",
    "DDLElement",
    "DEFAULT_NAMING_CONVENTION",
    "DefaultClause",
    "DefaultGenerator",
    "DropColumnComment",
    "DropConstraint",
    "DropEnumType",
    "DropIndex",
    "DropSchema",
    "DropSequence",
    "DropTable",
    "DropTableComment",
    "Executable",
    "ExecutableDDLElement",
    "FetchedValue",
    "ForeignKey",
    "ForeignKeyConstraint",
    "Identity",
    "Index",
    "MetaData",
    "NULL_UNSPECIFIED",
    "PrimaryKeyConstraint",
    "RETAIN_SCHEMA",
    "SchemaConst",
    "SchemaItem",
    "Sequence",
    "SetColumnComment",
    "SetTableComment",
    "Table",
    "UniqueConstraint",
    "_CreateDropBase",
    "compile_node",
    "conv",
    "dialect_name",
    "quoted_name",
    "sort_tables",
    "sort_tables_and_constraints",
]
