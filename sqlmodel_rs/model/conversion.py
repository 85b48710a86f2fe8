"""What pydantic has a say in when an object becomes one of another class: defaults, required fields,
private attributes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlmodel_rs.model.pydantic_api import init_private_attributes


def defaults_of(cls: Any, names: Iterable[str], values: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return what the fields among `names` start with, and those that the caller has to give."""
    defaults: dict[str, Any] = {}
    required = []
    for name in names:
        field = cls.__pydantic_fields__.get(name)
        if field is None:
            continue
        if field.is_required():
            required.append(name)
        elif field.default_factory_takes_validated_data:
            defaults[name] = field.get_default(call_default_factory=True, validated_data={**values, **defaults})
        else:
            defaults[name] = field.get_default(call_default_factory=True)
    return defaults, required


def became(instance: Any) -> None:
    """Give an object that has changed its class the private attributes of the new one, keeping those it had."""
    cls = type(instance)
    fields_set = instance.__pydantic_fields_set__
    kept = {name for name in fields_set if name in cls.__pydantic_fields__}
    object.__setattr__(instance, "__pydantic_fields_set__", kept)
    had = instance.__pydantic_private__
    object.__setattr__(instance, "__pydantic_private__", None)
    if cls.__private_attributes__:
        init_private_attributes(instance, None)
        private = instance.__pydantic_private__
        if private is not None and had:
            private.update((name, value) for name, value in had.items() if name in cls.__private_attributes__)
