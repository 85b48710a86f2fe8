"""The parts of pydantic, public and private, that the model layer stands on: one place to look when pydantic changes.

Knows nothing of columns, mappers or sessions.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, TypeAlias, TypeVar

from pydantic import VERSION as PYDANTIC_VERSION
from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler
from pydantic._internal._fields import PydanticMetadata
from pydantic._internal._model_construction import (
    ModelMetaclass,
    build_lenient_weakvaluedict,
    init_private_attributes,
)
from pydantic._internal._repr import Representation
from pydantic._internal._typing_extra import parent_frame_namespace
from pydantic.fields import FieldInfo as PydanticFieldInfo
from pydantic_core import PydanticUndefined as Undefined
from pydantic_core import PydanticUndefinedType as UndefinedType

__all__ = [
    "OWN_CONFIG",
    "PYDANTIC_MINOR_VERSION",
    "BaseConfig",
    "ModelMetaclass",
    "PydanticFieldInfo",
    "PydanticMetadata",
    "Representation",
    "SQLModelConfig",
    "Undefined",
    "UndefinedType",
    "build_lenient_weakvaluedict",
    "get_annotations",
    "get_model_fields",
    "init_private_attributes",
    "init_pydantic_private_attrs",
    "is_inside_a_model",
    "is_table_model_class",
    "json_schema_by",
    "parent_frame_namespace",
    "parts_of",
]

PYDANTIC_MINOR_VERSION: tuple[int, ...] = tuple(int(part) for part in PYDANTIC_VERSION.split(".")[:2])
BaseConfig = ConfigDict

T = TypeVar("T")
InstanceOrType: TypeAlias = T | type[T]


class SQLModelConfig(ConfigDict, total=False):
    """`model_config` of a SQLModel class: pydantic's keys, and where the class is stored.

    `table_validate` says when a table model checks its values: never ("off", SQLModel's behaviour), when it is
    constructed ("init"), or before it is written ("flush"). With `json_columns`, lists and dicts of a table model are
    stored as JSON without an `sa_type`. `naive_datetime` says whether its `datetime` fields take naive values, as
    before SQLModel 0.0.45 (None: as the program chose with `use_naive_datetimes`).
    """

    table: bool | None
    registry: Any | None
    table_validate: str
    json_columns: bool
    naive_datetime: bool | None


#: The keys that pydantic does not know, as class keywords.
OWN_CONFIG = ("table_validate", "json_columns")


def get_model_fields(model: InstanceOrType[BaseModel]) -> dict[str, PydanticFieldInfo]:
    """Return the pydantic fields of a model class, or of the class of an instance."""
    return (model if isinstance(model, type) else type(model)).model_fields


def init_pydantic_private_attrs(new_object: Any) -> None:
    """Give an object made without its constructor the slots that pydantic reads."""
    object.__setattr__(new_object, "__pydantic_fields_set__", set())
    object.__setattr__(new_object, "__pydantic_extra__", None)
    object.__setattr__(new_object, "__pydantic_private__", None)


def get_annotations(class_dict: dict[str, Any]) -> dict[str, Any]:
    """Return the annotations of a class that is being created, from its namespace."""
    annotations: dict[str, Any] = class_dict.get("__annotations__", {})
    if sys.version_info >= (3, 14) and "__annotations__" not in class_dict:
        from annotationlib import Format, call_annotate_function, get_annotate_from_class_namespace

        if annotate := get_annotate_from_class_namespace(class_dict):
            annotations = call_annotate_function(annotate, format=Format.FORWARDREF)
    return annotations


def is_inside_a_model(handler: GetCoreSchemaHandler) -> bool:
    """Say whether the schema that pydantic asks a class for is a part of another model's, or of its own."""
    return handler._generate_schema.model_type_stack.get() is not None  # type: ignore[attr-defined]


def json_schema_by(function: Any) -> dict[str, Any]:
    """Return the metadata of a schema whose JSON schema a function writes."""
    return {"pydantic_js_functions": [function]}


def parts_of(schema: Any, handler: GetCoreSchemaHandler) -> Iterator[dict[str, Any]]:
    """Iterate over a core schema and the schemas inside it, those that are referred to included."""
    waiting, seen = [schema], set[int]()
    while waiting:
        part = waiting.pop()
        if isinstance(part, (list, tuple)):
            waiting.extend(part)
        elif isinstance(part, dict) and id(part) not in seen:
            seen.add(id(part))
            waiting.extend(value for key, value in part.items() if key not in ("metadata", "default"))
            if part.get("type") == "definition-ref":
                with suppress(LookupError):  # what is still being made
                    waiting.append(handler.resolve_ref_schema(part))
            yield part


def is_table_model_class(cls: type[Any]) -> bool:
    """Say whether a class is a table model (declared with `table=True`, or sharing its parent's table)."""
    config = getattr(cls, "model_config", None)
    return bool(config and config.get("table"))
