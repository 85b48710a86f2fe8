"""PostgreSQL's types that other databases have nothing like: networks, bit strings, ranges, HSTORE, domains."""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Callable
from typing import Any, ClassVar

from sqlmodel_rs.types import (
    ARRAY,
    BIGINT,
    BOOLEAN,
    DATE,
    INTEGER,
    NUMERIC,
    STRINGTYPE,
    TEXT,
    TIMESTAMP,
    Boolean,
    Text,
    TypeEngine,
    UserDefinedType,
    to_instance,
)
from sqlmodel_rs.types.base import ADD, CONCAT, JSON_GETITEM, VALUE_RESOLVERS, Concatenable
from sqlmodel_rs.types.bits import BitString as BitString
from sqlmodel_rs.types.ranges import Range as Range
from sqlmodel_rs.types.search import REGCONFIG as REGCONFIG
from sqlmodel_rs.types.search import TSQUERY as TSQUERY
from sqlmodel_rs.types.search import TSVECTOR as TSVECTOR
from sqlmodel_rs.types.search import Verbatim

#: Precedence of comparisons.
_COMPARISON = 5


class _Written(Verbatim):
    """As above; values that are no text are written as one."""

    def bind_processor(self, dialect: Any) -> Callable[[Any], Any] | None:
        """Write a value as text."""
        return lambda value: None if value is None else str(value)


def _comparison(text: str) -> Callable[..., Any]:
    return lambda expression, other: expression.op(
        text, precedence=_COMPARISON, is_comparison=True, return_type=Boolean()
    )(other)


class INET(_Written):
    """An IP address with optional netmask: `ipaddress` objects or text go in, objects come out."""


class CIDR(_Written):
    """A network: `ipaddress` objects or text go in, objects come out."""


class MACADDR(Verbatim):
    """A MAC address."""


class MACADDR8(Verbatim):
    """A MAC address of eight bytes."""


class CITEXT(Concatenable, Verbatim):
    """Text that compares without letter case."""

    affinity = "string"


class LTREE(Verbatim):
    """A path of labels."""


class LQUERY(Verbatim):
    """A pattern of paths of labels."""


class LTXTQUERY(Verbatim):
    """A text search in paths of labels."""


class REGCLASS(Verbatim):
    """A table by name."""


class MONEY(Verbatim):
    """An amount of money."""


class OID(Verbatim):
    """An object identifier."""


class BIT(Verbatim):
    """A string of bits, of exactly or (`varying`) at most `length`; values are `BitString`, or text of 0 and 1."""

    def __init__(self, length: int | None = None, varying: bool = False) -> None:
        self.length = length or (None if varying else 1)
        self.varying = varying

    def get_col_spec(self, **kw: Any) -> str:
        """Return the name in DDL."""
        name = "BIT VARYING" if self.varying else "BIT"
        return name if self.length is None else f"{name}({self.length})"

    @property
    def python_type(self) -> type:
        """`BitString`."""
        return BitString

    def result_processor(self, dialect: Any, coltype: Any = None) -> Callable[[Any], Any] | None:
        """Return the bits as a `BitString`."""
        return lambda value: None if value is None else BitString(value)


# --- ranges
_RANGE_METHODS = {
    "contained_by": _comparison("<@"),
    "overlaps": _comparison("&&"),
    "strictly_left_of": _comparison("<<"),
    "strictly_right_of": _comparison(">>"),
    "not_extend_right_of": _comparison("&<"),
    "not_extend_left_of": _comparison("&>"),
    "adjacent_to": _comparison("-|-"),
    "union": lambda expression, other: expression + other,
    "difference": lambda expression, other: expression - other,
    "intersection": lambda expression, other: expression * other,
}


class AbstractRange(Verbatim):
    """A range of one type of values; `Range` in Python."""

    affinity = "range"
    containment_operator = 52  # ARRAY_CONTAINS of sql.kinds
    contains_items = True
    #: The type of what is in it.
    item: ClassVar[TypeEngine]

    @property
    def python_type(self) -> type:
        """`Range`."""
        return Range

    def bind_processor(self, dialect: Any) -> Callable[[Any], Any] | None:
        """Write a range as text."""
        return lambda value: None if value is None else str(value)

    def coerce_compared_value(self, op: Any, value: Any) -> TypeEngine:
        """A range beside a range is one of the same type; anything else is what is in it."""
        return self if isinstance(value, (Range, str)) else self.item

    def expression_method(self, name: str) -> Any:
        """Offer the operators of ranges."""
        return _RANGE_METHODS.get(name) or super().expression_method(name)


class AbstractSingleRange(AbstractRange):
    """One range."""


class INT4RANGE(AbstractSingleRange):
    """A range of integers."""

    item = INTEGER()


class INT8RANGE(AbstractSingleRange):
    """A range of big integers."""

    item = BIGINT()


class NUMRANGE(AbstractSingleRange):
    """A range of numerics."""

    item = NUMERIC()


class DATERANGE(AbstractSingleRange):
    """A range of dates."""

    item = DATE()


class TSRANGE(AbstractSingleRange):
    """A range of timestamps."""

    item = TIMESTAMP()


class TSTZRANGE(AbstractSingleRange):
    """A range of timestamps with time zone."""

    item = TIMESTAMP(timezone=True)


def _of_range(value: Any) -> TypeEngine | None:
    """Return the type of a range by what its ends are."""
    if not isinstance(value, Range):
        return None
    end = value.lower if value.lower is not None else value.upper
    if isinstance(end, int):
        return INT4RANGE() if end.bit_length() < 32 else INT8RANGE()
    if isinstance(end, decimal.Decimal):
        return NUMRANGE()
    if isinstance(end, datetime.datetime):
        return TSTZRANGE() if end.tzinfo else TSRANGE()
    return DATERANGE() if isinstance(end, datetime.date) else None


VALUE_RESOLVERS.append(_of_range)


# --- key and value pairs
def _function(name: str, type_: TypeEngine) -> Callable[..., Any]:
    def call(expression: Any, *arguments: Any) -> Any:
        from sqlmodel_rs.sql.expression import func

        return getattr(func, name)(expression, *arguments, type_=type_)

    return call


class HSTORE(Verbatim):
    """Key and value pairs as text; a dictionary in Python."""

    affinity = "hstore"
    hashable = False
    containment_operator = 52  # ARRAY_CONTAINS of sql.kinds

    def __init__(self, text_type: Any = None) -> None:
        self.text_type = to_instance(text_type) if text_type is not None else Text()

    @property
    def python_type(self) -> type:
        """`dict`."""
        return dict

    def bind_processor(self, dialect: Any) -> Callable[[Any], Any] | None:
        """Write a dictionary as text."""

        def write(value: Any) -> Any:
            if not isinstance(value, dict):
                return value
            return ", ".join(f"{_quoted(key)}=>{_quoted(one)}" for key, one in value.items())

        return write

    def coerce_compared_value(self, op: Any, value: Any) -> TypeEngine:
        """A dictionary beside it is one; a list is of keys."""
        if isinstance(value, (list, tuple)):
            return ARRAY(TEXT())
        return self if isinstance(value, dict) else self.text_type

    def adapt_operator(self, op: int, other: TypeEngine) -> tuple[int, TypeEngine]:
        """Let + put the pairs of both together."""
        return (CONCAT if op == ADD else op), self

    def index(self, left: Any, index: Any, build: Callable[..., Any]) -> Any:
        """Build the value of a key."""
        return build(left, JSON_GETITEM, index, STRINGTYPE, self.text_type)

    def expression_method(self, name: str) -> Any:
        """Offer the operators and functions of key and value pairs."""
        texts = ARRAY(TEXT())
        methods: dict[str, Any] = {
            "has_key": _comparison("?"),
            "has_all": _comparison("?&"),
            "has_any": _comparison("?|"),
            "contained_by": _comparison("<@"),
            "defined": _function("defined", BOOLEAN()),
            "delete": _function("delete", self),
            "slice": _function("slice", self),
            "keys": _function("akeys", texts),
            "vals": _function("avals", texts),
            "array": _function("hstore_to_array", texts),
            "matrix": _function("hstore_to_matrix", texts),
        }
        return methods.get(name) or super().expression_method(name)


def _quoted(value: Any) -> str:
    """Return a key or a value as HSTORE reads it.

    Raises:
        ValueError: it is no text.
    """
    if value is None:
        return "NULL"
    if not isinstance(value, str):
        raise ValueError(f"{value!r} in hstore is not a string")
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


class DOMAIN(UserDefinedType):
    """A type of the database made from another one by CREATE DOMAIN, which `schema.DDL()` or a migration runs."""

    def __init__(self, name: str, data_type: Any, *, schema: str | None = None, **options: Any) -> None:
        self.name = name
        self.data_type = to_instance(data_type)
        self.schema = schema
        self.options = options

    @property
    def python_type(self) -> type:
        """That of the type it is made from."""
        return self.data_type.python_type

    def coerce_compared_value(self, op: Any, value: Any) -> TypeEngine:
        """As the type it is made from."""
        return self.data_type.coerce_compared_value(op, value)

    def _spec_args(self, dialect: str) -> dict[str, Any]:
        name = self.name if self.schema is None else f"{self.schema}.{self.name}"
        return {**self.data_type._spec_args(dialect), "ddl": name}
