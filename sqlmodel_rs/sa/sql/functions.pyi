# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.exc import ArgumentError as ArgumentError
from sqlmodel_rs.sql.arguments import P as P
from sqlmodel_rs.sql.arguments import T as T
from sqlmodel_rs.sql.base import ClauseElement as ClauseElement
from sqlmodel_rs.sql.base import ColumnCollection as ColumnCollection
from sqlmodel_rs.sql.elements import ClauseList as ClauseList
from sqlmodel_rs.sql.elements import ColumnElement as ColumnElement
from sqlmodel_rs.sql.elements import Grouping as Grouping
from sqlmodel_rs.sql.elements import conjunction as conjunction
from sqlmodel_rs.sql.elements import literal_element as literal_element
from sqlmodel_rs.sql.functions import AggregateOrderBy as AggregateOrderBy
from sqlmodel_rs.sql.functions import Arguments as Arguments
from sqlmodel_rs.sql.functions import BARE_FUNCTIONS as BARE_FUNCTIONS
from sqlmodel_rs.sql.functions import Function as Function
from sqlmodel_rs.sql.functions import FunctionAsBinary as FunctionAsBinary
from sqlmodel_rs.sql.functions import FunctionElement as FunctionElement
from sqlmodel_rs.sql.functions import FunctionFilter as FunctionFilter
from sqlmodel_rs.sql.functions import FunctionNamespace as FunctionNamespace
from sqlmodel_rs.sql.functions import FunctionNamespace as _FunctionGenerator
from sqlmodel_rs.sql.functions import GenericFunction as GenericFunction
from sqlmodel_rs.sql.functions import NextValue as NextValue
from sqlmodel_rs.sql.functions import Over as Over
from sqlmodel_rs.sql.functions import TableValued as TableValued
from sqlmodel_rs.sql.functions import TableValuedColumn as TableValuedColumn
from sqlmodel_rs.sql.functions import WithinGroup as WithinGroup
from sqlmodel_rs.sql.functions import aggregate_order_by as aggregate_order_by
from sqlmodel_rs.sql.functions import array_agg as array_agg
from sqlmodel_rs.sql.functions import func as func
from sqlmodel_rs.sql.functions import modifier as modifier
from sqlmodel_rs.sql.functions import next_value as next_value
from sqlmodel_rs.sql.functions import register_function as register_function
from sqlmodel_rs.sql.operators import ColumnOperators as ColumnOperators
from sqlmodel_rs.sql.query import ordering as ordering
from sqlmodel_rs.sql.selectable import CONSTRUCTORS as CONSTRUCTORS
from sqlmodel_rs.sql.selectable import ColumnClause as ColumnClause
from sqlmodel_rs.sql.selectable import FromClause as FromClause
from sqlmodel_rs.types.base import NULLTYPE as NULLTYPE
from sqlmodel_rs.types.base import TypeEngine as TypeEngine
from sqlmodel_rs.types.base import to_instance as to_instance
from sqlmodel_rs.types.numeric import BOOLEANTYPE as BOOLEANTYPE
from sqlmodel_rs.types.numeric import Float as Float
from sqlmodel_rs.types.numeric import INTEGERTYPE as INTEGERTYPE
from sqlmodel_rs.types.numeric import Numeric as Numeric
from sqlmodel_rs.types.string import STRINGTYPE as STRINGTYPE
from sqlmodel_rs.types.temporal import Date as Date
from sqlmodel_rs.types.temporal import DateTime as DateTime
from sqlmodel_rs.types.temporal import Time as Time

__all__ = [
    "AggregateOrderBy",
    "ArgumentError",
    "Arguments",
    "BARE_FUNCTIONS",
    "BOOLEANTYPE",
    "CONSTRUCTORS",
    "ClauseElement",
    "ClauseList",
    "ColumnClause",
    "ColumnCollection",
    "ColumnElement",
    "ColumnOperators",
    "Date",
    "DateTime",
    "Float",
    "FromClause",
    "Function",
    "FunctionAsBinary",
    "FunctionElement",
    "FunctionFilter",
    "FunctionNamespace",
    "GenericFunction",
    "Grouping",
    "INTEGERTYPE",
    "NULLTYPE",
    "NextValue",
    "Numeric",
    "Over",
    "P",
    "STRINGTYPE",
    "T",
    "TableValued",
    "TableValuedColumn",
    "Time",
    "TypeEngine",
    "WithinGroup",
    "_FunctionGenerator",
    "aggregate_order_by",
    "array_agg",
    "conjunction",
    "func",
    "literal_element",
    "modifier",
    "next_value",
    "ordering",
    "register_function",
    "to_instance",
]
