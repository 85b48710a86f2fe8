"""Arrays, UUIDs, pickled objects and row types."""

from __future__ import annotations

import pickle
import uuid
from collections.abc import Callable
from typing import Any

from .base import ADD, CONCAT, GETITEM, VALUE_TYPES, TypeEngine, _argument_error, to_instance
from .numeric import INTEGERTYPE

_ARRAY_METHODS = {"contained_by": 53, "overlap": 54}


class Uuid(TypeEngine):
    """A UUID: native on PostgreSQL, 32 hexadecimal digits elsewhere; with `as_uuid=False` values are strings."""

    accepts = frozenset({uuid.UUID})
    affinity = "uuid"

    def __init__(self, as_uuid: bool = True, native_uuid: bool = True) -> None:
        self.as_uuid = as_uuid
        self.native_uuid = native_uuid

    @property
    def python_type(self) -> type:
        """`UUID`, or `str` with `as_uuid=False`."""
        return uuid.UUID if self.as_uuid else str

    def _spec_args(self, dialect: str) -> dict[str, Any]:
        if dialect == "postgresql" and not self.native_uuid:
            if self.as_uuid:
                return {"kind": "char", "length": 32, "bind": _to_hex, "result": _from_hex}
            return {"kind": "char", "length": 32, "bind": _plain_hex, "result": _dashed}
        return {"kind": "uuid", "asuuid": self.as_uuid}

    def coerce_compared_value(self, op: Any, value: Any) -> TypeEngine:
        """Text beside a UUID is taken as one."""
        return self if isinstance(value, str) else super().coerce_compared_value(op, value)


class UUID(Uuid):
    """The SQL UUID type."""

    def __init__(self, as_uuid: bool = True) -> None:
        super().__init__(as_uuid, True)


def _to_hex(value: Any) -> Any:
    return None if value is None else value.hex


def _from_hex(value: Any) -> Any:
    return None if value is None else uuid.UUID(value)


def _plain_hex(value: Any) -> Any:
    return None if value is None else value.replace("-", "")


def _dashed(value: Any) -> Any:
    return None if value is None else str(uuid.UUID(value))


class PickleType(TypeEngine):
    """Any Python object, pickled into a binary column. Unpickling runs code: use it on trusted databases only."""

    affinity = "pickle"

    def __init__(
        self,
        protocol: int = pickle.HIGHEST_PROTOCOL,
        pickler: Any = None,
        comparator: Callable[[Any, Any], bool] | None = None,
        impl: Any = None,
    ) -> None:
        self.protocol = protocol
        self.pickler = pickler or pickle
        self.comparator = comparator
        self.impl = to_instance(impl) if impl is not None else None

    def _spec_args(self, dialect: str) -> dict[str, Any]:
        arguments = self.impl._spec_args(dialect) if self.impl is not None else {"kind": "binary"}
        return {**arguments, "bind": self._dump, "result": self._load}

    def _dump(self, value: Any) -> Any:
        return None if value is None else self.pickler.dumps(value, self.protocol)

    def _load(self, value: Any) -> Any:
        return None if value is None else self.pickler.loads(value)

    def coerce_compared_value(self, op: Any, value: Any) -> TypeEngine:
        """Any value is pickled."""
        return self

    def compare_values(self, x: Any, y: Any) -> bool:
        """Compare with the given function, else with ==."""
        return self.comparator(x, y) if self.comparator else bool(x == y)

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


class ARRAY(TypeEngine):
    """An array of one item type; PostgreSQL only."""

    accepts = frozenset({list, tuple})
    affinity = "array"
    hashable = False
    containment_operator = 52  # ARRAY_CONTAINS of sql.kinds

    def __init__(
        self, item_type: Any, as_tuple: bool = False, dimensions: int | None = None, zero_indexes: bool = False
    ) -> None:
        if isinstance(item_type, ARRAY):
            raise ValueError("Do not nest ARRAY types; ARRAY(basetype) handles multi-dimensional arrays of basetype")
        self.item_type = to_instance(item_type)
        self.as_tuple = as_tuple
        self.dimensions = dimensions
        self.zero_indexes = zero_indexes
        if as_tuple:
            self.hashable = True  # type: ignore[misc]

    @property
    def python_type(self) -> type:
        """`list`."""
        return list

    def _spec_args(self, dialect: str) -> dict[str, Any]:
        arguments: dict[str, Any] = {
            "kind": "array",
            "item": self.item_type._spec(dialect),
            "length": self.dimensions,
        }
        if self.as_tuple:
            arguments["result"] = _as_tuple
        return arguments

    def adapt_operator(self, op: int, other: TypeEngine) -> tuple[int, TypeEngine]:
        """Let + put two arrays together."""
        return (CONCAT if op == ADD else op), self

    def coerce_compared_value(self, op: Any, value: Any) -> TypeEngine:
        """A list beside an array is such an array; a scalar is an item."""
        return self if isinstance(value, (list, tuple, set)) else self.item_type

    def index(self, left: Any, index: Any, build: Callable[..., Any]) -> Any:
        """Build `array[index]` (an item) or `array[start:stop]` (an array); positions count from 1 as in SQL."""
        if isinstance(index, slice):
            if self.zero_indexes:
                index = slice(
                    index.start + 1 if index.start is not None else None,
                    index.stop + 1 if index.stop is not None else None,
                )
            return build(left, GETITEM, index, INTEGERTYPE, self)
        if self.zero_indexes and isinstance(index, int):
            index += 1
        result: TypeEngine = self.item_type
        if self.dimensions is not None and self.dimensions > 1:
            inner = self.copy()
            inner.dimensions = self.dimensions - 1
            result = inner
        return build(left, GETITEM, index, INTEGERTYPE, result)

    def expression_method(self, name: str) -> Any:
        """Offer `overlap()`, `contained_by()`, and `any()` / `all()` with a value."""
        if name in ("any", "all"):
            return _quantified(name)
        code = _ARRAY_METHODS.get(name)
        if code is None:
            return super().expression_method(name)
        return lambda expression, other: expression.operate(code, other)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.item_type!r})"


def _quantified(name: str) -> Callable[..., Any]:
    def apply(expression: Any, other: Any, operator: Any = None) -> Any:
        whole = expression.any_() if name == "any" else expression.all_()
        # An item is bound as an item, and called as the array.
        item = type(whole)(whole.operator, whole.element, expression.type.item_type)
        return item.reverse_operate(1 if operator is None else operator, expression.bound(other, item.type))

    return apply


def _as_tuple(value: Any) -> Any:
    return tuple(_as_tuple(v) if isinstance(v, list) else v for v in value) if value is not None else None


class TupleType(TypeEngine):
    """The type of a row value."""

    affinity = "tuple"

    def __init__(self, *types: Any) -> None:
        self.types = tuple(to_instance(t) for t in types)

    def coerce_compared_value(self, op: Any, value: Any) -> TypeEngine:
        """A tuple beside a row value is one."""
        return self


def require_array(type_: TypeEngine) -> ARRAY:
    """Return the type if it is an array.

    Raises ArgumentError otherwise.
    """
    if not isinstance(type_, ARRAY):
        raise _argument_error(f"Expected an ARRAY type, got {type_!r}")
    return type_


VALUE_TYPES[uuid.UUID] = Uuid()
