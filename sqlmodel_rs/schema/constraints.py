"""Table constraints: primary key, foreign key, unique, check. Names of columns resolve when a table is joined."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any, ClassVar

from sqlmodel_rs import exc
from sqlmodel_rs.schema import kinds as k
from sqlmodel_rs.schema.base import SchemaItem, checked_options
from sqlmodel_rs.schema.column import Column, _next_order
from sqlmodel_rs.schema.defaults import _sql_text
from sqlmodel_rs.schema.foreign_key import ForeignKey
from sqlmodel_rs.schema.naming import conventional_name
from sqlmodel_rs.sql.base import ColumnCollection
from sqlmodel_rs.types import Integer, Numeric


class Constraint(SchemaItem):
    """Base of table constraints. `name` may be None; `deferrable` and `initially` are as in SQL."""

    __slots__ = (
        "_create_rule",
        "_creation_order",
        "_dialect_kwargs",
        "_info",
        "_type_bound",
        "comment",
        "deferrable",
        "initially",
        "name",
        "parent",
    )

    _kind: ClassVar[int] = 0
    __visit_name__ = "constraint"

    def __init__(
        self,
        name: Any = None,
        deferrable: bool | None = None,
        initially: str | None = None,
        info: dict[Any, Any] | None = None,
        comment: str | None = None,
        _create_rule: Any = None,
        _type_bound: bool = False,
        **dialect_kw: Any,
    ) -> None:
        self.name = name
        self.deferrable = deferrable
        self.initially = initially
        self.comment = comment
        self._info = dict(info) if info is not None else None
        self._create_rule = _create_rule
        self._type_bound = _type_bound
        self._creation_order = _next_order()
        self._dialect_kwargs = checked_options(type(self).__name__, dialect_kw, family="Constraint")
        self.parent: Any = None

    @property
    def table(self) -> Any:
        """The table the constraint belongs to.

        Raises:
            InvalidRequestError: it belongs to none.
        """
        if self.parent is None or isinstance(self.parent, Column):
            raise exc.InvalidRequestError(
                "This constraint is not bound to a table.  Did you mean to call table.append_constraint(constraint) ?"
            )
        return self.parent

    def _set_parent(self, parent: Any, **kw: Any) -> None:
        if isinstance(parent, Column):
            self.parent = parent
            parent.constraints.add(self)
            if parent.table is not None:
                self._set_parent(parent.table)
            return
        self.parent = parent
        self._bind(parent)
        parent.constraints.add(self)
        name = conventional_name(self, parent)
        if name is not None:
            self.name = name

    def _bind(self, table: Any) -> None:
        """Resolve what the constraint names in its table."""

    def _shared(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "deferrable": self.deferrable,
            "initially": self.initially,
            "info": self._info,
            "comment": self.comment,
            **self._dialect_kwargs,
        }

    def copy(self, **kw: Any) -> Any:
        """Return a copy that belongs to no table."""
        return self._copy(**kw)

    def _copy(self, **kw: Any) -> Any:
        raise NotImplementedError(type(self).__name__)


class ColumnCollectionMixin:
    """Columns given as names or objects, resolved when the owner joins a table."""

    __slots__ = ()

    _pending: list[Any]
    columns: ColumnCollection[Any]

    def _set_columns(self, given: Any) -> None:
        self.columns = ColumnCollection()  # type: ignore[misc]
        self._pending = [_column_or_name(column) for column in given]  # type: ignore[misc]

    def _attach_early(self) -> None:
        """Join the table that all given columns already belong to, if there is one."""
        columns = [column for column in self._pending if isinstance(column, Column)]
        if not columns or len(columns) != len(self._pending):
            return
        tables: dict[int, Any] = {id(column.table): column.table for column in columns}
        table = columns[0].table
        if len(tables) == 1 and table is not None:
            self._set_parent(table)  # type: ignore[attr-defined]
        elif len(tables) > 1 and table is not None and None not in tables.values():
            names = ", ".join(sorted(f"'{table.description}'" for table in tables.values()))
            raise exc.ArgumentError(f"Column(s) {names} are not part of table '{table.description}'.")

    def _resolve_columns(self, table: Any) -> None:
        pending, self._pending = self._pending, []  # type: ignore[misc]
        for column in pending:
            found = table.columns.get(column) if isinstance(column, str) else column
            if found is None and isinstance(column, str):
                found = next((own for own in table.columns if own.name == column), None)
            if found is None:
                raise exc.ConstraintColumnNotFoundError(
                    f"Can't create {type(self).__name__} on table '{table.description}': "
                    f"no column named '{column}' is present."
                )
            self.columns.add(found)

    @property
    def c(self) -> ColumnCollection[Any]:
        """The columns, under the short name."""
        return self.columns

    def contains_column(self, col: Any) -> bool:
        """Tell whether a column is part of this."""
        return self.columns.contains_column(col)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.columns)

    def __len__(self) -> int:
        return len(self.columns)

    def __contains__(self, column: Any) -> bool:
        return column in self.columns if isinstance(column, str) else self.columns.contains_column(column)

    def __bool__(self) -> bool:
        return True


def _column_or_name(column: Any) -> Any:
    if isinstance(column, str):
        return column
    if hasattr(column, "__clause_element__"):
        column = column.__clause_element__()
    column = getattr(column, "column", column)
    if not isinstance(column, Column):
        raise exc.ArgumentError(f"Column name or Column object for DDL constraint expected, got {column!r}.")
    return column


class ColumnCollectionConstraint(ColumnCollectionMixin, Constraint):
    """Base of constraints over columns."""

    __slots__ = ("_column_flag", "_pending", "columns")

    def __init__(self, *columns: Any, _autoattach: bool = True, _column_flag: bool = False, **kw: Any) -> None:
        super().__init__(**kw)
        self._column_flag = _column_flag
        self._set_columns(columns)
        if _autoattach:
            self._attach_early()

    def _bind(self, table: Any) -> None:
        self._resolve_columns(table)

    def _names(self) -> list[Any]:
        return [*self.columns.keys(), *(getattr(column, "key", column) for column in self._pending)]

    def _copy(self, **kw: Any) -> Any:
        return type(self)(*self._names(), **self._shared())

    def __repr__(self) -> str:
        name = [] if self.name is None else [f"name={self.name!r}"]
        return f"{type(self).__name__}({', '.join([*map(repr, self.columns), *name])})"


class UniqueConstraint(ColumnCollectionConstraint):
    """UNIQUE over one or more columns, given as names or columns."""

    __slots__ = ()
    _kind = k.UNIQUE
    __visit_name__ = "unique_constraint"

    def __init__(
        self,
        *columns: Any,
        name: Any = None,
        deferrable: bool | None = None,
        initially: str | None = None,
        info: dict[Any, Any] | None = None,
        **kw: Any,
    ) -> None:
        super().__init__(*columns, name=name, deferrable=deferrable, initially=initially, info=info, **kw)


class PrimaryKeyConstraint(ColumnCollectionConstraint):
    """PRIMARY KEY; every table has one, possibly empty."""

    __slots__ = ("_implicit_generated",)
    _kind = k.PRIMARY_KEY
    __visit_name__ = "primary_key_constraint"

    def __init__(
        self,
        *columns: Any,
        name: Any = None,
        deferrable: bool | None = None,
        initially: str | None = None,
        info: dict[Any, Any] | None = None,
        _implicit_generated: bool = False,
        **kw: Any,
    ) -> None:
        self._implicit_generated = _implicit_generated
        super().__init__(*columns, name=name, deferrable=deferrable, initially=initially, info=info, **kw)

    def _set_parent(self, parent: Any, **kw: Any) -> None:
        if not isinstance(parent, Column) and parent.primary_key is not self:
            previous = parent.primary_key
            if previous is not None:
                parent.constraints.discard(previous)
                if not self._pending and not len(self.columns):
                    self._pending = list(previous.columns)
            parent.primary_key = self
        super()._set_parent(parent)

    def _bind(self, table: Any) -> None:
        super()._bind(table)
        flagged = [column for column in table.columns if column.primary_key]
        if len(self.columns) and flagged and {id(c) for c in flagged} - {id(c) for c in self.columns}:
            _warn_of_mismatch(table, flagged, list(self.columns))
        for column in self.columns:
            column.primary_key = True
            if column._user_nullable is None:
                column.nullable = False
        if not len(self.columns):
            for column in flagged:
                self.columns.add(column)

    def _replace_column(self, column: Column[Any]) -> None:
        if not self.columns.contains_column(column):
            self.columns.replace(column, column.key)

    @property
    def columns_autoinc_first(self) -> list[Any]:
        """The columns, the one whose values the database counts first."""
        first = self._autoincrement_column
        return [*([first] if first is not None else []), *(own for own in self.columns if own is not first)]

    @property
    def _autoincrement_column(self) -> Any:
        """The integer column whose values the database counts, or None."""
        chosen = [column for column in self.columns if column.autoincrement not in ("auto", "ignore_fk", False)]
        if len(chosen) > 1:
            raise exc.ArgumentError(
                f"Only one Column may be marked autoincrement=True, found both {chosen[1].name} and {chosen[0].name}."
            )
        for column in chosen:
            if _counts(column, explicit=True):
                return column
        if chosen or len(self.columns) != 1:
            return (
                next(
                    (
                        column
                        for column in self.columns
                        if column.identity is not None and column.autoincrement is not False
                    ),
                    None,
                )
                if not chosen
                else None
            )
        (only,) = self.columns
        return only if only.autoincrement in ("auto", "ignore_fk") and _counts(only, explicit=False) else None


def _warn_of_mismatch(table: Any, flagged: list[Any], listed: list[Any]) -> None:
    def names(columns: list[Any]) -> str:
        return ", ".join(f"'{column.name}'" for column in columns)

    warnings.warn(
        f"Table '{table.name}' specifies columns {names(flagged)} as primary_key=True, not matching locally specified "
        f"columns {names(listed)}; setting the current primary key columns to {names(listed)}. This warning may become "
        "an exception in a future release",
        exc.SAWarning,
        stacklevel=2,
    )
    for column in flagged:
        column.primary_key = False


def _counts(column: Any, *, explicit: bool) -> bool:
    type_ = getattr(column.type, "impl_instance", column.type)
    whole = isinstance(type_, Integer) or (
        explicit and isinstance(type_, Numeric) and not getattr(type_, "scale", None)
    )
    if not whole:
        if explicit:
            raise exc.ArgumentError(
                f"Column type {column.type!r} on column '{column}' is not compatible with autoincrement=True"
            )
        return False
    if explicit:
        return True
    if column.default is not None and not getattr(column.default, "optional", False):
        return False
    if column.server_default is not None and column.identity is None:
        return False
    return not column.foreign_keys or column.autoincrement == "ignore_fk"


class CheckConstraint(ColumnCollectionConstraint):
    """CHECK (`sqltext`): SQL as a string, or an expression."""

    __slots__ = ("sqltext",)
    _kind = k.CHECK
    __visit_name__ = "table_or_column_check_constraint"

    def __init__(
        self,
        sqltext: Any,
        name: Any = None,
        deferrable: bool | None = None,
        initially: str | None = None,
        table: Any = None,
        info: dict[Any, Any] | None = None,
        _autoattach: bool = True,
        **kw: Any,
    ) -> None:
        self.sqltext = _sql_text(sqltext)
        super().__init__(
            *_columns_in(self.sqltext),
            name=name,
            deferrable=deferrable,
            initially=initially,
            info=info,
            _autoattach=_autoattach and table is None,
            **kw,
        )
        if table is not None:
            self._set_parent(table)

    @property
    def is_column_level(self) -> bool:
        """Whether the constraint was given to a column."""
        return isinstance(self.parent, Column)

    def _copy(self, **kw: Any) -> CheckConstraint:
        return CheckConstraint(self.sqltext, _autoattach=False, **self._shared())

    def _bind(self, table: Any) -> None:
        for column in self._pending:
            self.columns.add(column)
        self._pending = []


def _columns_in(element: Any) -> list[Column[Any]]:
    """List the table columns that an expression names, each once, in order of appearance."""
    found: dict[int, Column[Any]] = {}
    queue = [element]
    while queue:
        node = queue.pop(0)
        if isinstance(node, Column):
            found.setdefault(id(node), node)
        elif hasattr(node, "get_children"):
            queue = [*node.get_children(), *queue]
    return list(found.values())


class ForeignKeyConstraint(ColumnCollectionConstraint):
    """FOREIGN KEY over one or more columns: names or columns here, and as many targets."""

    __slots__ = ("elements", "link_to_name", "match", "ondelete", "onupdate", "use_alter")
    _kind = k.FOREIGN_KEY
    __visit_name__ = "foreign_key_constraint"

    def __init__(
        self,
        columns: Any,
        refcolumns: Any,
        name: Any = None,
        onupdate: str | None = None,
        ondelete: str | None = None,
        deferrable: bool | None = None,
        initially: str | None = None,
        use_alter: bool = False,
        link_to_name: bool = False,
        match: str | None = None,
        table: Any = None,
        info: dict[Any, Any] | None = None,
        comment: str | None = None,
        **dialect_kw: Any,
    ) -> None:
        columns, refcolumns = list(columns), list(refcolumns)
        if len(set(map(str, columns))) != len(refcolumns):
            if len(set(map(str, columns))) != len(columns):
                raise exc.ArgumentError(
                    "ForeignKeyConstraint with duplicate source column references are not supported."
                )
            raise exc.ArgumentError(
                "ForeignKeyConstraint number of constrained columns must match the number of referenced columns."
            )
        self.onupdate = onupdate
        self.ondelete = ondelete
        self.use_alter = use_alter
        self.link_to_name = link_to_name
        self.match = match
        self.elements: list[ForeignKey] = [
            ForeignKey(
                target,
                _constraint=self,
                onupdate=onupdate,
                ondelete=ondelete,
                use_alter=use_alter,
                link_to_name=link_to_name,
                match=match,
                deferrable=deferrable,
                initially=initially,
            )
            for target in refcolumns
        ]
        super().__init__(
            *columns,
            name=name,
            deferrable=deferrable,
            initially=initially,
            info=info,
            comment=comment,
            _autoattach=table is None,
            **dialect_kw,
        )
        if table is not None:
            self._set_parent(table)

    def _append_element(self, column: Column[Any], element: ForeignKey) -> None:
        self.columns.add(column)
        self.elements.append(element)

    def _bind(self, table: Any) -> None:
        super()._bind(table)
        for column, element in zip(self.columns, self.elements, strict=True):
            if element.parent is None:
                element.parent = column
                column.foreign_keys.add(element)
            if element not in table.foreign_keys:
                element._set_table(table)

    @property
    def referred_table(self) -> Any:
        """The table referred to."""
        return self.elements[0].column.table

    @property
    def column_keys(self) -> list[str]:
        """The keys of this side's columns."""
        return [getattr(column, "key", column) for column in (*self.columns, *self._pending)]

    @property
    def column(self) -> Any:
        """The one column of this side."""
        return self.columns[0]

    @property
    def _referred_schema(self) -> str | None:
        return self.elements[0].column.table.schema  # type: ignore[no-any-return]

    def _copy(self, *, schema: Any = None, **kw: Any) -> ForeignKeyConstraint:
        return ForeignKeyConstraint(
            self.column_keys,
            [element._get_colspec(schema) for element in self.elements],
            onupdate=self.onupdate,
            ondelete=self.ondelete,
            use_alter=self.use_alter,
            link_to_name=self.link_to_name,
            match=self.match,
            **self._shared(),
        )
