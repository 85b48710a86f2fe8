"""From a finished pydantic class to the Declaration that the registry maps.

Decides what a class is (table, shared table, plain data model) and which of its fields are its own columns.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum, auto
from typing import Any, Literal, get_args, get_origin

from sqlmodel_rs.exc import ArgumentError
from sqlmodel_rs.model import datetimes
from sqlmodel_rs.model.annotations import column_of_field, unwrap_alias
from sqlmodel_rs.model.declared import declared_attr, evaluate_directive
from sqlmodel_rs.model.fields import get_field_value
from sqlmodel_rs.model.pydantic_api import PydanticFieldInfo, Undefined, get_model_fields
from sqlmodel_rs.model.relationships import build_relationship
from sqlmodel_rs.orm.inheritance.contract import Declaration
from sqlmodel_rs.orm.registry import nearest_mapper
from sqlmodel_rs.orm.relationship.declaration import RelationshipSpec
from sqlmodel_rs.orm.relationship.property import declared
from sqlmodel_rs.schema import Column
from sqlmodel_rs.types import AutoString, String, Text

#: The types of a discriminator whose values may be the names of classes.
_TEXTS = (AutoString, String, Text)
_DIRECTIVES = ("__tablename__", "__mapper_args__", "__table__")


class Kind(Enum):
    """What a SQLModel class is."""

    DATA = auto()
    ABSTRACT = auto()
    MAPPED = auto()


def own_bases(cls: type, parent: Any) -> Iterator[type]:
    """Iterate over a class and the bases it does not share with its mapped parent: itself first."""
    shared = set(parent.class_.__mro__) if parent is not None else {object}
    return (base for base in cls.__mro__ if base not in shared)


def _own_directive(cls: type, name: str, parent: Any) -> Any:
    """Return a directive of the class itself or of a mixin of its own, Undefined when there is none."""
    if any(name in base.__dict__ for base in own_bases(cls, parent)):
        return evaluate_directive(cls, name)
    return Undefined


def own_field_names(cls: type, parent: Any) -> list[str]:
    """Return the fields a class declares itself, or takes from bases its mapped parent does not have."""
    fields = get_model_fields(cls)
    if parent is None:
        return list(fields)
    declared: set[str] = set()
    for base in own_bases(cls, parent):
        declared.update(base.__dict__.get("__sqlmodel_annotated__", getattr(base, "__annotations__", {})))
    return [name for name in fields if name in declared]


def classify(cls: Any, *, table: bool | None, inheritance: str | None) -> Kind:
    """Decide what a class is, from its keywords, its directives and its mapped parent.

    Below a mapped class `table=False` makes a plain data model; without it, a class is part of the hierarchy when it
    says how it is stored, or when the hierarchy says that it is one (`polymorphic_on`, `inheritance=`).
    """
    if cls.__dict__.get("__abstract__"):
        return Kind.ABSTRACT
    parent = nearest_mapper(cls)
    if parent is None:
        wanted = table if table is not None else cls.model_config.get("table")
        return Kind.MAPPED if wanted is True or inheritance is not None else Kind.DATA
    if table is False or (table is None and cls.model_config.get("table") is False):
        return Kind.DATA
    if table or inheritance is not None or parent.inheritance_keyword is not None or parent.discriminator is not None:
        return Kind.MAPPED
    if any(_own_directive(cls, name, parent) is not Undefined for name in _DIRECTIVES):
        return Kind.MAPPED
    fields = get_model_fields(cls)
    if any(_is_key_to_parent(fields[name]) for name in own_field_names(cls, parent)):
        return Kind.MAPPED
    return Kind.DATA


def _is_key_to_parent(field: Any) -> bool:
    column = get_field_value(field, "sa_column")
    if isinstance(column, Column):
        return bool(column.primary_key and column.foreign_keys)
    return get_field_value(field, "primary_key") is True and get_field_value(field, "foreign_key") is not Undefined


def _fresh_column(field: Any, *, inherited: bool, json_columns: bool) -> Column:
    column = column_of_field(field, json_columns=json_columns)
    return column._copy() if inherited and column is get_field_value(field, "sa_column") else column


def _declared_attributes(cls: type, parent: Any) -> Iterator[tuple[str, Any]]:
    """Iterate over what mixins add: what their declared_attr methods make, and columns of those that are no models."""
    seen: set[str] = set()
    fields = get_model_fields(cls)
    for base in own_bases(cls, parent):
        for name, value in list(base.__dict__.items()):
            if name.startswith("__") or name in seen:
                continue
            if isinstance(value, declared_attr):
                seen.add(name)
                yield name, value.__get__(None, cls)
            elif isinstance(value, Column) and name not in fields and not hasattr(base, "__pydantic_fields__"):
                seen.add(name)
                yield name, value._copy()


def literal_identity(field: Any) -> Any:
    """Return the one value a `Literal` field allows, Undefined for any other field."""
    annotation = unwrap_alias(field.annotation)
    values = get_args(annotation) if get_origin(annotation) is Literal else ()
    return values[0] if len(values) == 1 else Undefined


def _mapper_args(cls: Any, parent: Any, namespace: Mapping[str, Any]) -> dict[str, Any]:
    found = _own_directive(cls, "__mapper_args__", parent)
    arguments = dict(found) if found is not Undefined and found else {}
    names = {id(value): name for name, value in namespace.items() if isinstance(value, PydanticFieldInfo)}
    for key, value in arguments.items():
        # `{"polymorphic_on": kind}` in the class body names the Field object, which stands for its column.
        if isinstance(value, PydanticFieldInfo):
            arguments[key] = names.get(id(value), value)
        elif isinstance(value, (list, tuple)):
            arguments[key] = type(value)(names.get(id(item), item) for item in value)
    discriminator = arguments.get("polymorphic_on")
    if discriminator is None and parent is not None and parent.discriminator is not None:
        discriminator = parent.discriminator.attr
    if isinstance(discriminator, str) and "polymorphic_identity" not in arguments:
        field = get_model_fields(cls).get(discriminator)
        if field is not None and (parent is None or discriminator in own_field_names(cls, parent)):
            identity = literal_identity(field)
            if identity is not Undefined:
                arguments["polymorphic_identity"] = identity
        elif _names_itself(cls, parent, discriminator, arguments):
            arguments["polymorphic_identity"] = cls.__name__
    elif isinstance(discriminator, str):
        _check_literal(cls, parent, discriminator, arguments["polymorphic_identity"])
    return arguments


def _names_itself(cls: Any, parent: Any, discriminator: str, arguments: Mapping[str, Any]) -> bool:
    """Tell whether a class's name is its identity: it is a child, says no other, and the discriminator is text."""
    if parent is None or arguments.get("polymorphic_abstract") or arguments.get("concrete"):
        return False
    kind = parent.columns[discriminator].type if discriminator in parent.columns else None
    return type(kind) in _TEXTS and discriminator not in own_field_names(cls, parent)


def _check_literal(cls: Any, parent: Any, discriminator: str, identity: Any) -> None:
    """Raise ArgumentError where the discriminator's field allows one value and the identity is another."""
    field = get_model_fields(cls).get(discriminator)
    named = literal_identity(field) if field is not None else Undefined
    if named is not Undefined and named != identity and discriminator in own_field_names(cls, parent):
        root = parent.base_mapper.class_.__name__ if parent is not None else cls.__name__
        raise ArgumentError(
            f"class {cls.__name__} has polymorphic_identity={identity!r}, but its '{discriminator}', the discriminator "
            f"of {root}, allows {named!r} alone: write the one or the other."
        )


def _relationships(cls: Any, parent: Any) -> dict[str, RelationshipSpec]:
    inherited = getattr(parent.class_, "__sqlmodel_relationships__", {}) if parent is not None else {}
    annotations = cls.__sqlmodel_relationship_annotations__
    return {
        name: build_relationship(name, info, annotations.get(name))
        for name, info in cls.__sqlmodel_relationships__.items()
        if inherited.get(name) is not info
    }


def declare(
    cls: Any, *, table: bool | None, inheritance: str | None, namespace: Mapping[str, Any], registry: Any
) -> Declaration:
    """Describe a class to the registry: its columns, relationships, names and mapper arguments."""
    parent = nearest_mapper(cls)
    fields = get_model_fields(cls)
    existing = _own_directive(cls, "__table__", parent)
    own_names = own_field_names(cls, parent)
    own: dict[str, Column] = {}
    everything: dict[str, Column] = {}
    json_columns = bool(cls.model_config.get("json_columns"))
    if existing is Undefined:
        with datetimes.declared(cls.model_config.get("naive_datetime")):
            for name, field in fields.items():
                column = _fresh_column(field, inherited=name not in own_names, json_columns=json_columns)
                everything[name] = column
                if name in own_names:
                    own[name] = column
    relationships = _relationships(cls, parent)
    for name, value in _declared_attributes(cls, parent):
        if (spec := declared(value)) is not None:
            relationships[name] = spec
        elif isinstance(value, Column):
            own[name] = everything[name] = value
    mapper_args = _mapper_args(cls, parent, namespace)
    tablename = _own_directive(cls, "__tablename__", parent)
    if tablename is Undefined or not tablename:
        if (
            tablename is not Undefined
            and parent is not None
            and inheritance is None
            and not mapper_args.get("concrete")
        ):
            inheritance = "single"
        tablename = None
    table_args = _own_directive(cls, "__table_args__", parent)
    return Declaration(
        cls=cls,
        own_columns=own,
        all_columns=everything,
        tablename=tablename,
        table=table,
        inheritance=inheritance,
        mapper_args=mapper_args,
        table_args=None if table_args is Undefined else table_args,
        metadata=cls.metadata,
        relationships=relationships,
        registry=registry,
        existing_table=None if existing is Undefined else existing,
    )
