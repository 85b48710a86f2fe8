"""Choosing the strategy of a class from what it declares. The one place where the three are told apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel_rs import exc
from sqlmodel_rs.orm.inheritance.concrete import Concrete
from sqlmodel_rs.orm.inheritance.contract import Declaration, Strategy
from sqlmodel_rs.orm.inheritance.joined import Joined
from sqlmodel_rs.orm.inheritance.single import Root, SingleTable

if TYPE_CHECKING:
    from sqlmodel_rs.orm.mapper import Mapper
    from sqlmodel_rs.schema import Column

_BY_NAME: dict[str, type[Strategy]] = {"single": SingleTable, "joined": Joined, "concrete": Concrete}


def choose_strategy(declaration: Declaration, parent: Mapper | None) -> Strategy:
    """Choose how a class is stored.

    Its `inheritance` keyword decides; then `concrete` in the mapper arguments; then its own `__tablename__`, or an own
    primary key that refers to the parent's table, make it joined; without `table=True` it shares the parent's table.
    `table=True` with none of these follows the keyword of the hierarchy's root, and is an error when there is none.
    """
    keyword = declaration.inheritance
    if keyword is not None and keyword not in _BY_NAME:
        raise exc.ArgumentError(
            f"inheritance={keyword!r} on class {declaration.cls.__name__} is not one of 'single', 'joined', 'concrete'."
        )
    if parent is None:
        return Root()
    if keyword is not None:
        return _BY_NAME[keyword]()
    if declaration.mapper_args.get("concrete"):
        return Concrete()
    if declaration.existing_table is not None:
        return Joined() if declaration.existing_table is not parent.local_table else SingleTable()
    default = parent.inheritance_keyword
    if declaration.tablename is not None or _own_key_refers_to(declaration, parent):
        return Concrete() if default == "concrete" else Joined()
    if default is not None and (declaration.table or default == "concrete"):
        return _BY_NAME[default]()
    if not declaration.table:
        return SingleTable()
    name, parent_name = declaration.cls.__name__, parent.class_.__name__
    raise exc.ArgumentError(
        f"class {name}({parent_name}, table=True) does not say how it is stored. Either give it its own table, joined "
        f"to '{parent.local_table.name}', with __tablename__ = \"{name.lower()}\"; or leave out table=True (or write "
        f"inheritance=\"single\") to keep its rows in '{parent.local_table.name}'."
    )


def _own_key_refers_to(declaration: Declaration, parent: Mapper) -> bool:
    return any(column.primary_key and _refers(column, parent) for column in declaration.own_columns.values())


def _refers(column: Column, parent: Mapper) -> bool:
    names = {table.fullname for table in parent.tables} | {table.name for table in parent.tables}
    return any(str(key.target_fullname).rpartition(".")[0] in names for key in column.foreign_keys)
