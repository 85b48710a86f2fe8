"""`Table`: a table of the database, and the FROM element that names it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from sqlmodel_rs import exc
from sqlmodel_rs.event import Listeners
from sqlmodel_rs.schema.base import BLANK_SCHEMA, RETAIN_SCHEMA, SchemaItem, checked_options
from sqlmodel_rs.schema.column import Column
from sqlmodel_rs.schema.constraints import Constraint, ForeignKeyConstraint, PrimaryKeyConstraint, UniqueConstraint
from sqlmodel_rs.schema.creation import create_tables, drop_tables
from sqlmodel_rs.schema.foreign_key import ForeignKey
from sqlmodel_rs.schema.index import Index
from sqlmodel_rs.sql import kinds as k
from sqlmodel_rs.sql.base import ColumnCollection
from sqlmodel_rs.sql.selectable import CONSTRUCTORS, FromClause

DDL_EVENTS = (
    "before_create",
    "after_create",
    "before_drop",
    "after_drop",
    "before_parent_attach",
    "after_parent_attach",
)


class Table(FromClause, SchemaItem):
    """A table: `Table("hero", metadata, Column("id", Integer, primary_key=True), UniqueConstraint("name"))`.

    Naming a table that the metadata already has returns that one, if nothing is added, `keep_existing` is set, or
    `extend_existing` asks for the additions. Other arguments are SQLAlchemy's.

    Raises:
        InvalidRequestError: the table is already defined and neither keyword is given.
    """

    __slots__ = (
        "_dialect_kwargs",
        "_extra_dependencies",
        "_info",
        "_initialized",
        "_listeners",
        "_prefixes",
        "columns",
        "comment",
        "constraints",
        "foreign_keys",
        "fullname",
        "implicit_returning",
        "indexes",
        "metadata",
        "name",
        "primary_key",
        "quote",
        "quote_schema",
        "schema",
    )

    _kind: ClassVar[int] = k.TABLE
    __visit_name__: ClassVar[str] = "table"

    # A FROM computes both; a table keeps them: they are read more often and are added to.
    columns: ColumnCollection[Column[Any]]
    foreign_keys: set[Any]
    primary_key: PrimaryKeyConstraint

    def __new__(cls, *args: Any, **kw: Any) -> Table:
        """Return the metadata's table of that name, or a new one."""
        if not args and not kw:
            return object.__new__(cls)
        name, metadata, items = args[0], args[1], args[2:]
        if name is None:
            raise exc.ArgumentError("Table name is required")
        keep_existing = kw.get("keep_existing", False)
        extend_existing = kw.get("extend_existing", False)
        if keep_existing and extend_existing:
            raise exc.ArgumentError("keep_existing and extend_existing are mutually exclusive.")
        schema = _schema_of(kw.get("schema"), metadata)
        key = f"{schema}.{name}" if schema else name
        existing: Table | None = metadata.tables.get(key)
        if existing is not None:
            if not keep_existing and not extend_existing and items:
                raise exc.InvalidRequestError(
                    f"Table '{key}' is already defined for this MetaData instance.  Specify 'extend_existing=True' to "
                    "redefine options and columns on an existing Table object."
                )
            if extend_existing:
                existing._extend(*items, **kw)
            return existing
        if kw.pop("must_exist", False):
            raise exc.InvalidRequestError(f"Table '{key}' not defined")
        table: Table = object.__new__(cls)
        metadata._add_table(key, table)
        try:
            table._define(name, metadata, schema, *items, **kw)
        except BaseException:
            metadata._discard_table(key)
            raise
        metadata._table_defined(table)
        return table

    def __init__(self, *args: Any, **kw: Any) -> None:
        """Do nothing: `__new__` has defined the table."""

    def _define(
        self,
        name: str,
        metadata: Any,
        schema_: str | None,
        *items: Any,
        schema: Any = None,
        quote: bool | None = None,
        quote_schema: bool | None = None,
        autoload_with: Any = None,
        autoload_replace: bool = True,
        keep_existing: bool = False,
        extend_existing: bool = False,
        resolve_fks: bool = True,
        include_columns: Any = None,
        implicit_returning: bool = True,
        comment: str | None = None,
        info: dict[Any, Any] | None = None,
        listeners: Any = None,
        prefixes: Any = None,
        **dialect_kwargs: Any,
    ) -> None:
        self.name = name
        self.metadata = metadata
        self.schema: str | None = schema_
        self.fullname = f"{schema_}.{name}" if schema_ else name
        self.quote = quote
        self.quote_schema = quote_schema
        self.columns = ColumnCollection()
        self.constraints: set[Any] = set()
        self.indexes: set[Index] = set()
        self.foreign_keys = set()  # pyright: ignore[reportIncompatibleMethodOverride]
        self._extra_dependencies: set[Any] = set()
        self.comment = comment
        self.implicit_returning = implicit_returning
        self._info = dict(info) if info is not None else None
        self._prefixes = list(prefixes) if prefixes else []
        self._listeners = Listeners(*DDL_EVENTS)
        self._initialized = False
        self._dialect_kwargs = checked_options("Table", dialect_kwargs)
        self.primary_key = None  # type: ignore[assignment]
        PrimaryKeyConstraint(_implicit_generated=True)._set_parent(self)
        for event_name, function in listeners or ():
            self._listeners.add(event_name, function, function, False)
        if autoload_with is not None:
            autoload_with._reflect_table(self, include_columns, skip=set(), resolve_fks=resolve_fks)
        self._add_items(items, replace_existing=extend_existing or autoload_with is not None)
        self._initialized = True

    def _extend(self, *items: Any, **kw: Any) -> None:
        if kw.get("comment") is not None:
            self.comment = kw["comment"]
        if kw.get("info") is not None:
            self.info.update(kw["info"])
        if kw.get("prefixes"):
            self._prefixes = list(kw["prefixes"])
        if kw.get("autoload_with") is not None:
            kw["autoload_with"]._reflect_table(
                self, kw.get("include_columns"), skip=set(), resolve_fks=kw.get("resolve_fks", True)
            )
        own = set(type(self)._define.__kwdefaults__ or ())
        self._dialect_kwargs.update(checked_options("Table", {n: v for n, v in kw.items() if n not in own}))
        self._add_items(items, replace_existing=True)

    def _add_items(self, items: Any, *, replace_existing: bool) -> None:
        for item in items:
            if not isinstance(item, SchemaItem):
                raise exc.ArgumentError(
                    f"'SchemaItem' object, such as a 'Column' or a 'Constraint' expected, got {item!r}"
                )
            if isinstance(item, Column):
                item._set_parent(self, replace_existing=replace_existing)
            else:
                item._set_parent(self)

    @property
    def key(self) -> str:
        """The table's key in `MetaData.tables`: its name with the schema before it."""
        return self.fullname

    @property
    def description(self) -> str:
        """The table's name."""
        return self.name

    @property
    def foreign_key_constraints(self) -> set[ForeignKeyConstraint]:
        """The foreign key constraints."""
        return {key.constraint for key in self.foreign_keys}

    @property
    def autoincrement_column(self) -> Any:
        """The integer primary key column whose values the database counts, or None."""
        return self.primary_key._autoincrement_column

    _autoincrement_column = autoincrement_column

    @property
    def _sorted_constraints(self) -> list[Any]:
        return sorted(self.constraints, key=lambda own: own._creation_order)

    def _sorted_foreign_keys(self) -> list[ForeignKeyConstraint]:
        return [own for own in self._sorted_constraints if isinstance(own, ForeignKeyConstraint)]

    def add_is_dependent_on(self, table: Table) -> None:
        """Say that `table` must be created before this one, beyond what foreign keys say."""
        self._extra_dependencies.add(table)

    def append_column(self, column: Any, *, replace_existing: bool = False) -> None:
        """Add a column to the definition; the database is not touched."""
        column._set_parent(self, replace_existing=replace_existing)

    def insert_column(self, column: Any, index: int, *, replace_existing: bool = False) -> None:
        """Add a column at a position of the definition."""
        column._set_parent(self, replace_existing=replace_existing, index=index)

    def append_constraint(self, constraint: Index | Constraint) -> None:
        """Add a constraint or an index to the definition; the database is not touched."""
        constraint._set_parent(self)

    def _index_column(self, column: Column[Any]) -> None:
        """Add the index or unique constraint that a column asks for by its flags."""
        if column.index:
            if isinstance(column.index, str):
                raise exc.ArgumentError(
                    "The 'index' keyword argument on Column is boolean only. To create indexes with a specific name, "
                    "create an explicit Index object external to the Table."
                )
            self.append_constraint(Index(None, column, unique=bool(column.unique), _column_flag=True))
        elif column.unique:
            if isinstance(column.unique, str):
                raise exc.ArgumentError(
                    "The 'unique' keyword argument on Column is boolean only. To create unique constraints or indexes "
                    "with a specific name, append an explicit UniqueConstraint to the Table's list of elements, or "
                    "create an explicit Index object external to the Table."
                )
            self.append_constraint(UniqueConstraint(column, _column_flag=True))

    def _constrain_reference(self, key: ForeignKey) -> None:
        """Add the constraint of a foreign key that was given with its column."""
        constraint = ForeignKeyConstraint([], [], **key._rules())
        key.constraint = constraint
        constraint._append_element(key.parent, key)
        constraint._set_parent(self)

    def _move_column(self, column: Column[Any], index: int) -> None:
        others = [own for own in self.columns if own is not column]
        others.insert(index, column)
        self.columns = ColumnCollection(others)  # pyright: ignore[reportIncompatibleMethodOverride]

    def _drop_column_items(self, column: Column[Any], new: Column[Any]) -> None:
        """Take out what came with a column that is being replaced, and let the rest name the new one."""
        for key in list(column.foreign_keys):
            self.foreign_keys.discard(key)
            if key.constraint is not None:
                self.constraints.discard(key.constraint)
        for constraint in list(self.constraints):
            if getattr(constraint, "_column_flag", False) and constraint.columns.contains_column(column):
                self.constraints.discard(constraint)
            elif constraint is not self.primary_key and constraint.columns.contains_column(column):
                constraint.columns.replace(new, column.key)
        for index in list(self.indexes):
            if index._column_flag and index.columns.contains_column(column):
                self.indexes.discard(index)
            elif index.columns.contains_column(column):
                index.columns.replace(new, column.key)
                index.expressions = [new if part is column else part for part in index.expressions]
        self.primary_key.columns.remove(column)

    def create(self, bind: Any, checkfirst: bool = True) -> None:
        """Issue CREATE TABLE and its indexes; with `checkfirst`, only where the table is missing."""
        bind._run_ddl(lambda connection: create_tables(connection, None, [self], checkfirst))

    def drop(self, bind: Any, checkfirst: bool = True) -> None:
        """Issue DROP TABLE; with `checkfirst`, only where the table exists."""
        bind._run_ddl(lambda connection: drop_tables(connection, None, [self], checkfirst))

    def insert(self) -> Any:
        """Return an INSERT into this table."""
        return CONSTRUCTORS["insert"](self)

    def update(self) -> Any:
        """Return an UPDATE of this table."""
        return CONSTRUCTORS["update"](self)

    def delete(self) -> Any:
        """Return a DELETE from this table."""
        return CONSTRUCTORS["delete"](self)

    def to_metadata(
        self,
        metadata: Any,
        schema: Any = RETAIN_SCHEMA,
        referred_schema_fn: Callable[..., Any] | None = None,
        name: str | None = None,
    ) -> Table:
        """Return a copy of the table in another metadata; a table that is already there is returned as it is."""
        name = name if name is not None else self.name
        if schema is RETAIN_SCHEMA:
            actual = self.schema
        elif schema is None:
            actual = metadata.schema
        else:
            actual = None if schema is BLANK_SCHEMA else schema
        key = f"{actual}.{name}" if actual else name
        if key in metadata.tables:
            return metadata.tables[key]  # type: ignore[no-any-return]
        columns = [column._copy(schema=schema) for column in self.columns]
        table = Table(
            name,
            metadata,
            *columns,
            schema=actual or BLANK_SCHEMA,
            comment=self.comment,
            prefixes=self._prefixes,
            info=self._info,
            **self._dialect_kwargs,
        )
        for constraint in self._sorted_constraints:
            if isinstance(constraint, ForeignKeyConstraint):
                if all(element._of_constraint for element in constraint.elements):
                    target = _referred_schema(self, constraint, schema, referred_schema_fn)
                    table.append_constraint(constraint._copy(schema=target))
            elif isinstance(constraint, PrimaryKeyConstraint):
                if constraint.name is not None or not constraint._implicit_generated:
                    table.append_constraint(constraint._copy())
            elif not getattr(constraint, "_column_flag", False) and not constraint._type_bound:
                table.append_constraint(constraint._copy())
        for index in self.indexes:
            if not index._column_flag:
                names = [part.key if isinstance(part, Column) else part for part in index.expressions]
                Index(index.name, *names, unique=index.unique, _table=table, **index._dialect_kwargs)
        return table

    tometadata = to_metadata

    def _event_holder(self, identifier: str) -> Listeners | None:
        return self._listeners if identifier in self._listeners.names else None

    def __str__(self) -> str:
        return self.fullname

    def __repr__(self) -> str:
        parts = [repr(self.name), repr(self.metadata), *(repr(column) for column in self.columns)]
        return f"Table({', '.join([*parts, f'schema={self.schema!r}'])})"

    def __reduce__(self) -> Any:
        return _from_metadata, (self.metadata, self.key)


def _from_metadata(metadata: Any, key: str) -> Table:
    return metadata.tables[key]  # type: ignore[no-any-return]


def _schema_of(schema: Any, metadata: Any) -> str | None:
    if schema is None:
        return metadata.schema  # type: ignore[no-any-return]
    return None if schema is BLANK_SCHEMA else schema


def _referred_schema(table: Table, constraint: Any, schema: Any, function: Any) -> Any:
    own = constraint._referred_schema if constraint.elements[0]._target_known() else None
    if function is not None:
        return function(table, schema, constraint, own)
    return schema if schema is not RETAIN_SCHEMA and own == table.schema else None
