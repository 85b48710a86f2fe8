"""What type checkers match the arguments of `select()`, `func` and the ordering functions with.

An argument is a class, an expression whose values are `T`, or — because a model's attribute is declared by the type of
its values — a value. One type variable stands for the first two, a bounded one for the last: the one that is not
matched is `Never` and vanishes from `T | P`. So each place needs two variables, not one overload for each kind.
"""

from __future__ import annotations

import datetime
import decimal
import enum
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Never

from typing_extensions import TypeVar

#: The values of attributes declared by their type; other classes' attributes are named with `col()` or as `Mapped[T]`.
Value = (
    Sequence[Any]
    | Mapping[Any, Any]
    | float
    | datetime.date
    | datetime.time
    | datetime.timedelta
    | decimal.Decimal
    | enum.Enum
    | uuid.UUID
    | None
)

T = TypeVar("T", default=Never)
P = TypeVar("P", bound=Value, default=Never)
