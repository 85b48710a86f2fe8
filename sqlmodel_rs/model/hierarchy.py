"""Which class of a hierarchy a value is of: members by identity, and the choice by discriminator or by instance.

Knows mappers and variants; knows nothing of validation and of JSON schema.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from sqlmodel_rs.model.pydantic_api import get_model_fields

#: Stands for a discriminator that a value does not have.
ABSENT: Any = object()


class LoadedRow:
    """A row as a data model reads it: without the relationships that are not loaded."""

    __slots__ = ("row",)

    def __init__(self, row: Any) -> None:
        self.row = row

    def __getattr__(self, name: str) -> Any:
        if name in type(self.row).__mapper__.relationships and name not in self.row.__dict__:
            raise AttributeError(name)
        return getattr(self.row, name)


def mapped_class(cls: Any) -> Any:
    """Return the mapped class that a class stands for: itself, or what it is a variant of; None for others."""
    if cls.__dict__.get("__mapper__") is not None:
        return cls
    return cls.__dict__.get("__sqlmodel_source__")


def discriminator_field(cls: Any) -> str | None:
    """Return the field that says which class a value is of, None where the discriminator is not a field."""
    source = mapped_class(cls)
    if source is None:
        return None
    discriminator = source.__mapper__.discriminator
    if discriminator is None or discriminator.attr not in get_model_fields(source):
        return None
    name: str = discriminator.attr
    return name


def members(cls: Any) -> dict[Any, Any]:
    """Return a class and the classes below it by identity, those defined since included; abstract ones are left out."""
    mappers = mapped_class(cls).__mapper__.self_and_descendants
    variant = cls.__dict__.get("__sqlmodel_variant__")
    return {
        one.polymorphic_identity: one.class_ if variant is None else variant.of(one.class_)
        for one in mappers
        if one.polymorphic_identity is not None and not one.polymorphic_abstract
    }


def plain(identity: Any) -> Any:
    """Return an identity as JSON has it: an enum member's value."""
    return identity.value if isinstance(identity, Enum) else identity


def identity_in(cls: Any, value: Any) -> Any:
    """Return the discriminator of a dict or an object, by name or alias; ABSENT when it has none or None."""
    name = discriminator_field(cls)
    if name is None:
        return ABSENT
    field = get_model_fields(mapped_class(cls))[name]
    for key in (name, field.alias, field.validation_alias):
        if isinstance(key, str):
            found = value.get(key) if isinstance(value, Mapping) else getattr(value, key, None)
            if found is not None:
                return found
    return ABSENT


def choose(cls: Any, value: Any) -> Any:
    """Return the class of the hierarchy that a value is to become, None when its discriminator names none.

    An instance of a mapped class counts as what it is; without a discriminator a value is of the class asked for, but
    not where all else may be left out: what is given might be another class's.
    """
    found = members(cls)
    mapper = type(value).__dict__.get("__mapper__")
    identity = mapper.polymorphic_identity if mapper is not None else identity_in(cls, value)
    if identity is ABSENT:
        variant = cls.__dict__.get("__sqlmodel_variant__")
        if variant is not None and variant.partial and len(found) > 1:
            return None
        own = mapped_class(cls).__mapper__.polymorphic_identity
        return found.get(own) if own is not None else None
    wanted = plain(identity)
    for known, target in found.items():
        if plain(known) == wanted and isinstance(wanted, bool) == isinstance(plain(known), bool):
            return target
    return None
