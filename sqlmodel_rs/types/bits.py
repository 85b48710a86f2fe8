"""`BitString`: PostgreSQL's strings of bits in Python. Knows no database."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, Self, SupportsIndex

_DIGITS = frozenset("01")


class BitString(str):
    """A string of 0 and 1, with the operators of PostgreSQL's `BIT`; `BIT` columns give it.

    Raises ValueError for other characters. Example: `BitString("0110") & "0011"` is `BitString("0010")`.
    """

    __slots__ = ()

    def __new__(cls, _value: str, _check: bool = True) -> Self:
        if _check and not _DIGITS.issuperset(_value):
            raise ValueError("BitString must only contain '0' and '1' chars")
        return super().__new__(cls, _value)

    @classmethod
    def from_int(cls, value: int, length: int) -> Self:
        """Return the bits of a number, with zeros on the left up to `length`.

        Raises:
            ValueError: it is negative, or has more bits.
        """
        if value < 0 or length < 0:
            raise ValueError("value and length must be non-negative")
        if value.bit_length() > length:
            raise ValueError(f"Cannot encode {value} as a BitString of length {length}")
        return cls(f"{value:0{length}b}" if length else "")

    @classmethod
    def from_bytes(cls, value: bytes, length: int = -1) -> Self:
        """Return the bits of bytes; with `length`, exactly so many, zeros being added or left out on the left.

        Raises:
            ValueError: they have more bits.
        """
        if length < 0:
            length = 8 * len(value)
        return cls.from_int(int.from_bytes(value, "big"), length)

    # --- single bits
    def get_bit(self, index: int) -> str:
        """Return the bit at a position, "0" or "1"."""
        return str.__getitem__(self, index)

    def has_bit(self, index: int) -> bool:
        """Tell whether the bit at a position is set."""
        return self.get_bit(index) == "1"

    def set_bit(self, index: int, value: bool | int | str) -> BitString:
        """Return the string with another bit at a position.

        Raises:
            IndexError: there is no such position.
        """
        if not 0 <= index < len(self):
            raise IndexError("BitString index out of range")
        digit = value if isinstance(value, str) else "01"[bool(value)]
        return BitString(str(self)[:index] + digit + str(self)[index + 1 :])

    @property
    def bit_length(self) -> int:
        """The number of bits."""
        return len(self)

    @property
    def octet_length(self) -> int:
        """The number of bytes that hold it."""
        return -(-len(self) // 8)

    def to_bytes(self, length: int = -1) -> bytes:
        """Return the bits as bytes, the first bit being the highest."""
        return int(self).to_bytes(self.octet_length if length < 0 else length, "big")

    def __int__(self) -> int:
        return int(str(self), 2) if self else 0

    __bytes__ = to_bytes

    # --- text
    def lstrip(self, chars: str | None = None, /) -> BitString:
        """Return the string without zeros (or `chars`) at its start."""
        return BitString(str(self).lstrip(chars or "0"))

    def rstrip(self, chars: str | None = None, /) -> BitString:
        """Return the string without zeros (or `chars`) at its end."""
        return BitString(str(self).rstrip(chars or "0"))

    def strip(self, chars: str | None = None, /) -> BitString:
        """Return the string without zeros (or `chars`) at both ends."""
        return BitString(str(self).strip(chars or "0"))

    def removeprefix(self, prefix: str, /) -> BitString:
        """Return the string without a start."""
        return BitString(str(self).removeprefix(prefix))

    def removesuffix(self, suffix: str, /) -> BitString:
        """Return the string without an end."""
        return BitString(str(self).removesuffix(suffix))

    def replace(self, old: str, new: str, count: SupportsIndex = -1, /) -> BitString:
        """Return the string with other bits in place of some."""
        return BitString(str(self).replace(old, new, count))

    def split(self, sep: str | None = None, maxsplit: SupportsIndex = -1) -> list[str]:
        """Return the strings between separators."""
        return [BitString(part) for part in str(self).split(sep, maxsplit)]

    def zfill(self, width: SupportsIndex, /) -> BitString:
        """Return the string with zeros on the left."""
        return BitString(str(self).zfill(width))

    def __str__(self) -> str:
        return str.__str__(self)

    def __repr__(self) -> str:
        return f'BitString("{self}")'

    def __getitem__(self, key: Any) -> BitString:
        return BitString(str.__getitem__(self, key), False)

    def __add__(self, other: str) -> BitString:
        return BitString(str(self) + other)

    def __radd__(self, other: str) -> BitString:
        return BitString(other + str(self))

    # --- bits
    def __lshift__(self, amount: int) -> BitString:
        return BitString((str(self) + "0" * amount)[amount:], False)

    def __rshift__(self, amount: int) -> BitString:
        return BitString(("0" * amount + str(self))[: len(self)], False)

    def __invert__(self) -> BitString:
        return BitString(str(self).translate({48: 49, 49: 48}), False)

    def _combined(self, combine: Callable[[int, int], int], other: Any) -> Any:
        if not isinstance(other, str):
            return NotImplemented
        if len(self) != len(other):
            raise ValueError("Operands must be the same length")
        return BitString.from_int(combine(int(self), int(BitString(other))), len(self))

    def __and__(self, other: str) -> BitString:
        return self._combined(operator.and_, other)  # type: ignore[no-any-return]

    def __or__(self, other: str) -> BitString:
        return self._combined(operator.or_, other)  # type: ignore[no-any-return]

    def __xor__(self, other: str) -> BitString:
        return self._combined(operator.xor, other)  # type: ignore[no-any-return]

    __rand__, __ror__, __rxor__ = __and__, __or__, __xor__
