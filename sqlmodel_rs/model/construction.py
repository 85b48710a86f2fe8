"""The constructor of table models: fills a new instance without validation, as SQLModel does.

Knows fields, the mapper's `init_instance` and back references; knows nothing of sessions.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeVar

from sqlmodel_rs.model.pydantic_api import get_model_fields
from sqlmodel_rs.orm.attributes import set_attribute

M = TypeVar("M", bound=Any)

_IMMUTABLE = (type(None), bool, int, float, complex, str, bytes)


class Slot(NamedTuple):
    """How the constructor of a table model fills one field."""

    name: str
    alias: str | None
    required: bool
    constant: bool
    default: Any
    field: Any


def constructor_plan(cls: Any) -> tuple[Slot, ...]:
    """Return the constructor's plan of a class, made once: pydantic's fields are slow to ask."""
    cached: tuple[Any, tuple[Slot, ...]] | None = cls.__dict__.get("__sqlmodel_plan__")
    if cached is not None and cached[0] is cls.__pydantic_fields__:
        return cached[1]
    slots = []
    for name, field in get_model_fields(cls).items():
        constant = field.default_factory is None and isinstance(field.default, _IMMUTABLE)
        slots.append(Slot(name, field.alias, field.is_required(), constant, field.default, field))
    type.__setattr__(cls, "__sqlmodel_plan__", (cls.__pydantic_fields__, tuple(slots)))
    return tuple(slots)


def _default(slot: Slot, values: dict[str, Any]) -> Any:
    if slot.field.default_factory_takes_validated_data:
        return slot.field.get_default(call_default_factory=True, validated_data=values)
    return slot.field.get_default(call_default_factory=True)


def discriminator_of(cls: Any) -> tuple[str | None, Any]:
    """Return the discriminator attribute of a mapped class and its value there; (None, None) without one."""
    mapper = cls.__dict__.get("__mapper__")
    discriminator = mapper.discriminator if mapper is not None else None
    if discriminator is None or mapper.polymorphic_identity is None:
        return None, None
    return discriminator.attr, mapper.polymorphic_identity


def sqlmodel_table_construct(*, self_instance: M, values: dict[str, Any], _fields_set: set[str] | None = None) -> M:
    """Fill a new table instance from keyword arguments, without validation.

    Unknown keywords are dropped (SQLModel's behaviour), unless `extra="allow"`. Relationships are set last: back
    references see a complete object.
    """
    cls = type(self_instance)
    mapper = cls.__mapper__
    discriminator, _ = discriminator_of(cls)
    given: dict[str, Any] = {}
    defaults: dict[str, Any] = {}
    for slot in constructor_plan(cls):
        if slot.alias and slot.alias in values:
            given[slot.name] = values.pop(slot.alias)
        elif slot.name in values:
            given[slot.name] = values.pop(slot.name)
        elif slot.required or slot.name == discriminator:
            continue
        else:
            defaults[slot.name] = slot.default if slot.constant else _default(slot, {**given, **defaults})
    object.__setattr__(self_instance, "__pydantic_fields_set__", set(given) if _fields_set is None else _fields_set)
    object.__setattr__(self_instance, "__pydantic_extra__", None)
    object.__setattr__(self_instance, "__pydantic_private__", None)
    mapper.init_instance(self_instance, given)
    if cls.__sqlmodel_plain_setattr__ and not cls.model_config.get("validate_assignment"):
        # Nobody watches a new object yet: what set_attribute would do comes down to this.
        self_instance.__dict__.update(given)
        self_instance.__dict__.update(defaults)
    else:
        for name, value in {**given, **defaults}.items():
            setattr(self_instance, name, value)
        object.__setattr__(self_instance, "__pydantic_fields_set__", set(given) if _fields_set is None else _fields_set)
    relationships = cls.__sqlmodel_relationships__
    related = {name: values.pop(name) for name in relationships if name in values} if values and relationships else {}
    if cls.model_config.get("extra") == "allow":
        object.__setattr__(self_instance, "__pydantic_extra__", dict(values))
    if cls.__pydantic_post_init__:
        self_instance.model_post_init(None)
    for name, value in related.items():
        set_attribute(self_instance, name, value)
    return self_instance
