"""`Default()`: marks a default value, so that a function can tell it from an equal value its caller passed."""

from typing import Any, TypeVar

T = TypeVar("T")


class _DefaultPlaceholder:
    """A marked default: as true as its value, equal only to another marked default of the same value."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __bool__(self) -> bool:
        return bool(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _DefaultPlaceholder) and other.value == self.value

    __hash__ = None  # type: ignore[assignment]


def Default(value: T) -> T:
    """Mark `value` as a default.

    >>> Default(0) == Default(0), Default(0) == 0
    (True, False)
    """
    return _DefaultPlaceholder(value)  # type: ignore[return-value]
