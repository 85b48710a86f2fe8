"""The constructor of table models: fills a new instance without validation, as SQLModel does.

Knows fields, the mapper's `init_instance` and back references; knows nothing of sessions.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from pydantic import AliasChoices, AliasPath

from sqlmodel_rs._native import Constructor
from sqlmodel_rs.model.pydantic_api import Undefined, get_model_fields, is_table_model_class
from sqlmodel_rs.orm.attributes import set_attribute
from sqlmodel_rs.orm.events import complete, hears, tell_instance

M = TypeVar("M", bound=Any)

#: Fields that the native constructor tells apart.
_NATIVE_FIELDS = 64
_IMMUTABLE = (type(None), bool, int, float, complex, str, bytes)


class Slot(NamedTuple):
    """How the constructor of a table model fills one field."""

    name: str
    alias: str | None
    required: bool
    constant: bool
    default: Any
    field: Any
    others: tuple[Any, ...] = ()


def _other_aliases(field: Any) -> tuple[Any, ...]:
    """Return the names and paths under which pydantic takes a field, besides its name and its `alias`."""
    given = field.validation_alias
    choices = given.choices if isinstance(given, AliasChoices) else [given]
    return tuple(choice for choice in choices if choice is not None and choice != field.alias)


def _take(values: dict[str, Any], aliases: tuple[Any, ...]) -> Any:
    """Take the first of several names or paths out of the constructor's arguments, Undefined when none is there."""
    for alias in aliases:
        if isinstance(alias, AliasPath):
            found = alias.search_dict_for_path(values)
            if found is not Undefined:
                return found
        elif alias in values:
            return values.pop(alias)
    return Undefined


def constructor_plan(cls: Any) -> tuple[Slot, ...]:
    """Return the constructor's plan of a class, made once: pydantic's fields are slow to ask."""
    cached: tuple[Any, tuple[Slot, ...]] | None = cls.__dict__.get("__sqlmodel_plan__")
    if cached is not None and cached[0] is cls.__pydantic_fields__:
        return cached[1]
    slots = []
    for name, field in get_model_fields(cls).items():
        constant = field.default_factory is None and isinstance(field.default, _IMMUTABLE)
        others = _other_aliases(field)
        slots.append(Slot(name, field.alias, field.is_required(), constant, field.default, field, others))
    type.__setattr__(cls, "__sqlmodel_plan__", (cls.__pydantic_fields__, tuple(slots)))
    return tuple(slots)


def _default(slot: Slot, values: dict[str, Any]) -> Any:
    if slot.field.default_factory_takes_validated_data:
        return slot.field.get_default(call_default_factory=True, validated_data=values)
    return slot.field.get_default(call_default_factory=True)


def discriminator_of(cls: Any) -> tuple[str | None, Any]:
    """Return the discriminator attribute of a mapped class and its value there; (None, None) without one."""
    mapper = cls.__dict__.get("__mapper__")
    if mapper is None:
        return None, None
    discriminator = mapper.discriminator
    if discriminator is None or mapper.polymorphic_identity is None:
        return None, None
    return discriminator.attr, mapper.polymorphic_identity


def _constructor(cls: Any) -> Constructor | None:
    """Return the native constructor of a class, made once; None for a class that asks for more than it does."""
    fields = cls.__pydantic_fields__
    cached: tuple[Any, Constructor | None] | None = cls.__dict__.get("__sqlmodel_constructor__")
    if cached is not None and cached[0] is fields:
        return cached[1]
    complete()
    slots = constructor_plan(cls)
    config = cls.model_config
    simple = (
        len(slots) <= _NATIVE_FIELDS
        and cls.__sqlmodel_plain_setattr__
        and not hears(cls, "init")
        and not cls.__mapper__.polymorphic_abstract
        and not cls.__pydantic_post_init__
        and not config.get("validate_assignment")
        and config.get("extra") != "allow"
        and not any(slot.others or slot.field.default_factory_takes_validated_data for slot in slots)
        and not any(hasattr(type(base.__dict__.get(slot.name)), "__set__") for base in cls.__mro__ for slot in slots)
    )
    made = _native_constructor(cls, slots) if simple else None
    type.__setattr__(cls, "__sqlmodel_constructor__", (fields, made))
    return made


def _native_constructor(cls: Any, slots: tuple[Slot, ...]) -> Constructor:
    discriminator, identity = discriminator_of(cls)
    fields: list[tuple[str, str | None, str, Any]] = []
    for slot in slots:
        if slot.required or slot.name == discriminator:
            kind, value = "nothing", None
        elif slot.constant:
            kind, value = "constant", slot.default
        else:
            kind, value = "factory", slot.field.default_factory or slot.field.get_default
        fields.append((slot.name, slot.alias or None, kind, value))
    chosen = None if discriminator is None else (discriminator, identity)
    return Constructor(cls.__mapper__, fields, chosen)


def construct(instance: Any, values: dict[str, Any]) -> None:
    """Fill a new table instance from the keywords of its constructor."""
    cls = type(instance)
    constructor = _constructor(cls)
    if constructor is None:
        tell_instance("init", instance, (), values)
        sqlmodel_table_construct(self_instance=instance, values=values)
    elif not constructor.fill(instance, values):
        relate(instance, values)


def relate(instance: Any, values: dict[str, Any]) -> None:
    """Set the relationships among the keywords that are no fields."""
    cls = type(instance)
    for name in cls.__sqlmodel_relationships__:
        if name in values:
            set_attribute(instance, name, read_related(cls, name, values[name], _construct))


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
        elif slot.others and (found := _take(values, slot.others)) is not Undefined:
            given[slot.name] = found
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
        set_attribute(self_instance, name, read_related(cls, name, value, _construct))
    return self_instance


def _construct(target: Any, value: Any, location: tuple[Any, ...]) -> Any:
    return target(**value) if isinstance(value, dict) else value


def read_related(cls: Any, name: str, value: Any, make: Callable[[Any, Any, tuple[Any, ...]], Any]) -> Any:
    """Return what is given for a relationship with `make(class, item, location)` for each of its items.

    The class is the relationship's target, or the class below it that the item's discriminator names.
    """
    if value is None or is_table_model_class(type(value)):
        return value
    prop = cls.__mapper__.relationships[name]
    if not prop.uselist:
        return make(_target(prop, value), value, (name,))
    if isinstance(value, dict) and prop.collection_class not in (None, list, set):
        return {key: make(_target(prop, item), item, (name, key)) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [make(_target(prop, item), item, (name, at)) for at, item in enumerate(value)]
    return value


def _target(prop: Any, item: Any) -> Any:
    mapper = prop.mapper
    if isinstance(item, dict) and mapper.discriminator is not None:
        identity = item.get(mapper.discriminator.attr)
        mapper = next((one for one in mapper.self_and_descendants if one.polymorphic_identity == identity), mapper)
    return mapper.class_
