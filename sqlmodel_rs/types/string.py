"""Character and binary strings."""

from __future__ import annotations

from typing import Any

from .base import ADD, CONCAT, VALUE_TYPES, TypeEngine


def _collated(name: str, collation: str, schema: str | None, dialect: str) -> str:
    if dialect == "mysql":
        return f"{name} COLLATE {collation}"
    # Only PostgreSQL keeps collations in schemas.
    place = f'"{schema}".' if schema and dialect == "postgresql" else ""
    return f'{name} COLLATE {place}"{collation}"'


class String(TypeEngine):
    """Text of bounded length: VARCHAR. `length` is in characters."""

    accepts = frozenset({str})
    affinity = "string"
    _kind = "varchar"
    _ddl: str | None = None
    _mysql_ddl: str | None = None

    def __init__(
        self, length: int | None = None, collation: str | None = None, collation_schema: str | None = None
    ) -> None:
        self.length = length
        self.collation = collation
        self.collation_schema = collation_schema

    @property
    def python_type(self) -> type:
        """`str`."""
        return str

    def _spec_args(self, dialect: str) -> dict[str, Any]:
        # MySQL's own name of the national character types is the standard's.
        ddl = self._mysql_ddl if dialect == "mysql" and self._mysql_ddl is not None else self._ddl
        if ddl is not None and self.length is not None:
            ddl = f"{ddl}({self.length})"
        if self.collation:
            plain = ddl or {"varchar": "VARCHAR", "text": "TEXT", "char": "CHAR"}[self._kind]
            if ddl is None and self.length is not None:
                plain = f"{plain}({self.length})"
            ddl = _collated(plain, self.collation, self.collation_schema, dialect)
        return {"kind": self._kind, "length": self.length, "ddl": ddl}

    def adapt_operator(self, op: int, other: TypeEngine) -> tuple[int, TypeEngine]:
        """+ of text with text (or an unknown) is concatenation."""
        if op == ADD and other.affinity in ("string", "null"):
            return CONCAT, self
        return op, self


class Text(String):
    """Text of unbounded length."""

    _kind = "text"

    def _spec_args(self, dialect: str) -> dict[str, Any]:
        arguments = super()._spec_args(dialect)
        if self.length is not None and arguments["ddl"] is None and dialect != "postgresql":
            arguments["ddl"] = f"TEXT({self.length})"
        return arguments


class Unicode(String):
    """Text; the same as `String` on every supported database."""


class UnicodeText(Text):
    """Text of unbounded length."""


class VARCHAR(String):
    """The SQL VARCHAR type."""


class NVARCHAR(Unicode):
    """The SQL NVARCHAR type."""

    _ddl = "NVARCHAR"
    _mysql_ddl = "NATIONAL VARCHAR"


class CHAR(String):
    """The SQL CHAR type."""

    _kind = "char"


class NCHAR(Unicode):
    """The SQL NCHAR type."""

    _kind = "char"
    _ddl = "NCHAR"
    _mysql_ddl = "NATIONAL CHAR"


class TEXT(Text):
    """The SQL TEXT type."""


class CLOB(Text):
    """The SQL CLOB type."""

    _ddl = "CLOB"


class _Binary(TypeEngine):
    """Bytes."""

    accepts = frozenset({bytes})
    affinity = "binary"
    _ddl: str | None = None

    def __init__(self, length: int | None = None) -> None:
        self.length = length

    @property
    def python_type(self) -> type:
        """`bytes`."""
        return bytes

    def _spec_args(self, dialect: str) -> dict[str, Any]:
        ddl = self._ddl
        if ddl is not None and self.length is not None:
            ddl = f"{ddl}({self.length})"
        return {"kind": "binary", "length": self.length, "ddl": ddl}


class LargeBinary(_Binary):
    """Bytes: BLOB, BYTEA on PostgreSQL."""


class BLOB(LargeBinary):
    """The SQL BLOB type."""

    _ddl = "BLOB"


class BINARY(_Binary):
    """The SQL BINARY type."""

    _ddl = "BINARY"


class VARBINARY(_Binary):
    """The SQL VARBINARY type."""

    _ddl = "VARBINARY"


STRINGTYPE = String()
VALUE_TYPES[str] = STRINGTYPE
VALUE_TYPES[bytes] = LargeBinary()
