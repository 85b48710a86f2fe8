"""`select()`, typed for 1 to 16 columns. Its overloads are written by `python -m tests.typing.overloads`."""

# The last overload takes what the first one does: it is for `select(*columns)`.
# pyright: reportOverlappingOverload=false

from __future__ import annotations

from typing import Any, Never, overload

from typing_extensions import TypeVar

from .arguments import Value
from .operators import ColumnOperators
from .statement import Select, SelectOfScalar

T1 = TypeVar("T1", default=Never)
P1 = TypeVar("P1", bound=Value, default=Never)
T2 = TypeVar("T2", default=Never)
P2 = TypeVar("P2", bound=Value, default=Never)
T3 = TypeVar("T3", default=Never)
P3 = TypeVar("P3", bound=Value, default=Never)
T4 = TypeVar("T4", default=Never)
P4 = TypeVar("P4", bound=Value, default=Never)
T5 = TypeVar("T5", default=Never)
P5 = TypeVar("P5", bound=Value, default=Never)
T6 = TypeVar("T6", default=Never)
P6 = TypeVar("P6", bound=Value, default=Never)
T7 = TypeVar("T7", default=Never)
P7 = TypeVar("P7", bound=Value, default=Never)
T8 = TypeVar("T8", default=Never)
P8 = TypeVar("P8", bound=Value, default=Never)
T9 = TypeVar("T9", default=Never)
P9 = TypeVar("P9", bound=Value, default=Never)
T10 = TypeVar("T10", default=Never)
P10 = TypeVar("P10", bound=Value, default=Never)
T11 = TypeVar("T11", default=Never)
P11 = TypeVar("P11", bound=Value, default=Never)
T12 = TypeVar("T12", default=Never)
P12 = TypeVar("P12", bound=Value, default=Never)
T13 = TypeVar("T13", default=Never)
P13 = TypeVar("P13", bound=Value, default=Never)
T14 = TypeVar("T14", default=Never)
P14 = TypeVar("P14", bound=Value, default=Never)
T15 = TypeVar("T15", default=Never)
P15 = TypeVar("P15", bound=Value, default=Never)
T16 = TypeVar("T16", default=Never)
P16 = TypeVar("P16", bound=Value, default=Never)


@overload
def select(e1: type[T1] | ColumnOperators[T1] | P1, /) -> SelectOfScalar[T1 | P1]: ...
@overload
def select(
    e1: type[T1] | ColumnOperators[T1] | P1, e2: type[T2] | ColumnOperators[T2] | P2, /
) -> Select[T1 | P1, T2 | P2]: ...
@overload
def select(
    e1: type[T1] | ColumnOperators[T1] | P1,
    e2: type[T2] | ColumnOperators[T2] | P2,
    e3: type[T3] | ColumnOperators[T3] | P3,
    /,
) -> Select[T1 | P1, T2 | P2, T3 | P3]: ...
@overload
def select(
    e1: type[T1] | ColumnOperators[T1] | P1,
    e2: type[T2] | ColumnOperators[T2] | P2,
    e3: type[T3] | ColumnOperators[T3] | P3,
    e4: type[T4] | ColumnOperators[T4] | P4,
    /,
) -> Select[T1 | P1, T2 | P2, T3 | P3, T4 | P4]: ...
@overload
def select(
    e1: type[T1] | ColumnOperators[T1] | P1,
    e2: type[T2] | ColumnOperators[T2] | P2,
    e3: type[T3] | ColumnOperators[T3] | P3,
    e4: type[T4] | ColumnOperators[T4] | P4,
    e5: type[T5] | ColumnOperators[T5] | P5,
    /,
) -> Select[T1 | P1, T2 | P2, T3 | P3, T4 | P4, T5 | P5]: ...
@overload
def select(
    e1: type[T1] | ColumnOperators[T1] | P1,
    e2: type[T2] | ColumnOperators[T2] | P2,
    e3: type[T3] | ColumnOperators[T3] | P3,
    e4: type[T4] | ColumnOperators[T4] | P4,
    e5: type[T5] | ColumnOperators[T5] | P5,
    e6: type[T6] | ColumnOperators[T6] | P6,
    /,
) -> Select[T1 | P1, T2 | P2, T3 | P3, T4 | P4, T5 | P5, T6 | P6]: ...
@overload
def select(
    e1: type[T1] | ColumnOperators[T1] | P1,
    e2: type[T2] | ColumnOperators[T2] | P2,
    e3: type[T3] | ColumnOperators[T3] | P3,
    e4: type[T4] | ColumnOperators[T4] | P4,
    e5: type[T5] | ColumnOperators[T5] | P5,
    e6: type[T6] | ColumnOperators[T6] | P6,
    e7: type[T7] | ColumnOperators[T7] | P7,
    /,
) -> Select[T1 | P1, T2 | P2, T3 | P3, T4 | P4, T5 | P5, T6 | P6, T7 | P7]: ...
@overload
def select(
    e1: type[T1] | ColumnOperators[T1] | P1,
    e2: type[T2] | ColumnOperators[T2] | P2,
    e3: type[T3] | ColumnOperators[T3] | P3,
    e4: type[T4] | ColumnOperators[T4] | P4,
    e5: type[T5] | ColumnOperators[T5] | P5,
    e6: type[T6] | ColumnOperators[T6] | P6,
    e7: type[T7] | ColumnOperators[T7] | P7,
    e8: type[T8] | ColumnOperators[T8] | P8,
    /,
) -> Select[T1 | P1, T2 | P2, T3 | P3, T4 | P4, T5 | P5, T6 | P6, T7 | P7, T8 | P8]: ...
@overload
def select(
    e1: type[T1] | ColumnOperators[T1] | P1,
    e2: type[T2] | ColumnOperators[T2] | P2,
    e3: type[T3] | ColumnOperators[T3] | P3,
    e4: type[T4] | ColumnOperators[T4] | P4,
    e5: type[T5] | ColumnOperators[T5] | P5,
    e6: type[T6] | ColumnOperators[T6] | P6,
    e7: type[T7] | ColumnOperators[T7] | P7,
    e8: type[T8] | ColumnOperators[T8] | P8,
    e9: type[T9] | ColumnOperators[T9] | P9,
    /,
) -> Select[T1 | P1, T2 | P2, T3 | P3, T4 | P4, T5 | P5, T6 | P6, T7 | P7, T8 | P8, T9 | P9]: ...
@overload
def select(
    e1: type[T1] | ColumnOperators[T1] | P1,
    e2: type[T2] | ColumnOperators[T2] | P2,
    e3: type[T3] | ColumnOperators[T3] | P3,
    e4: type[T4] | ColumnOperators[T4] | P4,
    e5: type[T5] | ColumnOperators[T5] | P5,
    e6: type[T6] | ColumnOperators[T6] | P6,
    e7: type[T7] | ColumnOperators[T7] | P7,
    e8: type[T8] | ColumnOperators[T8] | P8,
    e9: type[T9] | ColumnOperators[T9] | P9,
    e10: type[T10] | ColumnOperators[T10] | P10,
    /,
) -> Select[T1 | P1, T2 | P2, T3 | P3, T4 | P4, T5 | P5, T6 | P6, T7 | P7, T8 | P8, T9 | P9, T10 | P10]: ...
@overload
def select(
    e1: type[T1] | ColumnOperators[T1] | P1,
    e2: type[T2] | ColumnOperators[T2] | P2,
    e3: type[T3] | ColumnOperators[T3] | P3,
    e4: type[T4] | ColumnOperators[T4] | P4,
    e5: type[T5] | ColumnOperators[T5] | P5,
    e6: type[T6] | ColumnOperators[T6] | P6,
    e7: type[T7] | ColumnOperators[T7] | P7,
    e8: type[T8] | ColumnOperators[T8] | P8,
    e9: type[T9] | ColumnOperators[T9] | P9,
    e10: type[T10] | ColumnOperators[T10] | P10,
    e11: type[T11] | ColumnOperators[T11] | P11,
    /,
) -> Select[T1 | P1, T2 | P2, T3 | P3, T4 | P4, T5 | P5, T6 | P6, T7 | P7, T8 | P8, T9 | P9, T10 | P10, T11 | P11]: ...
@overload
def select(
    e1: type[T1] | ColumnOperators[T1] | P1,
    e2: type[T2] | ColumnOperators[T2] | P2,
    e3: type[T3] | ColumnOperators[T3] | P3,
    e4: type[T4] | ColumnOperators[T4] | P4,
    e5: type[T5] | ColumnOperators[T5] | P5,
    e6: type[T6] | ColumnOperators[T6] | P6,
    e7: type[T7] | ColumnOperators[T7] | P7,
    e8: type[T8] | ColumnOperators[T8] | P8,
    e9: type[T9] | ColumnOperators[T9] | P9,
    e10: type[T10] | ColumnOperators[T10] | P10,
    e11: type[T11] | ColumnOperators[T11] | P11,
    e12: type[T12] | ColumnOperators[T12] | P12,
    /,
) -> Select[
    T1 | P1, T2 | P2, T3 | P3, T4 | P4, T5 | P5, T6 | P6, T7 | P7, T8 | P8, T9 | P9, T10 | P10, T11 | P11, T12 | P12
]: ...
@overload
def select(
    e1: type[T1] | ColumnOperators[T1] | P1,
    e2: type[T2] | ColumnOperators[T2] | P2,
    e3: type[T3] | ColumnOperators[T3] | P3,
    e4: type[T4] | ColumnOperators[T4] | P4,
    e5: type[T5] | ColumnOperators[T5] | P5,
    e6: type[T6] | ColumnOperators[T6] | P6,
    e7: type[T7] | ColumnOperators[T7] | P7,
    e8: type[T8] | ColumnOperators[T8] | P8,
    e9: type[T9] | ColumnOperators[T9] | P9,
    e10: type[T10] | ColumnOperators[T10] | P10,
    e11: type[T11] | ColumnOperators[T11] | P11,
    e12: type[T12] | ColumnOperators[T12] | P12,
    e13: type[T13] | ColumnOperators[T13] | P13,
    /,
) -> Select[
    T1 | P1,
    T2 | P2,
    T3 | P3,
    T4 | P4,
    T5 | P5,
    T6 | P6,
    T7 | P7,
    T8 | P8,
    T9 | P9,
    T10 | P10,
    T11 | P11,
    T12 | P12,
    T13 | P13,
]: ...
@overload
def select(
    e1: type[T1] | ColumnOperators[T1] | P1,
    e2: type[T2] | ColumnOperators[T2] | P2,
    e3: type[T3] | ColumnOperators[T3] | P3,
    e4: type[T4] | ColumnOperators[T4] | P4,
    e5: type[T5] | ColumnOperators[T5] | P5,
    e6: type[T6] | ColumnOperators[T6] | P6,
    e7: type[T7] | ColumnOperators[T7] | P7,
    e8: type[T8] | ColumnOperators[T8] | P8,
    e9: type[T9] | ColumnOperators[T9] | P9,
    e10: type[T10] | ColumnOperators[T10] | P10,
    e11: type[T11] | ColumnOperators[T11] | P11,
    e12: type[T12] | ColumnOperators[T12] | P12,
    e13: type[T13] | ColumnOperators[T13] | P13,
    e14: type[T14] | ColumnOperators[T14] | P14,
    /,
) -> Select[
    T1 | P1,
    T2 | P2,
    T3 | P3,
    T4 | P4,
    T5 | P5,
    T6 | P6,
    T7 | P7,
    T8 | P8,
    T9 | P9,
    T10 | P10,
    T11 | P11,
    T12 | P12,
    T13 | P13,
    T14 | P14,
]: ...
@overload
def select(
    e1: type[T1] | ColumnOperators[T1] | P1,
    e2: type[T2] | ColumnOperators[T2] | P2,
    e3: type[T3] | ColumnOperators[T3] | P3,
    e4: type[T4] | ColumnOperators[T4] | P4,
    e5: type[T5] | ColumnOperators[T5] | P5,
    e6: type[T6] | ColumnOperators[T6] | P6,
    e7: type[T7] | ColumnOperators[T7] | P7,
    e8: type[T8] | ColumnOperators[T8] | P8,
    e9: type[T9] | ColumnOperators[T9] | P9,
    e10: type[T10] | ColumnOperators[T10] | P10,
    e11: type[T11] | ColumnOperators[T11] | P11,
    e12: type[T12] | ColumnOperators[T12] | P12,
    e13: type[T13] | ColumnOperators[T13] | P13,
    e14: type[T14] | ColumnOperators[T14] | P14,
    e15: type[T15] | ColumnOperators[T15] | P15,
    /,
) -> Select[
    T1 | P1,
    T2 | P2,
    T3 | P3,
    T4 | P4,
    T5 | P5,
    T6 | P6,
    T7 | P7,
    T8 | P8,
    T9 | P9,
    T10 | P10,
    T11 | P11,
    T12 | P12,
    T13 | P13,
    T14 | P14,
    T15 | P15,
]: ...
@overload
def select(
    e1: type[T1] | ColumnOperators[T1] | P1,
    e2: type[T2] | ColumnOperators[T2] | P2,
    e3: type[T3] | ColumnOperators[T3] | P3,
    e4: type[T4] | ColumnOperators[T4] | P4,
    e5: type[T5] | ColumnOperators[T5] | P5,
    e6: type[T6] | ColumnOperators[T6] | P6,
    e7: type[T7] | ColumnOperators[T7] | P7,
    e8: type[T8] | ColumnOperators[T8] | P8,
    e9: type[T9] | ColumnOperators[T9] | P9,
    e10: type[T10] | ColumnOperators[T10] | P10,
    e11: type[T11] | ColumnOperators[T11] | P11,
    e12: type[T12] | ColumnOperators[T12] | P12,
    e13: type[T13] | ColumnOperators[T13] | P13,
    e14: type[T14] | ColumnOperators[T14] | P14,
    e15: type[T15] | ColumnOperators[T15] | P15,
    e16: type[T16] | ColumnOperators[T16] | P16,
    /,
) -> Select[
    T1 | P1,
    T2 | P2,
    T3 | P3,
    T4 | P4,
    T5 | P5,
    T6 | P6,
    T7 | P7,
    T8 | P8,
    T9 | P9,
    T10 | P10,
    T11 | P11,
    T12 | P12,
    T13 | P13,
    T14 | P14,
    T15 | P15,
    T16 | P16,
]: ...
# What no place knows gives Any; the last one is for columns whose number is not known.
@overload
def select(entity: Any, /) -> SelectOfScalar[Any]: ...
@overload
def select(*entities: Any) -> Select[*tuple[Any, ...]]: ...


def select(*entities: Any) -> Any:
    """Return a SELECT: of one entity or column `SelectOfScalar`, of several `Select`.

    Example: `session.exec(select(Hero).where(Hero.age > 30)).all()`.
    """
    return SelectOfScalar(*entities) if len(entities) == 1 else Select(*entities)
