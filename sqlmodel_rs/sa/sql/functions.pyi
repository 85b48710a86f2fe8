# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.exc import ArgumentError as ArgumentError
from sqlmodel_rs.sa.sql.named import AnsiFunction as AnsiFunction
from sqlmodel_rs.sa.sql.named import OrderedSetAgg as OrderedSetAgg
from sqlmodel_rs.sa.sql.named import ReturnTypeFromArgs as ReturnTypeFromArgs
from sqlmodel_rs.sa.sql.named import aggregate_strings as aggregate_strings
from sqlmodel_rs.sa.sql.named import char_length as char_length
from sqlmodel_rs.sa.sql.named import coalesce as coalesce
from sqlmodel_rs.sa.sql.named import concat as concat
from sqlmodel_rs.sa.sql.named import count as count
from sqlmodel_rs.sa.sql.named import cube as cube
from sqlmodel_rs.sa.sql.named import cume_dist as cume_dist
from sqlmodel_rs.sa.sql.named import current_date as current_date
from sqlmodel_rs.sa.sql.named import current_time as current_time
from sqlmodel_rs.sa.sql.named import current_timestamp as current_timestamp
from sqlmodel_rs.sa.sql.named import current_user as current_user
from sqlmodel_rs.sa.sql.named import dense_rank as dense_rank
from sqlmodel_rs.sa.sql.named import grouping_sets as grouping_sets
from sqlmodel_rs.sa.sql.named import localtime as localtime
from sqlmodel_rs.sa.sql.named import localtimestamp as localtimestamp
from sqlmodel_rs.sa.sql.named import max as max
from sqlmodel_rs.sa.sql.named import min as min
from sqlmodel_rs.sa.sql.named import mode as mode
from sqlmodel_rs.sa.sql.named import now as now
from sqlmodel_rs.sa.sql.named import percent_rank as percent_rank
from sqlmodel_rs.sa.sql.named import percentile_cont as percentile_cont
from sqlmodel_rs.sa.sql.named import percentile_disc as percentile_disc
from sqlmodel_rs.sa.sql.named import pow as pow
from sqlmodel_rs.sa.sql.named import random as random
from sqlmodel_rs.sa.sql.named import rank as rank
from sqlmodel_rs.sa.sql.named import rollup as rollup
from sqlmodel_rs.sa.sql.named import session_user as session_user
from sqlmodel_rs.sa.sql.named import sum as sum
from sqlmodel_rs.sa.sql.named import sysdate as sysdate
from sqlmodel_rs.sa.sql.named import user as user
from sqlmodel_rs.sql.arguments import P as P
from sqlmodel_rs.sql.arguments import T as T
from sqlmodel_rs.sql.base import ClauseElement as ClauseElement
from sqlmodel_rs.sql.base import ColumnCollection as ColumnCollection
from sqlmodel_rs.sql.elements import BindParameter as BindParameter
from sqlmodel_rs.sql.elements import ClauseList as ClauseList
from sqlmodel_rs.sql.elements import ColumnElement as ColumnElement
from sqlmodel_rs.sql.elements import Grouping as Grouping
from sqlmodel_rs.sql.elements import conjunction as conjunction
from sqlmodel_rs.sql.elements import literal_element as literal_element
from sqlmodel_rs.sql.functions import AggregateOrderBy as AggregateOrderBy
from sqlmodel_rs.sql.functions import Arguments as Arguments
from sqlmodel_rs.sql.functions import BARE_FUNCTIONS as BARE_FUNCTIONS
from sqlmodel_rs.sql.functions import FrameClause as FrameClause
from sqlmodel_rs.sql.functions import FrameClauseType as FrameClauseType
from sqlmodel_rs.sql.functions import Function as Function
from sqlmodel_rs.sql.functions import FunctionAsBinary as FunctionAsBinary
from sqlmodel_rs.sql.functions import FunctionElement as FunctionElement
from sqlmodel_rs.sql.functions import FunctionFilter as FunctionFilter
from sqlmodel_rs.sql.functions import FunctionNamespace as FunctionNamespace
from sqlmodel_rs.sql.functions import FunctionNamespace as _FunctionGenerator
from sqlmodel_rs.sql.functions import GenericFunction as GenericFunction
from sqlmodel_rs.sql.functions import NextValue as NextValue
from sqlmodel_rs.sql.functions import Over as Over
from sqlmodel_rs.sql.functions import REGCONFIGTYPE as REGCONFIGTYPE
from sqlmodel_rs.sql.functions import TableValued as TableValued
from sqlmodel_rs.sql.functions import TableValuedColumn as TableValuedColumn
from sqlmodel_rs.sql.functions import WithinGroup as WithinGroup
from sqlmodel_rs.sql.functions import aggregate_order_by as aggregate_order_by
from sqlmodel_rs.sql.functions import array_agg as array_agg
from sqlmodel_rs.sql.functions import ends_of as ends_of
from sqlmodel_rs.sql.functions import first_argument as first_argument
from sqlmodel_rs.sql.functions import func as func
from sqlmodel_rs.sql.functions import modifier as modifier
from sqlmodel_rs.sql.functions import next_value as next_value
from sqlmodel_rs.sql.functions import register_function as register_function
from sqlmodel_rs.sql.functions import sampling as sampling
from sqlmodel_rs.sql.functions import separated as separated
from sqlmodel_rs.sql.operators import ColumnOperators as ColumnOperators
from sqlmodel_rs.sql.query import ordering as ordering
from sqlmodel_rs.sql.selectable import CONSTRUCTORS as CONSTRUCTORS
from sqlmodel_rs.sql.selectable import ColumnClause as ColumnClause
from sqlmodel_rs.sql.selectable import FromClause as FromClause
from sqlmodel_rs.types.base import NULLTYPE as NULLTYPE
from sqlmodel_rs.types.base import TypeEngine as TypeEngine
from sqlmodel_rs.types.base import to_instance as to_instance
from sqlmodel_rs.types.collection import ARRAY as ARRAY
from sqlmodel_rs.types.numeric import BOOLEANTYPE as BOOLEANTYPE
from sqlmodel_rs.types.numeric import Float as Float
from sqlmodel_rs.types.numeric import INTEGERTYPE as INTEGERTYPE
from sqlmodel_rs.types.numeric import Numeric as Numeric
from sqlmodel_rs.types.search import REGCONFIG as REGCONFIG
from sqlmodel_rs.types.search import TSQUERY as TSQUERY
from sqlmodel_rs.types.search import TSVECTOR as TSVECTOR
from sqlmodel_rs.types.string import STRINGTYPE as STRINGTYPE
from sqlmodel_rs.types.string import Text as Text
from sqlmodel_rs.types.temporal import Date as Date
from sqlmodel_rs.types.temporal import DateTime as DateTime
from sqlmodel_rs.types.temporal import Time as Time

__all__ = [
    "ARRAY",
    "AggregateOrderBy",
    "AnsiFunction",
    "ArgumentError",
    "Arguments",
    "BARE_FUNCTIONS",
    "BOOLEANTYPE",
    "BindParameter",
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
    "FrameClause",
    "FrameClauseType",
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
    "OrderedSetAgg",
    "Over",
    "P",
    "REGCONFIG",
    "REGCONFIGTYPE",
    "ReturnTypeFromArgs",
    "STRINGTYPE",
    "T",
    "TSQUERY",
    "TSVECTOR",
    "TableValued",
    "TableValuedColumn",
    "Text",
    "Time",
    "TypeEngine",
    "WithinGroup",
    "_FunctionGenerator",
    "aggregate_order_by",
    "aggregate_strings",
    "array_agg",
    "char_length",
    "coalesce",
    "concat",
    "conjunction",
    "count",
    "cube",
    "cume_dist",
    "current_date",
    "current_time",
    "current_timestamp",
    "current_user",
    "dense_rank",
    "ends_of",
    "first_argument",
    "func",
    "grouping_sets",
    "literal_element",
    "localtime",
    "localtimestamp",
    "max",
    "min",
    "mode",
    "modifier",
    "next_value",
    "now",
    "ordering",
    "percent_rank",
    "percentile_cont",
    "percentile_disc",
    "pow",
    "random",
    "rank",
    "register_function",
    "rollup",
    "sampling",
    "separated",
    "session_user",
    "sum",
    "sysdate",
    "to_instance",
    "user",
]
