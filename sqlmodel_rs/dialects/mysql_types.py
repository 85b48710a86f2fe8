"""MySQL's types with what only MySQL says of them: widths, UNSIGNED, character sets, SET, YEAR, BIT, blobs by size."""

from __future__ import annotations

from typing import Any

from sqlmodel_rs import types as t
from sqlmodel_rs.exc import ArgumentError


class _Number(t.TypeEngine):
    """The part of a number's type that follows its name: ZEROFILL makes it unsigned on the server."""

    _name: str
    unsigned: bool
    zerofill: bool

    def _spec_args(self, dialect: str) -> dict[str, Any]:
        arguments = super()._spec_args(dialect)
        arguments["ddl"] = self._named(arguments.get("ddl"))
        return arguments

    def _named(self, plain: str | None) -> str | None:
        suffix = f"{' UNSIGNED' if self.unsigned else ''}{' ZEROFILL' if self.zerofill else ''}"
        width = getattr(self, "display_width", None)
        name = self._name if width is None else f"{self._name}({width})"
        return f"{name}{suffix}" if suffix or width is not None or self._always else plain

    #: Whether the name is MySQL's own, so that no other type's text will do.
    _always = False


class _Whole(_Number):
    def __init__(self, display_width: int | None = None, *, unsigned: bool = False, zerofill: bool = False) -> None:
        self.display_width = display_width
        self.unsigned = unsigned
        self.zerofill = zerofill


class INTEGER(_Whole, t.INTEGER):
    """INTEGER."""

    _name = "INTEGER"


class BIGINT(_Whole, t.BIGINT):
    """BIGINT."""

    _name = "BIGINT"


class SMALLINT(_Whole, t.SMALLINT):
    """SMALLINT."""

    _name = "SMALLINT"


class TINYINT(_Whole, t.Integer):
    """A whole number of 8 bits."""

    _name = "TINYINT"
    _always = True


class MEDIUMINT(_Whole, t.Integer):
    """A whole number of 24 bits."""

    _name = "MEDIUMINT"
    _always = True


class DECIMAL(_Number, t.DECIMAL):
    """DECIMAL."""

    _name = "DECIMAL"

    def __init__(
        self,
        precision: int | None = None,
        scale: int | None = None,
        asdecimal: bool = True,
        *,
        unsigned: bool = False,
        zerofill: bool = False,
    ) -> None:
        super().__init__(precision=precision, scale=scale, asdecimal=asdecimal)
        self.unsigned = unsigned
        self.zerofill = zerofill

    def _named(self, plain: str | None) -> str | None:
        if not (self.unsigned or self.zerofill):
            return plain
        size = [str(part) for part in (self.precision, self.scale) if part is not None]
        name = f"DECIMAL({', '.join(size)})" if size else "DECIMAL"
        return f"{name}{' UNSIGNED' if self.unsigned else ''}{' ZEROFILL' if self.zerofill else ''}"


class BIT(t.TypeEngine):
    """`length` bits; values are whole numbers."""

    accepts = frozenset({int})
    affinity = "integer"

    def __init__(self, length: int | None = None) -> None:
        self.length = length

    @property
    def python_type(self) -> type:
        """`int`."""
        return int

    def _spec_args(self, dialect: str) -> dict[str, Any]:
        ddl = "BIT" if self.length is None else f"BIT({self.length})"
        return {"kind": "bigint", "ddl": ddl, "result": _whole}


def _whole(value: Any) -> Any:
    return int.from_bytes(value, "big") if isinstance(value, bytes) else value


class YEAR(t.Integer):
    """A year from 1901 to 2155."""

    def __init__(self, display_width: int | None = None) -> None:
        self.display_width = display_width

    def _spec_args(self, dialect: str) -> dict[str, Any]:
        return {"kind": "integer", "ddl": "YEAR" if self.display_width is None else f"YEAR({self.display_width})"}


class _Blob(t.LargeBinary):
    _keyword: str

    def __init__(self, length: int | None = None) -> None:
        super().__init__(length)

    def _spec_args(self, dialect: str) -> dict[str, Any]:
        return {"kind": "binary", "length": None, "ddl": self._keyword}


class LONGBLOB(_Blob):
    """Bytes, up to 4 GiB."""

    _keyword = "LONGBLOB"


class MEDIUMBLOB(_Blob):
    """Bytes, up to 16 MiB."""

    _keyword = "MEDIUMBLOB"


class TINYBLOB(_Blob):
    """Bytes, up to 255."""

    _keyword = "TINYBLOB"


class SET(t.String):
    """Any of several strings at once; values are Python sets, or text with commas."""

    def __init__(self, *values: str, charset: str | None = None, collation: str | None = None) -> None:
        if "" in values:
            raise ArgumentError("Can't use the blank value '' in a SET without setting retrieve_as_bitwise=True")
        super().__init__(max((len(value) for value in values), default=0), collation)
        self.values = tuple(values)
        self.charset = charset

    def __repr__(self) -> str:
        return f"SET({', '.join(repr(value) for value in self.values)})"

    @property
    def python_type(self) -> type:
        """`set`."""
        return set

    def _spec_args(self, dialect: str) -> dict[str, Any]:
        quoted = ",".join("'{}'".format(value.replace("'", "''")) for value in self.values)
        ddl = _with_charset(f"SET({quoted})", self.charset, self.collation)
        return {"kind": "text", "ddl": ddl, "bind": _joined, "result": _split}


def _joined(value: Any) -> Any:
    return value if value is None or isinstance(value, str) else ",".join(value)


def _split(value: str | None) -> set[str] | None:
    if value is None:
        return None
    return set(value.split(",")) if value else set()


def _with_charset(name: str, charset: str | None, collation: str | None) -> str:
    charset = f" CHARACTER SET {charset}" if charset else ""
    return f"{name}{charset}{f' COLLATE {collation}' if collation else ''}"


class _Charset(t.String):
    """Text whose column says its character set and collation."""

    charset: str | None
    _name: str

    def _spec_args(self, dialect: str) -> dict[str, Any]:
        arguments = super()._spec_args(dialect)
        if self.charset is not None or self._always:
            name = self._name if self.length is None else f"{self._name}({self.length})"
            arguments["ddl"] = _with_charset(name, self.charset, self.collation)
        return arguments

    _always = False


class VARCHAR(_Charset, t.VARCHAR):
    """VARCHAR."""

    _name = "VARCHAR"

    def __init__(self, length: int | None = None, *, charset: str | None = None, collation: str | None = None) -> None:
        super().__init__(length, collation)
        self.charset = charset


class CHAR(_Charset, t.CHAR):
    """CHAR."""

    _name = "CHAR"

    def __init__(self, length: int | None = None, *, charset: str | None = None, collation: str | None = None) -> None:
        super().__init__(length, collation)
        self.charset = charset


class TEXT(_Charset, t.TEXT):
    """TEXT."""

    _name = "TEXT"

    def __init__(self, length: int | None = None, *, charset: str | None = None, collation: str | None = None) -> None:
        super().__init__(length, collation)
        self.charset = charset


class _SizedText(_Charset, t.Text):
    _always = True

    def __init__(self, *, charset: str | None = None, collation: str | None = None) -> None:
        super().__init__(None, collation)
        self.charset = charset


class LONGTEXT(_SizedText):
    """Text, up to 4 GiB."""

    _name = "LONGTEXT"


class MEDIUMTEXT(_SizedText):
    """Text, up to 16 MiB."""

    _name = "MEDIUMTEXT"


class TINYTEXT(_SizedText):
    """Text, up to 255 bytes."""

    _name = "TINYTEXT"


def _precise(name: str, fsp: int | None) -> str:
    return name if fsp is None else f"{name}({fsp})"


class DATETIME(t.DATETIME):
    """DATETIME; `fsp` is the number of digits of a second's fraction."""

    def __init__(self, timezone: bool = False, fsp: int | None = None) -> None:
        super().__init__(timezone=timezone)
        self.fsp = fsp

    def _ddl_for(self, dialect: str) -> str | None:
        return _precise("DATETIME", self.fsp)


class TIMESTAMP(t.TIMESTAMP):
    """TIMESTAMP; `fsp` is the number of digits of a second's fraction."""

    def __init__(self, timezone: bool = False, fsp: int | None = None) -> None:
        super().__init__(timezone=timezone)
        self.fsp = fsp

    def _ddl_for(self, dialect: str) -> str | None:
        return _precise("TIMESTAMP", self.fsp)


class TIME(t.TIME):
    """TIME; `fsp` is the number of digits of a second's fraction."""

    def __init__(self, timezone: bool = False, fsp: int | None = None) -> None:
        super().__init__(timezone=timezone)
        self.fsp = fsp

    def _spec_args(self, dialect: str) -> dict[str, Any]:
        arguments = super()._spec_args(dialect)
        return arguments if self.fsp is None else {**arguments, "ddl": _precise("TIME", self.fsp)}


class _Address(t.UserDefinedType):
    def coerce_compared_value(self, op: Any, value: Any) -> t.TypeEngine:
        """Keep the type for values beside the expression."""
        return self

    def get_col_spec(self, **kw: Any) -> str:
        """Return the name in DDL."""
        return type(self).__name__


class INET4(_Address):
    """An IPv4 address (MariaDB)."""


class INET6(_Address):
    """An IPv6 address (MariaDB)."""
