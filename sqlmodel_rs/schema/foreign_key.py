"""`ForeignKey`: what one column points at. A string target is looked up when it is first asked for."""

from __future__ import annotations

from typing import Any

from sqlmodel_rs import exc
from sqlmodel_rs.schema.base import RETAIN_SCHEMA, SchemaItem, checked_options
from sqlmodel_rs.schema.column import Column, _next_order
from sqlmodel_rs.types import NULLTYPE


class ForeignKey(SchemaItem):
    """Make a column refer to another one: `ForeignKey("team.id", ondelete="CASCADE")`.

    `column` is "table.column", "schema.table.column", a Column, or a mapped attribute. Other arguments are as in
    SQLAlchemy.
    """

    __slots__ = (
        "_colspec",
        "_column",
        "_creation_order",
        "_dialect_kwargs",
        "_info",
        "_of_constraint",
        "comment",
        "constraint",
        "deferrable",
        "initially",
        "link_to_name",
        "match",
        "name",
        "ondelete",
        "onupdate",
        "parent",
        "use_alter",
    )

    __visit_name__ = "foreign_key"

    def __init__(
        self,
        column: Any,
        _constraint: Any = None,
        use_alter: bool = False,
        name: Any = None,
        onupdate: str | None = None,
        ondelete: str | None = None,
        deferrable: bool | None = None,
        initially: str | None = None,
        link_to_name: bool = False,
        match: str | None = None,
        info: dict[Any, Any] | None = None,
        comment: str | None = None,
        **dialect_kw: Any,
    ) -> None:
        self._colspec = _reference(column)
        self._column: Any = None
        self.constraint = _constraint
        self._of_constraint = _constraint is not None
        self.parent: Any = None
        self.use_alter = use_alter
        self.name = name
        self.onupdate = onupdate
        self.ondelete = ondelete
        self.deferrable = deferrable
        self.initially = initially
        self.link_to_name = link_to_name
        self.match = match
        self.comment = comment
        self._info = dict(info) if info is not None else None
        self._creation_order = _next_order()
        self._dialect_kwargs = checked_options("ForeignKey", dialect_kw, family="Constraint")

    def _parts(self) -> tuple[str | None, str, str | None]:
        """Return (schema, table, column) of a string target; the column is None when only a table is named."""
        pieces = self._colspec.split(".")
        if len(pieces) == 1:
            return None, pieces[0], None
        column = pieces.pop()
        table = pieces.pop()
        return ".".join(pieces) or None, table, column

    def _table_key(self) -> str:
        if not isinstance(self._colspec, str):
            table = self._colspec.table
            return "" if table is None else table.key
        schema, table, _ = self._parts()
        if schema is None and self.parent is not None and self.parent.table is not None:
            schema = self.parent.table.metadata.schema
        return f"{schema}.{table}" if schema else table

    @property
    def target_fullname(self) -> str:
        """The target as "table.column", with the schema if it has one."""
        return self._get_colspec()

    def _get_colspec(self, schema: Any = None, table_name: str | None = None) -> str:
        if isinstance(self._colspec, str):
            own_schema, table, column = self._parts()
        else:
            target = self._colspec.table
            own_schema = None if target is None else target.schema
            table = "" if target is None else target.name
            column = self._colspec.key
        if schema not in (None, RETAIN_SCHEMA):
            own_schema = schema
        if table_name is not None:
            table = table_name
        return ".".join(part for part in (own_schema, table, column) if part)

    @property
    def column(self) -> Any:
        """The column referred to.

        Raises:
            NoReferencedTableError: the metadata has no such table (yet).
            NoReferencedColumnError: the table has no such column.
        """
        if self._column is None:
            self._column = self._resolve()
        return self._column

    def _resolve(self) -> Any:
        if not isinstance(self._colspec, str):
            return self._colspec
        if self.parent is None:
            raise exc.InvalidRequestError(
                "this ForeignKey object does not yet have a parent Column associated with it."
            )
        own_table = self.parent.table
        if own_table is None:
            raise exc.InvalidRequestError("this ForeignKey's parent column is not yet associated with a Table.")
        _, table_name, column_name = self._parts()
        table = own_table.metadata.tables.get(self._table_key())
        if table is None:
            raise exc.NoReferencedTableError(
                f"Foreign key associated with column '{self.parent}' could not find table '{self._table_key()}' with "
                f"which to generate a foreign key to target column '{column_name}'",
                self._table_key(),
            )
        wanted = column_name if column_name is not None else self.parent.key
        if self.link_to_name:
            found = next((column for column in table.columns if column.name == wanted), None)
        else:
            found = table.columns.get(wanted)
        if found is None:
            raise exc.NoReferencedColumnError(
                f"Could not initialize target column for ForeignKey '{self._colspec}' on table '{own_table.name}': "
                f"table '{table.name}' has no column named '{wanted}'",
                table.name,
                wanted,
            )
        return found

    def _target_known(self) -> bool:
        """Tell whether the target table exists."""
        if not isinstance(self._colspec, str):
            return self._colspec.table is not None
        return self.parent.table is not None and self._table_key() in self.parent.table.metadata.tables

    def references(self, table: Any) -> bool:
        """Tell whether this key points into `table`."""
        return table.columns.corresponding_column(self.column) is not None

    def get_referent(self, table: Any) -> Any:
        """Return the column of `table` (a table or something selected from it) that this key points at, or None."""
        return table.columns.corresponding_column(self.column)

    def _set_parent(self, parent: Any, **kw: Any) -> None:
        if self.parent is not None and self.parent is not parent:
            raise exc.InvalidRequestError("This ForeignKey already has a parent !")
        self.parent = parent
        parent.foreign_keys.add(self)
        if parent.table is not None:
            self._set_table(parent.table)

    def _set_table(self, table: Any) -> None:
        if self.constraint is None:
            table._constrain_reference(self)
        table.foreign_keys.add(self)
        if self.parent.type is NULLTYPE:
            self._give_type(table)

    def _give_type(self, table: Any) -> None:
        """Give a column without a type the type of its target, now or when the target's table is defined."""
        if not isinstance(self._colspec, str):
            self._take_type(self._colspec)
        elif self._table_key() in table.metadata.tables:
            target = table.metadata.tables[self._table_key()].columns.get(self._parts()[2] or self.parent.key)
            if target is not None:
                self._take_type(target)
        else:
            table.metadata._typeless.setdefault(self._table_key(), []).append(self)

    def _take_type(self, target: Any) -> None:
        if self.parent.type is NULLTYPE:
            self.parent.type = target.type

    def copy(self, *, schema: Any = None, **kw: Any) -> ForeignKey:
        """Return a copy that belongs to no column."""
        return self._copy(schema=schema)

    def _copy(self, *, schema: Any = None) -> ForeignKey:
        target = self._colspec if schema is None and isinstance(self._colspec, Column) else self._get_colspec(schema)
        return ForeignKey(target, link_to_name=self.link_to_name, info=self._info, **self._rules())

    def _rules(self) -> dict[str, Any]:
        """Return what the key says beside its target, as keywords of a key or of a constraint."""
        return {
            "use_alter": self.use_alter,
            "name": self.name,
            "onupdate": self.onupdate,
            "ondelete": self.ondelete,
            "deferrable": self.deferrable,
            "initially": self.initially,
            "match": self.match,
            "comment": self.comment,
            **self._dialect_kwargs,
        }

    def __repr__(self) -> str:
        return f"ForeignKey({self._get_colspec()!r})"


def _reference(column: Any) -> Any:
    if isinstance(column, str):
        return column
    if hasattr(column, "__clause_element__"):
        column = column.__clause_element__()
    column = getattr(column, "column", column)
    if not isinstance(column, Column):
        raise exc.ArgumentError(
            f"String column name or Column object for DDL foreign key constraint expected, got {column!r}."
        )
    return column
