"""`Range`: an interval of PostgreSQL as a Python value, with the operators that the database has on it."""

from __future__ import annotations

import datetime
import decimal
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Range(Generic[T]):
    """From `lower` to `upper`; None is without end. `bounds` says which ends belong to it: "[)", "[]", "(]", "()"."""

    lower: T | None = None
    upper: T | None = None
    bounds: str = "[)"
    empty: bool = False

    def __init__(
        self, lower: T | None = None, upper: T | None = None, *, bounds: str = "[)", empty: bool = False
    ) -> None:
        if bounds not in ("[)", "[]", "(]", "()"):
            raise ValueError(f"bounds are '[)', '[]', '(]' or '()', not {bounds!r}")
        for name, value in (("lower", lower), ("upper", upper), ("bounds", bounds), ("empty", empty)):
            object.__setattr__(self, name, value)

    # --- what it is
    def __bool__(self) -> bool:
        return not self.empty

    @property
    def isempty(self) -> bool:
        """Whether nothing is in it."""
        return self.empty

    is_empty = isempty

    @property
    def lower_inc(self) -> bool:
        """Whether the lower end belongs to it."""
        return self.bounds[0] == "["

    @property
    def lower_inf(self) -> bool:
        """Whether it has no lower end."""
        return not self.empty and self.lower is None

    @property
    def upper_inc(self) -> bool:
        """Whether the upper end belongs to it."""
        return self.bounds[1] == "]"

    @property
    def upper_inf(self) -> bool:
        """Whether it has no upper end."""
        return not self.empty and self.upper is None

    def __str__(self) -> str:
        if self.empty:
            return "empty"
        ends = [_written(end) for end in (self.lower, self.upper)]
        return f"{self.bounds[0]}{ends[0]},{ends[1]}{self.bounds[1]}"

    # --- comparing: an end is a key, (-1, 0, 1 for below all, a value, above all; the value; which side of it)
    def _ends(self) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
        step = _step_of(self.lower if self.lower is not None else self.upper)
        lower, upper, bounds = self.lower, self.upper, self.bounds
        if step is not None:
            # Ranges of whole numbers and days are the same whichever way their ends are written.
            lower = lower if lower is None or bounds[0] == "[" else lower + step
            upper = upper if upper is None or bounds[1] == ")" else upper + step
            bounds = "[)"
        low = (-1,) if lower is None else (0, lower, 0 if bounds[0] == "[" else 1)
        high = (1,) if upper is None else (0, upper, 1 if bounds[1] == "]" else 0)
        return low, high

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Range):
            return NotImplemented
        if self.empty or other.empty:
            return self.empty and other.empty
        return self._ends() == other._ends()

    def __hash__(self) -> int:
        return hash(()) if self.empty else hash(self._ends())

    def contained_by(self, other: Range[T]) -> bool:
        """Tell whether all of this is in `other`."""
        if self.empty or other.empty:
            return self.empty
        (low, high), (other_low, other_high) = self._ends(), other._ends()
        return other_low <= low and high <= other_high

    def contains(self, value: T | Range[T]) -> bool:
        """Tell whether a value, or all of another range, is in this."""
        if isinstance(value, Range):
            return value.contained_by(self)
        if self.empty:
            return False
        return Range(value, value, bounds="[]").contained_by(self)

    __contains__ = contains

    def overlaps(self, other: Range[T]) -> bool:
        """Tell whether both have something in common."""
        if self.empty or other.empty:
            return False
        (low, high), (other_low, other_high) = self._ends(), other._ends()
        return low < other_high and other_low < high

    def strictly_left_of(self, other: Range[T]) -> bool:
        """Tell whether this ends before `other` begins."""
        return not (self.empty or other.empty) and self._ends()[1] <= other._ends()[0]

    __lshift__ = strictly_left_of

    def strictly_right_of(self, other: Range[T]) -> bool:
        """Tell whether this begins after `other` ends."""
        return other.strictly_left_of(self)

    __rshift__ = strictly_right_of

    def not_extend_left_of(self, other: Range[T]) -> bool:
        """Tell whether this begins no earlier than `other`."""
        return not (self.empty or other.empty) and self._ends()[0] >= other._ends()[0]

    def not_extend_right_of(self, other: Range[T]) -> bool:
        """Tell whether this ends no later than `other`."""
        return not (self.empty or other.empty) and self._ends()[1] <= other._ends()[1]

    def adjacent_to(self, other: Range[T]) -> bool:
        """Tell whether the two touch and have nothing in common."""
        if self.empty or other.empty:
            return False
        (low, high), (other_low, other_high) = self._ends(), other._ends()
        return high == other_low or other_high == low

    # --- combining
    def union(self, other: Range[T]) -> Range[T]:
        """Return what is in either.

        Raises:
            ValueError: something is between the two.
        """
        if self.empty or other.empty:
            return other if self.empty else self
        if not (self.overlaps(other) or self.adjacent_to(other)):
            raise ValueError("Adding non-overlapping and non-adjacent ranges is not implemented")
        (low, high), (other_low, other_high) = self._ends(), other._ends()
        return _between(min(low, other_low), max(high, other_high))

    __add__ = union

    def intersection(self, other: Range[T]) -> Range[T]:
        """Return what is in both."""
        if not self.overlaps(other):
            return Range(None, None, empty=True)
        (low, high), (other_low, other_high) = self._ends(), other._ends()
        return _between(max(low, other_low), min(high, other_high))

    __mul__ = intersection

    def difference(self, other: Range[T]) -> Range[T]:
        """Return what is in this and not in `other`.

        Raises:
            ValueError: `other` cuts this in two.
        """
        if not self.overlaps(other):
            return self
        (low, high), (other_low, other_high) = self._ends(), other._ends()
        before, after = low < other_low, other_high < high
        if before and after:
            raise ValueError("Subtracting a strictly inner range is not implemented")
        if before:
            return _between(low, other_low)
        return _between(other_high, high) if after else Range(None, None, empty=True)

    __sub__ = difference


def _between(low: tuple[Any, ...], high: tuple[Any, ...]) -> Range[Any]:
    lower = None if len(low) == 1 else low[1]
    upper = None if len(high) == 1 else high[1]
    first = "(" if lower is None or low[2] else "["
    return Range(lower, upper, bounds=first + ("]" if upper is not None and high[2] else ")"))


def _step_of(value: Any) -> Any:
    if isinstance(value, int):
        return 1
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return datetime.timedelta(days=1)
    return None


def _written(value: Any) -> str:
    """Return a bound as PostgreSQL reads it inside a range."""
    if value is None:
        return ""
    if isinstance(value, (int, decimal.Decimal)):
        return str(value)
    return f'"{value.isoformat(" ")}"' if isinstance(value, datetime.datetime) else f'"{value}"'
