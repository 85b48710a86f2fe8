"""`select()` of 1 to 16 columns: classes, plain attributes, `col()`, functions and subqueries give their types."""

import datetime
import decimal
import enum
import uuid
from typing import Any, assert_type

from sqlmodel_rs import JSON, Field, SQLModel, asc, col, desc, func, nulls_first, nulls_last, select
from sqlmodel_rs.orm import Mapped
from sqlmodel_rs.sql.elements import ColumnElement, UnaryExpression
from sqlmodel_rs.sql.expression import Select, SelectOfScalar
from sqlmodel_rs.sql.functions import Function


class Mood(enum.Enum):
    GOOD = "good"
    BAD = "bad"


class Wide(SQLModel, table=True):
    c1: int | None = Field(default=None, primary_key=True)
    c2: str
    c3: float
    c4: bool
    c5: bytes
    c6: datetime.datetime
    c7: datetime.date
    c8: datetime.time
    c9: datetime.timedelta
    c10: decimal.Decimal
    c11: uuid.UUID
    c12: Mood
    c13: dict[str, str] = Field(sa_type=JSON)
    c14: list[str] = Field(sa_type=JSON)
    c15: str | None = None
    c16: int = 0


class Typed(SQLModel, table=True):
    id: Mapped[int] = Field(primary_key=True)
    name: Mapped[str | None] = Field(default=None)


W = Wide
one = select(W)
assert_type(one, SelectOfScalar[Wide])
assert_type(select(W.c1), SelectOfScalar[int | None])
assert_type(select(col(W.c2)), SelectOfScalar[str])
assert_type(select(Typed.id), SelectOfScalar[int])
assert_type(select(Typed.name.label("title")), SelectOfScalar[str | None])
assert_type(select(select(W.c2).scalar_subquery()), SelectOfScalar[str])
assert_type(select(func.count(Typed.id)), SelectOfScalar[int])
two = select(W, Typed)
assert_type(two, Select[Wide, Typed])
three = select(W.c1, Typed.name, func.max(W.c3))
assert_type(three, Select[int | None, str | None, float])
four = select(W.c1, W.c2, W.c3, W.c4)
assert_type(four, Select[int | None, str, float, bool])
five = select(W.c1, W.c2, W.c3, W.c4, W.c5)
assert_type(five, Select[int | None, str, float, bool, bytes])
six = select(W.c7, W.c8, W.c9, W.c10, W.c11, W.c12)
assert_type(six, Select[datetime.date, datetime.time, datetime.timedelta, decimal.Decimal, uuid.UUID, Mood])
seven = select(W.c1, W.c2, W.c3, W.c4, W.c5, W.c6, W.c13)
assert_type(seven, Select[int | None, str, float, bool, bytes, datetime.datetime, dict[str, str]])
eight = select(W.c2, W.c2, W.c2, W.c2, W.c2, W.c2, W.c2, W.c14)
assert_type(eight, Select[str, str, str, str, str, str, str, list[str]])
nine = select(W, W.c2, W.c2, W.c2, W.c2, W.c2, W.c2, W.c2, W.c15)
assert_type(nine, Select[Wide, str, str, str, str, str, str, str, str | None])
ten = select(W.c2, W.c2, W.c2, W.c2, W.c2, W.c2, W.c2, W.c2, W.c2, W.c16)
assert_type(ten, Select[str, str, str, str, str, str, str, str, str, int])
eleven = select(W.c2, W.c2, W.c2, W.c2, W.c2, W.c2, W.c2, W.c2, W.c2, W.c2, Typed)
assert_type(eleven, Select[str, str, str, str, str, str, str, str, str, str, Typed])
twelve = select(W.c2, W.c2, W.c2, W.c2, W.c2, W.c2, W.c2, W.c2, W.c2, W.c2, W.c2, Typed.id)
assert_type(twelve, Select[str, str, str, str, str, str, str, str, str, str, str, int])
thirteen = select(W.c2, W.c2, W.c2, W.c2, W.c2, W.c2, W.c2, W.c2, W.c2, W.c2, W.c2, W.c2, col(W.c1))
assert_type(thirteen, Select[str, str, str, str, str, str, str, str, str, str, str, str, int | None])
fourteen = select(W.c2, W.c2, W.c2, W.c2, W.c2, W.c2, W.c2, W.c2, W.c2, W.c2, W.c2, W.c2, W.c2, W.c4)
assert_type(fourteen, Select[str, str, str, str, str, str, str, str, str, str, str, str, str, bool])
fifteen = select(W.c2, W.c2, W.c2, W.c2, W.c2, W.c2, W.c2, W.c2, W.c2, W.c2, W.c2, W.c2, W.c2, W.c2, W.c5)
assert_type(fifteen, Select[str, str, str, str, str, str, str, str, str, str, str, str, str, str, bytes])
sixteen = select(
    W.c1, W.c2, W.c3, W.c4, W.c5, W.c6, W.c7, W.c8, W.c9, W.c10, W.c11, W.c12, col(W.c13), W.c14, W.c15, W.c16
)
assert_type(
    sixteen,
    Select[
        int | None,
        str,
        float,
        bool,
        bytes,
        datetime.datetime,
        datetime.date,
        datetime.time,
        datetime.timedelta,
        decimal.Decimal,
        uuid.UUID,
        Mood,
        dict[str, str],
        list[str],
        str | None,
        int,
    ],
)
assert_type(asc(W.c16), UnaryExpression[int])
assert_type(desc(Typed.name), UnaryExpression[str | None])
assert_type(nulls_first(W.c2), UnaryExpression[str])
assert_type(nulls_last(col(W.c1)), UnaryExpression[int | None])
assert_type(one.where(W.c16 > 3).order_by(desc(W.c16)).limit(3).offset(1).distinct(), SelectOfScalar[Wide])
assert_type(
    four.where(col(W.c1).in_([1, 2])).group_by(W.c2).having(func.count() > 1), Select[int | None, str, float, bool]
)
# An expression whose type only the database knows: its statement is known to strict checkers all the same.
assert_type(func.avg(W.c16), Function[Any])
average = select(func.avg(W.c16)).group_by(W.c2)
assert_type(select(W.c2).subquery().c.c2, ColumnElement[Any])
assert_type(select(W.c2).where(W.c3 > select(func.avg(W.c3)).scalar_subquery()), SelectOfScalar[str])
print(len(sixteen.selected_columns), len(average.selected_columns))
