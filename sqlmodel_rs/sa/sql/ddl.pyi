# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs._native import compile as compile_node
from sqlmodel_rs.schema.ddl import AddConstraint as AddConstraint
from sqlmodel_rs.schema.ddl import BaseDDLElement as BaseDDLElement
from sqlmodel_rs.schema.ddl import CreateColumn as CreateColumn
from sqlmodel_rs.schema.ddl import CreateEnumType as CreateEnumType
from sqlmodel_rs.schema.ddl import CreateIndex as CreateIndex
from sqlmodel_rs.schema.ddl import CreateSchema as CreateSchema
from sqlmodel_rs.schema.ddl import CreateSequence as CreateSequence
from sqlmodel_rs.schema.ddl import CreateTable as CreateTable
from sqlmodel_rs.schema.ddl import DDL as DDL
from sqlmodel_rs.schema.ddl import DDLElement as DDLElement
from sqlmodel_rs.schema.ddl import DropColumnComment as DropColumnComment
from sqlmodel_rs.schema.ddl import DropConstraint as DropConstraint
from sqlmodel_rs.schema.ddl import DropEnumType as DropEnumType
from sqlmodel_rs.schema.ddl import DropIndex as DropIndex
from sqlmodel_rs.schema.ddl import DropSchema as DropSchema
from sqlmodel_rs.schema.ddl import DropSequence as DropSequence
from sqlmodel_rs.schema.ddl import DropTable as DropTable
from sqlmodel_rs.schema.ddl import DropTableComment as DropTableComment
from sqlmodel_rs.schema.ddl import ExecutableDDLElement as ExecutableDDLElement
from sqlmodel_rs.schema.ddl import SetColumnComment as SetColumnComment
from sqlmodel_rs.schema.ddl import SetTableComment as SetTableComment
from sqlmodel_rs.sql.base import Compiled as Compiled
from sqlmodel_rs.sql.base import Executable as Executable
from sqlmodel_rs.sql.base import dialect_name as dialect_name

__all__ = [
    "AddConstraint",
    "BaseDDLElement",
    "Compiled",
    "CreateColumn",
    "CreateEnumType",
    "CreateIndex",
    "CreateSchema",
    "CreateSequence",
    "CreateTable",
    "DDL",
    "DDLElement",
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
    "SetColumnComment",
    "SetTableComment",
    "compile_node",
    "dialect_name",
]
