"""A class in one table: a root with its own table, and single-table children whose columns move up to the parent's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlmodel_rs import exc
from sqlmodel_rs.orm.inheritance.contract import Declaration, Placement, Strategy
from sqlmodel_rs.orm.inheritance.contradiction import check_narrowed
from sqlmodel_rs.orm.inheritance.table import build_table, merge_parent_columns

if TYPE_CHECKING:
    from sqlmodel_rs.orm.mapper import Mapper
    from sqlmodel_rs.schema import Column


class Root(Strategy):
    """A class without a mapped parent: one table."""

    name = "root"

    def place(self, declaration: Declaration, parent: Mapper | None) -> Placement:
        """Make the class's table."""
        table = declaration.existing_table
        if table is None:
            table = build_table(declaration, declaration.all_columns, default_name=True)
        return Placement(table, (table,))

    def columns(self, declaration: Declaration, parent: Mapper | None, placement: Placement) -> dict[str, Column]:
        """Map each attribute to the table's column."""
        if not declaration.all_columns:
            return {column.key: column for column in placement.local_table.columns}
        return dict(declaration.all_columns)


class SingleTable(Strategy):
    """A child without a table: its columns are appended, nullable, to the table its parent's rows end in."""

    name = "single"

    def __init__(self) -> None:
        self._required: list[Column] = []

    def requires(self, column: Column) -> bool:
        """Tell whether the class declares the column as one that has a value."""
        return any(column is one for one in self._required)

    def place(self, declaration: Declaration, parent: Mapper | None) -> Placement:
        """Append the child's own columns to the parent's table."""
        assert parent is not None
        table = parent.local_table
        if declaration.table_args:
            raise exc.ArgumentError(
                f"Can't place __table_args__ on an inherited class with no table: {declaration.cls.__name__} shares "
                f"table '{table.name}' with {parent.class_.__name__}."
            )
        for attr, column in list(declaration.own_columns.items()):
            if parent.overrides_inherited(attr, column):
                check_narrowed(declaration, parent, attr, column)
                declaration.own_columns[attr] = parent.columns[attr]
                continue
            declaration.own_columns[attr] = self._append(declaration, parent, table, attr, column)
        return Placement(table, parent.tables, parent.joins)

    def columns(self, declaration: Declaration, parent: Mapper | None, placement: Placement) -> dict[str, Column]:
        """Add the child's own columns to the parent's."""
        return merge_parent_columns(parent, declaration.own_columns)

    def _append(self, declaration: Declaration, parent: Mapper, table: Any, attr: str, column: Column) -> Column:
        if column.primary_key:
            raise exc.ArgumentError(
                f"Can't place primary key columns on an inherited class with no table: '{attr}' on "
                f"{declaration.cls.__name__}, which shares table '{table.name}'. Give {declaration.cls.__name__} its "
                f"own __tablename__ for joined-table inheritance."
            )
        if column.name is None:
            column.name = attr
            column.key = attr
        existing = table.columns.get(column.key)
        if existing is not None:
            if existing is column or (declaration.shares_columns and _may_share(existing, column)):
                if existing is not column and not column.nullable:
                    self._required.append(existing)
                return existing  # type: ignore[no-any-return]
            raise exc.ArgumentError(
                f"Column '{column.name}' on class {declaration.cls.__name__} conflicts with existing column "
                f"'{table.name}.{column.name}'{_declared_by(parent, existing)}.  If using Declarative, consider using "
                f"the use_existing_column parameter of mapped_column() to resolve conflicts."
            )
        if not column.nullable:
            self._required.append(column)
        column.nullable = True
        table.append_column(column)
        return column


def _declared_by(parent: Mapper, column: Column) -> str:
    """Name the class of the hierarchy that a column came with."""
    owners = (one for one in parent.base_mapper.self_and_descendants if one.attr_or_none(column) is not None)
    owner = next(owners, None)
    return f" of class {owner.class_.__name__}" if owner is not None else ""


def _may_share(existing: Column, column: Column) -> bool:
    """Siblings may use one column when its type is the same and no default or constraint would be lost."""
    if type(existing.type) is not type(column.type) or repr(existing.type) != repr(column.type):
        return False
    targets = {str(fk.target_fullname) for fk in existing.foreign_keys}
    return targets == {str(fk.target_fullname) for fk in column.foreign_keys}
