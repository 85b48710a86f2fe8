"""JSON documents, with the operators that reach inside them."""

from __future__ import annotations

import enum
from collections.abc import Callable
from typing import Any

from sqlmodel_rs.exc import InvalidRequestError

from .base import ADD, CONCAT, JSON_GETITEM, JSON_PATH_GETITEM, VALUE_TYPES, TypeEngine
from .numeric import Boolean, Float, Integer, Numeric
from .string import Text, Unicode


class JsonNull(enum.Enum):
    """The JSON value null, as opposed to SQL NULL."""

    NULL = "JSON_NULL"

    def __repr__(self) -> str:
        return "symbol('JSON_NULL')"


class JSONIndexType(TypeEngine):
    """The type of one step into a document: a key or a position."""

    def _spec_args(self, dialect: str) -> dict[str, Any]:
        return {"kind": "null"}


class JSONPathType(TypeEngine):
    """The type of several steps into a document at once."""

    def _spec_args(self, dialect: str) -> dict[str, Any]:
        return {"kind": "null"}


class Document:
    """How the program's objects become JSON's own values and come back."""

    def dump(self, value: Any) -> Any:
        """Return what is stored."""
        raise NotImplementedError

    def load(self, value: Any) -> Any:
        """Return the object that a stored value stands for."""
        raise NotImplementedError


class JSON(TypeEngine):
    """A JSON document of dicts, lists and scalars.

    With `none_as_null`, None is stored as SQL NULL; otherwise as JSON null. `JSON.NULL` is always JSON null.
    """

    accepts = frozenset({dict, list})
    affinity = "json"
    hashable = False
    NULL = JsonNull.NULL
    JSONIndexType = JSONIndexType
    JSONPathType = JSONPathType
    JSONElementType = TypeEngine
    _kind = "json"
    _document: Document | None = None

    def __init__(self, none_as_null: bool = False) -> None:
        self.none_as_null = none_as_null

    def holding(self, document: Document) -> Any:
        """Return a copy for columns whose values are objects that `document` converts."""
        new = self.copy()
        new._document = document
        return new

    @property
    def python_type(self) -> type:
        """`dict`."""
        return dict

    @property
    def should_evaluate_none(self) -> bool:
        """Whether None is a value that is stored (JSON null)."""
        return not self.none_as_null

    @should_evaluate_none.setter
    def should_evaluate_none(self, value: bool) -> None:  # pyright: ignore[reportIncompatibleVariableOverride]
        self.none_as_null = not value

    def _spec_args(self, dialect: str) -> dict[str, Any]:
        bind = _absent_when_none if self.none_as_null else _null_when_none
        document = self._document
        if document is None:
            return {"kind": self._kind, "bind": bind}
        return {
            "kind": self._kind,
            "bind": lambda value: bind(value if value is None or value is JsonNull.NULL else document.dump(value)),
            "result": lambda value: None if value is None else document.load(value),
        }

    def coerce_compared_value(self, op: Any, value: Any) -> TypeEngine:
        """A value beside a document is a document."""
        return self

    def index(self, left: Any, index: Any, build: Callable[..., Any]) -> Any:
        """Build a step (`"key"`, `0`) or a path (`("a", 0)`) into the document."""
        if isinstance(index, (tuple, list)):
            return build(left, JSON_PATH_GETITEM, tuple(index), _PATH, self)
        return build(left, JSON_GETITEM, index, _INDEX, self)

    def expression_method(self, name: str) -> Any:
        """Offer `as_string()`, `as_integer()` and their like on an indexed expression."""
        return _AS.get(name)


def _null_when_none(value: Any) -> Any:
    return JsonNull.NULL if value is None else value


def _absent_when_none(value: Any) -> Any:
    return value


class JSONPATH(TypeEngine):
    """A path into a document, in PostgreSQL's own language; text in Python."""

    affinity = "jsonpath"

    def _spec_args(self, dialect: str) -> dict[str, Any]:
        return {"kind": "other", "ddl": "JSONPATH"}


class JSONB(JSON):
    """PostgreSQL's binary JSON; plain JSON elsewhere."""

    _kind = "jsonb"
    path_type = JSONPATH()
    containment_operator = 55  # JSON_CONTAINS of sql.kinds

    def __init__(self, none_as_null: bool = False, astext_type: Any = None) -> None:
        super().__init__(none_as_null)
        self.astext_type = astext_type

    def adapt_operator(self, op: int, other: TypeEngine) -> tuple[int, TypeEngine]:
        """Let + put two documents together."""
        return (CONCAT if op == ADD else op), self

    def expression_method(self, name: str) -> Any:
        """Offer JSONB's own operators as well."""
        return _JSONB.get(name) or super().expression_method(name)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({'none_as_null=True' if self.none_as_null else ''})"


_INDEX = JSONIndexType()
_PATH = JSONPathType()


def _retyped(expression: Any, type_: TypeEngine) -> Any:
    if getattr(expression, "operator", None) not in (JSON_GETITEM, JSON_PATH_GETITEM) or not hasattr(
        expression, "right"
    ):
        raise InvalidRequestError(
            f"The JSON cast operator JSON.{type_.__class__.__name__} only works with a JSON index expression e.g. "
            f"col['q'].as_string()"
        )
    return type(expression)(expression.left, expression.operator, expression.right, type_, expression.modifiers)


def _as_boolean(expression: Any) -> Any:
    return _retyped(expression, Boolean())


def _as_string(expression: Any) -> Any:
    return _retyped(expression, Unicode())


def _as_text(expression: Any) -> Any:
    return _retyped(expression, getattr(expression.left.type, "astext_type", None) or Text())


def _as_integer(expression: Any) -> Any:
    return _retyped(expression, Integer())


def _as_float(expression: Any) -> Any:
    return _retyped(expression, Float())


def _as_numeric(expression: Any, precision: int, scale: int, asdecimal: bool = True) -> Any:
    return _retyped(expression, Numeric(precision, scale, asdecimal=asdecimal))


def _as_json(expression: Any) -> Any:
    return expression


_AS: dict[str, Any] = {
    "as_boolean": _as_boolean,
    "as_string": _as_string,
    "as_integer": _as_integer,
    "as_float": _as_float,
    "as_numeric": _as_numeric,
    "as_json": _as_json,
    "astext": property(_as_text),
}


def _operator(code: int) -> Any:
    def apply(expression: Any, other: Any) -> Any:
        return expression.operate(code, other)

    return apply


_JSONB: dict[str, Any] = {
    "has_key": _operator(57),
    "has_any": _operator(58),
    "has_all": _operator(59),
    "contained_by": _operator(56),
    "delete_path": _operator(82),
    "path_exists": _operator(83),
    "path_match": _operator(84),
}

JSONTYPE = JSON()
VALUE_TYPES[dict] = JSONTYPE
