"""SQLModel itself: the base class of models, its attribute access, and `default_registry`.

A loaded value lies in the instance's `__dict__`, where pydantic reads it; the orm's state lies in a slot beside it.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeVar

from pydantic import BaseModel, ConfigDict
from typing_extensions import deprecated

from sqlmodel_rs._native import note_given
from sqlmodel_rs.declarative.registry import registry
from sqlmodel_rs.model.construction import relate
from sqlmodel_rs.model.copying import deep_copy, pickle_state, restore_state, shallow_copy
from sqlmodel_rs.model.declared import declared_attr
from sqlmodel_rs.model.fields import IncEx
from sqlmodel_rs.model.metaclass import SQLModelMetaclass
from sqlmodel_rs.model.pydantic_api import (
    PYDANTIC_MINOR_VERSION,
    SQLModelConfig,
    init_private_attributes,
    is_table_model_class,
)
from sqlmodel_rs.model.relationships import RelationshipInfo
from sqlmodel_rs.model.validation import finish_init, sqlmodel_init, sqlmodel_update, sqlmodel_validate, validate_json
from sqlmodel_rs.orm.attributes import del_attribute, set_attribute
from sqlmodel_rs.orm.awaitable import AwaitableAttrs
from sqlmodel_rs.orm.state import state_or_none
from sqlmodel_rs.schema import MetaData

__all__ = ["SQLModel", "default_registry"]

default_registry = registry()

_M = TypeVar("_M", bound="SQLModel")
_MISSING = object()
_NO_CONSTRUCTOR = (None, None)


def _is_mapped(cls: type) -> bool:
    return cls.__dict__.get("__mapper__") is not None


def _data_descriptor(cls: type, name: str) -> Any:
    """Return the class attribute that handles assignment itself (a hybrid's setter, a proxy), or None."""
    for base in cls.__mro__:
        if name in base.__dict__:
            value = base.__dict__[name]
            return value if hasattr(type(value), "__set__") else None
    return None


def _assign_validated(instance: Any, name: str, value: Any) -> None:
    """Let pydantic validate an assignment, then record everything it changed; nothing changes when it raises."""
    before = dict(instance.__dict__)
    BaseModel.__setattr__(instance, name, value)
    after = instance.__dict__
    changed = {key: item for key, item in after.items() if before.get(key, _MISSING) is not item}
    changed.setdefault(name, after[name])
    object.__setattr__(instance, "__dict__", before)
    for key, item in changed.items():
        set_attribute(instance, key, item)


class SQLModel(BaseModel, metaclass=SQLModelMetaclass, registry=default_registry):
    """The base of all models: with `table=True` a class is stored in a table, without it is a pydantic model.

    >>> from sqlmodel_rs import Field
    >>> class Hero(SQLModel, table=True):
    ...     id: int | None = Field(default=None, primary_key=True)
    ...     name: str
    >>> Hero(name="Deadpond")
    Hero(id=None, name='Deadpond')
    """

    __slots__ = ("_sa_instance_state", "__weakref__")

    __sqlmodel_relationships__: ClassVar[builtins.dict[str, RelationshipInfo]]
    __sqlmodel_relationship_annotations__: ClassVar[builtins.dict[str, Any]]
    __sqlmodel_plain_setattr__: ClassVar[bool]
    metadata: ClassVar[MetaData]
    __allow_unmapped__ = True
    model_config: ClassVar[ConfigDict | SQLModelConfig] = SQLModelConfig(from_attributes=True)

    def __init__(__pydantic_self__, **data: Any) -> None:  # pyright: ignore[reportSelfClsParameterName]
        # Not `self`, so that a field may have that name.
        if finish_init.get():
            cls = type(__pydantic_self__)
            fields, constructor = cls.__dict__.get("__sqlmodel_constructor__", _NO_CONSTRUCTOR)
            if constructor is None or fields is not cls.__pydantic_fields__:
                sqlmodel_init(self=__pydantic_self__, data=data)
            elif not constructor.fill(__pydantic_self__, data):
                relate(__pydantic_self__, data)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        type.__setattr__(cls, "__sqlmodel_plain_setattr__", cls.__setattr__ is SQLModel.__setattr__)

    if TYPE_CHECKING:
        __tablename__: ClassVar[str | Callable[..., str]]
    else:

        @declared_attr.directive
        def __tablename__(cls) -> str:
            return cls.__name__.lower()

        def __class_getitem__(cls, typevar_values: Any) -> Any:
            # Rows know no type arguments: `Box[int]` of a table model is the table model, as for a plain Generic class.
            return cls if _is_mapped(cls) else super().__class_getitem__(typevar_values)

        def __getattr__(self, name: str) -> Any:
            # Rows come without these slots filled: a set per row would double the collector's work.
            if name == "__pydantic_fields_set__":
                state = state_or_none(self)
                fields_set: set[str] = set((state.given if state is not None else None) or ())
                object.__setattr__(self, name, fields_set)
                return fields_set
            if name == "__pydantic_extra__":
                extra: builtins.dict[str, Any] | None = {} if type(self).model_config.get("extra") == "allow" else None
                object.__setattr__(self, name, extra)
                return extra
            if name == "__pydantic_private__":
                object.__setattr__(self, name, None)
                return None
            if name == "_sa_instance_state":
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            if name in type(self).__private_attributes__ and self.__pydantic_private__ is None:
                init_private_attributes(self, None)
            return super().__getattr__(name)

        def __setattr__(self, name: str, value: Any) -> None:
            cls = type(self)
            mapper = cls.__dict__.get("__mapper__")
            if mapper is None:
                super().__setattr__(name, value)
            elif (attribute := mapper.attributes.get(name)) is not None:
                field = cls.__pydantic_fields__.get(name)
                if field is None:
                    attribute.set_value(self, value)
                    return
                config = cls.model_config
                if config.get("validate_assignment") or config.get("frozen") or field.frozen:
                    _assign_validated(self, name, value)
                    return
                attribute.set_value(self, value)
                note_given(self, name)
            elif name[0] != "_" and (descriptor := _data_descriptor(cls, name)) is not None:
                descriptor.__set__(self, value)
            else:
                if name in cls.__private_attributes__ and self.__pydantic_private__ is None:
                    init_private_attributes(self, None)
                super().__setattr__(name, value)

        def __delattr__(self, name: str) -> None:
            mapper = type(self).__dict__.get("__mapper__")
            if mapper is not None and name in mapper.attributes:
                del_attribute(self, name)
            else:
                super().__delattr__(name)

        def __eq__(self, other: Any) -> bool:
            # pydantic compares whole dictionaries first, which never ends when objects refer to each other.
            if self is other:
                return True
            if not _is_mapped(type(self)) or not isinstance(other, BaseModel):
                return super().__eq__(other)
            if type(self) is not type(other):
                return False
            mine, theirs = self.__dict__, other.__dict__
            return (
                all(mine.get(name) == theirs.get(name) for name in type(self).__pydantic_fields__)
                and self.__pydantic_private__ == other.__pydantic_private__
                and (self.__pydantic_extra__ or {}) == (other.__pydantic_extra__ or {})
            )

        def __copy__(self) -> SQLModel:
            return shallow_copy(self) if _is_mapped(type(self)) else super().__copy__()

        def __deepcopy__(self, memo: builtins.dict[int, Any] | None = None) -> SQLModel:
            return deep_copy(self, memo) if _is_mapped(type(self)) else super().__deepcopy__(memo)

    def __getstate__(self) -> builtins.dict[Any, Any]:
        return pickle_state(self) if _is_mapped(type(self)) else super().__getstate__()

    def __setstate__(self, state: builtins.dict[Any, Any]) -> None:
        if _is_mapped(type(self)):
            restore_state(self, state)
        else:
            super().__setstate__(state)

    def __repr_args__(self) -> Any:
        fields = type(self).__pydantic_fields__
        relationships = type(self).__sqlmodel_relationships__
        return [
            (name, value)
            for name, value in super().__repr_args__()
            if not (
                isinstance(name, str) and (name.startswith("_sa_") or (name in relationships and name not in fields))
            )
        ]

    @property
    def awaitable_attrs(self) -> AwaitableAttrs:
        """Read an attribute of a row with `await hero.awaitable_attrs.team`: what is not loaded is, without blocking.

        Raises AttributeError for a model that is no table.
        """
        if not _is_mapped(type(self)):
            raise AttributeError(f"{type(self).__name__!r} is no table model: its attributes need no awaiting")
        return AwaitableAttrs(self)

    @classmethod
    def model_validate(
        cls: type[_M],
        obj: Any,
        *,
        strict: bool | None = None,
        from_attributes: bool | None = None,
        context: builtins.dict[str, Any] | None = None,
        update: builtins.dict[str, Any] | None = None,
        **options: Any,
    ) -> _M:
        """Validate `obj` (a dict, or an object with attributes) into a new instance; `update` replaces values of it.

        `options` are pydantic's newer ones (`extra`, `by_alias`, `by_name`). Raises pydantic's ValidationError.
        """
        return sqlmodel_validate(
            cls=cls,
            obj=obj,
            strict=strict,
            from_attributes=from_attributes,
            context=context,
            update=update,
            **options,
        )

    @classmethod
    def model_validate_json(cls: type[_M], json_data: str | bytes | bytearray, **options: Any) -> _M:
        """Validate a JSON text into a new instance, of a hierarchy one of the class that its discriminator names.

        `options` are pydantic's (`strict`, `context` ...). Raises pydantic's ValidationError.
        """

        def by_pydantic(target: type[_M]) -> _M:
            return super().model_validate_json(json_data, **options)

        return validate_json(cls, json_data, options, by_pydantic)

    def model_copy(self: _M, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> _M:
        """Copy the instance; `update` replaces values, relationships included. The copy of a row is transient."""
        if not update or not is_table_model_class(type(self)):
            return super().model_copy(update=update, deep=deep)
        relationships = self.__sqlmodel_relationships__
        values = {name: value for name, value in update.items() if name not in relationships}
        copied = super().model_copy(update=values, deep=deep)
        for name in update.keys() & relationships.keys():
            setattr(copied, name, update[name])
        return copied

    def model_dump(
        self,
        *,
        mode: Literal["json", "python"] | str = "python",
        include: IncEx | None = None,
        exclude: IncEx | None = None,
        context: Any | None = None,
        by_alias: bool | None = None,
        exclude_unset: bool = False,
        exclude_defaults: bool = False,
        exclude_none: bool = False,
        exclude_computed_fields: bool = False,
        round_trip: bool = False,
        warnings: bool | Literal["none", "warn", "error"] = True,
        fallback: Callable[[Any], Any] | None = None,
        serialize_as_any: bool = False,
        polymorphic_serialization: bool | None = None,
    ) -> builtins.dict[str, Any]:
        """Return the loaded fields as a dict, as pydantic's `model_dump`; relationships are not fields."""
        newer: builtins.dict[str, Any] = {}
        if PYDANTIC_MINOR_VERSION >= (2, 12):
            newer["exclude_computed_fields"] = exclude_computed_fields
        if PYDANTIC_MINOR_VERSION >= (2, 13):
            newer["polymorphic_serialization"] = polymorphic_serialization
        return super().model_dump(
            mode=mode,
            include=include,
            exclude=exclude,
            context=context,
            by_alias=by_alias,
            exclude_unset=exclude_unset,
            exclude_defaults=exclude_defaults,
            exclude_none=exclude_none,
            round_trip=round_trip,
            warnings=warnings,
            fallback=fallback,
            serialize_as_any=serialize_as_any,
            **newer,
        )

    @deprecated("`obj.dict()` was deprecated in SQLModel 0.0.14, you should instead use `obj.model_dump()`.")
    def dict(
        self,
        *,
        include: IncEx | None = None,
        exclude: IncEx | None = None,
        by_alias: bool = False,
        exclude_unset: bool = False,
        exclude_defaults: bool = False,
        exclude_none: bool = False,
    ) -> builtins.dict[str, Any]:
        """Return `model_dump()`, under its name before pydantic 2."""
        return self.model_dump(
            include=include,
            exclude=exclude,
            by_alias=by_alias,
            exclude_unset=exclude_unset,
            exclude_defaults=exclude_defaults,
            exclude_none=exclude_none,
        )

    @classmethod
    @deprecated(
        "`obj.from_orm(data)` was deprecated in SQLModel 0.0.14, you should instead use `obj.model_validate(data)`."
    )
    def from_orm(cls: type[_M], obj: Any, update: builtins.dict[str, Any] | None = None) -> _M:
        """Return `model_validate()`, under its name before pydantic 2."""
        return cls.model_validate(obj, update=update)

    @classmethod
    @deprecated(
        "`obj.parse_obj(data)` was deprecated in SQLModel 0.0.14, you should instead use `obj.model_validate(data)`."
    )
    def parse_obj(cls: type[_M], obj: Any, update: builtins.dict[str, Any] | None = None) -> _M:
        """Return `model_validate()`, under its name before pydantic 2."""
        return cls.model_validate(obj, update=update)

    def sqlmodel_update(
        self: _M, obj: builtins.dict[str, Any] | BaseModel, *, update: builtins.dict[str, Any] | None = None
    ) -> _M:
        """Set the fields of this instance from a dict or another model; `update` wins. Returns the instance.

        Raises ValueError for anything that is neither a dict nor a model.
        """
        return sqlmodel_update(self, obj, update=update)
