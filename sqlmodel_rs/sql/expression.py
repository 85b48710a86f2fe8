"""The names of `sqlmodel.sql.expression`: SELECT, conditions and functions, typed for editors and checkers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, Union, overload

from sqlmodel_rs.types import TypeEngine as TypeEngine

from .base import ClauseElement as ClauseElement
from .base import ColumnCollection as ColumnCollection
from .base import Executable as Executable
from .clauses import Case as Case
from .clauses import Extract as Extract
from .clauses import TypeCoerce as TypeCoerce
from .clauses import alias as alias
from .clauses import all_ as all_
from .clauses import and_ as and_
from .clauses import any_ as any_
from .clauses import array as array
from .clauses import asc as asc
from .clauses import between as between
from .clauses import bitwise_not as bitwise_not
from .clauses import case as case
from .clauses import cast as cast
from .clauses import collate as collate
from .clauses import cte as cte
from .clauses import desc as desc
from .clauses import distinct as distinct
from .clauses import except_ as except_
from .clauses import except_all as except_all
from .clauses import exists as exists
from .clauses import extract as extract
from .clauses import false as false
from .clauses import funcfilter as funcfilter
from .clauses import intersect as intersect
from .clauses import intersect_all as intersect_all
from .clauses import join as join
from .clauses import label as label
from .clauses import lambda_stmt as lambda_stmt
from .clauses import lateral as lateral
from .clauses import literal as literal
from .clauses import not_ as not_
from .clauses import null as null
from .clauses import nulls_first as nulls_first
from .clauses import nulls_last as nulls_last
from .clauses import nullsfirst as nullsfirst
from .clauses import nullslast as nullslast
from .clauses import or_ as or_
from .clauses import outerjoin as outerjoin
from .clauses import outparam as outparam
from .clauses import over as over
from .clauses import table as table
from .clauses import tablesample as tablesample
from .clauses import true as true
from .clauses import try_cast as try_cast
from .clauses import tuple_ as tuple_
from .clauses import type_coerce as type_coerce
from .clauses import union as union
from .clauses import union_all as union_all
from .clauses import values as values
from .clauses import within_group as within_group
from .dml import Delete as Delete
from .dml import Insert as Insert
from .dml import Update as Update
from .dml import delete as delete
from .dml import insert as insert
from .dml import update as update
from .elements import BinaryExpression as BinaryExpression
from .elements import BindParameter as BindParameter
from .elements import BooleanClauseList as BooleanClauseList
from .elements import Cast as Cast
from .elements import ColumnElement as ColumnElement
from .elements import Label as Label
from .elements import Tuple as Tuple
from .elements import UnaryExpression as UnaryExpression
from .functions import FunctionElement as FunctionElement
from .functions import FunctionFilter as FunctionFilter
from .functions import Over as Over
from .functions import WithinGroup as WithinGroup
from .functions import func as func
from .functions import modifier as modifier
from .operators import ColumnOperators as ColumnOperators
from .query import LABEL_STYLE_DEFAULT as LABEL_STYLE_DEFAULT
from .query import LABEL_STYLE_DISAMBIGUATE_ONLY as LABEL_STYLE_DISAMBIGUATE_ONLY
from .query import LABEL_STYLE_NONE as LABEL_STYLE_NONE
from .query import LABEL_STYLE_TABLENAME_PLUS_COL as LABEL_STYLE_TABLENAME_PLUS_COL
from .query import CompoundSelect as CompoundSelect
from .query import Exists as Exists
from .query import ScalarSelect as ScalarSelect
from .selectable import CTE as CTE
from .selectable import Alias as Alias
from .selectable import ColumnClause as ColumnClause
from .selectable import FromClause as FromClause
from .selectable import Join as Join
from .selectable import Subquery as Subquery
from .selectable import TableClause as TableClause
from .selection import select as select
from .statement import Select as Select
from .statement import SelectOfScalar as SelectOfScalar
from .statement import select_rows as select_rows
from .textual import TextClause as TextClause
from .textual import bindparam as bindparam
from .textual import column as column
from .textual import literal_column as literal_column
from .textual import text as text

_T = TypeVar("_T")

#: The type of an argument that may be any expression with values of `T`, or a function that gives one.
ColumnExpressionArgument = Union[ColumnOperators[_T], Callable[[], ColumnOperators[_T]]]  # noqa: UP007


def Nullable(column: Any) -> Any:
    """Return a column or class as it is; type checkers take its values to be None as well."""
    return column


def NotNullable(column: Any) -> Any:
    """Return a column or class as it is; type checkers take its values never to be None."""
    return column


@overload
def col(column_expression: ColumnOperators[_T]) -> ColumnElement[_T]: ...
@overload
def col(column_expression: _T) -> ColumnElement[_T]: ...
def col(column_expression: Any) -> Any:
    """Return a mapped attribute as the column expression it is, for type checkers.

    Raises RuntimeError for anything else.
    """
    if not isinstance(column_expression, ColumnElement) and not hasattr(column_expression, "__clause_element__"):
        raise RuntimeError(f"Not a SQLAlchemy column: {column_expression}")
    return column_expression
