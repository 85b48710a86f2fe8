"""PostgreSQL's types of text search, which functions of every program take and give."""

from __future__ import annotations

from typing import Any

from .base import TypeEngine, type_of_value
from .decorator import UserDefinedType


class Verbatim(UserDefinedType):
    """A type written to DDL by its own name; values travel as text."""

    def get_col_spec(self, **kw: Any) -> str:
        """Return the name in DDL."""
        return type(self).__name__


class TSVECTOR(Verbatim):
    """A document for text search."""

    affinity = "tsvector"

    def coerce_compared_value(self, op: Any, value: Any) -> TypeEngine:
        """Text beside a document is what is looked for."""
        return type_of_value(value)


class TSQUERY(Verbatim):
    """A query for text search."""


class REGCONFIG(Verbatim):
    """A configuration of text search by name."""
