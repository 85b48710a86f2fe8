# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs._native import between as between
from sqlmodel_rs._native import compare as compare
from sqlmodel_rs.exc import ArgumentError as ArgumentError
from sqlmodel_rs.sa.sql.named import AnonymousLabel as _anonymous_label
from sqlmodel_rs.schema.base import conv as conv
from sqlmodel_rs.schema.base import quoted_name as quoted_name
from sqlmodel_rs.sql.base import ClauseElement as ClauseElement
from sqlmodel_rs.sql.base import ColumnCollection as ColumnCollection
from sqlmodel_rs.sql.base import Executable as Executable
from sqlmodel_rs.sql.base import scalar_subquery as scalar_subquery
from sqlmodel_rs.sql.clauses import Case as Case
from sqlmodel_rs.sql.clauses import Extract as Extract
from sqlmodel_rs.sql.clauses import TypeCoerce as TypeCoerce
from sqlmodel_rs.sql.clauses import alias as alias
from sqlmodel_rs.sql.clauses import all_ as all_
from sqlmodel_rs.sql.clauses import and_ as and_
from sqlmodel_rs.sql.clauses import any_ as any_
from sqlmodel_rs.sql.clauses import array as array
from sqlmodel_rs.sql.clauses import asc as asc
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
from sqlmodel_rs.sql.elements import Array as Array
from sqlmodel_rs.sql.elements import BinaryExpression as BinaryExpression
from sqlmodel_rs.sql.elements import BindParameter as BindParameter
from sqlmodel_rs.sql.elements import BooleanClauseList as BooleanClauseList
from sqlmodel_rs.sql.elements import Cast as Cast
from sqlmodel_rs.sql.elements import ClauseList as ClauseList
from sqlmodel_rs.sql.elements import Collate as Collate
from sqlmodel_rs.sql.elements import ColumnElement as ColumnElement
from sqlmodel_rs.sql.elements import ColumnElement as KeyedColumnElement
from sqlmodel_rs.sql.elements import DefaultValue as DefaultValue
from sqlmodel_rs.sql.elements import FALSE as FALSE
from sqlmodel_rs.sql.elements import False_ as False_
from sqlmodel_rs.sql.elements import Grouping as Grouping
from sqlmodel_rs.sql.elements import Label as Label
from sqlmodel_rs.sql.elements import NULL as NULL
from sqlmodel_rs.sql.elements import Null as Null
from sqlmodel_rs.sql.elements import OPERATIONS as OPERATIONS
from sqlmodel_rs.sql.elements import OrderLabel as OrderLabel
from sqlmodel_rs.sql.elements import OrderLabel as _label_reference
from sqlmodel_rs.sql.elements import REVERSED_OPERATIONS as REVERSED_OPERATIONS
from sqlmodel_rs.sql.elements import Slice as Slice
from sqlmodel_rs.sql.elements import SqlToken as SqlToken
from sqlmodel_rs.sql.elements import TRUE as TRUE
from sqlmodel_rs.sql.elements import True_ as True_
from sqlmodel_rs.sql.elements import Tuple as Tuple
from sqlmodel_rs.sql.elements import TypeName as TypeClause
from sqlmodel_rs.sql.elements import TypeName as TypeName
from sqlmodel_rs.sql.elements import UnaryExpression as UnaryExpression
from sqlmodel_rs.sql.elements import bind_beside as bind_beside
from sqlmodel_rs.sql.elements import bind_name as bind_name
from sqlmodel_rs.sql.elements import compare_any as compare_any
from sqlmodel_rs.sql.elements import compare_plain as compare_plain
from sqlmodel_rs.sql.elements import conjunction as conjunction
from sqlmodel_rs.sql.elements import constant as constant
from sqlmodel_rs.sql.elements import criterion as criterion
from sqlmodel_rs.sql.elements import expression as expression
from sqlmodel_rs.sql.elements import is_expression_source as is_expression_source
from sqlmodel_rs.sql.elements import literal_element as literal_element
from sqlmodel_rs.sql.elements import negated as negated
from sqlmodel_rs.sql.expression import ColumnExpressionArgument as ColumnExpressionArgument
from sqlmodel_rs.sql.expression import NotNullable as NotNullable
from sqlmodel_rs.sql.expression import Nullable as Nullable
from sqlmodel_rs.sql.expression import col as col
from sqlmodel_rs.sql.functions import AggregateOrderBy as AggregateOrderBy
from sqlmodel_rs.sql.functions import Function as Function
from sqlmodel_rs.sql.functions import FunctionElement as FunctionElement
from sqlmodel_rs.sql.functions import FunctionFilter as FunctionFilter
from sqlmodel_rs.sql.functions import Over as Over
from sqlmodel_rs.sql.functions import TableValued as TableValuedAlias
from sqlmodel_rs.sql.functions import TableValuedColumn as TableValuedColumn
from sqlmodel_rs.sql.functions import WithinGroup as WithinGroup
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
from sqlmodel_rs.sql.query import Query as Query
from sqlmodel_rs.sql.query import Query as SelectBase
from sqlmodel_rs.sql.query import ScalarSelect as ScalarSelect
from sqlmodel_rs.sql.query import SelectLabelStyle as SelectLabelStyle
from sqlmodel_rs.sql.selectable import Alias as Alias
from sqlmodel_rs.sql.selectable import CONSTRUCTORS as CONSTRUCTORS
from sqlmodel_rs.sql.selectable import CTE as CTE
from sqlmodel_rs.sql.selectable import ColumnClause as ColumnClause
from sqlmodel_rs.sql.selectable import FromClause as FromClause
from sqlmodel_rs.sql.selectable import FromGrouping as FromGrouping
from sqlmodel_rs.sql.selectable import Join as Join
from sqlmodel_rs.sql.selectable import Lateral as Lateral
from sqlmodel_rs.sql.selectable import Subquery as Subquery
from sqlmodel_rs.sql.selectable import TableClause as TableClause
from sqlmodel_rs.sql.selectable import TableSample as TableSample
from sqlmodel_rs.sql.selection import select as select
from sqlmodel_rs.sql.statement import Select as Select
from sqlmodel_rs.sql.statement import SelectOfScalar as SelectOfScalar
from sqlmodel_rs.sql.statement import select_rows as select_rows
from sqlmodel_rs.sql.textual import EntityText as EntityText
from sqlmodel_rs.sql.textual import TextClause as TextClause
from sqlmodel_rs.sql.textual import TextualSelect as TextualSelect
from sqlmodel_rs.sql.textual import bindparam as bindparam
from sqlmodel_rs.sql.textual import column as column
from sqlmodel_rs.sql.textual import literal_column as literal_column
from sqlmodel_rs.sql.textual import text as text
from sqlmodel_rs.sql.values import Values as Values
from sqlmodel_rs.types.base import NULLTYPE as NULLTYPE
from sqlmodel_rs.types.base import TypeEngine as TypeEngine
from sqlmodel_rs.types.base import to_instance as to_instance
from sqlmodel_rs.types.base import type_of_value as type_of_value
from sqlmodel_rs.types.collection import ARRAY as ARRAY
from sqlmodel_rs.types.numeric import BOOLEANTYPE as BOOLEANTYPE

__all__ = [
    "ARRAY",
    "AggregateOrderBy",
    "Alias",
    "ArgumentError",
    "Array",
    "BOOLEANTYPE",
    "BinaryExpression",
    "BindParameter",
    "BooleanClauseList",
    "CONSTRUCTORS",
    "CTE",
    "Case",
    "Cast",
    "ClauseElement",
    "ClauseList",
    "Collate",
    "ColumnClause",
    "ColumnCollection",
    "ColumnElement",
    "ColumnExpressionArgument",
    "ColumnOperators",
    "CompoundSelect",
    "DefaultValue",
    "Delete",
    "EntityText",
    "Executable",
    "Exists",
    "Extract",
    "FALSE",
    "False_",
    "FromClause",
    "FromGrouping",
    "Function",
    "FunctionElement",
    "FunctionFilter",
    "Grouping",
    "Insert",
    "Join",
    "KeyedColumnElement",
    "LABEL_STYLE_DEFAULT",
    "LABEL_STYLE_DISAMBIGUATE_ONLY",
    "LABEL_STYLE_NONE",
    "LABEL_STYLE_TABLENAME_PLUS_COL",
    "Label",
    "Lateral",
    "NULL",
    "NULLTYPE",
    "NotNullable",
    "Null",
    "Nullable",
    "OPERATIONS",
    "Operators",
    "OrderLabel",
    "Over",
    "Query",
    "REVERSED_OPERATIONS",
    "SQLColumnExpression",
    "ScalarSelect",
    "Select",
    "SelectBase",
    "SelectLabelStyle",
    "SelectOfScalar",
    "Slice",
    "SqlToken",
    "Subquery",
    "TRUE",
    "TableClause",
    "TableSample",
    "TableValuedAlias",
    "TableValuedColumn",
    "TextClause",
    "TextualSelect",
    "True_",
    "Tuple",
    "TypeClause",
    "TypeCoerce",
    "TypeEngine",
    "TypeName",
    "UnaryExpression",
    "Update",
    "UpdateBase",
    "Values",
    "WithinGroup",
    "_anonymous_label",
    "_label_reference",
    "alias",
    "all_",
    "and_",
    "any_",
    "array",
    "asc",
    "between",
    "bind_beside",
    "bind_name",
    "bindparam",
    "bitwise_not",
    "case",
    "cast",
    "col",
    "collate",
    "column",
    "compare",
    "compare_any",
    "compare_plain",
    "conjunction",
    "constant",
    "conv",
    "criterion",
    "cte",
    "delete",
    "desc",
    "distinct",
    "except_",
    "except_all",
    "exists",
    "expression",
    "extract",
    "false",
    "func",
    "funcfilter",
    "insert",
    "intersect",
    "intersect_all",
    "is_expression_source",
    "join",
    "label",
    "lambda_stmt",
    "lateral",
    "literal",
    "literal_column",
    "literal_element",
    "modifier",
    "negated",
    "not_",
    "null",
    "nulls_first",
    "nulls_last",
    "nullsfirst",
    "nullslast",
    "or_",
    "outerjoin",
    "outparam",
    "over",
    "quoted_name",
    "scalar_subquery",
    "select",
    "select_rows",
    "table",
    "tablesample",
    "text",
    "to_instance",
    "true",
    "try_cast",
    "tuple_",
    "type_coerce",
    "type_of_value",
    "union",
    "union_all",
    "update",
    "values",
    "within_group",
]
