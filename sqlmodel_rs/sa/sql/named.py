"""The functions SQL gives a result type, as classes: `functions.coalesce(a, b)`, also to derive one's own from.

`func.coalesce(a, b)` makes an instance of the same class once this module is there. Behaviour: SQLAlchemy,
`sqlalchemy.sql.functions`.
"""

from __future__ import annotations

from typing import Any

from sqlmodel_rs.sql.functions import GenericFunction, first_argument, separated
from sqlmodel_rs.sql.selectable import ColumnClause
from sqlmodel_rs.types import INTEGERTYPE, STRINGTYPE, Date, DateTime, Numeric, Time, TypeEngine

__all__ = [
    "AnsiFunction", "OrderedSetAgg", "ReturnTypeFromArgs", "aggregate_strings", "char_length", "coalesce",
    "concat", "count", "cube", "cume_dist", "current_date", "current_time", "current_timestamp",
    "current_user", "dense_rank", "grouping_sets", "localtime", "localtimestamp", "max", "min", "mode", "now",
    "percent_rank", "percentile_cont", "percentile_disc", "pow", "random", "rank", "rollup", "session_user",
    "sum", "sysdate", "user",
]  # fmt: skip


class AnsiFunction(GenericFunction[Any], builtin=True):
    """A base for functions that SQL writes without parentheses when they have no argument."""


class ReturnTypeFromArgs(GenericFunction[Any], builtin=True):
    """A base for functions whose result has the type of their arguments."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "type_" not in kwargs:
            self.type: TypeEngine = first_argument(self.clauses)


class OrderedSetAgg(GenericFunction[Any], builtin=True):
    """A base for aggregates whose result has the type of what WITHIN GROUP orders by."""


class coalesce(ReturnTypeFromArgs, builtin=True):
    """COALESCE: the first argument that is not NULL."""


class max(ReturnTypeFromArgs, builtin=True):
    """MAX: the greatest value."""


class min(ReturnTypeFromArgs, builtin=True):
    """MIN: the least value."""


class sum(ReturnTypeFromArgs, builtin=True):
    """SUM of the values."""


class pow(ReturnTypeFromArgs, builtin=True):
    """POW: the first argument to the power of the second."""


class count(GenericFunction[Any], builtin=True):
    """COUNT of the values that are not NULL; without argument of the rows."""

    type = INTEGERTYPE

    def __init__(self, expression: Any = None, **kwargs: Any) -> None:
        super().__init__(ColumnClause("*", None, is_literal=True) if expression is None else expression, **kwargs)


class char_length(GenericFunction[Any], builtin=True):
    """CHAR_LENGTH: the number of characters of a text."""

    type = INTEGERTYPE

    def __init__(self, arg: Any, **kwargs: Any) -> None:
        super().__init__(arg, **kwargs)


class now(GenericFunction[Any], builtin=True):
    """NOW: the time of the transaction."""

    type = DateTime()


class concat(GenericFunction[Any], builtin=True):
    """CONCAT: texts put together."""

    type = STRINGTYPE


class random(GenericFunction[Any], builtin=True):
    """RANDOM: another number each time."""


class aggregate_strings(GenericFunction[Any], builtin=True):
    """The texts of a group with a separator between them."""

    type = STRINGTYPE

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*separated(args), **kwargs)


class current_date(AnsiFunction, builtin=True):
    """CURRENT_DATE."""

    type = Date()


class current_time(AnsiFunction, builtin=True):
    """CURRENT_TIME."""

    type = Time()


class current_timestamp(AnsiFunction, builtin=True):
    """CURRENT_TIMESTAMP."""

    type = DateTime()


class current_user(AnsiFunction, builtin=True):
    """CURRENT_USER."""

    type = STRINGTYPE


class localtime(AnsiFunction, builtin=True):
    """LOCALTIME."""

    type = DateTime()


class localtimestamp(AnsiFunction, builtin=True):
    """LOCALTIMESTAMP."""

    type = DateTime()


class session_user(AnsiFunction, builtin=True):
    """SESSION_USER."""

    type = STRINGTYPE


class sysdate(AnsiFunction, builtin=True):
    """SYSDATE."""

    type = DateTime()


class user(AnsiFunction, builtin=True):
    """USER."""

    type = STRINGTYPE


class mode(OrderedSetAgg, builtin=True):
    """The most frequent value."""


class percentile_cont(OrderedSetAgg, builtin=True):
    """The value at a fraction of the order, interpolated."""


class percentile_disc(OrderedSetAgg, builtin=True):
    """The first value at or after a fraction of the order."""


class rank(GenericFunction[Any], builtin=True):
    """RANK of a row in its window."""

    type = INTEGERTYPE


class dense_rank(GenericFunction[Any], builtin=True):
    """DENSE_RANK of a row in its window."""

    type = INTEGERTYPE


class percent_rank(GenericFunction[Any], builtin=True):
    """PERCENT_RANK of a row in its window."""

    type = Numeric()


class cume_dist(GenericFunction[Any], builtin=True):
    """CUME_DIST of a row in its window."""

    type = Numeric()


class cube(GenericFunction[Any], builtin=True):
    """CUBE in GROUP BY: all combinations."""


class rollup(GenericFunction[Any], builtin=True):
    """ROLLUP in GROUP BY: all prefixes."""


class grouping_sets(GenericFunction[Any], builtin=True):
    """GROUPING SETS in GROUP BY."""


class AnonymousLabel(str):
    """The name of what has none, as SQLAlchemy writes it; here such a name is None, so that no name is one of these."""

    __slots__ = ()
