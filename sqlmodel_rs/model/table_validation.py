"""`table_validate`: checking table models when they are constructed ("init") or before they are written ("flush").

Fields that the database, a relationship or the mapper fills in may be missing. All errors are raised together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError, SchemaValidator

from sqlmodel_rs import event, exc
from sqlmodel_rs.model.construction import constructor_plan, discriminator_of
from sqlmodel_rs.model.pydantic_api import get_model_fields
from sqlmodel_rs.orm.attributes import set_attribute
from sqlmodel_rs.orm.events import Listeners
from sqlmodel_rs.orm.state import state_or_none

_MODES = ("off", "init", "flush")


def prepare_validation(cls: Any) -> None:
    """Check the `table_validate` of a new table model, and watch the flushes of all sessions from the first that asks.

    Raises ArgumentError for an unknown value.
    """
    mode = cls.model_config.get("table_validate", "off")
    if mode not in _MODES:
        raise exc.ArgumentError(
            f"table_validate={mode!r} in the model_config of {cls.__name__} is not one of 'off', 'init', 'flush'."
        )
    if mode == "flush" and not event.contains(Listeners, "before_flush", _before_flush):
        event.listen(Listeners, "before_flush", _before_flush)


def _before_flush(session: Any, context: Any, objects: list[Any] | None) -> None:
    changed = [*session.new, *session.dirty]
    if objects is not None:
        wanted = {id(item) for item in objects}
        changed = [item for item in changed if id(item) in wanted]
    validate_for_flush(changed)


def _filled_later(cls: Any) -> set[str]:
    """Return the fields the database, a relationship or the mapper fills in: they may be missing when validating."""
    mapper = cls.__mapper__
    discriminator, _ = discriminator_of(cls)
    later = {discriminator} if discriminator is not None else set()
    for name, column in mapper.columns.items():
        keyed = column.primary_key or (bool(column.foreign_keys) and bool(cls.__sqlmodel_relationships__))
        if keyed or column.server_default is not None or column.computed is not None or column.identity is not None:
            later.add(name)
    return later


def _relaxed(schema: Any, cls: Any, later: set[str], *, post_init: bool) -> Any:
    """Copy a core schema in which the fields in `later` need no value."""
    if isinstance(schema, list):
        return [_relaxed(item, cls, later, post_init=post_init) for item in schema]
    if not isinstance(schema, dict):
        return schema
    kind: Any = schema.get("type")
    if kind == "model":
        own: Any = schema.get("cls")
        if own is not cls:
            return schema
        # Under its own class pydantic-core would take the class's finished validator instead of this schema.
        stand_in = type(cls.__name__, (), {})
        copy = {**schema, "cls": stand_in, "schema": _relaxed(schema["schema"], cls, later, post_init=post_init)}
        if not post_init:
            copy.pop("post_init", None)
        return copy
    if kind == "model-fields":
        fields = dict(schema["fields"])
        for name in later & fields.keys():
            inner = fields[name]["schema"]
            if inner.get("type") != "default":
                fields[name] = {**fields[name], "schema": {"type": "default", "schema": inner, "default": None}}
        return {**schema, "fields": fields}
    copy = dict(schema)
    for key in ("schema", "definitions"):
        if key in copy:
            copy[key] = _relaxed(copy[key], cls, later, post_init=post_init)
    return copy


def _relaxed_validator(cls: Any, *, post_init: bool) -> SchemaValidator:
    name = "__sqlmodel_init_validator__" if post_init else "__sqlmodel_flush_validator__"
    cached: tuple[Any, SchemaValidator] | None = cls.__dict__.get(name)
    if cached is None or cached[0] is not cls.__pydantic_core_schema__:
        if not cls.__pydantic_complete__:
            cls.model_rebuild()
        schema = cls.__pydantic_core_schema__
        cached = (schema, SchemaValidator(_relaxed(schema, cls, _filled_later(cls), post_init=post_init)))
        type.__setattr__(cls, name, cached)
    return cached[1]


def error_line(error: Mapping[str, Any], prefix: tuple[Any, ...] = ()) -> InitErrorDetails:
    """Return an entry of `ValidationError.errors()` as one to raise again, its location under `prefix`."""
    kind: Any = error["type"]
    context = error.get("ctx", {})
    try:
        return _checked(InitErrorDetails(type=kind, loc=(*prefix, *error["loc"]), input=error["input"], ctx=context))
    except (KeyError, TypeError):
        custom = PydanticCustomError(kind, error["msg"].replace("{", "{{").replace("}", "}}"), dict(context))
        return InitErrorDetails(type=custom, loc=(*prefix, *error["loc"]), input=error["input"])


def _checked(line: InitErrorDetails) -> InitErrorDetails:
    ValidationError.from_exception_data("check", [line])
    return line


def validated_init(self: Any, data: dict[str, Any]) -> None:
    """Construct a table instance with validation; unknown keywords are errors too, all are raised together."""
    cls = type(self)
    related = {name: data.pop(name) for name in cls.__sqlmodel_relationships__ if name in data}
    lines: list[InitErrorDetails] = []
    if cls.model_config.get("extra") != "allow":
        known: set[str] = set()
        for slot in constructor_plan(cls):
            aliases = (slot.alias, slot.field.validation_alias)
            known.update({slot.name, *(alias for alias in aliases if isinstance(alias, str))})
        lines = [
            InitErrorDetails(type="extra_forbidden", loc=(name,), input=value)
            for name, value in data.items()
            if name not in known
        ]
    discriminator, identity = discriminator_of(cls)
    values = dict(data)
    if discriminator is not None:
        values.setdefault(discriminator, identity)
    try:
        _relaxed_validator(cls, post_init=True).validate_python(values, self_instance=self, by_alias=True, by_name=True)
    except ValidationError as error:
        forbidden = {line.get("loc") for line in lines}
        found = [error_line(item) for item in error.errors(include_url=False) if item["loc"] not in forbidden]
        raise ValidationError.from_exception_data(cls.__name__, [*found, *lines]) from error
    if lines:
        raise ValidationError.from_exception_data(cls.__name__, lines)
    if discriminator is not None and discriminator not in data:
        self.__pydantic_fields_set__.discard(discriminator)
    cls.__mapper__.init_instance(self, self.__dict__)
    for name, value in related.items():
        set_attribute(self, name, value)


def validate_for_flush(instances: Iterable[Any]) -> None:
    """Validate instances whose class says `table_validate="flush"`, before they are written; coerced values are kept.

    Raises one ValidationError with the errors of all of them; with several, the class name leads each location.
    """
    checked = [item for item in instances if getattr(type(item), "model_config", {}).get("table_validate") == "flush"]
    lines: list[InitErrorDetails] = []
    for instance in checked:
        prefix = (type(instance).__name__,) if len(checked) > 1 else ()
        state = state_or_none(instance)
        if state is not None and state.key is not None:
            lines.extend(_validate_changed(instance, state.committed or {}, prefix))
        else:
            lines.extend(_validate_new(instance, prefix))
    if lines:
        title = type(checked[0]).__name__ if len(checked) == 1 else "flush"
        raise ValidationError.from_exception_data(title, lines)


def _validate_new(instance: Any, prefix: tuple[Any, ...]) -> list[InitErrorDetails]:
    cls: Any = type(instance)
    later = _filled_later(cls)
    values = {name: instance.__dict__[name] for name in get_model_fields(cls) if name in instance.__dict__}
    values = {name: value for name, value in values.items() if value is not None or name not in later}
    scratch = cls.__new__(cls)
    validator = _relaxed_validator(cls, post_init=False)
    try:
        validator.validate_python(values, self_instance=scratch, by_alias=False, by_name=True)
    except ValidationError as error:
        return [error_line(item, prefix) for item in error.errors(include_url=False)]
    _keep(instance, values, scratch.__dict__)
    return []


def _validate_changed(instance: Any, changed: Iterable[str], prefix: tuple[Any, ...]) -> list[InitErrorDetails]:
    """Validate the changed fields of a loaded instance one by one: the others may not be loaded."""
    cls: Any = type(instance)
    values = {name: instance.__dict__[name] for name in get_model_fields(cls) if name in instance.__dict__}
    validator = _relaxed_validator(cls, post_init=False)
    lines: list[InitErrorDetails] = []
    for name in sorted(values.keys() & set(changed)):
        scratch = cls.__new__(cls)
        object.__setattr__(scratch, "__dict__", dict(values))
        object.__setattr__(scratch, "__pydantic_fields_set__", set())
        try:
            validator.validate_assignment(scratch, name, values[name])
        except ValidationError as error:
            lines.extend(error_line(item, prefix) for item in error.errors(include_url=False))
            continue
        _keep(instance, {name: values[name]}, scratch.__dict__)
    return lines


def _keep(instance: Any, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Store the values validation has changed: "3" became 3."""
    for name, value in before.items():
        coerced = after.get(name, value)
        if coerced is not value and (type(coerced) is not type(value) or coerced != value):
            set_attribute(instance, name, coerced)
