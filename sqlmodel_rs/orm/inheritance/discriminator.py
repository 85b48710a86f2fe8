"""The discriminator of a hierarchy: which expression tells a row's class, and what is wrong when it does not."""

from __future__ import annotations

import enum
import warnings
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from sqlmodel_rs import exc
from sqlmodel_rs.orm.identity import describe

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
    def of(cls, mapper: Mapper, value: Any, declared: Mapping[str, Any]) -> Discriminator:
        """Resolve a mapper argument: an attribute name, a column, or any SQL expression.

        `declared` has the SQL expressions that the class declares, by attribute; they are mapped later.

        Raises ArgumentError when a name is not a mapped attribute.
        """
        if isinstance(value, str):
            column = mapper.columns.get(value)
            if column is None and value in declared:
                return cls(declared[value].expression, None, value)
            if column is None:
                raise exc.ArgumentError(
                    f"Can't determine polymorphic_on value '{value}' - no attribute is mapped to this name on {mapper}."
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


def warn_wrong_identities(instances: Iterable[Any]) -> None:
    """Warn of objects of one hierarchy that are written under the identity of another class.

    Behaviour: SQLAlchemy. A class that shares its table with a subclass may be written under the subclass's identity.
    """
    accepted: dict[Any, tuple[str | None, frozenset[Any]]] = {}
    for instance in instances:
        cls = type(instance)
        known = accepted.get(cls)
        if known is None:
            known = accepted[cls] = _accepted(cls.__mapper__)
        attr, identities = known
        if attr is None:
            continue
        value = instance.__dict__.get(attr)
        if value is not None and value not in identities:
            warnings.warn(
                exc.SAWarning(
                    f"Flushing object {describe(instance)} with incompatible polymorphic identity {value!r}; the "
                    "object may not refresh and/or load correctly (this warning may be silenced by setting the "
                    f"attribute '{attr}' to {cls.__mapper__.polymorphic_identity!r}; session.become() changes a class)"
                ),
                stacklevel=2,
            )


def _accepted(mapper: Mapper) -> tuple[str | None, frozenset[Any]]:
    if mapper.discriminator is None or mapper.polymorphic_identity is None:
        return None, frozenset()
    same = (one for one in mapper.self_and_descendants if one.local_table is mapper.local_table)
    return mapper.discriminator.attr, frozenset(one.polymorphic_identity for one in same)


def identity_text(value: Any) -> str:
    """Return an identity as the text of a concrete union's type column."""
    return value.name if isinstance(value, enum.Enum) else str(value)


def unknown_identity(mapper: Mapper, value: Any, key: Any = None) -> exc.PolymorphicIdentityError:
    """Describe a discriminator value that names no class below `mapper`."""
    name = mapper.discriminator.name if mapper.discriminator is not None else "type"
    table = _base_table(mapper)
    row = f" for key {_key_text(key)}" if key else ""
    sibling = mapper.polymorphic_map.get(value)
    if sibling is not None:
        return exc.PolymorphicIdentityError(
            f"Row{row} with identity {value!r} in '{name}' is a {sibling.class_.__name__}, which is not a "
            f"{mapper.class_.__name__} (query of {mapper}).",
            table=table,
            key=key,
            hint=f"Query {sibling.class_.__name__} or a class above both, or delete the row's surplus child row.",
        )
    known = ", ".join(repr(identity) for identity in mapper.polymorphic_map) or "none"
    return exc.PolymorphicIdentityError(
        f"No such polymorphic_identity {value!r} is defined: column '{name}'{row} of {mapper} "
        f"(known identities: {known}).",
        table=table,
        key=key,
        hint="Import the module that defines the class, correct the row, or let such rows be of the queried class: "
        '"polymorphic_lenient": True.',
    )


def _base_table(mapper: Mapper) -> str:
    table = mapper.base_mapper.local_table
    return table.name if table is not None else mapper.class_.__name__


def ambiguous_row(mapper: Mapper, tables: list[str], key: Any) -> exc.AmbiguousRowError:
    """Describe a base row that has rows in more than one child table."""
    return exc.AmbiguousRowError(
        f"Row {_key_text(key)} of table '{_base_table(mapper)}' has rows in more than one child table: "
        f"{', '.join(repr(table) for table in tables)}.",
        table=_base_table(mapper),
        key=key,
        hint="A row belongs to exactly one class; delete the surplus rows.",
    )


def surplus_row(mapper: Mapper, one: Mapper, value: Any, key: Any) -> exc.AmbiguousRowError:
    """Describe a base row that has a row in a child table that is not its class's."""
    name = mapper.discriminator.name if mapper.discriminator is not None else "type"
    return exc.AmbiguousRowError(
        f"Row {_key_text(key)} of table '{_base_table(mapper)}' has '{name}' = {value!r}, but table "
        f"'{one.local_table.name}' of {one.class_.__name__} has a row with this key.",
        table=one.local_table.name,
        key=key,
        hint=f"Delete the row in '{one.local_table.name}', or change the discriminator.",
    )


def orphan_row(table: str, parent: str, key: Any) -> exc.OrphanRowError:
    """Describe a row of a child table without the row of its parent's."""
    return exc.OrphanRowError(
        f"Row {_key_text(key)} of table '{table}' has no row in table '{parent}': no query of the hierarchy shows it.",
        table=table,
        key=key,
        hint=f"Delete it, or insert the row in '{parent}'; a foreign key would have prevented it (SQLite checks "
        "foreign keys only after PRAGMA foreign_keys = ON).",
    )


def _key_text(key: Any) -> str:
    if isinstance(key, (tuple, list)):
        return ", ".join(repr(part) for part in key) if len(key) != 1 else repr(key[0])
    return repr(key)


def missing_child(mapper: Mapper, one: Mapper, table: str, key: Any) -> exc.MissingRowError:
    """Describe a base row whose class has a child table that has no row for it."""
    base = _base_table(mapper)
    identity = f" ({mapper.discriminator.name} = {one.polymorphic_identity!r})" if mapper.discriminator else ""
    return exc.MissingRowError(
        f"Row {_key_text(key)} of table '{base}' is a {one.class_.__name__}{identity}, but table '{table}' has no row "
        f"with this key.",
        table=table,
        key=key,
        hint=f"Insert the missing row, or change the discriminator of the row in '{base}'.",
    )


def null_discriminator(mapper: Mapper, key: Any) -> exc.PolymorphicIdentityError:
    """Describe a row whose discriminator is NULL where no class is declared for that."""
    name = mapper.discriminator.name if mapper.discriminator is not None else "type"
    return exc.PolymorphicIdentityError(
        f"Row with identity key {_key_text(key)} of {mapper} can't be loaded into an object; the polymorphic "
        f"discriminator column '{name}' is NULL.",
        table=_base_table(mapper),
        key=key,
        hint='Give the row a value, or write "polymorphic_identity": None in the __mapper_args__ of the class that '
        "such rows shall have.",
    )


def is_lenient(mapper: Mapper) -> bool:
    """Tell whether rows that do not fit the hierarchy are loaded with a warning (`polymorphic_lenient`)."""
    return any(one.mapper_args.get("polymorphic_lenient") for one in mapper.iterate_to_root())


def plan_error(
    mapper: Mapper, child_tables: Mapping[Any, str], child_keys: Mapping[int, str], kind: str, info: Mapping[str, Any]
) -> Exception | None:
    """Turn what the row builder found wrong (`kind`, `info`) into the exception to raise.

    None lets the row pass, with a warning: where the hierarchy is lenient and the row can be an object of the class
    that was asked for.
    """
    key = info.get("key")
    found: Exception
    lenient = is_lenient(mapper)
    if kind == "ambiguous":
        names = [child_tables.get(child, str(child)) for child in info["identities"]]
        found = ambiguous_row(mapper, names, key)
    elif kind == "missing_child":
        found = missing_child(mapper, info["mapper"], child_keys[info["position"]], key)
    elif kind == "unknown_identity":
        value = info.get("value")
        found = null_discriminator(mapper, key) if value is None else unknown_identity(mapper, value, key)
        # A row of a sibling is an object of that class wherever else it is read.
        lenient = lenient and not mapper.polymorphic_abstract and value not in mapper.polymorphic_map
    else:
        return exc.InvalidRequestError(f"Row of {mapper} cannot become an instance: {kind} {dict(info)!r}")
    if not lenient:
        return found
    warnings.warn(exc.SAWarning(f"{found} (loaded all the same: polymorphic_lenient)"), stacklevel=2)
    return None
