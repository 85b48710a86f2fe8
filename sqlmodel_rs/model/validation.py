"""Making and changing instances with pydantic: `model_validate`, `sqlmodel_update`, and which constructor a model has.

Knows pydantic's validators and the mapper's `init_instance`; knows nothing of sessions.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError, from_json

from sqlmodel_rs import exc
from sqlmodel_rs.model.construction import construct, discriminator_of, read_related
from sqlmodel_rs.model.hierarchy import (
    ABSENT,
    LoadedRow,
    choose,
    discriminator_field,
    identity_in,
    mapped_class,
    members,
    plain,
)
from sqlmodel_rs.model.pydantic_api import Undefined, get_model_fields, is_table_model_class
from sqlmodel_rs.model.table_validation import error_line, validated_init
from sqlmodel_rs.orm.attributes import set_attribute

M = TypeVar("M", bound=Any)

finish_init: ContextVar[bool] = ContextVar("finish_init", default=True)


@contextmanager
def partial_init() -> Generator[None, None, None]:
    """Make constructors return empty instances inside the block."""
    token = finish_init.set(False)
    try:
        yield
    finally:
        finish_init.reset(token)


class ObjectWithUpdate:
    """An object with some attributes replaced, for `model_validate(obj, update=...)`."""

    __slots__ = ("obj", "update")

    def __init__(self, obj: Any, update: Mapping[str, Any]) -> None:
        self.obj = obj
        self.update = update

    def __getattribute__(self, name: str) -> Any:
        update = object.__getattribute__(self, "update")
        return update[name] if name in update else getattr(object.__getattribute__(self, "obj"), name)


def sqlmodel_init(*, self: Any, data: dict[str, Any]) -> None:
    """Run a model's constructor: pydantic's for a data model, the unvalidated one for a table model."""
    cls = type(self)
    if not is_table_model_class(cls):
        cls.__pydantic_validator__.validate_python(data, self_instance=self)
    elif cls.model_config.get("table_validate", "off") == "init":
        validated_init(self, data)
    else:
        construct(self, data)


def sqlmodel_validate(
    cls: type[M],
    obj: Any,
    *,
    strict: bool | None = None,
    from_attributes: bool | None = None,
    context: Any | None = None,
    update: dict[str, Any] | None = None,
    **options: Any,
) -> M:
    """Validate `obj` into a new instance; on a table model relationships are taken over as well.

    A dict or a data model given for a relationship becomes a validated instance of its target. Raises pydantic's
    ValidationError with the errors of all of them.
    """
    use_obj: Any = obj
    if isinstance(obj, dict):
        use_obj = {**obj, **update} if update else obj
    elif update:
        use_obj = ObjectWithUpdate(obj, update)
    cls = _class_of(cls, use_obj)
    if cls.__dict__.get("__sqlmodel_source__") is not None and type(obj).__dict__.get("__mapper__") is not None:
        # A variant shows what is loaded: no row of a list costs a statement.
        use_obj = ObjectWithUpdate(LoadedRow(obj), update) if update else LoadedRow(obj)
    new: M = cls.__new__(cls)  # type: ignore[call-overload]
    if not is_table_model_class(cls):
        _validate(cls, use_obj, new, strict, from_attributes, context, options)
        return new
    discriminator, identity = discriminator_of(cls)
    if discriminator is not None and isinstance(use_obj, dict):
        use_obj = use_obj if discriminator in use_obj else {**use_obj, discriminator: identity}
    related = _given_relationships(cls, use_obj)
    if related and isinstance(use_obj, dict):
        use_obj = {name: value for name, value in use_obj.items() if name not in related}
    lines: list[InitErrorDetails] = []

    def nested(target: Any, value: Any, location: tuple[Any, ...]) -> Any:
        if not isinstance(value, (dict, BaseModel)) or is_table_model_class(type(value)):
            return value
        try:
            return sqlmodel_validate(
                target, value, strict=strict, from_attributes=from_attributes, context=context, **options
            )
        except ValidationError as error:
            lines.extend(error_line(item, location) for item in error.errors(include_url=False))
            return None

    made = {name: read_related(cls, name, value, nested) for name, value in related.items()}
    try:
        _validate(cls, use_obj, new, strict, from_attributes, context, options)
    except ValidationError as error:
        if not lines:
            raise
        own = [error_line(item) for item in error.errors(include_url=False)]
        raise ValidationError.from_exception_data(cls.__name__, [*own, *lines]) from error
    if lines:
        raise ValidationError.from_exception_data(cls.__name__, lines)
    given = use_obj.keys() if isinstance(use_obj, dict) else new.__pydantic_fields_set__
    cls.__mapper__.init_instance(new, given)
    for name, value in made.items():
        set_attribute(new, name, value)
    return new


def _class_of(cls: Any, value: Any) -> Any:
    """Return the class of a hierarchy that the discriminator of a value names, without one the class asked for.

    Raises ValidationError for a discriminator of no class below, and where there has to be one.
    """
    if discriminator_field(cls) is None:
        return cls
    row = type(value).__dict__.get("__mapper__") is not None
    if not row and identity_in(cls, value) is ABSENT and not mapped_class(cls).__mapper__.polymorphic_abstract:
        return cls
    target = choose(cls, value)
    if target is None:
        line = InitErrorDetails(type=tag_error(cls, value), input=value)
        raise ValidationError.from_exception_data(cls.__name__, [line])
    return target


def tag_error(cls: Any, value: Any) -> PydanticCustomError:
    """Return pydantic's error for a value whose discriminator names no class of a hierarchy."""
    name = discriminator_field(cls)
    identity = identity_in(cls, value)
    if identity is ABSENT:
        return PydanticCustomError(
            "union_tag_not_found",
            "Unable to extract tag using discriminator '{discriminator}'",
            {"discriminator": name},
        )
    return PydanticCustomError(
        "union_tag_invalid",
        "Input tag '{tag}' found using '{discriminator}' does not match any of the expected tags: {expected_tags}",
        {
            "discriminator": name,
            "tag": str(plain(identity)),
            "expected_tags": ", ".join(repr(plain(known)) for known in members(cls)),
        },
    )


def validate_json(cls: type[M], data: str | bytes | bytearray, options: dict[str, Any], by_pydantic: Any) -> M:
    """Validate a JSON text into a new instance of the class of a hierarchy that it names; its rows are validated, too.

    `by_pydantic` validates for other classes, and says what is wrong with a text that is no JSON.
    """
    if discriminator_field(cls) is None:
        return by_pydantic(cls)  # type: ignore[no-any-return]
    try:
        value = from_json(data)
    except ValueError:
        return by_pydantic(cls)  # type: ignore[no-any-return]
    target = _class_of(cls, value)
    made: M = sqlmodel_validate(target, value, **options) if is_table_model_class(target) else by_pydantic(target)
    return made


def _validate(
    cls: Any,
    obj: Any,
    into: Any,
    strict: bool | None,
    from_attributes: bool | None,
    context: Any,
    options: dict[str, Any],
) -> None:
    cls.__pydantic_validator__.validate_python(
        obj, strict=strict, from_attributes=from_attributes, context=context, self_instance=into, **options
    )


def _given_relationships(cls: Any, source: Any) -> dict[str, Any]:
    """Return what a dict or an object has under the names of a model's relationships."""
    names = cls.__sqlmodel_relationships__
    if isinstance(source, dict):
        return {name: source[name] for name in names if name in source}
    found = {name: getattr(source, name, Undefined) for name in names}
    return {name: value for name, value in found.items() if value is not Undefined}


def _check_class(instance: Any, values: Any) -> None:
    """Refuse values whose discriminator names another class: the row would no longer be found in its tables."""
    cls = type(instance)
    if not is_table_model_class(cls) or discriminator_field(cls) is None:
        return
    own, given = cls.__mapper__.polymorphic_identity, identity_in(cls, values)
    if given is not ABSENT and own is not None and plain(given) != plain(own):
        name = discriminator_field(cls)
        raise exc.InvalidRequestError(
            f"sqlmodel_update() of a {cls.__name__}: {name}={plain(given)!r} says another class, this one is "
            f"{plain(own)!r}. Compare {name} before the update; session.become() changes the class of a row."
        )


def sqlmodel_update(self: M, obj: Any, *, update: dict[str, Any] | None = None) -> M:
    """Set the fields of an instance from a dict or another model; `update` wins. Names that are no fields are left out.

    Raises ValueError for anything that is neither a dict nor a model, InvalidRequestError for the values of another
    class of the hierarchy.
    """
    extra = dict(update or {})
    _check_class(self, {**obj, **extra} if isinstance(obj, dict) else ObjectWithUpdate(obj, extra))
    if isinstance(obj, dict):
        fields = get_model_fields(self)
        for key, value in {**obj, **extra}.items():
            if key in fields:
                setattr(self, key, value)
    elif isinstance(obj, BaseModel):
        for key in get_model_fields(obj):
            setattr(self, key, extra.pop(key) if key in extra else getattr(obj, key))
        fields = get_model_fields(self)
        for key, value in extra.items():
            if key in fields:
                setattr(self, key, value)
    else:
        raise ValueError(
            f"Can't use sqlmodel_update() with something that is not a dict, SQLModel, or Pydantic model: {obj}"
        )
    return self
