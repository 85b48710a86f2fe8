"""Column elements and how operators build them. Nodes hold parts and a type; they know nothing of text or dialects."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from typing_extensions import TypeVar

from sqlmodel_rs._native import between, compare
from sqlmodel_rs.exc import ArgumentError
from sqlmodel_rs.types import ARRAY, BOOLEANTYPE, NULLTYPE, TypeEngine, to_instance, type_of_value

from . import kinds as k
from .base import ClauseElement, scalar_subquery
from .operators import ColumnOperators

_T_co = TypeVar("_T_co", covariant=True, default=Any)
_COLUMN_KINDS = frozenset({k.COLUMN, k.ENTITY_COLUMN, k.COLUMN_CLAUSE})
_CONSTANTS = (type(None), bool)

#: operator -> builder(left, op, operands, modifiers); `construction` fills them, which keeps imports one-way.
OPERATIONS: dict[int, Callable[[Any, int, tuple[Any, ...], dict[str, Any]], Any]] = {}
REVERSED_OPERATIONS: dict[int, Callable[[Any, int, Any, dict[str, Any]], Any]] = {}


class ColumnElement(ColumnOperators[_T_co], ClauseElement):
    """An expression with a type: a column, a literal, an operator applied to others, a function call ..."""

    __slots__ = ()

    type: TypeEngine = NULLTYPE
    _bind_name: ClassVar[str] = "param"
    foreign_keys: Any = frozenset()
    primary_key: Any = False

    if TYPE_CHECKING:
        # Subclasses answer it from a slot or a property of their own, which no one declaration of a property covers.
        key: Any

        def __add__(self, other: Any) -> ColumnElement[Any]: ...
        def __radd__(self, other: Any) -> ColumnElement[Any]: ...
        def __sub__(self, other: Any) -> ColumnElement[Any]: ...
        def __rsub__(self, other: Any) -> ColumnElement[Any]: ...
        def __mul__(self, other: Any) -> ColumnElement[Any]: ...
        def __rmul__(self, other: Any) -> ColumnElement[Any]: ...
        def __truediv__(self, other: Any) -> ColumnElement[Any]: ...
        def __rtruediv__(self, other: Any) -> ColumnElement[Any]: ...
        def __mod__(self, other: Any) -> ColumnElement[Any]: ...
    else:

        @property
        def key(self) -> Any:
            """The name under which a row or a subquery offers this expression, or None."""
            return getattr(self, "name", None)

    @property
    def comparator(self) -> Any:
        """The object that carries this expression's operators, which its type makes."""
        return self.type.comparator_factory(self)

    @property
    def expression(self) -> Any:
        """The SQL expression: the element itself."""
        return self

    __hash__ = object.__hash__

    def __eq__(self, other: Any) -> Any:
        return compare(self, k.EQ, other)

    def __ne__(self, other: Any) -> Any:
        return compare(self, k.NE, other)

    def __lt__(self, other: Any) -> Any:
        return compare(self, k.LT, other)

    def __le__(self, other: Any) -> Any:
        return compare(self, k.LE, other)

    def __gt__(self, other: Any) -> Any:
        return compare(self, k.GT, other)

    def __ge__(self, other: Any) -> Any:
        return compare(self, k.GE, other)

    def between(self, cleft: Any, cright: Any, symmetric: bool = False) -> Any:
        """Render `BETWEEN cleft AND cright`."""
        return between(self, k.BETWEEN_SYMMETRIC if symmetric else k.BETWEEN, cleft, cright)

    def operate(self, op: int, *other: Any, **modifiers: Any) -> Any:
        """Build the node of `op` with this element on the left."""
        if self.type.asks:
            return k.Operator(op)(self.comparator, *other, **modifiers)
        return OPERATIONS[op](self, op, other, modifiers)

    def reverse_operate(self, op: int, other: Any, **modifiers: Any) -> Any:
        """Build the node of `op` with this element on the right."""
        if self.type.asks:
            return self.comparator.reverse_operate(op, other, **modifiers)
        return REVERSED_OPERATIONS[op](self, op, other, modifiers)

    def label(self, name: str | None) -> Label[_T_co]:
        """Return `self AS name`; None makes an anonymous name."""
        return Label(name, self)

    def bound(self, value: Any, type_: TypeEngine) -> Any:
        """Return a value as a parameter that is called as this expression; SQL is returned as it is."""
        if value is None or is_expression_source(value):
            return literal_element(value)
        return BindParameter(bind_name(self), value, type_)

    def cast(self, type_: Any) -> Any:
        """Return `CAST(self AS type_)`."""
        return Cast(self, to_instance(type_))

    def __getattr__(self, name: str) -> Any:
        # as_string() and its like exist on JSON values only; a type may bring more methods (has_key ...).
        if name[:1] != "_" and name != "type":
            type_ = self.type
            if type_.asks:
                found = getattr(self.comparator, name, None)
                if found is not None:
                    return found
            method = type_.expression_method(name)
            if method is not None:
                return method.__get__(self)
        raise AttributeError(
            f"Neither {type(self).__name__!r} object nor 'Comparator' object has an attribute {name!r}"
        )


class BindParameter(ColumnElement[Any]):
    """A value sent beside the text. With `unique`, `key` is a base and the rendered names are key_1, key_2 ..."""

    __slots__ = ("callable_", "expanding", "key", "literal_execute", "required", "type", "unique", "value")
    _kind = k.BIND

    def __init__(
        self,
        key: str,
        value: Any,
        type: TypeEngine,
        unique: bool = True,
        required: bool = False,
        expanding: bool = False,
        literal_execute: bool = False,
        callable_: Any = None,
    ) -> None:
        self.key = key
        self.value = value
        self.type = type
        self.unique = unique
        self.required = required
        self.expanding = expanding
        self.literal_execute = literal_execute
        self.callable_ = callable_

    @property
    def effective_value(self) -> Any:
        """The value, or what the given callable returns now."""
        return self.callable_() if self.callable_ is not None else self.value

    def _with_value(self, value: Any, required: bool = False) -> BindParameter:
        return BindParameter(
            self.key, value, self.type, self.unique, required, self.expanding, self.literal_execute, None
        )

    def _typed(self, type: TypeEngine) -> BindParameter:
        return BindParameter(
            self.key,
            self.value,
            type,
            self.unique,
            self.required,
            self.expanding,
            self.literal_execute,
            self.callable_,
        )

    def _expanding(self) -> BindParameter:
        return BindParameter(
            self.key, self.value, self.type, self.unique, self.required, True, self.literal_execute, self.callable_
        )

    def __repr__(self) -> str:
        return f"BindParameter({self.key!r}, {self.value!r}, type_={self.type!r})"


class BinaryExpression(ColumnElement[_T_co]):
    """`left op right`; `modifiers` hold what some operators add (escape, flags, the text of a custom one)."""

    __slots__ = ("left", "modifiers", "operator", "right", "type")
    _kind = k.BINARY

    def __init__(self, left: Any, op: int, right: Any, type: TypeEngine, modifiers: Any = None) -> None:
        self.left = left
        self.operator = op
        self.right = right
        self.type = type
        self.modifiers = modifiers

    def __bool__(self) -> bool:
        # `column in some_list` and dict look-ups compare with ==: identity decides.
        if self.operator == k.EQ:
            return self.left is self.right
        if self.operator == k.NE:
            return self.left is not self.right
        raise TypeError("Boolean value of this clause is not defined")


class UnaryExpression(ColumnElement[_T_co]):
    """One operand with an operator before or after it (NOT, -, ASC, DISTINCT, ANY ...)."""

    __slots__ = ("element", "modifiers", "operator", "type")
    _kind = k.UNARY

    def __init__(self, op: int, element: Any, type: TypeEngine, modifiers: Any = None) -> None:
        self.operator = op
        self.element = element
        self.type = type
        self.modifiers = modifiers

    is_quantified = property(lambda self: self.operator in (k.ANY, k.ALL))

    @property
    def modifier(self) -> Any:
        """The operator, if it is written after the operand (ASC, NULLS LAST ...); else None."""
        return _POSTFIX.get(self.operator)


_POSTFIX: dict[int, k.Operator] = {op: op for op in (k.ASC, k.DESC, k.NULLS_FIRST, k.NULLS_LAST)}


class BooleanClauseList(ColumnElement[bool]):
    """Conditions joined by AND or OR."""

    __slots__ = ("clauses", "operator")
    _kind = k.BOOLEAN_LIST
    type = BOOLEANTYPE

    def __init__(self, op: int, clauses: tuple[Any, ...]) -> None:
        self.operator = op
        self.clauses = clauses

    @classmethod
    def and_(cls, *clauses: Any) -> Any:
        """Join conditions by AND."""
        return conjunction(k.AND, clauses)

    @classmethod
    def or_(cls, *clauses: Any) -> Any:
        """Join conditions by OR."""
        return conjunction(k.OR, clauses)


class ClauseList(ColumnElement[Any]):
    """Elements separated by commas."""

    __slots__ = ("clauses",)
    _kind = k.CLAUSE_LIST
    type = NULLTYPE

    def __init__(self, *clauses: Any) -> None:
        self.clauses = clauses


class Tuple(ColumnElement[Any]):
    """A row value `(a, b)`."""

    __slots__ = ("clauses", "types")
    _kind = k.TUPLE
    type = NULLTYPE

    def __init__(self, *clauses: Any, types: Iterable[Any] | None = None) -> None:
        given = [to_instance(t) for t in types] if types is not None else [None] * len(clauses)
        self.clauses = tuple(
            literal_element(c, type_) for c, type_ in zip(clauses, [*given, *([None] * len(clauses))], strict=False)
        )
        self.types = tuple(c.type for c in self.clauses)


class Grouping(ColumnElement[Any]):
    """Explicit parentheses."""

    __slots__ = ("element", "type")
    _kind = k.GROUPING

    def __init__(self, element: Any) -> None:
        self.element = element
        self.type = getattr(element, "type", NULLTYPE)


class Label(ColumnElement[_T_co]):
    """`element AS name`; None is an anonymous name."""

    __slots__ = ("element", "name", "type")
    _kind = k.LABEL

    def __init__(self, name: str | None, element: Any, type_: Any = None) -> None:
        element = expression(element)
        while element._kind == k.LABEL:
            element = element.element
        self.name = name
        self.element = element
        self.type = to_instance(type_) if type_ is not None else element.type

    @property
    def foreign_keys(self) -> Any:
        """Foreign keys of the labelled column."""
        return self.element.foreign_keys

    @property
    def primary_key(self) -> Any:
        """Whether the labelled column is a primary key."""
        return self.element.primary_key


class Cast(ColumnElement[Any]):
    """`CAST(element AS type)`, or TRY_CAST when `safe`."""

    __slots__ = ("element", "safe", "type")
    _kind = k.CAST

    def __init__(self, element: Any, type: TypeEngine, safe: bool = False) -> None:
        self.element = element
        self.type = type
        self.safe = safe

    @property
    def clause(self) -> Any:
        """The expression that is cast."""
        return self.element

    @property
    def key(self) -> Any:
        """The key of the expression inside, as SQLAlchemy names a cast column."""
        return getattr(self.element, "key", None) if self.element._kind in _COLUMN_KINDS else None


class Collate(ColumnElement[Any]):
    """`element COLLATE collation`."""

    __slots__ = ("collation", "element", "type")
    _kind = k.COLLATE

    def __init__(self, element: Any, collation: str) -> None:
        self.element = element
        self.collation = collation
        self.type = element.type


class Null(ColumnElement[Any]):
    """The NULL keyword."""

    __slots__ = ()
    _kind = k.NULL
    type = NULLTYPE


class True_(ColumnElement[Any]):
    """The TRUE constant (1 where the database has none)."""

    __slots__ = ()
    _kind = k.TRUE
    type = BOOLEANTYPE


class False_(ColumnElement[Any]):
    """The FALSE constant (0 where the database has none)."""

    __slots__ = ()
    _kind = k.FALSE
    type = BOOLEANTYPE


class DefaultValue(ColumnElement[Any]):
    """The DEFAULT keyword among the values of an INSERT or UPDATE."""

    __slots__ = ()
    _kind = k.DEFAULT_VALUE
    type = NULLTYPE


class OrderLabel(ColumnElement[Any]):
    """A label of the select list, named in ORDER BY or GROUP BY by a string."""

    __slots__ = ("element", "name")
    _kind = k.ORDER_LABEL
    type = NULLTYPE

    def __init__(self, name: str) -> None:
        self.name = name
        self.element = name


class SqlToken(ColumnElement[Any]):
    """A keyword written as it is (interval units, frame words)."""

    __slots__ = ("text",)
    _kind = k.COMMENT_TOKEN
    type = NULLTYPE

    def __init__(self, text: str) -> None:
        self.text = text


class TypeName(ColumnElement[Any]):
    """The DDL name of a type, alone."""

    __slots__ = ("type",)
    _kind = k.TYPE_NAME

    def __init__(self, type: TypeEngine) -> None:
        self.type = type


class Slice(ColumnElement[Any]):
    """`start:stop` inside an array index."""

    __slots__ = ("start", "step", "stop")
    _kind = k.SLICE
    type = NULLTYPE

    def __init__(self, start: Any, stop: Any, step: Any = None) -> None:
        self.start = literal_element(start)
        self.stop = literal_element(stop)
        self.step = literal_element(step) if step is not None else None


NULL = Null()
TRUE = True_()
FALSE = False_()


def is_expression_source(value: Any) -> bool:
    """Tell whether a value stands for SQL (a node, a mapped attribute ...) rather than for a literal."""
    return isinstance(value, ClauseElement) or hasattr(value, "__clause_element__")


def expression(value: Any) -> Any:
    """Return the column element a value stands for; a literal becomes a bound parameter, a select a scalar subquery."""
    while not isinstance(value, ClauseElement):
        build = getattr(value, "__clause_element__", None)
        if build is None:
            return literal_element(value)
        value = build()
    if value.is_select:
        return scalar_subquery(value)
    return value


def constant(value: Any) -> Any:
    """Return the NULL, TRUE or FALSE node of a Python constant."""
    return NULL if value is None else TRUE if value else FALSE


def literal_element(value: Any, type_: Any = None, name: str = "param") -> Any:
    """Return `value` as a bound parameter, or as the SQL it already is; None is NULL."""
    if isinstance(value, ClauseElement):
        return scalar_subquery(value) if value.is_select else value
    build = getattr(value, "__clause_element__", None)
    if build is not None:
        return expression(build())
    if value is None and type_ is None:
        return NULL
    return BindParameter(name, value, type_ if type_ is not None else type_of_value(value))


def bind_name(left: Any) -> str:
    """Return what a parameter beside an expression is called."""
    # The column of a class body has no name until its class is mapped.
    return (left.key or "param") if left._kind in _COLUMN_KINDS else left._bind_name


def bind_beside(left: Any, op: int, value: Any) -> BindParameter:
    """Return `value` as a parameter that takes its name and type from the element it is used with."""
    name = bind_name(left)
    type_ = left.type
    if type(value) not in type_.accepts:
        type_ = type_.coerce_compared_value(op, value)
    return BindParameter(name, value, type_)


def compare_any(left: Any, op: int, other: Any) -> Any:
    """Build a comparison; None becomes IS NULL, True and False the constants.

    `compare` of the Rust module makes the node of a column and a value that its type accepts, and asks here otherwise.
    """
    if left.type.asks:
        return k.Operator(op)(left.comparator, other)
    return compare_plain(left, op, other)


def compare_plain(left: Any, op: int, other: Any) -> Any:
    """Build a comparison by the library's own rules."""
    if isinstance(other, _CONSTANTS):
        return _compare_constant(left, op, constant(other))
    if left._kind == k.TUPLE and isinstance(other, (tuple, list)):
        other = Tuple(*other, types=left.types)
    if isinstance(other, ClauseElement):
        right = scalar_subquery(other) if other.is_select else other
        if right._kind in _CONSTANT_KINDS:
            return _compare_constant(left, op, right)
    else:
        build = getattr(other, "__clause_element__", None)
        right = expression(build()) if build is not None else bind_beside(left, op, other)
    if left.is_quantified:  # SQL has it on the right side only.
        left, op, right = right, k.MIRRORED.get(op, op), left
    return BinaryExpression(left, op, right, BOOLEANTYPE)


_CONSTANT_KINDS = frozenset({k.NULL, k.TRUE, k.FALSE})


def _compare_constant(left: Any, op: int, right: Any) -> Any:
    if op in (k.EQ, k.NE):
        if right._kind == k.NULL:
            op = k.IS if op == k.EQ else k.IS_NOT
    elif op not in (k.IS, k.IS_NOT, k.IS_DISTINCT_FROM, k.IS_NOT_DISTINCT_FROM):
        raise ArgumentError(
            "Only '=', '!=', 'is_()', 'is_not()', 'is_distinct_from()', 'is_not_distinct_from()' "
            "operators can be used with None/True/False"
        )
    return BinaryExpression(left, op, right, BOOLEANTYPE)


def criterion(value: Any) -> Any:
    """Return a WHERE or HAVING condition; anything that is not SQL is refused."""
    if isinstance(value, ClauseElement):
        if not isinstance(value, ColumnElement) and not value.is_text and not value.is_select:
            _refuse_condition(value)
        return scalar_subquery(value) if value.is_select else value
    build = getattr(value, "__clause_element__", None)
    if build is not None:
        return criterion(build())
    return constant(value) if value is True or value is False or value is None else _refuse_condition(value)


def _refuse_condition(value: Any) -> Any:
    hint = ""
    if isinstance(value, str):
        hint = f" Textual SQL expression {value!r} should be explicitly declared as text({value!r})"
        raise ArgumentError(hint.strip())
    raise ArgumentError(f"SQL expression for WHERE/HAVING role expected, got {value!r}.{hint}")


def conjunction(op: int, conditions: Iterable[Any]) -> Any:
    """Join conditions by AND or OR: nested lists of one operator are flattened, constants folded as SQL allows."""
    neutral, decisive = (k.TRUE, k.FALSE) if op == k.AND else (k.FALSE, k.TRUE)
    clauses: list[Any] = []
    given = None
    for condition in conditions:
        given = element = criterion(condition)
        kind = element._kind
        if kind == decisive:
            return element
        if kind == neutral:
            continue
        if kind == k.BOOLEAN_LIST and element.operator == op:
            clauses.extend(element.clauses)
        else:
            clauses.append(element)
    if not clauses and given is not None:
        return given
    if len(clauses) == 1:
        return clauses[0]
    return BooleanClauseList(op, tuple(clauses))


def negated(element: Any) -> Any:
    """Return the negation: the opposite operator where there is one, else NOT."""
    kind = element._kind
    if kind == k.BINARY:
        opposite = None if element.right.is_quantified else k.NEGATION.get(element.operator)
        if opposite is not None:
            return BinaryExpression(element.left, opposite, element.right, element.type, element.modifiers)
    elif kind == k.UNARY and element.operator == k.NOT:
        return element.element
    elif kind == k.TRUE:
        return FALSE
    elif kind == k.FALSE:
        return TRUE
    known = element.type.affinity in ("boolean", "null")
    return UnaryExpression(k.NOT, element, BOOLEANTYPE if known else NULLTYPE)


class Array(ColumnElement[Any]):
    """`ARRAY[...]` (PostgreSQL)."""

    __slots__ = ("clauses", "type")
    _kind = k.ARRAY

    def __init__(self, clauses: Any, *, type_: Any = None) -> None:
        item = to_instance(type_) if type_ is not None else None
        if isinstance(item, ARRAY):
            item = item.item_type
        self.clauses = tuple(literal_element(c, item) for c in clauses)
        found = item or (self.clauses[0].type if self.clauses else NULLTYPE)
        self.type = found if isinstance(found, ARRAY) else ARRAY(found)
