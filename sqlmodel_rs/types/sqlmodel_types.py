"""SQLModel's own two types: `AutoString` for str fields and `UTCDateTime` for datetime fields."""

from __future__ import annotations

import datetime as dt
from typing import Any

from .base import TypeEngine
from .decorator import TypeDecorator
from .string import String
from .temporal import DateTime, Interval


class UTCDateTime(TypeDecorator):
    """An instant: values must be aware, are sent in UTC and come back aware in UTC."""

    impl = DateTime
    cache_ok = True
    accepts = frozenset({dt.datetime})

    def __init__(self) -> None:
        super().__init__(timezone=True)

    def coerce_compared_value(self, op: Any, value: Any) -> TypeEngine:
        """A timedelta is an interval; anything else is an instant."""
        return Interval() if isinstance(value, dt.timedelta) else self

    def process_bind_param(self, value: Any, dialect: Any) -> Any:
        """Return the value in UTC.

        Raises ValueError for a naive datetime: which instant it means cannot be known.
        """
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError(
                "A datetime without timezone information cannot be stored in this column: give an aware one, such as "
                "datetime.now(timezone.utc), or annotate the field with NaiveDatetime"
            )
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: Any, dialect: Any) -> Any:
        """Return the value as an aware datetime in UTC; a database without time zones keeps UTC without an offset."""
        if value is None:
            return None
        if value.utcoffset() is None:
            return value.replace(tzinfo=dt.UTC)
        return value.astimezone(dt.UTC)

    def _spec_args(self, dialect: str) -> dict[str, Any]:
        arguments = super()._spec_args(dialect)
        own, cls = UTCDateTime, type(self)
        untouched = (
            cls.process_bind_param is own.process_bind_param and cls.process_result_value is own.process_result_value
        )
        if untouched and arguments["kind"] == "datetime":
            # The engine reads instants itself, and sends those that are aware; the conversion here refuses the others.
            arguments["utc"] = True
            del arguments["result"]
        return arguments

    def __repr__(self) -> str:
        return "UTCDateTime()"


class AutoString(TypeDecorator):
    """VARCHAR; on MySQL, which wants a length, VARCHAR(255) when none is given."""

    impl = String
    cache_ok = True
    mysql_default_length = 255
    accepts = frozenset({str})

    def load_dialect_impl(self, dialect: Any) -> TypeEngine:
        """Return VARCHAR with the length of this database."""
        impl = self.impl_instance
        if impl.length is None and dialect.name in ("mysql", "mariadb"):  # type: ignore[attr-defined]
            return String(self.mysql_default_length)
        return impl


for _type in (UTCDateTime, AutoString):
    _type.__module__ = "sqlmodel_rs.sql.sqltypes"
