"""The names of `sqlmodel.sql.expression`: SELECT, conditions and functions, typed for editors and checkers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, overload

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
from .functions import FunctionFilter as FunctionFilter
from .functions import Over as Over
from .functions import WithinGroup as WithinGroup
from .functions import func as func
from .functions import modifier as modifier
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
from .statement import Select as Select
from .statement import SelectOfScalar as SelectOfScalar
from .statement import select_rows as select_rows
from .textual import TextClause as TextClause
from .textual import bindparam as bindparam
from .textual import column as column
from .textual import literal_column as literal_column
from .textual import text as text

_T = TypeVar("_T")
_T2 = TypeVar("_T2")
_T3 = TypeVar("_T3")
_T4 = TypeVar("_T4")
_T5 = TypeVar("_T5")
_T6 = TypeVar("_T6")
_T7 = TypeVar("_T7")
_T8 = TypeVar("_T8")
_T9 = TypeVar("_T9")
_T10 = TypeVar("_T10")
_T11 = TypeVar("_T11")
_T12 = TypeVar("_T12")
_T13 = TypeVar("_T13")
_T14 = TypeVar("_T14")
_T15 = TypeVar("_T15")
_T16 = TypeVar("_T16")

#: What a SELECT list takes: a class, an attribute as its value's type, or a typed expression.
_Item: TypeAlias = "type[_T] | ColumnElement[_T] | _T"


def col(column_expression: _T) -> ColumnElement[_T]:
    """Return a mapped attribute as the column expression it is, for type checkers.

    Raises RuntimeError for anything else.
    """
    if not isinstance(column_expression, ColumnElement) and not hasattr(column_expression, "__clause_element__"):
        raise RuntimeError(f"Not a SQLAlchemy column: {column_expression}")
    return column_expression  # type: ignore[return-value]


if TYPE_CHECKING:

    @overload
    def select(__0: _Item[_T]) -> SelectOfScalar[_T]: ...
    @overload
    def select(__0: _Item[_T], __1: _Item[_T2]) -> Select[_T, _T2]: ...
    @overload
    def select(__0: _Item[_T], __1: _Item[_T2], __2: _Item[_T3]) -> Select[_T, _T2, _T3]: ...
    @overload
    def select(__0: _Item[_T], __1: _Item[_T2], __2: _Item[_T3], __3: _Item[_T4]) -> Select[_T, _T2, _T3, _T4]: ...
    @overload
    def select(
        __0: _Item[_T],
        __1: _Item[_T2],
        __2: _Item[_T3],
        __3: _Item[_T4],
        __4: _Item[_T5],
    ) -> Select[_T, _T2, _T3, _T4, _T5]: ...
    @overload
    def select(
        __0: _Item[_T],
        __1: _Item[_T2],
        __2: _Item[_T3],
        __3: _Item[_T4],
        __4: _Item[_T5],
        __5: _Item[_T6],
    ) -> Select[_T, _T2, _T3, _T4, _T5, _T6]: ...
    @overload
    def select(
        __0: _Item[_T],
        __1: _Item[_T2],
        __2: _Item[_T3],
        __3: _Item[_T4],
        __4: _Item[_T5],
        __5: _Item[_T6],
        __6: _Item[_T7],
    ) -> Select[_T, _T2, _T3, _T4, _T5, _T6, _T7]: ...
    @overload
    def select(
        __0: _Item[_T],
        __1: _Item[_T2],
        __2: _Item[_T3],
        __3: _Item[_T4],
        __4: _Item[_T5],
        __5: _Item[_T6],
        __6: _Item[_T7],
        __7: _Item[_T8],
    ) -> Select[_T, _T2, _T3, _T4, _T5, _T6, _T7, _T8]: ...
    @overload
    def select(
        __0: _Item[_T],
        __1: _Item[_T2],
        __2: _Item[_T3],
        __3: _Item[_T4],
        __4: _Item[_T5],
        __5: _Item[_T6],
        __6: _Item[_T7],
        __7: _Item[_T8],
        __8: _Item[_T9],
    ) -> Select[_T, _T2, _T3, _T4, _T5, _T6, _T7, _T8, _T9]: ...
    @overload
    def select(
        __0: _Item[_T],
        __1: _Item[_T2],
        __2: _Item[_T3],
        __3: _Item[_T4],
        __4: _Item[_T5],
        __5: _Item[_T6],
        __6: _Item[_T7],
        __7: _Item[_T8],
        __8: _Item[_T9],
        __9: _Item[_T10],
    ) -> Select[_T, _T2, _T3, _T4, _T5, _T6, _T7, _T8, _T9, _T10]: ...
    @overload
    def select(
        __0: _Item[_T],
        __1: _Item[_T2],
        __2: _Item[_T3],
        __3: _Item[_T4],
        __4: _Item[_T5],
        __5: _Item[_T6],
        __6: _Item[_T7],
        __7: _Item[_T8],
        __8: _Item[_T9],
        __9: _Item[_T10],
        __10: _Item[_T11],
    ) -> Select[_T, _T2, _T3, _T4, _T5, _T6, _T7, _T8, _T9, _T10, _T11]: ...
    @overload
    def select(
        __0: _Item[_T],
        __1: _Item[_T2],
        __2: _Item[_T3],
        __3: _Item[_T4],
        __4: _Item[_T5],
        __5: _Item[_T6],
        __6: _Item[_T7],
        __7: _Item[_T8],
        __8: _Item[_T9],
        __9: _Item[_T10],
        __10: _Item[_T11],
        __11: _Item[_T12],
    ) -> Select[_T, _T2, _T3, _T4, _T5, _T6, _T7, _T8, _T9, _T10, _T11, _T12]: ...
    @overload
    def select(
        __0: _Item[_T],
        __1: _Item[_T2],
        __2: _Item[_T3],
        __3: _Item[_T4],
        __4: _Item[_T5],
        __5: _Item[_T6],
        __6: _Item[_T7],
        __7: _Item[_T8],
        __8: _Item[_T9],
        __9: _Item[_T10],
        __10: _Item[_T11],
        __11: _Item[_T12],
        __12: _Item[_T13],
    ) -> Select[_T, _T2, _T3, _T4, _T5, _T6, _T7, _T8, _T9, _T10, _T11, _T12, _T13]: ...
    @overload
    def select(
        __0: _Item[_T],
        __1: _Item[_T2],
        __2: _Item[_T3],
        __3: _Item[_T4],
        __4: _Item[_T5],
        __5: _Item[_T6],
        __6: _Item[_T7],
        __7: _Item[_T8],
        __8: _Item[_T9],
        __9: _Item[_T10],
        __10: _Item[_T11],
        __11: _Item[_T12],
        __12: _Item[_T13],
        __13: _Item[_T14],
    ) -> Select[_T, _T2, _T3, _T4, _T5, _T6, _T7, _T8, _T9, _T10, _T11, _T12, _T13, _T14]: ...
    @overload
    def select(
        __0: _Item[_T],
        __1: _Item[_T2],
        __2: _Item[_T3],
        __3: _Item[_T4],
        __4: _Item[_T5],
        __5: _Item[_T6],
        __6: _Item[_T7],
        __7: _Item[_T8],
        __8: _Item[_T9],
        __9: _Item[_T10],
        __10: _Item[_T11],
        __11: _Item[_T12],
        __12: _Item[_T13],
        __13: _Item[_T14],
        __14: _Item[_T15],
    ) -> Select[_T, _T2, _T3, _T4, _T5, _T6, _T7, _T8, _T9, _T10, _T11, _T12, _T13, _T14, _T15]: ...
    @overload
    def select(
        __0: _Item[_T],
        __1: _Item[_T2],
        __2: _Item[_T3],
        __3: _Item[_T4],
        __4: _Item[_T5],
        __5: _Item[_T6],
        __6: _Item[_T7],
        __7: _Item[_T8],
        __8: _Item[_T9],
        __9: _Item[_T10],
        __10: _Item[_T11],
        __11: _Item[_T12],
        __12: _Item[_T13],
        __13: _Item[_T14],
        __14: _Item[_T15],
        __15: _Item[_T16],
    ) -> Select[_T, _T2, _T3, _T4, _T5, _T6, _T7, _T8, _T9, _T10, _T11, _T12, _T13, _T14, _T15, _T16]: ...
    @overload
    def select(*entities: Any) -> Select[*tuple[Any, ...]]: ...


def select(*entities: Any) -> Any:
    """Return a SELECT: of one entity or column `SelectOfScalar`, of several `Select`.

    Example: `session.exec(select(Hero).where(Hero.age > 30)).all()`.
    """
    return SelectOfScalar(*entities) if len(entities) == 1 else Select(*entities)
