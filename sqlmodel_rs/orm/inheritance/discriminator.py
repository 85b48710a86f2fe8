"""The discriminator of a hierarchy: which expression tells a row's class, and what is wrong when it does not."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlmodel_rs import exc

if TYPE_CHECKING:
    from sqlmodel_rs.orm.mapper import Mapper


class Discriminator:
    """The `polymorphic_on` of a hierarchy: its SQL expression, and the attribute when it is a mapped column."""

    __slots__ = ("attr", "expression", "name")

    def __init__(self, expression: Any, attr: str | None, name: str) -> None:
        self.expression = expression
        self.attr = attr
        self.name = name

    @classmethod
    def of(cls, mapper: Mapper, value: Any) -> Discriminator:
        """Resolve a mapper argument: an attribute name, a column, or any SQL expression.

        Raises ArgumentError when a name is not a mapped attribute.
        """
        if isinstance(value, str):
            column = mapper.columns.get(value)
            if column is None:
                raise exc.ArgumentError(
                    f"Can't determine polymorphic_on value '{value}' - no attribute is mapped to this name."
                )
            return cls(column, value, str(column))
        clause = getattr(value, "__clause_element__", None)
        node = clause() if callable(clause) else value
        attr = mapper.attr_or_none(node)
        if attr is None:
            attr = _same_named(mapper, node)
        if attr is not None:
            return cls(mapper.columns[attr], attr, str(mapper.columns[attr]))
        return cls(node, None, getattr(node, "name", None) or "polymorphic_on")

    def mapper_for(self, mapper: Mapper, value: Any) -> Mapper:
        """Return the mapper a discriminator value names.

        Raises PolymorphicIdentityError when it names none.
        """
        if value is None:
            return mapper
        found: Mapper | None = mapper.polymorphic_map.get(value)
        if found is None:
            raise unknown_identity(mapper, value)
        return found


def _same_named(mapper: Mapper, node: Any) -> str | None:
    """Find the attribute of a column given before its class had a table: the class holds a copy of it."""
    name = getattr(node, "name", None)
    if name is None or not hasattr(node, "nullable"):
        return None
    for attr, column in mapper.columns.items():
        if column.name == name:
            return attr
    return None


def identities_of(mapper: Mapper) -> list[Any]:
    """List the identities of a class and its descendants, as a type criterion needs them."""
    return [
        one.polymorphic_identity
        for one in mapper.self_and_descendants
        if one.polymorphic_identity is not None and not one.polymorphic_abstract and not one.concrete
    ]


def identity_text(value: Any) -> str:
    """Return an identity as the text of a concrete union's type column."""
    return value.name if isinstance(value, enum.Enum) else str(value)


def unknown_identity(mapper: Mapper, value: Any, key: Any = None) -> exc.PolymorphicIdentityError:
    """Describe a discriminator value that names no class below `mapper`."""
    name = mapper.discriminator.name if mapper.discriminator is not None else "type"
    row = f" for key {_key_text(key)}" if key else ""
    sibling = mapper.polymorphic_map.get(value)
    if sibling is not None:
        return exc.PolymorphicIdentityError(
            f"Row{row} with identity {value!r} in '{name}' is a {sibling.class_.__name__}, which is not a "
            f"{mapper.class_.__name__} (query of {mapper})"
        )
    known = ", ".join(repr(identity) for identity in mapper.polymorphic_map) or "none"
    return exc.PolymorphicIdentityError(
        f"No such polymorphic_identity {value!r} is defined: column '{name}'{row} of {mapper} "
        f"(known identities: {known})"
    )


def ambiguous_row(mapper: Mapper, tables: list[str], key: Any) -> exc.AmbiguousRowError:
    """Describe a base row that has rows in more than one child table."""
    return exc.AmbiguousRowError(
        f"Row {_key_text(key)} of table '{mapper.base_mapper.local_table.name}' has rows in more than one child table: "
        f"{', '.join(repr(table) for table in tables)}. A row belongs to exactly one class; delete the surplus rows."
    )


def _key_text(key: Any) -> str:
    if isinstance(key, (tuple, list)):
        return ", ".join(repr(part) for part in key) if len(key) != 1 else repr(key[0])
    return repr(key)


def plan_error(mapper: Mapper, child_tables: Mapping[Any, str], kind: str, info: Mapping[str, Any]) -> Exception:
    """Turn what the row builder found wrong (`kind`, `info`) into the exception to raise."""
    key = info.get("key")
    if kind == "ambiguous":
        found = [child_tables.get(child, str(child)) for child in info["identities"]]
        return ambiguous_row(mapper, found, key)
    if kind == "unknown_identity":
        return unknown_identity(mapper, info.get("value"), key)
    return exc.InvalidRequestError(f"Row of {mapper} cannot become an instance: {kind} {dict(info)!r}")
