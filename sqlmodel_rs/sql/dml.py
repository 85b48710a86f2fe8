"""INSERT, UPDATE and DELETE, with RETURNING and the two dialects of upsert."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar, Self

from sqlmodel_rs.exc import ArgumentError, CompileError, InvalidRequestError

from . import kinds as k
from .base import ClauseElement, ColumnCollection, Executable
from .elements import BindParameter, criterion, expression, is_expression_source
from .query import amount, flattened, ordering
from .selectable import CONSTRUCTORS, CTE, Alias, ColumnClause, FromClause, Subquery, literal_text
from .statement import attribute_of, select_item


def _argument_error(message: str) -> Exception:
    return ArgumentError(message)


def target_table(value: Any) -> tuple[Any, Any]:
    """Return (table, entity | None) that a table, a mapped class or an alias of one stands for."""
    entity = getattr(value, "__sql_entity__", None)
    if entity is not None:
        return entity.mapper.local_table, entity
    if isinstance(value, FromClause):
        return value, None
    raise _argument_error(f"subject table for an INSERT, UPDATE or DELETE expected, got {value!r}.")


def column_of(table: Any, entity: Any, key: Any) -> Any:
    """Return the column a value key names.

    Raises CompileError for a name the table does not have.
    """
    if isinstance(key, str):
        attribute: Any = entity.attribute(key) if entity is not None else None
        named = attribute.__clause_element__() if hasattr(attribute, "__clause_element__") else None
        named = getattr(named, "column", named)
        # An attribute may have a name that is another column's; one of a base table yields to the table's own column.
        own = named is not None and getattr(named, "table", None) is table
        found = named if own else table.columns.get(key, named)
        if found is None:
            raise CompileError(f"Unconsumed column names: {key}")
        return getattr(found, "column", found)
    element = expression(key)
    return getattr(element, "column", element)


def value_element(column: Any, value: Any, name: str | None = None) -> Any:
    """Return the element stored in a column: SQL as it is, a literal as a parameter named after the column.

    A parameter without a type takes the column's.
    """
    if is_expression_source(value):
        element = expression(value)
        is_untyped = element._kind == k.BIND and element.type.affinity == "null"
        return element._typed(column.type) if is_untyped else element
    return BindParameter(name or column.key, value, column.type, unique=False)


def in_table_order(table: Any, values: dict[Any, Any]) -> dict[Any, Any]:
    """Return values in the order of the table's columns, as SQLAlchemy writes them."""
    if len(values) < 2:
        return values
    ordered = {column: values[column] for column in table.columns if column in values}
    return ordered if len(ordered) == len(values) else values


class DataChange(Executable):
    """What INSERT, UPDATE and DELETE share: a table, RETURNING, prefixes and CTEs."""

    __slots__ = tuple[str, ...]()  # a call: type checkers then leave the slots to the subclasses that have them
    is_dml: ClassVar[bool] = True
    is_insert: ClassVar[bool] = False
    is_update: ClassVar[bool] = False
    is_delete: ClassVar[bool] = False

    table: Any
    entity: Any
    _returning: tuple[Any, ...]
    _rest: dict[str, Any] | None

    def _copy(self) -> Self:
        new = object.__new__(type(self))
        for name in type(self).__slots__:
            setattr(new, name, getattr(self, name))
        return new

    def _with(self, **parts: Any) -> Self:
        new = self._copy()
        new._rest = {**(self._rest or {}), **parts}
        return new

    def _part(self, name: str, default: Any = None) -> Any:
        return default if self._rest is None else self._rest.get(name, default)

    @property
    def entity_description(self) -> dict[str, Any]:
        """The table or class that is changed."""
        return {
            "name": getattr(self.entity or self.table, "name", None),
            "table": self.table,
            "entity": self.entity.cls if self.entity is not None else self.table,
        }

    @property
    def exported_columns(self) -> ColumnCollection[Any]:
        """The columns RETURNING gives."""
        return ColumnCollection((c.key or f"anon_{i}", c) for i, c in enumerate(self.selected_columns))

    @property
    def selected_columns(self) -> list[Any]:
        """The column elements RETURNING gives."""
        return flattened(self._returning)

    def returning(self, *cols: Any, sort_by_parameter_order: bool = False) -> Self:
        """Return the statement with RETURNING columns or entities."""
        new = self._copy()
        new._returning = self._returning + tuple(select_item(c) for c in cols)
        if sort_by_parameter_order:
            new._rest = {**(self._rest or {}), "sort_by_parameter_order": True}
        return new

    def return_defaults(self, *cols: Any, supplemental_cols: Any = None, sort_by_parameter_order: bool = False) -> Self:
        """Return the statement whose result has the values that the database made as `returned_defaults`.

        An INSERT gives its primary key and the columns that it gives no value to, or of these the given ones; an
        UPDATE the given ones. It gives none where the database has no RETURNING for it.
        """
        if self._returning:
            raise InvalidRequestError("return_defaults() is already configured on this statement")
        given = tuple(column_of(self.table, self.entity, c) for c in (*cols, *(supplemental_cols or ())))
        return self._with(return_defaults=given)

    def made_columns(self) -> tuple[Any, ...]:
        """Return the columns that return_defaults() asks for."""
        wanted = self._part("return_defaults")
        if wanted is None or not self.is_insert:
            return wanted or ()
        key = tuple(self.table.primary_key.columns)
        values = getattr(self, "_values", None) or {}
        others = (c for c in wanted or self.table.columns if not any(c is one for one in (*key, *values)))
        return (*key, *others)

    def _for_text(self, dialect: str, keys: Any = None) -> Self:
        new = self if keys is None or self.is_delete else self._given(keys)
        columns = new.made_columns() if dialect != "mysql" else ()
        return new.returning(*columns) if columns else new

    def _given(self, keys: Iterable[str]) -> Self:
        """Return the statement with parameters for the columns of these keys; names that are none have no effect."""
        if getattr(self, "_multi", ()) or getattr(self, "_select", None) is not None:
            return self
        own: dict[Any, Any] = self._values or {}  # type: ignore[attr-defined]
        found = [column for column in (self.table.columns.get(key) for key in keys) if column is not None]
        missing = {c: BindParameter(c.key, None, c.type, unique=False, required=True) for c in found if c not in own}
        new: Any = self._copy()
        new._values = in_table_order(self.table, {**own, **missing})
        return new  # type: ignore[no-any-return]

    def prefix_with(self, *prefixes: Any, dialect: str = "*") -> Self:
        """Return the statement with words after its first keyword."""
        added = tuple((literal_text(p), dialect) for p in prefixes)
        return self._with(prefixes=(*self._part("prefixes", ()), *added))

    def with_hint(self, text: str, selectable: Any = None, dialect_name: str = "*") -> Self:
        """Return the statement with an optimizer hint."""
        return self._with(hints=(*self._part("hints", ()), (selectable or self.table, text, dialect_name)))

    def add_cte(self, *ctes: CTE, nest_here: bool = False) -> Self:
        """Return the statement with CTEs in its WITH clause."""
        return self._with(ctes=(*self._part("ctes", ()), *ctes))

    def cte(self, name: str | None = None, recursive: bool = False, nesting: bool = False) -> CTE:
        """Return the statement, with its RETURNING columns, as a common table expression."""
        return CTE(self, name, recursive, nesting)

    def subquery(self, name: str | None = None) -> Subquery:
        """Return the RETURNING rows as a FROM element."""
        return Subquery(self, name)

    # --- values, for INSERT and UPDATE
    def _pairs(self, values: Any) -> dict[Any, Any]:
        if isinstance(values, Mapping):
            return dict(values)
        if isinstance(values, (tuple, list)) and values and all(isinstance(p, tuple) and len(p) == 2 for p in values):
            return dict(values)
        if isinstance(values, (tuple, list)):
            return dict(zip(self.table.columns, values, strict=False))
        raise _argument_error(f"values() takes a dictionary, a sequence or keywords, got {values!r}")

    def _elements(self, values: Mapping[Any, Any], suffix: str = "") -> dict[Any, Any]:
        made: dict[Any, Any] = {}
        for key, value in self._stored(values):
            if getattr(key, "_kind", None) == k.BINARY:
                # An element of an array or of a document.
                made[key] = (
                    expression(value) if is_expression_source(value) else BindParameter("param", value, key.type)
                )
                continue
            column = column_of(self.table, self.entity, key)
            made[column] = value_element(column, value, f"{column.key}{suffix}" if suffix else None)
        return made

    def _stored(self, values: Mapping[Any, Any]) -> Iterator[tuple[Any, Any]]:
        """Iterate over the values; a hybrid attribute says itself which columns its value goes into."""
        for key, value in values.items():
            named = key
            if isinstance(key, str) and self.entity is not None and key not in self.table.columns:
                named = getattr(self.entity.cls, key, None)
            spread = getattr(type(named), "_bulk_update_tuples", None)
            if spread is None:
                yield key, value
            else:
                yield from spread(named, value)


class _Filtered(DataChange):
    """A change of the rows that meet conditions."""

    __slots__ = tuple[str, ...]()

    _where: tuple[Any, ...]

    def where(self, *whereclause: Any) -> Self:
        """Return the statement with conditions added by AND."""
        new = self._copy()
        new._where = self._where + tuple(criterion(c) for c in whereclause)
        return new

    filter = where

    @property
    def whereclause(self) -> Any:
        """The WHERE condition, or None."""
        from .elements import conjunction

        return conjunction(k.AND, self._where) if self._where else None

    def filter_by(self, **kwargs: Any) -> Self:
        """Return the statement with `attribute == value` conditions."""
        source = self.entity if self.entity is not None else self.table
        return self.where(*[attribute_of(source, key) == value for key, value in kwargs.items()])

    def with_dialect_options(self, **options: Any) -> Self:
        """Return the statement with `mysql_limit` or `mysql_order_by`."""
        parts: dict[str, Any] = {}
        for key, value in options.items():
            if key in ("mysql_limit", "mariadb_limit"):
                parts["limit"] = amount(value)
            elif key in ("mysql_order_by", "mariadb_order_by"):
                items = value if isinstance(value, (tuple, list)) else (value,)
                parts["order_by"] = tuple(ordering(v) for v in items)
            else:
                raise _argument_error(f"Argument {key!r} is not accepted by {type(self).__name__}")
        return self._with(**parts)


class OnConflict(ClauseElement):
    """`ON CONFLICT ... DO NOTHING | DO UPDATE SET`."""

    __slots__ = ("constraint", "elements", "index_where", "set_", "update", "where")
    _kind = k.ON_CONFLICT

    def __init__(
        self,
        update: bool,
        elements: tuple[Any, ...],
        constraint: str | None,
        index_where: Any,
        set_: dict[Any, Any],
        where: Any,
    ) -> None:
        self.update = update
        self.elements = elements
        self.constraint = constraint
        self.index_where = index_where
        self.set_ = set_
        self.where = where


class OnDuplicate(ClauseElement):
    """`ON DUPLICATE KEY UPDATE`."""

    __slots__ = ("set_",)
    _kind = k.ON_DUPLICATE

    def __init__(self, set_: dict[Any, Any]) -> None:
        self.set_ = set_


class _ChainAlias:
    """The row that was not inserted, of a class in several tables: columns by attribute, and by key."""

    __slots__ = ("columns", "origins")

    def __init__(self, mapper: Any, tables: tuple[Any, ...]) -> None:
        found: dict[str, Any] = {}
        self.origins: dict[int, Any] = {}
        for table in reversed(tables):
            alias = Alias(table, "excluded")
            for column, origin in zip(alias.columns, table.columns, strict=True):
                if mapper.attr_or_none(origin) is not None:
                    self.origins[id(column)] = origin
                    found.setdefault(mapper.attr_of(origin), column)
                    found.setdefault(origin.key, column)
        self.columns: ColumnCollection[Any] = ColumnCollection(found.items())


class Insert(DataChange):
    """`INSERT INTO table`; values come from `values()`, `from_select()`, or the parameters of execution."""

    __slots__ = (
        "_conflict",
        "_excluded",
        "_execution_options",
        "_multi",
        "_options",
        "_rest",
        "_returning",
        "_select",
        "_values",
        "entity",
        "table",
    )
    _kind = k.INSERT
    is_insert = True

    def __init__(self, table: Any) -> None:
        self.table, self.entity = target_table(table)
        self._values: dict[Any, Any] | None = None
        self._multi: tuple[dict[Any, Any], ...] = ()
        self._select: Any = None
        self._returning = ()
        self._conflict: Any = None
        self._excluded: Any = None
        self._rest = None
        self._options = ()
        self._execution_options = {}

    def values(self, *args: Any, **kwargs: Any) -> Self:
        """Return the statement with values: keywords, one dictionary, or a list of dictionaries for several rows.

        Raises CompileError for a name that is no column, ArgumentError for other arguments.
        """
        if self._select is not None:
            raise InvalidRequestError("This construct already inserts from a SELECT")
        if len(args) > 1 or (args and kwargs):
            raise _argument_error("Can't pass positional and keyword arguments to values() simultaneously")
        new = self._copy()
        given = args[0] if args else kwargs
        if args and isinstance(given, (list, tuple)) and given and isinstance(given[0], (Mapping, list, tuple)):
            rows = [self._pairs(row) for row in given]
            start = len(self._multi)
            new._multi = self._multi + tuple(
                self._elements(row, f"_m{start + position}") for position, row in enumerate(rows)
            )
            return new
        if args and isinstance(given, (list, tuple)) and not given:
            return new
        new._values = in_table_order(self.table, {**(self._values or {}), **self._elements(self._pairs(given))})
        return new

    def from_select(self, names: Iterable[Any], select: Any, include_defaults: bool = True) -> Self:
        """Return `INSERT INTO table (names) SELECT ...`."""
        if self._values:
            raise InvalidRequestError("This construct already inserts value expressions")
        new = self._copy()
        new._select = (tuple(column_of(self.table, self.entity, name) for name in names), select)
        new._rest = {**(self._rest or {}), "inline": True, "include_defaults": include_defaults}
        return new

    def inline(self) -> Self:
        """Return the statement marked to run its defaults in the database."""
        return self._with(inline=True)

    # --- upserts
    @property
    def excluded(self) -> ColumnCollection[Any]:
        """The row that was not inserted, in ON CONFLICT DO UPDATE."""
        if self._excluded is None:
            tables = self.entity.mapper.tables if self.entity is not None else ()
            if len(tables) > 1:
                self._excluded = _ChainAlias(self.entity.mapper, tables)
            else:
                self._excluded = Alias(self.table, "excluded")
        return self._excluded.columns  # type: ignore[no-any-return]

    def _proposed(self) -> dict[int, Any]:
        """Return the columns of a class in several tables that its `excluded` columns stand for, by identity."""
        return {} if self._excluded is None else self._excluded.origins

    @property
    def inserted(self) -> ColumnCollection[Any]:
        """The row that was not inserted, in ON DUPLICATE KEY UPDATE."""
        return self.excluded

    def _target(self, index_elements: Any) -> tuple[Any, ...]:
        return tuple(
            column_of(self.table, self.entity, e) if isinstance(e, str) else expression(e)
            for e in (index_elements or ())
        )

    @staticmethod
    def _constraint_parts(constraint: Any, index_elements: Any, index_where: Any) -> tuple[str | None, Any, Any]:
        if constraint is None or isinstance(constraint, str):
            return constraint, index_elements, index_where
        if index_elements is not None:
            raise _argument_error("'constraint' and 'index_elements' are mutually exclusive")
        name = getattr(constraint, "name", None)
        if name is not None and not hasattr(constraint, "expressions"):
            return str(name), None, None
        columns = getattr(constraint, "expressions", None) or constraint.columns
        return None, list(columns), getattr(constraint, "dialect_options", {}).get("postgresql", {}).get("where")

    def on_conflict_do_nothing(
        self, constraint: Any = None, index_elements: Any = None, index_where: Any = None
    ) -> Self:
        """Return the statement with ON CONFLICT DO NOTHING (PostgreSQL, SQLite)."""
        new = self._copy()
        name, elements, where = self._constraint_parts(constraint, index_elements, index_where)
        condition = criterion(where) if where is not None else None
        new._conflict = OnConflict(False, self._target(elements), name, condition, {}, None)
        return new

    def on_conflict_do_update(
        self,
        constraint: Any = None,
        index_elements: Any = None,
        index_where: Any = None,
        set_: Any = None,
        where: Any = None,
    ) -> Self:
        """Return the statement with ON CONFLICT DO UPDATE SET (PostgreSQL, SQLite).

        Raises ValueError when `set_` is empty.
        """
        if not set_:
            raise ValueError("set parameter dictionary must not be empty")
        new = self._copy()
        name, elements, index_condition = self._constraint_parts(constraint, index_elements, index_where)
        if name is None and not elements:
            raise ValueError("Either constraint or index_elements, but not both, must be specified")
        new._conflict = OnConflict(
            True,
            self._target(elements),
            name,
            criterion(index_condition) if index_condition is not None else None,
            self._assignments(set_),
            criterion(where) if where is not None else None,
        )
        return new

    def on_duplicate_key_update(self, *args: Any, **kw: Any) -> Self:
        """Return the statement with ON DUPLICATE KEY UPDATE (MySQL, MariaDB)."""
        if args and kw:
            raise _argument_error("Can't pass kwargs and positional arguments simultaneously")
        new = self._copy()
        new._conflict = OnDuplicate(self._assignments(args[0] if args else kw))
        return new

    def _assignments(self, values: Any) -> dict[Any, Any]:
        pairs = dict(values.items()) if hasattr(values, "items") else dict(values)
        made: dict[Any, Any] = {}
        for key, value in pairs.items():
            column = column_of(self.table, self.entity, key)
            made[column] = (
                expression(value) if is_expression_source(value) else BindParameter("param", value, column.type)
            )
        return made


class Update(_Filtered):
    """`UPDATE table SET`."""

    __slots__ = (
        "_execution_options",
        "_options",
        "_rest",
        "_returning",
        "_values",
        "_where",
        "entity",
        "table",
    )
    _kind = k.UPDATE
    is_update = True

    def __init__(self, table: Any) -> None:
        self.table, self.entity = target_table(table)
        self._values: dict[Any, Any] | None = None
        self._where = self._returning = self._options = ()
        self._rest = None
        self._execution_options = {}

    def values(self, *args: Any, **kwargs: Any) -> Self:
        """Return the statement with values: keywords or one dictionary.

        Raises CompileError for a name that is no column, ArgumentError for other arguments.
        """
        if len(args) > 1 or (args and kwargs):
            raise _argument_error("Can't pass positional and keyword arguments to values() simultaneously")
        new = self._copy()
        given = self._elements(self._pairs(args[0] if args else kwargs))
        new._values = in_table_order(self.table, {**(self._values or {}), **given})
        return new

    def ordered_values(self, *args: tuple[Any, Any]) -> Self:
        """Return the statement with values in the given order."""
        new = self._with(ordered=True)
        new._values = self._elements(dict(args))
        return new

    def inline(self) -> Self:
        """Return the statement marked to run its defaults in the database."""
        return self._with(inline=True)


class Delete(_Filtered):
    """`DELETE FROM table`."""

    __slots__ = ("_execution_options", "_options", "_rest", "_returning", "_where", "entity", "table")
    _kind = k.DELETE
    is_delete = True

    def __init__(self, table: Any) -> None:
        self.table, self.entity = target_table(table)
        self._where = self._returning = self._options = ()
        self._rest = None
        self._execution_options = {}


def insert(table: Any) -> Insert:
    """Return an INSERT into a table or a mapped class."""
    return Insert(table)


def update(table: Any) -> Update:
    """Return an UPDATE of a table or a mapped class."""
    return Update(table)


def delete(table: Any) -> Delete:
    """Return a DELETE from a table or a mapped class."""
    return Delete(table)


CONSTRUCTORS.update(insert=insert, update=update, delete=delete)
__all__ = ["ColumnClause", "Delete", "Insert", "OnConflict", "OnDuplicate", "Update", "delete", "insert", "update"]
