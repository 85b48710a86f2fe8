"""A hierarchy as pydantic sees it in an annotation: a discriminated union of its classes.

`list[Employee]` validates each item as the class its discriminator names, and writes each with its own fields; the JSON
schema is `oneOf` with a discriminator. Classes are looked up when a value comes, so later subclasses are in the union.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

from pydantic import BaseModel, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import core_schema, to_jsonable_python

from sqlmodel_rs.model.hierarchy import choose, discriminator_field, mapped_class, members, plain
from sqlmodel_rs.model.pydantic_api import get_model_fields, is_inside_a_model, json_schema_by, parts_of
from sqlmodel_rs.model.validation import sqlmodel_validate, tag_error
from sqlmodel_rs.orm.state import state_or_none

_JSON_TYPES = {str: "string", int: "integer", bool: "boolean"}
#: The classes whose JSON schema is being written, by their reference: what a union inside it has to say of each.
_writing: ContextVar[dict[str, list[tuple[str, Any]]] | None] = ContextVar("_writing", default=None)


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
    if discriminator_field(cls) is None:
        return handler(source)
    if cls.__dict__.get("__pydantic_complete__") or is_inside_a_model(handler):
        return _union(cls)
    # The class's own validator is made of its own schema; where its fields name it, directly or not, it is the union.
    own = handler(source)
    reference = own["schema_ref"] if own["type"] == "definition-ref" else own.get("ref")
    for part in parts_of(handler.resolve_ref_schema(own), handler):
        if part is not own and part.get("type") == "definition-ref" and part["schema_ref"] == reference:
            part.clear()
            part.update(_union(cls))
    return own


def _union(cls: Any) -> core_schema.CoreSchema:
    def validate(value: Any, info: core_schema.ValidationInfo) -> Any:
        return _validate(cls, value, info)

    # pydantic's error messages name the validator.
    validate.__name__ = validate.__qualname__ = cls.__name__
    return core_schema.with_info_plain_validator_function(
        validate,
        serialization=core_schema.plain_serializer_function_ser_schema(_serialize, info_arg=True),
        metadata=json_schema_by(cls.__get_pydantic_json_schema__),
    )


def _validate(cls: Any, value: Any, info: core_schema.ValidationInfo) -> Any:
    target = choose(cls, value)
    if target is None:
        raise tag_error(cls, value)
    if isinstance(value, target):
        return value
    if mapped_class(target) is target:
        if isinstance(value, Mapping):
            # The schema does not show relationships, so a body does not set them.
            value = {name: item for name, item in value.items() if name not in target.__mapper__.relationships}
        return sqlmodel_validate(target, value, from_attributes=True, context=info.context)
    return sqlmodel_validate(target, value, from_attributes=True, context=info.context)


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
    writing = _writing.get()
    if writing is None:
        token = _writing.set({})
        try:
            return _json_schema(cls, schema, handler)
        finally:
            _writing.reset(token)
    if schema["type"] == "function-plain":
        return _union_schema(cls, handler, writing)
    reference = _reference(schema)
    if reference is None or reference in writing:
        return handler(schema)
    writing[reference] = []
    written = handler(schema)
    for name, identity in writing.pop(reference):
        _narrow(handler.resolve_ref_schema(written), name, identity)
    return written


def _union_schema(cls: Any, handler: GetJsonSchemaHandler, writing: dict[str, Any]) -> dict[str, Any]:
    """Write `oneOf` with a discriminator; a class that is being written is referred to, and narrowed when it is."""
    found: dict[Any, core_schema.CoreSchema] = {}
    circular: set[Any] = set()
    name: Any = discriminator_field(cls)
    alias = get_model_fields(mapped_class(cls))[name].alias or name
    for identity, target in members(cls).items():
        own = target.__pydantic_core_schema__
        reference = _reference(own)
        if reference in writing:
            writing[reference].append((alias, plain(identity)))
            circular.add(plain(identity))
            own = core_schema.definition_reference_schema(reference)
        found[plain(identity)] = own
    if not found:
        return handler(cls.__pydantic_core_schema__)
    written = handler(core_schema.tagged_union_schema(found, discriminator=alias))
    for identity, reference in zip(found, written["oneOf"], strict=True):
        if identity not in circular:
            _narrow(handler.resolve_ref_schema(reference), alias, identity)
    return written


def _reference(schema: Any) -> Any:
    """Return the name under which pydantic keeps the schema of a model."""
    schema = schema["schema"] if schema["type"] == "definitions" else schema
    return schema.get("ref") or schema.get("schema_ref")


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
