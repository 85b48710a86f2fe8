"""Numbers and truth values."""

from __future__ import annotations

import decimal
from typing import Any

from .base import ADD, DIV, MUL, SUB, VALUE_TYPES, TypeEngine

_RANK = {"boolean": 0, "integer": 1, "numeric": 2}


class Boolean(TypeEngine):
    """A truth value: BOOLEAN, stored as 0 and 1 where the database has none."""

    accepts = frozenset({bool})
    affinity = "boolean"

    def __init__(self, create_constraint: bool = False, name: str | None = None, _create_events: bool = True) -> None:
        self.create_constraint = create_constraint
        self.name = name
        self._create_events = _create_events

    @property
    def python_type(self) -> type:
        """`bool`."""
        return bool

    def _spec_args(self, dialect: str) -> dict[str, Any]:
        return {"kind": "boolean"}


class Integer(TypeEngine):
    """A whole number."""

    accepts = frozenset({int})
    affinity = "integer"
    sized = True
    _kind = "integer"

    @property
    def python_type(self) -> type:
        """`int`."""
        return int

    def _spec_args(self, dialect: str) -> dict[str, Any]:
        return {"kind": self._kind}

    def fitting(self, value: Any) -> TypeEngine:
        """Return INTEGER, or BIGINT for what passes 32 bits."""
        return self if value.bit_length() < 32 else BIGINTEGERTYPE

    def coerce_compared_value(self, op: Any, value: Any) -> TypeEngine:
        """Take a bool as an integer; other classes bring their own type."""
        if type(value) is bool and op in (ADD, SUB, MUL, DIV):
            return self
        return super().coerce_compared_value(op, value)

    def adapt_operator(self, op: int, other: TypeEngine) -> tuple[int, TypeEngine]:
        """Division and decimals give a NUMERIC; with a date, the date's type."""
        if op == DIV:
            return op, other if other.affinity == "numeric" else NUMERICTYPE
        if op in (ADD, SUB, MUL):
            if other.affinity == "numeric" or (op == MUL and other.affinity == "interval"):
                return op, other
            if op == ADD and other.affinity == "date":
                return op, other
        return op, self


class SmallInteger(Integer):
    """A whole number of 16 bits."""

    _kind = "smallint"


class BigInteger(Integer):
    """A whole number of 64 bits."""

    _kind = "bigint"


class INTEGER(Integer):
    """The SQL INTEGER type."""


INT = INTEGER


class SMALLINT(SmallInteger):
    """The SQL SMALLINT type."""


class BIGINT(BigInteger):
    """The SQL BIGINT type."""


class NumericCommon(TypeEngine):
    """Numbers with a fraction."""

    affinity = "numeric"
    _default_decimal_return_scale = 10

    def adapt_operator(self, op: int, other: TypeEngine) -> tuple[int, TypeEngine]:
        """Times an interval is an interval; else the result keeps this type."""
        if op == MUL and other.affinity == "interval":
            return op, other
        return op, self

    def coerce_compared_value(self, op: Any, value: Any) -> TypeEngine:
        """Take floats and decimals alike, and integers that no type of integers can hold."""
        if isinstance(value, (float, decimal.Decimal)):
            return self
        if type(value) is int and value.bit_length() >= 64:
            return self
        return super().coerce_compared_value(op, value)


class Numeric(NumericCommon):
    """An exact decimal number; values are `Decimal`, or `float` with `asdecimal=False`."""

    accepts = frozenset({decimal.Decimal})
    _ddl_name: str | None = None

    def __init__(
        self,
        precision: int | None = None,
        scale: int | None = None,
        decimal_return_scale: int | None = None,
        asdecimal: bool = True,
    ) -> None:
        self.precision = precision
        self.scale = scale
        self.decimal_return_scale = decimal_return_scale
        self.asdecimal = asdecimal

    def coerce_compared_value(self, op: Any, value: Any) -> TypeEngine:
        """Compare a float as a decimal, and count with it as the float that it is."""
        if type(value) is float and op in (ADD, SUB, MUL, DIV):
            return VALUE_TYPES[float]
        return super().coerce_compared_value(op, value)

    @property
    def python_type(self) -> type:
        """`Decimal`, or `float` with `asdecimal=False`."""
        return decimal.Decimal if self.asdecimal else float

    def _spec_args(self, dialect: str) -> dict[str, Any]:
        ddl = self._ddl_name
        if ddl is not None and self.precision is not None:
            ddl = f"{ddl}({self.precision})" if self.scale is None else f"{ddl}({self.precision}, {self.scale})"
        return {
            "kind": "numeric",
            "precision": self.precision,
            "scale": self.scale,
            "asdecimal": self.asdecimal,
            "ddl": ddl,
        }


class DECIMAL(Numeric):
    """The SQL DECIMAL type."""

    _ddl_name = "DECIMAL"


class NUMERIC(Numeric):
    """The SQL NUMERIC type."""


class Float(NumericCommon):
    """A floating point number; `precision` is in binary digits."""

    accepts = frozenset({float, int})
    _kind = "float"
    _ddl: str | None = None

    def __init__(
        self, precision: int | None = None, asdecimal: bool = False, decimal_return_scale: int | None = None
    ) -> None:
        self.precision = precision
        self.asdecimal = asdecimal
        self.decimal_return_scale = decimal_return_scale

    @property
    def scale(self) -> None:
        """A float has no scale."""
        return None

    @property
    def python_type(self) -> type:
        """`float`, or `Decimal` with `asdecimal=True`."""
        return decimal.Decimal if self.asdecimal else float

    def _spec_args(self, dialect: str) -> dict[str, Any]:
        arguments: dict[str, Any] = {"kind": self._kind, "precision": self.precision, "ddl": self._ddl}
        if self.asdecimal:
            places = self.decimal_return_scale or self._default_decimal_return_scale
            arguments["result"] = lambda value: None if value is None else decimal.Decimal(f"{value:.{places}f}")
            arguments["bind"] = lambda value: float(value) if isinstance(value, decimal.Decimal) else value
        return arguments


class Double(Float):
    """A floating point number of double precision."""

    _kind = "double"


class FLOAT(Float):
    """The SQL FLOAT type."""


class REAL(Float):
    """The SQL REAL type."""

    _ddl = "REAL"


class DOUBLE(Double):
    """The SQL DOUBLE type."""

    _ddl = "DOUBLE"


class DOUBLE_PRECISION(Double):
    """The SQL DOUBLE PRECISION type."""

    _ddl = "DOUBLE PRECISION"


class BOOLEAN(Boolean):
    """The SQL BOOLEAN type."""


BOOLEANTYPE = Boolean()
INTEGERTYPE = Integer()
BIGINTEGERTYPE = BigInteger()
NUMERICTYPE = Numeric()
VALUE_TYPES[bool] = BOOLEANTYPE
VALUE_TYPES[int] = INTEGERTYPE
VALUE_TYPES[float] = Float()
VALUE_TYPES[decimal.Decimal] = NUMERICTYPE
