"""`Column`: a column of a table, and at the same time the expression that names it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from typing_extensions import TypeVar

from sqlmodel_rs import exc
from sqlmodel_rs.schema.base import NULL_UNSPECIFIED, SchemaItem, checked_options
from sqlmodel_rs.schema.defaults import ColumnDefault, DefaultClause, FetchedValue, Sequence
from sqlmodel_rs.sql import kinds as k
from sqlmodel_rs.sql.elements import ColumnElement
from sqlmodel_rs.types import NULLTYPE, TypeEngine

if TYPE_CHECKING:
    from sqlmodel_rs.schema.foreign_key import ForeignKey

T = TypeVar("T", default=Any)

_NO_ARG: Any = object()


class Column(ColumnElement[T], SchemaItem):
    """A column: `Column("name", String(50), ForeignKey("team.id"), nullable=False, index=True)`.

    Arguments are SQLAlchemy's. `name` and the type may be left out of the positional ones: the table's owner gives the
    name, a foreign key's target the type. `key` is the name used in Python where it differs from the one in SQL.

    Raises:
        ArgumentError: a positional argument is neither a type nor a schema item.
        TypeError: an unknown keyword.
    """

    __slots__ = (
        "_creation_order",
        "_dialect_kwargs",
        "_info",
        "_user_nullable",
        "autoincrement",
        "comment",
        "computed",
        "constraints",
        "default",
        "doc",
        "foreign_keys",
        "identity",
        "index",
        "insert_default",
        "key",
        "name",
        "nullable",
        "onupdate",
        "primary_key",
        "quote",
        "server_default",
        "server_onupdate",
        "system",
        "table",
        "type",
        "unique",
    )

    _kind: ClassVar[int] = k.COLUMN
    __visit_name__: ClassVar[str] = "column"
    is_literal: ClassVar[bool] = False
    source: ClassVar[Any] = None

    foreign_keys: set[ForeignKey]
    primary_key: bool

    def __init__(
        self,
        __name_pos: Any = None,
        __type_pos: Any = None,
        /,
        *args: Any,
        name: str | None = None,
        type_: Any = None,
        autoincrement: bool | Literal["auto", "ignore_fk"] = "auto",
        default: Any = _NO_ARG,
        insert_default: Any = _NO_ARG,
        doc: str | None = None,
        key: str | None = None,
        index: bool | None = None,
        unique: bool | None = None,
        info: dict[Any, Any] | None = None,
        nullable: Any = NULL_UNSPECIFIED,
        onupdate: Any = None,
        primary_key: bool = False,
        server_default: Any = None,
        server_onupdate: Any = None,
        quote: bool | None = None,
        system: bool = False,
        comment: str | None = None,
        insert_sentinel: bool = False,
        **dialect_kwargs: Any,
    ) -> None:
        self.type = NULLTYPE
        name, type_, items = _positional([__name_pos, __type_pos, *args], name, type_)
        self.name: Any = name
        self.key: Any = key if key is not None else name
        self._set_type(type_)
        self.table: Any = None
        self.primary_key = primary_key
        self._user_nullable = None if nullable is NULL_UNSPECIFIED else nullable
        self.nullable: bool = not primary_key if nullable is NULL_UNSPECIFIED else nullable
        self.index = index
        self.unique = unique
        self.autoincrement: bool | Literal["auto", "ignore_fk"] = autoincrement
        self.comment = comment
        self.doc = doc
        self.quote = quote
        self.system = system
        self.foreign_keys = set()
        self.constraints: set[Any] = set()
        self.computed: Any = None
        self.identity: Any = None
        self.default: Any = None
        self.onupdate: Any = None
        self.server_default: Any = None
        self.server_onupdate: Any = None
        self._info = dict(info) if info is not None else None
        self._creation_order = _next_order()
        self._dialect_kwargs = checked_options("Column", dialect_kwargs)
        chosen = insert_default if insert_default is not _NO_ARG else default
        self._set_defaults(None if chosen is _NO_ARG else chosen, onupdate, server_default, server_onupdate)
        for item in items:
            item._set_parent(self)

    def _set_type(self, type_: Any) -> None:
        if isinstance(type_, type) and issubclass(type_, TypeEngine):
            type_ = type_()
        elif type_ is not None and not isinstance(type_, TypeEngine):
            raise exc.ArgumentError(f"Type object {type_!r} is not an SQL type")
        self.type = NULLTYPE if type_ is None else type_

    def _set_defaults(self, default: Any, onupdate: Any, server_default: Any, server_onupdate: Any) -> None:
        if default is not None:
            item = default if isinstance(default, (ColumnDefault, Sequence)) else ColumnDefault(default)
            item._set_parent(self)
        if onupdate is not None:
            item = onupdate if isinstance(onupdate, (ColumnDefault, Sequence)) else ColumnDefault(onupdate, True)
            item.for_update = True
            item._set_parent(self)
        if server_default is not None:
            value = server_default if isinstance(server_default, FetchedValue) else DefaultClause(server_default)
            value._set_parent(self)
        if server_onupdate is not None:
            value = (
                server_onupdate
                if isinstance(server_onupdate, FetchedValue)
                else DefaultClause(server_onupdate, for_update=True)
            )
            value.for_update = True
            value._set_parent(self)

    @property
    def description(self) -> Any:
        """The column's name."""
        return self.name

    @property
    def base_columns(self) -> frozenset[Column[Any]]:
        """The columns this one is derived from: itself."""
        return frozenset((self,))

    proxy_set = base_columns

    def references(self, column: Any) -> bool:
        """Tell whether a foreign key of this column points at `column`."""
        return any(key.column is column for key in self.foreign_keys)

    def append_foreign_key(self, fk: ForeignKey) -> None:
        """Add a foreign key to the column."""
        fk._set_parent(self)

    def shares_lineage(self, othercolumn: Any) -> bool:
        """Tell whether both stand for one column of a table."""
        source = othercolumn
        while source is not None:
            if source is self:
                return True
            source = getattr(source, "source", None)
        return False

    def _set_parent(self, parent: Any, *, replace_existing: bool = False, index: int | None = None, **kw: Any) -> None:
        table = parent
        if not self.name:
            raise exc.ArgumentError(
                "Column must be constructed with a non-blank name or assign a non-blank .name before adding to a Table."
            )
        if self.key is None:
            self.key = self.name
        if self.table is not None and self.table is not table:
            raise exc.ArgumentError(f"Column object '{self.key}' already assigned to Table '{self.table.description}'")
        self._take_place(table, replace_existing, index)
        self.table = table
        if self.primary_key:
            table.primary_key._replace_column(self)
        elif self.key in table.primary_key.columns:
            raise exc.ArgumentError(
                f"Trying to redefine primary-key column '{self.key}' as a non-primary-key column on table "
                f"'{table.fullname}'"
            )
        for foreign_key in sorted(self.foreign_keys, key=lambda own: own._creation_order):
            foreign_key._set_table(table)
        for constraint in sorted(self.constraints, key=lambda own: own._creation_order):
            constraint._set_parent(table)
        table._index_column(self)
        for default in (self.default, self.onupdate):
            if isinstance(default, Sequence):
                default._set_metadata(table.metadata)

    def _take_place(self, table: Any, replace_existing: bool, index: int | None) -> None:
        existing = table.columns.get(self.key)
        if existing is not None and existing is not self:
            if not replace_existing:
                hint = (
                    " Specify replace_existing=True to Table.append_column() or Table.insert_column() to replace an "
                    "existing column."
                    if table._initialized
                    else ""
                )
                raise exc.DuplicateColumnError(
                    f"A column with name '{self.key}' is already present in table '{table.name}'.{hint}"
                )
            table._drop_column_items(existing, self)
        table.columns.replace(self, self.key)
        if index is not None:
            table._move_column(self, index)

    def copy(self, **kw: Any) -> Column[Any]:
        """Return a copy that belongs to no table, with its foreign keys, constraints and defaults."""
        return self._copy(**kw)

    def _copy(self, **kw: Any) -> Column[Any]:
        schema = kw.get("schema")
        items: list[Any] = [key._copy(schema=schema) for key in self.foreign_keys if not key._of_constraint]
        items += [constraint._copy() for constraint in self.constraints if not constraint._type_bound]
        generated = None
        server_default, server_onupdate = self.server_default, self.server_onupdate
        if self.computed is not None or self.identity is not None:
            generated = (self.computed or self.identity)._copy()
            server_default = server_onupdate = None
        new = type(self)(
            self.name,
            self.type,
            *items,
            key=self.key,
            primary_key=self.primary_key,
            unique=self.unique,
            system=self.system,
            index=self.index,
            nullable=self.nullable if self._user_nullable is not None else NULL_UNSPECIFIED,
            autoincrement=self.autoincrement,
            default=None if self.default is None else self.default._copy(),
            onupdate=None if self.onupdate is None else self.onupdate._copy(),
            server_default=None if server_default is None else server_default._copy(),
            server_onupdate=None if server_onupdate is None else server_onupdate._copy(),
            doc=self.doc,
            comment=self.comment,
            quote=self.quote,
            info=self._info,
            **self._dialect_kwargs,
        )
        new.nullable = self.nullable
        if generated is not None:
            generated._set_parent(new)
        return new

    def __str__(self) -> str:
        if self.name is None:
            return "(no name)"
        if self.table is None:
            return str(self.name)
        return f"{self.table.description}.{self.name}"

    def __repr__(self) -> str:
        shown = [repr(self.name), repr(self.type)]
        shown += [repr(key) for key in self.foreign_keys if key is not None]
        shown += [repr(constraint) for constraint in self.constraints]
        if self.table is not None:
            shown.append(f"table=<{self.table.description}>")
        if self.key != self.name:
            shown.append(f"key={self.key!r}")
        if self.primary_key:
            shown.append("primary_key=True")
        if not self.nullable:
            shown.append("nullable=False")
        for name in ("onupdate", "default", "server_default", "comment"):
            value = getattr(self, name)
            if value is not None:
                shown.append(f"{name}={value!r}")
        return f"Column({', '.join(shown)})"


def _positional(given: list[Any], name: Any, type_: Any) -> tuple[Any, Any, list[Any]]:
    """Sort positional arguments into (name, type, schema items)."""
    rest = [item for item in given[:2] if item is not None] + given[2:]
    if rest and isinstance(rest[0], str):
        if name is not None:
            raise exc.ArgumentError("May not pass name positionally and as a keyword.")
        name = rest.pop(0)
    if rest and _is_type(rest[0]):
        if type_ is not None:
            raise exc.ArgumentError("May not pass type_ positionally and as a keyword.")
        type_ = rest.pop(0)
    for item in rest:
        if not isinstance(item, SchemaItem):
            raise exc.ArgumentError(f"'SchemaItem' object, such as a 'Column' or a 'Constraint' expected, got {item!r}")
    return name, type_, rest


def _is_type(value: Any) -> bool:
    return isinstance(value, TypeEngine) or (isinstance(value, type) and issubclass(value, TypeEngine))


_orders = iter(range(1, 2**62))


def _next_order() -> int:
    return next(_orders)
