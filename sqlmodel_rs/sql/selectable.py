"""FROM elements: table clauses, aliases, subqueries, CTEs, joins and what is derived from them; and their columns."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from sqlmodel_rs._native import compare
from sqlmodel_rs.exc import ArgumentError
from sqlmodel_rs.types import NULLTYPE, TypeEngine, to_instance

from . import kinds as k
from .base import ClauseElement, ColumnCollection
from .elements import ColumnElement, criterion, expression, literal_element

#: Constructors of statements over a FROM ("select", "insert", "join_condition" ...), filled by the modules above.
CONSTRUCTORS: dict[str, Callable[..., Any]] = {}


def _origin(column: Any) -> Any:
    """Return what a column of a FROM stands for in the end."""
    while True:
        inner = column.element if column._kind == k.LABEL else getattr(column, "source", None)
        if inner is None:
            return column
        column = inner


class ColumnClause(ColumnElement[Any]):
    """A column by name: of a table clause or a subquery, or text taken verbatim (`is_literal`).

    `source` is the element of the inner FROM it stands for. A None name stands for whatever anonymous label the
    inner SELECT gives to `source`.
    """

    __slots__ = ("is_literal", "key", "name", "source", "table", "type")
    _kind = k.COLUMN_CLAUSE

    def __init__(
        self,
        name: str | None,
        type_: Any = None,
        is_literal: bool = False,
        table: Any = None,
        key: str | None = None,
        source: Any = None,
    ) -> None:
        self.name = name
        self.type: TypeEngine = to_instance(type_)
        self.is_literal = is_literal
        self.table = table
        self.key = key if key is not None else name
        self.source = source

    # A table's column is a subclass of this one in SQLAlchemy, so that Python asks it first: `column == table.c.x` is
    # written as `table.c.x == column`.
    def _compared(self, op: int, mirrored: int, other: Any) -> Any:
        if getattr(other, "_kind", None) == k.COLUMN and _origin(self)._kind != k.COLUMN:
            return compare(other, mirrored, self)
        return compare(self, op, other)

    __hash__ = ColumnElement.__hash__

    def __eq__(self, other: Any) -> Any:
        return self._compared(k.EQ, k.EQ, other)

    def __ne__(self, other: Any) -> Any:
        return self._compared(k.NE, k.NE, other)

    def __lt__(self, other: Any) -> Any:
        return self._compared(k.LT, k.GT, other)

    def __le__(self, other: Any) -> Any:
        return self._compared(k.LE, k.GE, other)

    def __gt__(self, other: Any) -> Any:
        return self._compared(k.GT, k.LT, other)

    def __ge__(self, other: Any) -> Any:
        return self._compared(k.GE, k.LE, other)

    @property
    def foreign_keys(self) -> Any:
        """Foreign keys of the column this one stands for."""
        return self.source.foreign_keys if self.source is not None else frozenset()

    @property
    def primary_key(self) -> Any:
        """Whether the column this one stands for is a primary key."""
        return self.source.primary_key if self.source is not None else False

    @property
    def nullable(self) -> bool:
        """Whether the column this one stands for may be NULL."""
        return bool(getattr(self.source, "nullable", True))

    @property
    def base_columns(self) -> set[Any]:
        """The innermost column this one stands for."""
        column: Any = self
        while getattr(column, "source", None) is not None:
            column = column.source
        return {column}


class FromClause(ClauseElement):
    """Something rows come from. `c` (or `columns`) holds its columns."""

    __slots__ = ()
    named_with_column: ClassVar[bool] = True
    schema: Any = None

    @property
    def columns(self) -> ColumnCollection[Any]:
        """The columns of this FROM, by name and position."""
        raise NotImplementedError(type(self).__name__)

    @property
    def c(self) -> ColumnCollection[ColumnElement[Any]]:
        """The columns of this FROM, by name and position."""
        return self.columns

    @property
    def exported_columns(self) -> ColumnCollection[Any]:
        """The columns of this FROM, by name and position."""
        return self.columns

    @property
    def selectable(self) -> Any:
        """The FROM itself."""
        return self

    @property
    def foreign_keys(self) -> Any:
        """Foreign keys of all columns."""
        return {fk for column in self.columns for fk in column.foreign_keys}

    @property
    def primary_key(self) -> Any:
        """The columns that stand for primary key columns."""
        return tuple(column for column in self.columns if column.primary_key)

    @property
    def description(self) -> str:
        """The name shown in messages."""
        return str(getattr(self, "name", None) or type(self).__name__)

    def alias(self, name: str | None = None, flat: bool = False) -> Any:
        """Return this FROM under another name; None makes an anonymous one."""
        return Alias(self, name)

    def lateral(self, name: str | None = None) -> Any:
        """Return this FROM with LATERAL before it."""
        return Lateral(self, name)

    def tablesample(self, sampling: Any, name: str | None = None, seed: Any = None) -> Any:
        """Return a random sample of this FROM; `sampling` is a percentage or a function such as `func.system(5)`."""
        return TableSample(self, sampling, name, seed)

    def join(self, right: Any, onclause: Any = None, isouter: bool = False, full: bool = False) -> Join:
        """Join another FROM; without `onclause` by the foreign keys between them."""
        return Join(self, right, onclause, isouter, full)

    def outerjoin(self, right: Any, onclause: Any = None, full: bool = False) -> Join:
        """Left-join another FROM."""
        return Join(self, right, onclause, True, full)

    def select(self) -> Any:
        """Return `SELECT` of every column of this FROM."""
        return CONSTRUCTORS["select"](self)

    def is_derived_from(self, other: Any) -> bool:
        """Tell whether `other` is this FROM or inside it."""
        return contains(self, other)

    def corresponding_column(self, column: Any, require_embedded: bool = False) -> Any:
        """Return the column of this FROM that stands for `column` of an inner one, or None."""
        return self.columns.corresponding_column(column)


class TableClause(FromClause):
    """A table by name, with columns given by hand."""

    __slots__ = ("_cache", "name", "schema")
    _kind = k.TABLE_CLAUSE

    def __init__(self, name: str, *columns: ColumnClause, schema: str | None = None) -> None:
        self.name = name
        self.schema = schema
        self._cache: ColumnCollection[Any] = ColumnCollection()
        for column in columns:
            self.append_column(column)

    def append_column(self, column: ColumnClause) -> None:
        """Add a column; it becomes this table's."""
        column.table = self
        self._cache.add(column)

    @property
    def columns(self) -> ColumnCollection[Any]:
        """The columns given."""
        return self._cache

    @property
    def fullname(self) -> str:
        """The name with its schema."""
        return f"{self.schema}.{self.name}" if self.schema else self.name

    def insert(self) -> Any:
        """Return an INSERT into this table."""
        return CONSTRUCTORS["insert"](self)

    def update(self) -> Any:
        """Return an UPDATE of this table."""
        return CONSTRUCTORS["update"](self)

    def delete(self) -> Any:
        """Return a DELETE from this table."""
        return CONSTRUCTORS["delete"](self)


class _Derived(FromClause):
    """A FROM made from another element; its columns stand for that element's."""

    __slots__ = ("_cache", "element", "name")

    element: Any
    name: str | None
    _cache: ColumnCollection[Any] | None

    if TYPE_CHECKING:

        @property
        def c(self) -> ColumnCollection[ColumnElement[Any]]: ...

    @property
    def columns(self) -> ColumnCollection[ColumnElement[Any]]:
        """Columns that stand for the inner element's."""
        if self._cache is None:
            self._cache = self._derive()
        return self._cache

    def _derive(self) -> ColumnCollection[Any]:
        derived: ColumnCollection[Any] = ColumnCollection()
        for key, name, source in named_columns(self.element):
            derived.add(ColumnClause(name, source.type, table=self, key=key, source=source), key)
        return derived

    @property
    def original(self) -> Any:
        """The inner element."""
        return self.element


class Alias(_Derived):
    """A FROM under another name."""

    __slots__ = ()
    _kind = k.ALIAS

    def __init__(self, element: Any, name: str | None = None) -> None:
        self.element = element
        self.name = name
        self._cache = None


class Subquery(_Derived):
    """A SELECT in parentheses, used as a FROM."""

    __slots__ = ()
    _kind = k.SUBQUERY

    def __init__(self, element: Any, name: str | None = None) -> None:
        self.element = element
        self.name = name
        self._cache = None

    def as_scalar(self) -> Any:
        """Return the inner SELECT as a scalar subquery."""
        return self.element.scalar_subquery()

    def __select_all__(self) -> Any:
        return self.select()


class Lateral(_Derived):
    """A subquery that may refer to the FROM elements before it."""

    __slots__ = ()
    _kind = k.LATERAL

    def __init__(self, element: Any, name: str | None = None) -> None:
        self.element = element
        self.name = name
        self._cache = None


class TableSample(_Derived):
    """A random part of a table."""

    __slots__ = ("sampling", "seed")
    _kind = k.TABLESAMPLE

    def __init__(self, element: Any, sampling: Any, name: str | None = None, seed: Any = None) -> None:
        self.element = from_clause(element)
        self.name = name
        self.sampling = CONSTRUCTORS["sampling"](sampling)
        self.seed = literal_element(seed) if seed is not None else None
        self._cache = None


class CTE(_Derived):
    """A common table expression: a SELECT named in WITH. `union()` of a recursive one adds the recursive part."""

    __slots__ = ("alias_of", "nesting", "prefixes", "recursive", "restates", "suffixes")
    _kind = k.CTE

    def __init__(
        self,
        element: Any,
        name: str | None = None,
        recursive: bool = False,
        nesting: bool = False,
        restates: CTE | None = None,
        alias_of: CTE | None = None,
        prefixes: tuple[Any, ...] = (),
        suffixes: tuple[Any, ...] = (),
    ) -> None:
        self.element = element
        self.name = name
        self.recursive = recursive
        self.nesting = nesting
        self.restates = restates
        self.alias_of = alias_of
        self.prefixes = prefixes
        self.suffixes = suffixes
        self._cache = None

    def alias(self, name: str | None = None, flat: bool = False) -> CTE:
        """Return another name for the same CTE; the definition is written once."""
        return CTE(
            self.element, name, self.recursive, self.nesting, alias_of=self if self.alias_of is None else self.alias_of
        )

    def _combined(self, element: Any) -> CTE:
        return CTE(
            element,
            self.name,
            self.recursive,
            self.nesting,
            restates=self,
            prefixes=self.prefixes,
            suffixes=self.suffixes,
        )

    def union(self, *other: Any) -> CTE:
        """Return this CTE with `UNION other`; other may select from the CTE itself."""
        return self._combined(self.element.union(*other))

    def union_all(self, *other: Any) -> CTE:
        """Return this CTE with `UNION ALL other`."""
        return self._combined(self.element.union_all(*other))

    def prefix_with(self, *texts: Any, dialect: str = "*") -> CTE:
        """Return this CTE with words before its SELECT, such as MATERIALIZED."""
        new = self._combined(self.element)
        new.restates = self.restates
        new.prefixes = (*self.prefixes, *((literal_text(t), dialect) for t in texts))
        return new

    def suffix_with(self, *texts: Any, dialect: str = "*") -> CTE:
        """Return this CTE with words after it."""
        new = self._combined(self.element)
        new.restates = self.restates
        new.suffixes = (*self.suffixes, *((literal_text(t), dialect) for t in texts))
        return new

    def __select_all__(self) -> Any:
        return self.select()


class FromGrouping(FromClause):
    """A FROM in parentheses."""

    __slots__ = ("element",)
    _kind = k.FROM_GROUPING

    def __init__(self, element: Any) -> None:
        self.element = element

    @property
    def columns(self) -> ColumnCollection[Any]:
        """The columns of the FROM inside."""
        return self.element.columns  # type: ignore[no-any-return]


class Join(FromClause):
    """Two FROM elements joined by a condition. Sides may be ORM entities."""

    __slots__ = ("_cache", "full", "isouter", "left", "onclause", "right")
    _kind = k.JOIN
    named_with_column = False

    def __init__(self, left: Any, right: Any, onclause: Any = None, isouter: bool = False, full: bool = False) -> None:
        self.left = from_clause(left)
        self.right = from_clause(right)
        self.onclause = (
            criterion(onclause) if onclause is not None else CONSTRUCTORS["condition"](self.left, self.right)
        )
        self.isouter = isouter
        self.full = full
        self._cache: Any = None

    @property
    def columns(self) -> ColumnCollection[Any]:
        """The columns of both sides; keys are `table_column`."""
        if self._cache is None:
            self._cache = ColumnCollection()
            for side in (self.left, self.right):
                for column in side.columns:
                    table = getattr(column, "table", None)
                    name = getattr(table, "name", None)
                    key = column.key if side._kind == k.JOIN or name is None else f"{name}_{column.key}"
                    self._cache.add(column, key if side._kind != k.JOIN else _key_of(side, column))
        return self._cache  # type: ignore[no-any-return]

    @property
    def description(self) -> str:
        """Both sides, for messages."""
        return f"Join object on {self.left.description}({id(self.left)}) and {self.right.description}({id(self.right)})"

    def select(self) -> Any:
        """Return `SELECT` of every column of both sides."""
        return CONSTRUCTORS["select"](self.left, self.right).select_from(self)

    def alias(self, name: str | None = None, flat: bool = False) -> Any:
        """Return the join as a named subquery."""
        return self.select().alias(name)


def _key_of(join: FromClause, column: Any) -> str:
    return next(key for key, own in join.columns.items() if own is column)


def literal_text(value: Any) -> Any:
    """Return a string as SQL text, a node as it is."""
    return CONSTRUCTORS["text"](value) if isinstance(value, str) else expression(value)


def from_clause(value: Any) -> Any:
    """Return the FROM element (or ORM entity) a value stands for."""
    if isinstance(value, FromClause):
        return value
    entity = getattr(value, "__sql_entity__", None)
    if entity is not None:
        return entity
    if isinstance(value, ClauseElement) and (value.is_select or value._kind in (k.TEXT, k.SCALAR_SELECT, k.FUNCTION)):
        source: Any = value
        if source.is_select:
            return source.subquery()
        return source.alias() if source._kind == k.FUNCTION else source
    build = getattr(value, "__clause_element__", None)
    if build is not None and not isinstance(value, (type, ClauseElement)):
        return from_clause(build())
    raise ArgumentError(f"FROM expression, such as a Table or alias() object expected, got {value!r}.")


def selected(value: Any) -> list[Any]:
    """Return the column elements a select item (element, entity, FROM) stands for."""
    kind = value._kind
    if kind == k.ENTITY or k.TABLE <= kind <= k.FROM_GROUPING:
        return list(value.columns)
    if kind in (k.CLAUSE_LIST, k.ORM_BUNDLE):
        parts = value.clauses if kind == k.CLAUSE_LIST else value.columns
        return [column for part in parts for column in selected(part)]
    return [value]


def named_columns(element: Any) -> list[tuple[str, str | None, Any]]:
    """Return (key, name, source) for the columns a FROM offers around `element`; equal names become id, id_1.

    A name of None means that the inner SELECT labels the source anonymously.
    """
    if isinstance(element, FromClause) or element._kind == k.ENTITY:
        return [(c.key, getattr(c, "name", c.key), c) for c in element.columns]
    taken: dict[str, int] = {}
    result: list[tuple[str, str | None, Any]] = []
    anonymous = 0
    for source in element.selected_columns:
        name = getattr(source, "name", None)
        if source._kind in (k.CAST, k.TYPE_COERCE):
            name = source.key
        if source._kind == k.FUNCTION or name is None:
            anonymous += name is None
            result.append((name or f"anon_{anonymous}", None, source))
            continue
        count = taken.get(name, 0)
        taken[name] = count + 1
        key = source.key or name
        result.append((key, name, source) if not count else (f"{key}_{count}", f"{name}_{count}", source))
    return result


def contains(container: Any, element: Any) -> bool:
    """Tell whether a FROM is `element`, or joins or wraps it."""
    if container is element:
        return True
    kind = container._kind
    if kind == k.JOIN:
        return contains(container.left, element) or contains(container.right, element)
    if kind == k.ENTITY:
        inner = container.from_clause
        if element._kind == k.ENTITY:
            return element.from_clause is inner
        return contains(inner, element)
    if element._kind == k.ENTITY:
        return contains(container, element.from_clause)
    if kind == k.FROM_GROUPING:
        return contains(container.element, element)
    return False


__all__ = ["CTE", "NULLTYPE", "Alias", "ColumnClause", "FromClause", "Join", "Lateral", "Subquery", "TableClause"]
