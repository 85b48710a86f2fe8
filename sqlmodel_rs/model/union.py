"""A hierarchy as pydantic sees it in an annotation: a discriminated union of its classes.

`list[Employee]` validates each item as the class its discriminator names, and writes each with its own fields; the JSON
schema is `oneOf` with a discriminator. Classes are looked up when a value comes, so later subclasses are in the union.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn

from pydantic import BaseModel, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import PydanticCustomError, core_schema, to_jsonable_python

from sqlmodel_rs.model.hierarchy import (
    ABSENT,
    choose,
    discriminator_field,
    identity_in,
    mapped_class,
    members,
    plain,
)
from sqlmodel_rs.model.pydantic_api import get_model_fields
from sqlmodel_rs.model.validation import sqlmodel_validate
from sqlmodel_rs.orm.state import state_or_none

_JSON_TYPES = {str: "string", int: "integer", bool: "boolean"}


class LoadedRow:
    """A row as a data model reads it: without the relationships that are not loaded."""

    __slots__ = ("row",)

    def __init__(self, row: Any) -> None:
        self.row = row

    def __getattr__(self, name: str) -> Any:
        if name in type(self.row).__mapper__.relationships and name not in self.row.__dict__:
            raise AttributeError(name)
        return getattr(self.row, name)


def install(cls: Any) -> None:
    """Make a class, and with it those below, a union where an annotation names it.

    A class that says itself how pydantic shall treat it is left alone.
    """
    if cls.__get_pydantic_core_schema__.__func__ is not BaseModel.__get_pydantic_core_schema__.__func__:  # type: ignore[attr-defined]
        return
    methods: dict[str, Any] = {
        "__get_pydantic_core_schema__": _core_schema,
        "__get_pydantic_json_schema__": _json_schema,
    }
    for name, method in methods.items():
        if name not in cls.__dict__:
            type.__setattr__(cls, name, classmethod(method))


def _core_schema(cls: Any, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
    # The class's own validator is made of its own schema: before it is complete.
    if not cls.__dict__.get("__pydantic_complete__") or mapped_class(cls) is None or discriminator_field(cls) is None:
        return handler(source)

    def validate(value: Any, info: core_schema.ValidationInfo) -> Any:
        return _validate(cls, value, info)

    # pydantic's error messages name the validator.
    validate.__name__ = validate.__qualname__ = cls.__name__
    return core_schema.with_info_plain_validator_function(
        validate,
        serialization=core_schema.plain_serializer_function_ser_schema(_serialize, info_arg=True),
    )


def _validate(cls: Any, value: Any, info: core_schema.ValidationInfo) -> Any:
    target = choose(cls, value)
    if target is None:
        _refuse(cls, value)
    if isinstance(value, target):
        return value
    if mapped_class(target) is target:
        if isinstance(value, Mapping):
            # The schema does not show relationships, so a body does not set them.
            value = {name: item for name, item in value.items() if name not in target.__mapper__.relationships}
        return sqlmodel_validate(target, value, from_attributes=True, context=info.context)
    read = LoadedRow(value) if type(value).__dict__.get("__mapper__") is not None else value
    return target.__pydantic_validator__.validate_python(read, from_attributes=True, context=info.context)


def _refuse(cls: Any, value: Any) -> NoReturn:
    name = discriminator_field(cls)
    identity = identity_in(cls, value)
    if identity is ABSENT:
        raise PydanticCustomError(
            "union_tag_not_found",
            "Unable to extract tag using discriminator '{discriminator}'",
            {"discriminator": name},
        )
    raise PydanticCustomError(
        "union_tag_invalid",
        "Input tag '{tag}' found using '{discriminator}' does not match any of the expected tags: {expected_tags}",
        {
            "discriminator": name,
            "tag": str(plain(identity)),
            "expected_tags": ", ".join(repr(plain(known)) for known in members(cls)),
        },
    )


def _serialize(value: Any, info: core_schema.SerializationInfo) -> Any:
    serializer = getattr(type(value), "__pydantic_serializer__", None)
    if serializer is None:
        return to_jsonable_python(value) if info.mode == "json" else value
    state = state_or_none(value)
    if state is not None and state.expired and state.session is not None:
        # Reading one attribute loads them all.
        getattr(value, value.__mapper__.pk_attrs[0])
    return serializer.to_python(
        value,
        mode=info.mode,
        include=info.include,
        exclude=info.exclude,
        context=info.context,
        by_alias=info.by_alias,
        exclude_unset=info.exclude_unset,
        exclude_defaults=info.exclude_defaults,
        exclude_none=info.exclude_none,
        round_trip=info.round_trip,
    )


def _json_schema(cls: Any, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
    if schema["type"] != "function-plain":
        return handler(schema)
    found = {plain(identity): target.__pydantic_core_schema__ for identity, target in members(cls).items()}
    if not found:
        return handler(cls.__pydantic_core_schema__)
    name: Any = discriminator_field(cls)
    alias = get_model_fields(mapped_class(cls))[name].alias or name
    written = handler(core_schema.tagged_union_schema(found, discriminator=alias))
    for identity, reference in zip(found, written["oneOf"], strict=True):
        _narrow(handler.resolve_ref_schema(reference), alias, identity)
    return written


def _narrow(written: dict[str, Any], name: str, identity: Any) -> None:
    """Let the JSON schema of a class say its discriminator: one value, which is always there."""
    known = written.get("properties", {}).get(name)
    if known is None:
        # The class writes its schema itself.
        return
    written["properties"][name] = {
        **{key: known[key] for key in ("title", "description") if key in known},
        "const": identity,
        **({"type": _JSON_TYPES[type(identity)]} if type(identity) in _JSON_TYPES else {}),
    }
    required = written.setdefault("required", [])
    if name not in required:
        required.append(name)
