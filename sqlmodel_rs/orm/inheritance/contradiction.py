"""What a declaration may not say: contradictions between a class and the hierarchy it joins, told when it is created.

Looks at declarations and mappers; each error names the class and the one it contradicts.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Any

from sqlmodel_rs import exc
from sqlmodel_rs.orm.inheritance.contract import Declaration, Strategy
from sqlmodel_rs.sql import kinds
from sqlmodel_rs.types import AutoString, Enum, Integer, String

if TYPE_CHECKING:
    from sqlmodel_rs.orm.mapper import Mapper


def check(declaration: Declaration, parent: Mapper | None, strategy: Strategy) -> None:
    """Raise ArgumentError where a declaration contradicts itself or its parent, before anything is made of it."""
    _check_bases(declaration)
    given = declaration.mapper_args.get("with_polymorphic")
    if isinstance(given, (list, tuple)) and any(getattr(part, "columns", None) is not None for part in given):
        raise exc.ArgumentError(
            f"with_polymorphic={given!r} on class {declaration.cls.__name__} has a FROM of its own, which is not "
            "supported: leave it out, or query with_polymorphic(cls, classes, selectable)."
        )
    if isinstance(given, (list, tuple)) and any(isinstance(part, str) and part != "*" for part in given):
        raise exc.ArgumentError(
            f"with_polymorphic={given!r} on class {declaration.cls.__name__} names classes by text: give the classes, "
            'say "*", or say polymorphic_load="inline" in the subclasses, which are declared after it.'
        )
    _check_source(declaration)
    if parent is None:
        return
    child, root = declaration.cls.__name__, parent.base_mapper
    if strategy.concrete and root.discriminator is not None and root.discriminator.attr is not None:
        raise exc.ArgumentError(
            f"class {child} is concrete, but {root.class_.__name__} tells its subclasses apart by "
            f"'{root.discriminator.name}', a column of '{root.local_table.name}' in which a concrete class has no row. "
            f"Make {child} joined or single-table, or {root.class_.__name__} a concrete base without polymorphic_on."
        )
    if not strategy.concrete and parent.concrete_polymorphic:
        raise exc.ArgumentError(
            f"class {child} hangs on the table of {parent.class_.__name__}, whose hierarchy is concrete: its queries "
            f"read the UNION ALL of full tables. Make {child} concrete too."
        )
    if strategy.name == "single" and declaration.tablename is not None:
        raise exc.ArgumentError(
            f"class {child} says inheritance='single' and __tablename__ = {declaration.tablename!r}: its rows are "
            f"either in '{parent.local_table.name}' of {parent.class_.__name__} or in a table of its own. Drop one."
        )


def _check_source(declaration: Declaration) -> None:
    """Refuse what a class cannot be mapped to: its rows are one table's, or what a subquery reads."""
    source = declaration.existing_table
    if getattr(source, "_kind", None) == kinds.JOIN:
        name = declaration.cls.__name__
        raise exc.ArgumentError(
            f"class {name} is mapped to a join, of which an INSERT or UPDATE is none: to read its rows map it to a "
            f"subquery (`select(...).select_from(join).subquery()`, with `primary_key` in __mapper_args__); to write "
            f"both tables let {name} be a joined subclass of the class of the first one, or relate the two."
        )


def _check_bases(declaration: Declaration) -> None:
    """Raise for a class with two mapped bases of which none inherits from the other."""
    own = (base.__dict__.get("__mapper__") for base in declaration.cls.__bases__)
    mappers: list[Mapper] = [mapper for mapper in own if mapper is not None]
    for one in mappers[1:]:
        if not mappers[0].isa(one) and not one.isa(mappers[0]):
            raise exc.InvalidRequestError(
                f"Class {declaration.cls.__name__} has multiple mapped bases: {mappers[0].class_.__name__} and "
                f"{one.class_.__name__}. A row belongs to one hierarchy; make one of them a plain mixin."
            )


def _is_text(kind: Any) -> bool:
    return isinstance(kind, (String, AutoString)) and not isinstance(kind, Enum)


def check_narrowed(declaration: Declaration, parent: Mapper, attr: str, column: Any) -> None:
    """Raise where a class of a shared table gives an inherited attribute another kind of value."""
    known = parent.columns[attr]
    if (_is_text(known.type) and isinstance(column.type, Integer)) or (
        isinstance(known.type, Integer) and _is_text(column.type)
    ):
        raise exc.ArgumentError(
            f"'{attr}' of class {declaration.cls.__name__} is {column.type!r}, but it shares the column "
            f"'{known}' with {parent.class_.__name__}, where it is {known.type!r}. Give it another name, or "
            f"{declaration.cls.__name__} a table of its own."
        )


def check_identity(mapper: Mapper) -> None:
    """Raise where an identity is no value that the discriminator's column can hold."""
    identity, discriminator = mapper.polymorphic_identity, mapper.discriminator
    if identity is None or discriminator is None or discriminator.attr is None:
        return
    kind = discriminator.expression.type
    members = getattr(kind, "enum_class", None)
    wrong = False
    if isinstance(kind, Enum) and members is not None:
        wrong = not isinstance(identity, members)
    elif isinstance(kind, Integer):
        wrong = not isinstance(identity, (int, enum.Enum))
    elif _is_text(kind):
        wrong = isinstance(identity, (int, float)) and not isinstance(identity, enum.Enum)
    if wrong:
        root = mapper.base_mapper.class_.__name__
        raise exc.ArgumentError(
            f"polymorphic_identity={identity!r} of class {mapper.class_.__name__} is no value of "
            f"'{discriminator.name}', the discriminator of {root}, whose type is {kind!r}."
        )
