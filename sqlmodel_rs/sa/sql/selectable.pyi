# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.exc import ArgumentError as ArgumentError
from sqlmodel_rs.exc import CompileError as CompileError
from sqlmodel_rs.sql.base import ClauseElement as ClauseElement
from sqlmodel_rs.sql.base import ColumnCollection as ColumnCollection
from sqlmodel_rs.sql.base import Executable as Executable
from sqlmodel_rs.sql.base import scalar_subquery as scalar_subquery
from sqlmodel_rs.sql.dml import DataChange as UpdateBase
from sqlmodel_rs.sql.elements import ClauseList as ClauseList
from sqlmodel_rs.sql.elements import ColumnElement as ColumnElement
from sqlmodel_rs.sql.elements import False_ as False_
from sqlmodel_rs.sql.elements import Grouping as Grouping
from sqlmodel_rs.sql.elements import Null as Null
from sqlmodel_rs.sql.elements import OrderLabel as OrderLabel
from sqlmodel_rs.sql.elements import True_ as True_
from sqlmodel_rs.sql.elements import TypeName as TypeClause
from sqlmodel_rs.sql.elements import UnaryExpression as UnaryExpression
from sqlmodel_rs.sql.elements import expression as expression
from sqlmodel_rs.sql.elements import is_expression_source as is_expression_source
from sqlmodel_rs.sql.elements import literal_element as literal_element
from sqlmodel_rs.sql.expression import ColumnExpressionArgument as ColumnExpressionArgument
from sqlmodel_rs.sql.expression import NotNullable as NotNullable
from sqlmodel_rs.sql.expression import Nullable as Nullable
from sqlmodel_rs.sql.functions import AggregateOrderBy as AggregateOrderBy
from sqlmodel_rs.sql.functions import Function as Function
from sqlmodel_rs.sql.functions import TableValued as TableValuedAlias
from sqlmodel_rs.sql.functions import TableValuedColumn as TableValuedColumn
from sqlmodel_rs.sql.operators import ColumnOperators as Operators
from sqlmodel_rs.sql.operators import ColumnOperators as SQLColumnExpression
from sqlmodel_rs.sql.query import CompoundSelect as CompoundSelect
from sqlmodel_rs.sql.query import Exists as Exists
from sqlmodel_rs.sql.query import ForUpdate as ForUpdate
from sqlmodel_rs.sql.query import LABEL_STYLE_DEFAULT as LABEL_STYLE_DEFAULT
from sqlmodel_rs.sql.query import LABEL_STYLE_DISAMBIGUATE_ONLY as LABEL_STYLE_DISAMBIGUATE_ONLY
from sqlmodel_rs.sql.query import LABEL_STYLE_NONE as LABEL_STYLE_NONE
from sqlmodel_rs.sql.query import LABEL_STYLE_TABLENAME_PLUS_COL as LABEL_STYLE_TABLENAME_PLUS_COL
from sqlmodel_rs.sql.query import Query as Query
from sqlmodel_rs.sql.query import Query as SelectBase
from sqlmodel_rs.sql.query import ScalarSelect as ScalarSelect
from sqlmodel_rs.sql.query import SelectLabelStyle as SelectLabelStyle
from sqlmodel_rs.sql.query import amount as amount
from sqlmodel_rs.sql.query import count_literal as count_literal
from sqlmodel_rs.sql.query import flattened as flattened
from sqlmodel_rs.sql.query import lock_targets as lock_targets
from sqlmodel_rs.sql.query import ordering as ordering
from sqlmodel_rs.sql.selectable import Alias as Alias
from sqlmodel_rs.sql.selectable import CONSTRUCTORS as CONSTRUCTORS
from sqlmodel_rs.sql.selectable import CTE as CTE
from sqlmodel_rs.sql.selectable import ColumnClause as ColumnClause
from sqlmodel_rs.sql.selectable import FromClause as FromClause
from sqlmodel_rs.sql.selectable import FromClause as Selectable
from sqlmodel_rs.sql.selectable import FromGrouping as FromGrouping
from sqlmodel_rs.sql.selectable import Join as Join
from sqlmodel_rs.sql.selectable import Lateral as Lateral
from sqlmodel_rs.sql.selectable import NULLTYPE as NULLTYPE
from sqlmodel_rs.sql.selectable import Subquery as Subquery
from sqlmodel_rs.sql.selectable import TableClause as TableClause
from sqlmodel_rs.sql.selectable import TableSample as TableSample
from sqlmodel_rs.sql.selectable import selected as selected
from sqlmodel_rs.sql.statement import Select as Select
from sqlmodel_rs.sql.statement import SelectOfScalar as SelectOfScalar
from sqlmodel_rs.sql.statement import attribute_of as attribute_of
from sqlmodel_rs.sql.statement import select as select
from sqlmodel_rs.sql.statement import select_item as select_item
from sqlmodel_rs.sql.statement import select_rows as select_rows
from sqlmodel_rs.sql.textual import TextualSelect as TextualSelect
from sqlmodel_rs.sql.textual import literal_column as literal_column
from sqlmodel_rs.sql.values import Values as Values
from sqlmodel_rs.types.numeric import BOOLEANTYPE as BOOLEANTYPE
from sqlmodel_rs.types.numeric import INTEGERTYPE as INTEGERTYPE

__all__ = [
    "AggregateOrderBy",
    "Alias",
    "ArgumentError",
    "BOOLEANTYPE",
    "CONSTRUCTORS",
    "CTE",
    "ClauseElement",
    "ClauseList",
    "ColumnClause",
    "ColumnCollection",
    "ColumnElement",
    "ColumnExpressionArgument",
    "CompileError",
    "CompoundSelect",
    "Executable",
    "Exists",
    "False_",
    "ForUpdate",
    "FromClause",
    "FromGrouping",
    "Function",
    "Grouping",
    "INTEGERTYPE",
    "Join",
    "LABEL_STYLE_DEFAULT",
    "LABEL_STYLE_DISAMBIGUATE_ONLY",
    "LABEL_STYLE_NONE",
    "LABEL_STYLE_TABLENAME_PLUS_COL",
    "Lateral",
    "NULLTYPE",
    "NotNullable",
    "Null",
    "Nullable",
    "Operators",
    "OrderLabel",
    "Query",
    "SQLColumnExpression",
    "ScalarSelect",
    "Select",
    "SelectBase",
    "SelectLabelStyle",
    "SelectOfScalar",
    "Selectable",
    "Subquery",
    "TableClause",
    "TableSample",
    "TableValuedAlias",
    "TableValuedColumn",
    "TextualSelect",
    "True_",
    "TypeClause",
    "UnaryExpression",
    "UpdateBase",
    "Values",
    "amount",
    "attribute_of",
    "count_literal",
    "expression",
    "flattened",
    "is_expression_source",
    "literal_column",
    "literal_element",
    "lock_targets",
    "ordering",
    "scalar_subquery",
    "select",
    "select_item",
    "select_rows",
    "selected",
]
