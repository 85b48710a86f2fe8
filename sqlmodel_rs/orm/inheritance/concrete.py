"""Concrete-table inheritance: every class has a full table of its own, and its own identity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel_rs.orm.inheritance.contract import Declaration, Placement, Strategy
from sqlmodel_rs.orm.inheritance.table import build_table

if TYPE_CHECKING:
    from sqlmodel_rs.orm.mapper import Mapper
    from sqlmodel_rs.schema import Column


class Concrete(Strategy):
    """A child with a table that repeats every inherited column."""

    name = "concrete"
    concrete = True

    def place(self, declaration: Declaration, parent: Mapper | None) -> Placement:
        """Make the class's full table."""
        table = declaration.existing_table
        if table is None:
            table = build_table(declaration, declaration.all_columns, default_name=True)
        return Placement(table, (table,))

    def columns(self, declaration: Declaration, parent: Mapper | None, placement: Placement) -> dict[str, Column]:
        """Map each attribute to the table's column."""
        if not declaration.all_columns:
            return {column.key: column for column in placement.local_table.columns}
        return dict(declaration.all_columns)


class Tableless(Concrete):
    """A concrete base without a table: only its children have rows."""

    def place(self, declaration: Declaration, parent: Mapper | None) -> Placement:
        """Make no table."""
        return Placement(None, ())

    def columns(self, declaration: Declaration, parent: Mapper | None, placement: Placement) -> dict[str, Column]:
        """Map each attribute to a column that stands for the one of its name in the children's union."""
        for attr, column in declaration.all_columns.items():
            if column.name is None:
                column.name = column.key = attr
        return dict(declaration.all_columns)


class ConcreteBase:
    """Mark a concrete base whose queries load the children too, through a UNION ALL of all tables.

    The union has an extra text column, `type` (or `_concrete_discriminator_name`), with each class's identity.
    Behaviour: SQLAlchemy, "Concrete Polymorphic Loading Configuration".
    """

    __concrete_polymorphic__ = True


class AbstractConcreteBase(ConcreteBase):
    """Mark a concrete base that has no table of its own; querying it loads its children."""
