"""Making and changing instances with pydantic: `model_validate`, `sqlmodel_update`, and which constructor a model has.

Knows pydantic's validators and the mapper's `init_instance`; knows nothing of sessions.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import InitErrorDetails

from sqlmodel_rs.model.construction import construct, discriminator_of, read_related
from sqlmodel_rs.model.hierarchy import ABSENT, choose, discriminator_field, identity_in
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
    """Return the class of a hierarchy that the discriminator of a value names, else the class asked for."""
    if discriminator_field(cls) is None or identity_in(cls, value) is ABSENT:
        return cls
    return choose(cls, value) or cls


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


def sqlmodel_update(self: M, obj: Any, *, update: dict[str, Any] | None = None) -> M:
    """Set the fields of an instance from a dict or another model; `update` wins. Names that are no fields are left out.

    Raises ValueError for anything that is neither a dict nor a model.
    """
    extra = dict(update or {})
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
