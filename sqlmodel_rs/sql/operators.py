"""`ColumnOperators`: every operator and method a column expression offers, each handed to `operate`.

Knows the operator codes, not the nodes: a subclass's `operate` builds those.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic

from typing_extensions import TypeVar

from sqlmodel_rs.subscript import Subscriptable

from . import kinds as k

_T_co = TypeVar("_T_co", covariant=True, default=Any)


class ColumnOperators(Subscriptable, Generic[_T_co]):
    """Give an object whose values are `T` SQL operators.

    `operate(op, other, **modifiers)` and `reverse_operate` decide what they mean.
    """

    __slots__ = ()

    def operate(self, op: int, *other: Any, **modifiers: Any) -> Any:
        """Apply `op` (a code of `sql.kinds`) with this object on the left."""
        raise NotImplementedError(str(op))

    def reverse_operate(self, op: int, other: Any, **modifiers: Any) -> Any:
        """Apply `op` with this object on the right."""
        raise NotImplementedError(str(op))

    __hash__ = object.__hash__

    # --- comparison
    def __eq__(self, other: Any) -> Any:
        return self.operate(k.EQ, other)

    def __ne__(self, other: Any) -> Any:
        return self.operate(k.NE, other)

    def __lt__(self, other: Any) -> Any:
        return self.operate(k.LT, other)

    def __le__(self, other: Any) -> Any:
        return self.operate(k.LE, other)

    def __gt__(self, other: Any) -> Any:
        return self.operate(k.GT, other)

    def __ge__(self, other: Any) -> Any:
        return self.operate(k.GE, other)

    def is_(self, other: Any) -> Any:
        """Render `IS other`."""
        return self.operate(k.IS, other)

    def is_not(self, other: Any) -> Any:
        """Render `IS NOT other`."""
        return self.operate(k.IS_NOT, other)

    def is_distinct_from(self, other: Any) -> Any:
        """Render `IS DISTINCT FROM other`: a comparison in which NULL equals NULL."""
        return self.operate(k.IS_DISTINCT_FROM, other)

    def is_not_distinct_from(self, other: Any) -> Any:
        """Render `IS NOT DISTINCT FROM other`."""
        return self.operate(k.IS_NOT_DISTINCT_FROM, other)

    isnot = is_not
    isnot_distinct_from = is_not_distinct_from

    def in_(self, other: Any) -> Any:
        """Render `IN`: `other` is a collection of values, a select, or a bound list parameter."""
        return self.operate(k.IN, other)

    def not_in(self, other: Any) -> Any:
        """Render `NOT IN`."""
        return self.operate(k.NOT_IN, other)

    notin_ = not_in

    def between(self, cleft: Any, cright: Any, symmetric: bool = False) -> Any:
        """Render `BETWEEN cleft AND cright`."""
        return self.operate(k.BETWEEN_SYMMETRIC if symmetric else k.BETWEEN, cleft, cright)

    # --- text
    def like(self, other: Any, escape: str | None = None) -> Any:
        """Render `LIKE`; `escape` is the escape character."""
        return self.operate(k.LIKE, other, escape=escape) if escape else self.operate(k.LIKE, other)

    def not_like(self, other: Any, escape: str | None = None) -> Any:
        """Render `NOT LIKE`."""
        return self.operate(k.NOT_LIKE, other, escape=escape) if escape else self.operate(k.NOT_LIKE, other)

    def ilike(self, other: Any, escape: str | None = None) -> Any:
        """Render a case-insensitive `LIKE`."""
        return self.operate(k.ILIKE, other, escape=escape) if escape else self.operate(k.ILIKE, other)

    def not_ilike(self, other: Any, escape: str | None = None) -> Any:
        """Render a case-insensitive `NOT LIKE`."""
        return self.operate(k.NOT_ILIKE, other, escape=escape) if escape else self.operate(k.NOT_ILIKE, other)

    notlike = not_like
    notilike = not_ilike

    def startswith(self, other: Any, escape: str | None = None, autoescape: bool = False) -> Any:
        """Render `LIKE other || '%'`; `autoescape` escapes `%` and `_` inside a plain string."""
        return self._match_part(k.STARTSWITH, other, escape, autoescape)

    def endswith(self, other: Any, escape: str | None = None, autoescape: bool = False) -> Any:
        """Render `LIKE '%' || other`."""
        return self._match_part(k.ENDSWITH, other, escape, autoescape)

    def contains(self, other: Any, escape: str | None = None, autoescape: bool = False) -> Any:
        """Render `LIKE '%' || other || '%'`; on an array or JSONB column, containment (`@>`)."""
        return self._match_part(k.CONTAINS, other, escape, autoescape)

    def istartswith(self, other: Any, escape: str | None = None, autoescape: bool = False) -> Any:
        """Render `startswith` without regard to case."""
        return self._match_part(k.ISTARTSWITH, other, escape, autoescape)

    def iendswith(self, other: Any, escape: str | None = None, autoescape: bool = False) -> Any:
        """Render `endswith` without regard to case."""
        return self._match_part(k.IENDSWITH, other, escape, autoescape)

    def icontains(self, other: Any, escape: str | None = None, autoescape: bool = False) -> Any:
        """Render `contains` without regard to case."""
        return self._match_part(k.ICONTAINS, other, escape, autoescape)

    def _match_part(self, op: int, other: Any, escape: str | None, autoescape: bool) -> Any:
        if autoescape:
            if autoescape is not True:
                raise TypeError("The autoescape parameter expects a simple boolean True value")
            if not isinstance(other, str):
                raise TypeError("String value expected when autoescape=True")
            escape = escape or "/"
            if escape not in ("%", "_"):
                other = other.replace(escape, escape + escape)
            other = other.replace("%", escape + "%").replace("_", escape + "_")
        return self.operate(op, other, escape=escape) if escape else self.operate(op, other)

    def match(self, other: Any, **kwargs: Any) -> Any:
        """Render the database's full-text match."""
        return self.operate(k.MATCH, other, **kwargs)

    def regexp_match(self, pattern: Any, flags: str | None = None) -> Any:
        """Render the database's regular expression match."""
        return self.operate(k.REGEXP_MATCH, pattern, **({"flags": flags} if flags else {}))

    def regexp_replace(self, pattern: Any, replacement: Any, flags: str | None = None) -> Any:
        """Render the database's regular expression replacement."""
        return self.operate(k.REGEXP_REPLACE, pattern, replacement, **({"flags": flags} if flags else {}))

    def concat(self, other: Any) -> Any:
        """Render `||` (CONCAT on MySQL)."""
        return self.operate(k.CONCAT, other)

    def collate(self, collation: str) -> Any:
        """Render `COLLATE collation`."""
        return self.operate(k.CUSTOM, collation, collate=True)

    # --- ordering, sets, quantifiers
    def asc(self) -> Any:
        """Render `ASC`."""
        return self.operate(k.ASC)

    def desc(self) -> Any:
        """Render `DESC`."""
        return self.operate(k.DESC)

    def nulls_first(self) -> Any:
        """Render `NULLS FIRST`."""
        return self.operate(k.NULLS_FIRST)

    def nulls_last(self) -> Any:
        """Render `NULLS LAST`."""
        return self.operate(k.NULLS_LAST)

    nullsfirst = nulls_first
    nullslast = nulls_last

    def distinct(self) -> Any:
        """Render `DISTINCT` before the expression, as inside an aggregate."""
        return self.operate(k.DISTINCT)

    def any_(self) -> Any:
        """Render `ANY (expression)`."""
        return self.operate(k.ANY)

    def all_(self) -> Any:
        """Render `ALL (expression)`."""
        return self.operate(k.ALL)

    # --- arithmetic
    def __add__(self, other: Any) -> Any:
        return self.operate(k.ADD, other)

    def __radd__(self, other: Any) -> Any:
        return self.reverse_operate(k.ADD, other)

    def __sub__(self, other: Any) -> Any:
        return self.operate(k.SUB, other)

    def __rsub__(self, other: Any) -> Any:
        return self.reverse_operate(k.SUB, other)

    def __mul__(self, other: Any) -> Any:
        return self.operate(k.MUL, other)

    def __rmul__(self, other: Any) -> Any:
        return self.reverse_operate(k.MUL, other)

    def __truediv__(self, other: Any) -> Any:
        return self.operate(k.DIV, other)

    def __rtruediv__(self, other: Any) -> Any:
        return self.reverse_operate(k.DIV, other)

    def __floordiv__(self, other: Any) -> Any:
        return self.operate(k.FLOORDIV, other)

    def __rfloordiv__(self, other: Any) -> Any:
        return self.reverse_operate(k.FLOORDIV, other)

    def __mod__(self, other: Any) -> Any:
        return self.operate(k.MOD, other)

    def __rmod__(self, other: Any) -> Any:
        return self.reverse_operate(k.MOD, other)

    def __neg__(self) -> Any:
        return self.operate(k.NEG)

    # --- logic and bits
    def __and__(self, other: Any) -> Any:
        return self.operate(k.AND, other)

    def __rand__(self, other: Any) -> Any:
        return self.reverse_operate(k.AND, other)

    def __or__(self, other: Any) -> Any:
        return self.operate(k.OR, other)

    def __ror__(self, other: Any) -> Any:
        return self.reverse_operate(k.OR, other)

    def __invert__(self) -> Any:
        return self.operate(k.NOT)

    def __lshift__(self, other: Any) -> Any:
        return self.operate(k.BIT_LSHIFT, other)

    def __rshift__(self, other: Any) -> Any:
        return self.operate(k.BIT_RSHIFT, other)

    def bitwise_and(self, other: Any) -> Any:
        """Render `&`."""
        return self.operate(k.BIT_AND, other)

    def bitwise_or(self, other: Any) -> Any:
        """Render `|`."""
        return self.operate(k.BIT_OR, other)

    def bitwise_xor(self, other: Any) -> Any:
        """Render the database's exclusive or."""
        return self.operate(k.BIT_XOR, other)

    def bitwise_not(self) -> Any:
        """Render `~`."""
        return self.operate(k.INV)

    def bitwise_lshift(self, other: Any) -> Any:
        """Render `<<`."""
        return self.operate(k.BIT_LSHIFT, other)

    def bitwise_rshift(self, other: Any) -> Any:
        """Render `>>`."""
        return self.operate(k.BIT_RSHIFT, other)

    def __getitem__(self, index: Any) -> Any:
        return self.operate(k.GETITEM, index)

    # An object with __getitem__ would otherwise be iterable, and an accidental loop endless.
    __iter__ = None

    def __contains__(self, other: Any) -> bool:
        raise NotImplementedError("Operator 'contains' is not supported on this expression")

    # --- custom operators
    def op(
        self, opstring: str, precedence: int = 0, is_comparison: bool = False, return_type: Any = None, **kwargs: Any
    ) -> Callable[[Any], Any]:
        """Return a function that applies the operator spelled `opstring` to its argument.

        Example: `column.op("->>")("name")`.
        """

        def apply(other: Any) -> Any:
            return self.operate(
                k.CUSTOM,
                other,
                opstring=opstring,
                precedence=precedence,
                is_comparison=is_comparison,
                return_type=return_type,
            )

        return apply

    def bool_op(self, opstring: str, precedence: int = 0, python_impl: Any = None) -> Callable[[Any], Any]:
        """Return a function that applies a custom operator whose result is a truth value."""
        return self.op(opstring, precedence=precedence, is_comparison=True)
