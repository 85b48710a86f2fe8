"""Making Table objects out of declarations; shared by the strategies and ignorant of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlmodel_rs.orm.inheritance.contract import Declaration
from sqlmodel_rs.schema import Table

if TYPE_CHECKING:
    from sqlmodel_rs.orm.mapper import Mapper
    from sqlmodel_rs.schema import Column


def build_table(
    declaration: Declaration, columns: Mapping[str, Column], *constraints: Any, default_name: bool = False
) -> Table:
    """Make the declared class's Table of `columns` (attribute -> column), `constraints` and its `__table_args__`."""
    name = declaration.tablename
    if name is None and default_name:
        name = declaration.cls.__name__.lower()
    for attr, column in columns.items():
        if column.name is None:
            column.name = attr
            column.key = attr
    args, keywords = split_table_args(declaration.table_args)
    return Table(name, declaration.metadata, *columns.values(), *constraints, *args, **keywords)


def split_table_args(table_args: Any) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Split `__table_args__`, a dict or a tuple that may end with one, into positional and keyword arguments."""
    if not table_args:
        return (), {}
    if isinstance(table_args, Mapping):
        return (), dict(table_args)
    if isinstance(table_args[-1], Mapping):
        return tuple(table_args[:-1]), dict(table_args[-1])
    return tuple(table_args), {}


def merge_parent_columns(parent: Mapper | None, own: Mapping[str, Column]) -> dict[str, Column]:
    """Put the parent's attributes first and let the class's own columns override them."""
    merged: dict[str, Column] = dict(parent.columns) if parent is not None else {}
    merged.update(own)
    return merged
