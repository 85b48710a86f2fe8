"""Dates, times and intervals, and what arithmetic between them gives."""

from __future__ import annotations

import datetime as dt
from typing import Any

from .base import ADD, SUB, VALUE_TYPES, TypeEngine, to_instance
from .numeric import INTEGERTYPE


class _Temporal(TypeEngine):
    """Common rules: the result of + and - follows a table of (operator, other family)."""

    _results: dict[tuple[int, str], str]

    def adapt_operator(self, op: int, other: TypeEngine) -> tuple[int, TypeEngine]:
        """Return the type of date arithmetic."""
        outcome = self._results.get((op, other.affinity))
        if outcome == "self":
            return op, self
        if outcome == other.affinity:
            # The other side's own class stays: an interval plus a UTCDateTime is a UTCDateTime.
            return op, other
        return op, to_instance(_BY_FAMILY[outcome]) if outcome else self


class DateTime(_Temporal):
    """A date with a time; `timezone` asks for TIMESTAMP WITH TIME ZONE where there is one."""

    accepts = frozenset({dt.datetime})
    sized = True
    affinity = "datetime"
    _ddl: str | None = None
    _results = {(ADD, "interval"): "self", (SUB, "interval"): "self", (SUB, "datetime"): "interval"}

    def __init__(self, timezone: bool = False) -> None:
        self.timezone = timezone

    @property
    def python_type(self) -> type:
        """`datetime`."""
        return dt.datetime

    def fitting(self, value: Any) -> TypeEngine:
        """Return the type of instants for a value with a zone."""
        return self if value.tzinfo is None else ZONEDTYPE

    def _spec_args(self, dialect: str) -> dict[str, Any]:
        return {"kind": "datetime", "timezone": self.timezone, "ddl": self._ddl_for(dialect)}

    def _ddl_for(self, dialect: str) -> str | None:
        return self._ddl


class TIMESTAMP(DateTime):
    """The SQL TIMESTAMP type."""

    def _ddl_for(self, dialect: str) -> str | None:
        return None if dialect == "postgresql" else "TIMESTAMP"


class DATETIME(DateTime):
    """The SQL DATETIME type."""

    _ddl = "DATETIME"


class Date(_Temporal):
    """A calendar day."""

    accepts = frozenset({dt.date})
    affinity = "date"
    _results = {
        (ADD, "integer"): "self",
        (SUB, "integer"): "self",
        (ADD, "interval"): "datetime",
        (SUB, "interval"): "datetime",
        (SUB, "date"): "integer",
        (SUB, "datetime"): "interval",
        (ADD, "time"): "datetime",
    }

    @property
    def python_type(self) -> type:
        """`date`."""
        return dt.date

    def _spec_args(self, dialect: str) -> dict[str, Any]:
        return {"kind": "date"}


class DATE(Date):
    """The SQL DATE type."""


class Time(_Temporal):
    """A time of day."""

    accepts = frozenset({dt.time})
    sized = True
    affinity = "time"
    _results = {
        (ADD, "date"): "datetime",
        (ADD, "interval"): "self",
        (SUB, "interval"): "self",
        (SUB, "time"): "interval",
    }

    def __init__(self, timezone: bool = False) -> None:
        self.timezone = timezone

    @property
    def python_type(self) -> type:
        """`time`."""
        return dt.time

    def fitting(self, value: Any) -> TypeEngine:
        """Return the type with a zone for a value with one."""
        return self if value.tzinfo is None else ZONEDTIMETYPE

    def _spec_args(self, dialect: str) -> dict[str, Any]:
        zoned = self.timezone and dialect == "postgresql"
        return {"kind": "time", "timezone": self.timezone, "bind": _with_zone if zoned else None}


def _with_zone(value: Any) -> Any:
    """Write a time with its zone, which the value that is sent has no place for."""
    return value.isoformat() if isinstance(value, dt.time) and value.tzinfo is not None else value


class TIME(Time):
    """The SQL TIME type."""


class Interval(_Temporal):
    """A duration: INTERVAL on PostgreSQL, elsewhere a datetime counted from 1970-01-01."""

    accepts = frozenset({dt.timedelta})
    affinity = "interval"
    epoch = dt.datetime(1970, 1, 1)
    _results = {
        (ADD, "date"): "datetime",
        (ADD, "interval"): "self",
        (ADD, "datetime"): "datetime",
        (ADD, "time"): "time",
        (SUB, "interval"): "self",
    }

    def __init__(
        self, native: bool = True, second_precision: int | None = None, day_precision: int | None = None
    ) -> None:
        self.native = native
        self.second_precision = second_precision
        self.day_precision = day_precision

    @property
    def python_type(self) -> type:
        """`timedelta`."""
        return dt.timedelta

    def _spec_args(self, dialect: str) -> dict[str, Any]:
        if dialect == "postgresql" and not self.native:
            return {"kind": "datetime", "bind": self._to_datetime, "result": self._from_datetime}
        ddl = None
        if dialect == "postgresql" and self.second_precision is not None:
            ddl = f"INTERVAL({self.second_precision})"
        return {"kind": "interval", "native": False, "precision": self.second_precision, "ddl": ddl}

    def _to_datetime(self, value: dt.timedelta | None) -> dt.datetime | None:
        return None if value is None else self.epoch + value

    def _from_datetime(self, value: dt.datetime | None) -> dt.timedelta | None:
        return None if value is None else value - self.epoch


_BY_FAMILY: dict[str | None, Any] = {
    "interval": Interval,
    "datetime": DateTime,
    "date": Date,
    "time": Time,
    "integer": INTEGERTYPE,
}

DATETIMETYPE, ZONEDTYPE = DateTime(), DateTime(timezone=True)
TIMETYPE, ZONEDTIMETYPE = Time(), Time(timezone=True)
VALUE_TYPES[dt.datetime] = DATETIMETYPE
VALUE_TYPES[dt.date] = Date()
VALUE_TYPES[dt.time] = TIMETYPE
VALUE_TYPES[dt.timedelta] = Interval()
