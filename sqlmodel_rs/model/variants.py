"""Variants of a hierarchy: from `class EmployeeCreate(Employee, variant="Create")` a data model for each class of it.

The model of a subclass is made when it is first needed, so the subclasses of other modules have theirs too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from typing import Annotated, Any, ClassVar, Literal, Optional, get_args

from pydantic import BeforeValidator, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

from sqlmodel_rs import exc
from sqlmodel_rs.model.hierarchy import plain
from sqlmodel_rs.model.pydantic_api import get_model_fields


class Variant:
    """What the data models of one variant share, and which there are."""

    __slots__ = ("exclude", "made", "own", "partial", "related", "root", "suffix")

    def __init__(self, suffix: str, exclude: frozenset[str], partial: bool, related: dict[str, Any]) -> None:
        self.suffix = suffix
        self.exclude = exclude
        self.partial = partial
        #: The models of relationships, by their names; the text that is the root's name is the variant itself.
        self.related = related
        self.root: Any = None
        #: The fields that the class bodies declare themselves, by the data model.
        self.own: dict[Any, frozenset[str]] = {}
        #: The data model of each mapped class.
        self.made: dict[Any, Any] = {}

    def of(self, source: Any) -> Any:
        """Return the data model of a mapped class; it is made when there is none."""
        if source not in self.made:
            above = self.of(source.__mapper__.inherits.class_)
            body = {"__module__": source.__module__, "__doc__": source.__doc__}
            type(self.root)(source.__name__ + self.suffix, (above, source), body)
        return self.made[source]

    def add(self, cls: Any, source: Any, own: frozenset[str]) -> None:
        """Register the data model of a mapped class; `own` are the fields of its body."""
        if self.root is None:
            self.root = cls
        self.made[source] = cls
        self.own[cls] = own
        type.__setattr__(cls, "__sqlmodel_variant__", self)

    def _declared(self, bases: tuple[Any, ...]) -> set[str]:
        return {name for base in bases for above in base.__mro__ for name in self.own.get(above, ())}

    def prepare(
        self, source: Any, bases: tuple[Any, ...], annotations: dict[str, Any], namespace: dict[str, Any]
    ) -> frozenset[str]:
        """Write the fields of a mapped class into the namespace of its data model; return those it declares itself."""
        own = frozenset(annotations)
        # Known before the class is there: its fields may name it.
        namespace["__sqlmodel_source__"] = source
        mapper = source.__mapper__
        discriminator = mapper.discriminator.attr if mapper.discriminator is not None else None
        for name, field in get_model_fields(source).items():
            if name in self.exclude:
                annotations[name] = ClassVar[Any]
            elif name in own or name in self._declared(bases):
                continue
            elif name == discriminator and mapper.polymorphic_identity is not None:
                annotations[name] = _only(mapper.polymorphic_identity)
                namespace[name] = _with_default(field, mapper.polymorphic_identity)
            elif self.partial:
                annotations[name], namespace[name] = _optional(field)
            else:
                annotations[name] = field.annotation
                namespace[name] = copy(field)
        for name, model in self.related.items():
            if name not in mapper.relationships or name in own or name in self._declared(bases):
                continue
            target: Any = self.root if self.root is not None and model == self.root.__name__ else model
            many = mapper.relationships[name].uselist
            annotations[name], namespace[name] = (list[target], []) if many else (Optional[target], None)  # noqa: UP045
        return own


def _only(identity: Any) -> Any:
    """Return the annotation of a discriminator that is one identity; of an enum's the value is taken, too."""
    return Annotated[Literal[identity], BeforeValidator(lambda value: identity if value == plain(identity) else value)]


class _NotNull:
    """Refuse null for a field that is `T | None` because it may be left out, and leave it out of the JSON schema."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_before_validator_function(_refuse_null, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        written = handler(schema)
        kinds = [one for one in written.pop("anyOf", ()) if one != {"type": "null"}]
        return {**written, **(kinds[0] if len(kinds) == 1 else {"anyOf": kinds} if kinds else {})}


def _refuse_null(value: Any) -> Any:
    if value is None:
        raise PydanticCustomError("null", "Input should not be null; leave the field out to keep its value")
    return value


def _optional(field: Any) -> tuple[Any, Any]:
    """Return the annotation and the field that may be left out, but are null only where the model's own may be."""
    changed = _with_default(field, None)
    if field.annotation is not Any and type(None) not in get_args(field.annotation):
        changed.metadata = [*field.metadata, _NotNull()]
    return field.annotation | None, changed


def _with_default(field: Any, default: Any) -> Any:
    changed = copy(field)
    changed.default = default
    changed.default_factory = None
    changed._attributes_set = {**field._attributes_set, "default": default}
    changed._attributes_set.pop("default_factory", None)
    return changed


def variant_of(
    name: str,
    bases: tuple[Any, ...],
    suffix: str | None,
    exclude: Iterable[str],
    partial: bool,
    related: Mapping[str, Any] | None,
) -> tuple[Variant, Any] | None:
    """Return the variant of a class that is being made, and the mapped class it stands for; None for other classes.

    Raises ArgumentError when `variant=` has no mapped class to vary, when `exclude=` names a field that no class of
    the hierarchy has, or the discriminator, and when `related=` names no relationship of any.
    """
    exclude, related = set(exclude), dict(related or {})
    source = next((base for base in bases if base.__dict__.get("__mapper__") is not None), None)
    if suffix is None:
        if exclude or partial or related:
            raise exc.ArgumentError(
                f'exclude=, partial= and related= of {name} are for variants: say variant="..." too.'
            )
        variants = (base.__dict__.get("__sqlmodel_variant__") for base in bases)
        known = next((found for found in variants if found is not None), None)
        return (known, source) if known is not None and source is not None else None
    if source is None:
        raise exc.ArgumentError(f"variant={suffix!r} of {name}: none of its bases is a table model.")
    mappers = source.__mapper__.self_and_descendants
    unknown = exclude - {field for one in mappers for field in get_model_fields(one.class_)}
    if unknown:
        raise exc.ArgumentError(f"exclude= of {name}: {source.__name__} has no field {', '.join(sorted(unknown))}.")
    unknown = related.keys() - {key for one in mappers for key in one.relationships.keys()}
    if unknown:
        names = ", ".join(sorted(unknown))
        raise exc.ArgumentError(f"related= of {name}: no class of {source.__name__} has a relationship {names}.")
    discriminator = source.__mapper__.discriminator
    if discriminator is not None and discriminator.attr in exclude:
        raise exc.ArgumentError(f"exclude= of {name}: {discriminator.attr} says which class of the hierarchy is meant.")
    return Variant(suffix, frozenset(exclude), partial, related), source
