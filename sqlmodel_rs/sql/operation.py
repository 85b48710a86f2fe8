"""`Operator`: the code of an operator, which a program may call as SQLAlchemy's operator functions are called."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

_FUNCTIONS: dict[int, Callable[..., Any]] = {
    1: operator.eq, 2: operator.ne, 3: operator.lt, 4: operator.le, 5: operator.gt, 6: operator.ge,
    7: operator.add, 8: operator.sub, 9: operator.mul, 10: operator.truediv, 11: operator.floordiv, 12: operator.mod,
    51: operator.getitem, 60: operator.and_, 61: operator.or_, 70: operator.invert, 71: operator.neg,
}  # fmt: skip

#: The methods of column elements that stand for an operator without a sign of its own in Python.
_METHODS: dict[int, str] = {
    13: "concat", 14: "is_", 15: "is_not", 16: "is_distinct_from", 17: "is_not_distinct_from", 18: "in_", 19: "not_in",
    20: "like", 21: "not_like", 22: "ilike", 23: "not_ilike", 24: "startswith", 26: "endswith", 28: "contains",
    30: "istartswith", 32: "iendswith", 34: "icontains", 36: "between", 40: "regexp_match", 42: "regexp_replace",
    43: "match", 44: "bitwise_and", 45: "bitwise_or", 46: "bitwise_xor", 47: "bitwise_lshift", 48: "bitwise_rshift",
    72: "bitwise_not", 73: "asc", 74: "desc", 75: "nulls_first", 76: "nulls_last", 77: "distinct", 78: "any_",
    79: "all_",
}  # fmt: skip


class Operator(int):
    """The code of an operator; `operator(left, right)` applies it, as a comparator's `operate()` does."""

    __slots__ = ()

    def __call__(self, left: Any, *other: Any, **modifiers: Any) -> Any:
        """Apply the operator: by Python's sign, by the method of its name, or by `left.operate()`."""
        function = _FUNCTIONS.get(self)
        if function is not None and not modifiers:
            return function(left, *other)
        method = _METHODS.get(self)
        if method is not None:
            return getattr(left, method)(*other, **modifiers)
        return left.operate(self, *other, **{name: value for name, value in modifiers.items() if value is not None})
