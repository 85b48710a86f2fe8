"""SQL functions: `func.<name>(...)` with the result types SQL gives the common ones, windows and filters over them."""

from __future__ import annotations

import datetime
import enum
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from typing_extensions import TypeVar

from sqlmodel_rs.exc import ArgumentError
from sqlmodel_rs.types import (
    ARRAY,
    BOOLEANTYPE,
    INTEGERTYPE,
    NULLTYPE,
    STRINGTYPE,
    Date,
    DateTime,
    Float,
    Numeric,
    Text,
    Time,
    TypeEngine,
    to_instance,
)
from sqlmodel_rs.types.search import REGCONFIG, TSQUERY, TSVECTOR

from . import kinds as k
from .arguments import P, T
from .base import ClauseElement, ColumnCollection
from .elements import BindParameter, ClauseList, ColumnElement, Grouping, conjunction, literal_element
from .operators import ColumnOperators
from .query import ordering
from .selectable import CONSTRUCTORS, ColumnClause, FromClause

_T_co = TypeVar("_T_co", covariant=True, default=Any)

#: Functions written without parentheses when they have no argument.
#: Functions of text search; the first of two texts is a configuration.
_SEARCHES = frozenset(
    {"to_tsvector", "to_tsquery", "plainto_tsquery", "phraseto_tsquery", "websearch_to_tsquery", "ts_headline"}
)
REGCONFIGTYPE = REGCONFIG()
_ORDERED_SETS = frozenset({"mode", "percentile_cont", "percentile_disc"})
BARE_FUNCTIONS = frozenset(
    {"current_date", "current_time", "current_timestamp", "current_user", "localtime", "localtimestamp"}
    | {"session_user", "user", "sysdate"}
)


class FunctionElement(ColumnElement[_T_co]):
    """A call of a SQL function; as a FROM element by `alias()`, `table_valued()` or `column_valued()`."""

    __slots__ = ("aggregate_order_by", "clauses")
    _kind = k.FUNCTION
    packages: tuple[str, ...] = ()

    def __init__(self, *clauses: Any) -> None:
        name = getattr(self, "name", None) or "param"
        elements = [literal_element(c, name=name) for c in clauses]
        self.aggregate_order_by: tuple[Any, ...] = ()
        if elements and elements[-1].__class__ is AggregateOrderBy:
            last = elements.pop()
            elements.extend(last.clauses)
            self.aggregate_order_by = last.order_by
        self.clauses = Arguments(elements)

    @property
    def clause_expr(self) -> Grouping:
        """The arguments in parentheses."""
        return Grouping(ClauseList(*self.clauses))

    def over(
        self,
        *,
        partition_by: Any = None,
        order_by: Any = None,
        rows: Any = None,
        range_: Any = None,
        groups: Any = None,
        exclude: str | None = None,
    ) -> Over[_T_co]:
        """Return the function over a window."""
        return Over(self, partition_by, order_by, rows, range_, groups, exclude)

    def filter(self, *criteria: Any) -> Any:
        """Return the aggregate over the rows that meet conditions."""
        return FunctionFilter(self, *criteria) if criteria else self

    def within_group(self, *order_by: Any) -> WithinGroup:
        """Return the ordered-set aggregate with its order."""
        return WithinGroup(self, *order_by)

    def within_group_type(self, within_group: Any) -> Any:
        """Return the type inside WITHIN GROUP: an ordered-set aggregate gives what it orders, or an array of it."""
        name = getattr(self, "name", "").lower()
        if name not in _ORDERED_SETS and self.type is not NULLTYPE:
            return self.type
        ordered = _without_direction(within_group.order_by[0]).type
        several = name != "mode" and name in _ORDERED_SETS and len(self.clauses) > 1
        return ARRAY(ordered) if several else ordered

    def alias(self, name: str | None = None, joins_implicitly: bool = False) -> TableValued:
        """Return the function as a FROM element."""
        return TableValued(self, name, (), joins_implicitly=joins_implicitly)

    def table_valued(
        self, *expr: Any, name: str | None = None, with_ordinality: str | None = None, joins_implicitly: bool = False
    ) -> TableValued:
        """Return the function as a FROM element with the given column names."""
        columns = [ColumnClause(e) if isinstance(e, str) else e for e in expr]
        if with_ordinality:
            columns.append(ColumnClause(with_ordinality, INTEGERTYPE))
        return TableValued(
            self, name, tuple(columns), ordinality=bool(with_ordinality), joins_implicitly=joins_implicitly
        )

    def column_valued(self, name: str | None = None, joins_implicitly: bool = False) -> TableValuedColumn:
        """Return the function as a FROM element that is itself its one column."""
        return TableValuedColumn(TableValued(self, name, (), joins_implicitly=joins_implicitly), self.type)

    def scalar_table_valued(self, name: str, type_: Any = None) -> Any:
        """Return `(function).name`."""
        from .elements import BinaryExpression

        return BinaryExpression(
            Grouping(self), k.CUSTOM, ColumnClause(name, type_, True), to_instance(type_), {"opstring": "."}
        )

    def as_comparison(self, left_index: int, right_index: int) -> FunctionAsBinary:
        """Return the function marked as a comparison of two of its arguments (counted from 1)."""
        return FunctionAsBinary(self, left_index, right_index)

    def select(self) -> Any:
        """Return `SELECT function`."""
        return CONSTRUCTORS["select"](self)

    @property
    def columns(self) -> ColumnCollection[Any]:
        """The function as the one column it offers."""
        return ColumnCollection([(getattr(self, "name", None), self)])


class Arguments(tuple[Any, ...], ClauseElement):
    """The arguments of a function: a tuple of elements that is written separated by commas."""

    __slots__ = ()
    _kind = k.CLAUSE_LIST
    type = NULLTYPE

    @property
    def clauses(self) -> Arguments:
        """The elements."""
        return self

    def __bool__(self) -> bool:
        return len(self) > 0


class Function(FunctionElement[_T_co]):
    """A named function."""

    __slots__ = ("name", "packages", "type")

    def __init__(self, name: str, *clauses: Any, type_: Any = None, packages: tuple[str, ...] = ()) -> None:
        self.name = name
        self.packages = packages
        if len(clauses) > 1 and isinstance(clauses[0], str) and _names_configuration(name.lower(), clauses):
            # The database takes the first of two texts for a configuration only if it is sent as one.
            clauses = (BindParameter(name, clauses[0], REGCONFIGTYPE), *clauses[1:])
        super().__init__(*clauses)
        if type_ is not None:
            self.type: TypeEngine = to_instance(type_)
        else:
            rule = _RESULT_TYPES.get(name.lower()) if not packages else None
            self.type = rule(self.clauses) if rule is not None else NULLTYPE

    @property
    def _bind_name(self) -> str:  # type: ignore[override]
        return self.name


class GenericFunction(Function[_T_co]):
    """A base for a program's own functions: a subclass gives `name`, `type` and is called by `func.<name>`.

    `package` puts it under `func.<package>`, `identifier` under another name than it is written with.
    """

    def __init_subclass__(cls, *, builtin: bool = False, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if builtin:
            # A program's own function of this name goes first.
            _REGISTERED.setdefault(("_default", cls.__name__), cls)
            return
        name = cls.__dict__.get("name")
        identifier = cls.__dict__.get("identifier") or (name if isinstance(name, str) else cls.__name__)
        package = getattr(cls, "package", None) or "_default"
        if cls.__dict__.get("_register", True):
            register_function(identifier, cls, package)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        cls = type(self)
        if not isinstance(_declared(cls, "name"), str):
            self.name = cls.__name__
        self.packages = ()
        FunctionElement.__init__(self, *args)
        self.type = to_instance(kwargs.get("type_", _declared(cls, "type")))


def _declared(cls: type, name: str) -> Any:
    """Return what a program's function class says of itself; the slots of this module are not that."""
    for base in cls.__mro__:
        if base is GenericFunction:
            return None
        if name in base.__dict__:
            return base.__dict__[name]
    return None


def register_function(identifier: str, fn: type[FunctionElement], package: str = "_default") -> None:
    """Let `func.<identifier>`, or `func.<package>.<identifier>`, call a class of functions."""
    _REGISTERED[package.lower(), identifier.lower()] = fn


_REGISTERED: dict[tuple[str, str], type[FunctionElement]] = {}


class FunctionAsBinary(ColumnElement[Any]):
    """A function that compares two of its arguments."""

    __slots__ = ("element", "left_index", "right_index")
    _kind = k.FUNCTION_AS_BINARY
    type = BOOLEANTYPE

    def __init__(self, element: Any, left_index: int, right_index: int) -> None:
        self.element = element
        self.left_index = left_index
        self.right_index = right_index


class TableValued(FromClause):
    """A function used as a FROM element."""

    __slots__ = ("_cache", "derived", "element", "joins_implicitly", "lateral_", "name", "ordinality", "with_types")
    _kind = k.TABLE_VALUED

    def __init__(
        self,
        element: Any,
        name: str | None,
        columns: tuple[Any, ...],
        derived: bool = False,
        with_types: bool = False,
        ordinality: bool = False,
        lateral: bool = False,
        joins_implicitly: bool = False,
    ) -> None:
        self.element = element
        self.name = name
        self.joins_implicitly = joins_implicitly
        self.derived = derived
        self.with_types = with_types
        self.ordinality = ordinality
        self.lateral_ = lateral
        self._cache: ColumnCollection[Any] = ColumnCollection(
            ColumnClause(c.name, c.type, table=self, source=c) for c in columns
        )

    @property
    def columns(self) -> ColumnCollection[Any]:
        """The columns named for the function."""
        return self._cache

    @property
    def column(self) -> TableValuedColumn:
        """The FROM element as one column."""
        return TableValuedColumn(self, self.element.type)

    def _again(self, **changes: Any) -> TableValued:
        parts = {
            "derived": self.derived,
            "with_types": self.with_types,
            "ordinality": self.ordinality,
            "lateral": self.lateral_,
            "joins_implicitly": self.joins_implicitly,
            "name": self.name,
            **changes,
        }
        return TableValued(self.element, parts.pop("name"), tuple(self._cache), **parts)

    def alias(self, name: str | None = None, flat: bool = False) -> TableValued:
        """Return the FROM element under another name."""
        return self._again(name=name)

    def lateral(self, name: str | None = None) -> TableValued:
        """Return the FROM element with LATERAL before it."""
        return self._again(lateral=True, name=name or self.name)

    def render_derived(self, name: str | None = None, with_types: bool = False) -> TableValued:
        """Return the FROM element with its column names (and types) written after the alias."""
        return self._again(derived=True, with_types=with_types, name=name)


class TableValuedColumn(ColumnElement[Any]):
    """A table-valued function named as one column."""

    __slots__ = ("element", "type")
    _kind = k.TABLE_VALUED_COLUMN

    def __init__(self, element: TableValued, type: TypeEngine) -> None:
        self.element = element
        self.type = type


class NextValue(ColumnElement[int]):
    """The next value of a sequence."""

    __slots__ = ("sequence", "type")
    _kind = k.SEQUENCE_NEXT

    def __init__(self, sequence: Any) -> None:
        self.sequence = sequence
        self.type: TypeEngine = getattr(sequence, "data_type", None) or INTEGERTYPE


def next_value(sequence: Any) -> NextValue:
    """Return the function that gives a sequence's next value."""
    return NextValue(sequence)


class AggregateOrderBy(ClauseList):
    """`element ORDER BY ...`, the argument of an aggregate (PostgreSQL); the function takes its order from it."""

    __slots__ = ("order_by",)

    def __init__(self, element: Any, *order_by: Any) -> None:
        super().__init__(literal_element(element))
        self.order_by = _listed(order_by)


aggregate_order_by = AggregateOrderBy


def _listed(value: Any) -> tuple[Any, ...]:
    if value is None:
        return ()
    return tuple(ordering(v) for v in (value if isinstance(value, (tuple, list)) else (value,)))


class FrameClauseType(enum.Enum):
    """What an end of a frame is."""

    UNBOUNDED = 0
    CURRENT = 1
    PRECEDING = 2
    FOLLOWING = 3


_WITHOUT_VALUE = (FrameClauseType.CURRENT, FrameClauseType.UNBOUNDED)


class FrameClause:
    """A frame: `FrameClause(timedelta(days=7), None, FrameClauseType.PRECEDING, FrameClauseType.CURRENT)`.

    Raises:
        ArgumentError: an end that is CURRENT or UNBOUNDED has a value, or one that is neither has none.
    """

    __slots__ = ("lower_bind", "lower_type", "upper_bind", "upper_type")

    def __init__(
        self, start: Any, end: Any, start_frame_type: FrameClauseType, end_frame_type: FrameClauseType
    ) -> None:
        self.lower_type, self.upper_type = FrameClauseType(start_frame_type), FrameClauseType(end_frame_type)
        for name, value, kind in (("start", start, self.lower_type), ("end", end, self.upper_type)):
            if (kind in _WITHOUT_VALUE) != (value is None):
                verb = "Cannot specify" if value is not None else "Need"
                raise ArgumentError(f"{verb} a value for {name} with frame type {kind.name}")
        self.lower_bind, self.upper_bind = start, end

    @property
    def ends(self) -> tuple[Any, Any]:
        """Both ends: None (unbounded), 0 (the current row), or a distance and whether it goes back."""
        return _end(self.lower_bind, self.lower_type), _end(self.upper_bind, self.upper_type)


def _end(value: Any, kind: FrameClauseType) -> Any:
    if kind in _WITHOUT_VALUE:
        return None if kind is FrameClauseType.UNBOUNDED else 0
    back = kind is FrameClauseType.PRECEDING
    if isinstance(value, int):
        return -value if back else value
    return literal_element(value), back


def ends_of(frame: Any) -> Any:
    """Return the two ends of a frame given as a clause or as a pair of numbers."""
    return frame.ends if isinstance(frame, FrameClause) else frame


class Over(ColumnElement[_T_co]):
    """`element OVER (PARTITION BY ... ORDER BY ... frame)`."""

    __slots__ = ("element", "exclude", "groups", "order_by", "partition_by", "range_", "rows", "type")
    _kind = k.OVER

    def __init__(
        self,
        element: Any,
        partition_by: Any = None,
        order_by: Any = None,
        rows: Any = None,
        range_: Any = None,
        groups: Any = None,
        exclude: str | None = None,
    ) -> None:
        if sum(frame is not None for frame in (rows, range_, groups)) > 1:
            raise ArgumentError("only one of 'rows', 'range_', or 'groups' may be provided")
        self.element = element
        self.type = element.type
        self.partition_by = _listed(partition_by)
        self.order_by = _listed(order_by)
        self.rows, self.range_, self.groups = ends_of(rows), ends_of(range_), ends_of(groups)
        self.exclude = exclude


class FunctionFilter(ColumnElement[Any]):
    """`element FILTER (WHERE criterion)`."""

    __slots__ = ("criterion", "element", "type")
    _kind = k.FUNCTION_FILTER

    def __init__(self, element: Any, *criteria: Any) -> None:
        self.element = element
        self.type = element.type
        self.criterion = conjunction(k.AND, criteria)

    def filter(self, *criteria: Any) -> FunctionFilter:
        """Return the aggregate with more conditions."""
        return FunctionFilter(self.element, self.criterion, *criteria)

    def over(self, **window: Any) -> Over:
        """Return the filtered aggregate over a window."""
        return Over(self, **window)


class WithinGroup(ColumnElement[Any]):
    """`element WITHIN GROUP (ORDER BY ...)`."""

    __slots__ = ("element", "order_by", "type")
    _kind = k.WITHIN_GROUP

    def __init__(self, element: Any, *order_by: Any) -> None:
        self.element = element
        self.order_by = _listed(order_by)
        self.type = element.within_group_type(self) if self.order_by else element.type

    def over(self, **window: Any) -> Over:
        """Return the aggregate over a window."""
        return Over(self, **window)

    def filter(self, *criteria: Any) -> Any:
        """Return the aggregate over the rows that meet conditions."""
        return FunctionFilter(self, *criteria) if criteria else self


def _without_direction(element: Any) -> Any:
    while element._kind == k.UNARY and element.operator in (k.ASC, k.DESC, k.NULLS_FIRST, k.NULLS_LAST):
        element = element.element
    return element


def _names_configuration(name: str, clauses: tuple[Any, ...]) -> bool:
    # ts_headline() without a configuration has the query second.
    queried = isinstance(getattr(clauses[1], "type", None), TSQUERY)
    return name in _SEARCHES and not (name == "ts_headline" and queried)


def _fixed(type_: TypeEngine) -> Callable[[tuple[Any, ...]], TypeEngine]:
    return lambda clauses: type_


def first_argument(clauses: tuple[Any, ...]) -> TypeEngine:
    return next((c.type for c in clauses if c.type is not NULLTYPE), NULLTYPE)


def _array_of_argument(clauses: tuple[Any, ...]) -> TypeEngine:
    inner = clauses[0].type if clauses else NULLTYPE
    return inner if isinstance(inner, ARRAY) else ARRAY(inner)


_RESULT_TYPES: dict[str, Callable[[tuple[Any, ...]], TypeEngine]] = {
    **dict.fromkeys(("coalesce", "max", "min", "sum", "pow"), first_argument),
    **dict.fromkeys(("count", "char_length", "rank", "dense_rank"), _fixed(INTEGERTYPE)),
    **dict.fromkeys(("percent_rank", "cume_dist"), _fixed(Numeric())),
    **dict.fromkeys(("now", "current_timestamp", "localtime", "localtimestamp", "sysdate"), _fixed(DateTime())),
    **dict.fromkeys(("current_date",), _fixed(Date())),
    **dict.fromkeys(("current_time",), _fixed(Time())),
    **dict.fromkeys(("concat", "session_user", "user", "current_user", "aggregate_strings"), _fixed(STRINGTYPE)),
    "random": _fixed(NULLTYPE),
    "array_agg": _array_of_argument,
}
for _name in _SEARCHES:
    _RESULT_TYPES[_name] = _fixed({"to_tsvector": TSVECTOR(), "ts_headline": Text()}.get(_name, TSQUERY()))
for _name in ("cube", "rollup", "grouping_sets"):
    _RESULT_TYPES[_name] = _fixed(NULLTYPE)
_RESULT_TYPES["pi"] = _fixed(Float())


class FunctionNamespace:
    """`func`: an attribute is a function of that name; more attributes are packages (`func.pkg.name()`)."""

    __slots__ = ("_names",)

    def __init__(self, *names: str) -> None:
        self._names = names

    if TYPE_CHECKING:
        # The results that `_RESULT_TYPES` gives, and those every database agrees on.
        def count(self, expression: Any = ..., /) -> Function[int]: ...
        def max(self, expression: ColumnOperators[T] | P, /) -> Function[T | P]: ...
        def min(self, expression: ColumnOperators[T] | P, /) -> Function[T | P]: ...
        def sum(self, expression: ColumnOperators[T] | P, /) -> Function[T | P]: ...
        def coalesce(self, first: ColumnOperators[T] | P, /, *others: Any) -> Function[T | P]: ...
        def lower(self, text: Any, /) -> Function[str]: ...
        def upper(self, text: Any, /) -> Function[str]: ...
        def concat(self, *parts: Any) -> Function[str]: ...
        def length(self, text: Any, /) -> Function[int]: ...
        def char_length(self, text: Any, /) -> Function[int]: ...
        def rank(self) -> Function[int]: ...
        def dense_rank(self) -> Function[int]: ...
        def now(self) -> Function[datetime.datetime]: ...
        def current_timestamp(self) -> Function[datetime.datetime]: ...
        def current_date(self) -> Function[datetime.date]: ...

    def __getattr__(self, name: str) -> FunctionNamespace:
        if name.startswith("__"):
            raise AttributeError(name)
        return FunctionNamespace(*self._names, name[:-1] if name.endswith("_") else name)

    def __call__(self, *clauses: Any, type_: Any = None) -> Function[Any]:
        """Return a call of the function; `type_` is its result type."""
        *packages, name = self._names
        if len(packages) < 2:
            registered = _REGISTERED.get((packages[0].lower() if packages else "_default", name.lower()))
            if registered is not None:
                made: Any = registered(*clauses, **({} if type_ is None else {"type_": type_}))
                return made  # type: ignore[no-any-return]
            if name.lower() in _SPECIAL_FORMS:
                special: Any = CONSTRUCTORS[name.lower()](*clauses)
                return special  # type: ignore[no-any-return]
        if name.lower() == "aggregate_strings":
            clauses = separated(clauses)
        if name == "count" and not clauses and not packages:
            clauses = (ColumnClause("*", None, is_literal=True),)
        return Function(name, *clauses, type_=type_, packages=tuple(packages))


def separated(clauses: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the arguments of `aggregate_strings`, its separator as a literal: MySQL takes no parameter for it."""
    match clauses:
        case (values, str(separator)):
            return values, BindParameter("aggregate_strings", separator, STRINGTYPE, literal_execute=True)
    return clauses


#: Written by a syntax of their own, though they are called as functions.
_SPECIAL_FORMS = frozenset({"cast", "extract"})


def sampling(value: Any) -> Any:
    """Return the method of TABLESAMPLE: a function, or `system` of a number."""
    made = literal_element(value)
    return made if made._kind == k.FUNCTION else Function("system", value)


CONSTRUCTORS["sampling"] = sampling
func = FunctionNamespace()
modifier = FunctionNamespace()


def array_agg(*clauses: Any, **kw: Any) -> Any:
    """Return PostgreSQL's `array_agg`, whose result is an array of the argument's type."""
    return func.array_agg(*clauses, **kw)
