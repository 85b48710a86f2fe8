"""`Index`: an index of a table, over columns or expressions."""

from __future__ import annotations

from typing import Any, ClassVar

from sqlmodel_rs import exc
from sqlmodel_rs.schema import kinds as k
from sqlmodel_rs.schema.base import SchemaItem, checked_options
from sqlmodel_rs.schema.column import Column, _next_order
from sqlmodel_rs.schema.constraints import ColumnCollectionMixin, _columns_in
from sqlmodel_rs.schema.creation import create_index, drop_index
from sqlmodel_rs.schema.naming import conventional_name
from sqlmodel_rs.sql.base import ClauseElement, ColumnCollection


class Index(ColumnCollectionMixin, SchemaItem):
    """An index: `Index("ix_hero_name", "name", unique=True, postgresql_using="gin")`.

    Expressions are column names, columns, or SQL expressions (`func.lower(table.c.name)`). Without a name the naming
    convention gives one.
    """

    __slots__ = (
        "_column_flag",
        "_creation_order",
        "_dialect_kwargs",
        "_info",
        "_pending",
        "columns",
        "expressions",
        "name",
        "table",
        "unique",
    )

    _kind: ClassVar[int] = k.INDEX
    __visit_name__ = "index"

    def __init__(
        self,
        name: str | None,
        *expressions: Any,
        unique: bool = False,
        quote: bool | None = None,
        info: dict[Any, Any] | None = None,
        _table: Any = None,
        _column_flag: bool = False,
        **dialect_kw: Any,
    ) -> None:
        self.name: Any = name
        self.table: Any = None
        self.unique = unique
        self._column_flag = _column_flag
        self._info = dict(info) if info is not None else None
        self._creation_order = _next_order()
        self._dialect_kwargs = checked_options("Index", dialect_kw)
        self.columns = ColumnCollection()
        self._pending = [_index_part(part) for part in expressions]
        self.expressions: list[Any] = list(self._pending)
        if _table is not None:
            self._set_parent(_table)
        elif not _column_flag:
            self._attach_to_table()

    def _attach_to_table(self) -> None:
        columns = [column for part in self._pending if not isinstance(part, str) for column in _columns_in(part)]
        tables = {id(column.table): column.table for column in columns if column.table is not None}
        if len(tables) == 1 and all(column.table is not None for column in columns):
            self._set_parent(next(iter(tables.values())))

    def _set_parent(self, parent: Any, **kw: Any) -> None:
        if isinstance(parent, Column):
            raise exc.ArgumentError("An Index belongs to a table, not to a column")
        if self.table is not None and parent is not self.table:
            raise exc.ArgumentError(
                f"Index '{self.name}' is against table '{self.table.description}', and cannot be associated with table "
                f"'{parent.description}'."
            )
        resolved: list[Any] = []
        for part in self._pending:
            resolved.append(self._in_table(part, parent) if isinstance(part, str) else part)
        self._pending = []
        if resolved:
            self.expressions = resolved
            self.columns = ColumnCollection()
            for part in resolved:
                for column in _columns_in(part):
                    if not self.columns.contains_column(column):
                        self.columns.add(column)
        self.table = parent
        parent.indexes.add(self)
        name = conventional_name(self, parent)
        if name is not None:
            self.name = name

    def _in_table(self, name: str, table: Any) -> Column[Any]:
        found = table.columns.get(name)
        if found is None:
            found = next((column for column in table.columns if column.name == name), None)
        if found is None:
            raise exc.ConstraintColumnNotFoundError(
                f"Can't create Index on table '{table.description}': no column named '{name}' is present."
            )
        return found  # type: ignore[no-any-return]

    def create(self, bind: Any, checkfirst: bool = False) -> None:
        """Issue CREATE INDEX; with `checkfirst`, only where it is missing."""
        bind._run_ddl(lambda connection: create_index(connection, self, checkfirst))

    def drop(self, bind: Any, checkfirst: bool = False) -> None:
        """Issue DROP INDEX; with `checkfirst`, only where it exists."""
        bind._run_ddl(lambda connection: drop_index(connection, self, checkfirst))

    def __repr__(self) -> str:
        parts = [repr(self.name), *(repr(part) for part in self.expressions)]
        if self.unique:
            parts.append("unique=True")
        return f"Index({', '.join(parts)})"


def _index_part(part: Any) -> Any:
    if isinstance(part, str):
        return part
    if not isinstance(part, ClauseElement) and hasattr(part, "__clause_element__"):
        part = part.__clause_element__()
    column = getattr(part, "column", None)
    if isinstance(column, Column) and not isinstance(part, Column):
        return column
    if not isinstance(part, ClauseElement):
        raise exc.ArgumentError(f"String column name or column expression for DDL constraint expected, got {part!r}.")
    return part
