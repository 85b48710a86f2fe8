"""Base classes of declarative classes: `DeclarativeBase`, `declarative_base()`, and their dataclass variant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, dataclass_transform

from sqlmodel_rs import exc
from sqlmodel_rs.declarative import dataclass
from sqlmodel_rs.declarative.columns import mapped_column
from sqlmodel_rs.declarative.instances import declarative_constructor
from sqlmodel_rs.declarative.registry import (
    DeclarativeAttributeIntercept,
    DeclarativeMeta,
    map_declaratively,
    registry,
)
from sqlmodel_rs.orm.mapper import Mapper
from sqlmodel_rs.orm.registry import registry as orm_registry
from sqlmodel_rs.orm.relationship.declaration import relationship
from sqlmodel_rs.schema import MetaData, Table

__all__ = [
    "DeclarativeAttributeIntercept",
    "DeclarativeBase",
    "DeclarativeBaseNoMeta",
    "DeclarativeMeta",
    "MappedAsDataclass",
    "as_declarative",
    "declarative_base",
]


def _set_up_base(cls: Any) -> None:
    """Give a direct subclass of `DeclarativeBase` its registry and metadata."""
    own = cls.__dict__
    to = own.get("registry")
    if to is not None and not isinstance(to, orm_registry):
        raise exc.InvalidRequestError("Declarative base class has a 'registry' attribute that is not an ORM registry()")
    if to is None:
        to = registry(metadata=own.get("metadata"), type_annotation_map=own.get("type_annotation_map"))
    elif "type_annotation_map" in own:
        to.type_annotation_map.update(own["type_annotation_map"])
    type.__setattr__(cls, "registry", to)
    type.__setattr__(cls, "_sa_registry", to)
    if "metadata" not in own:
        type.__setattr__(cls, "metadata", to.metadata)
    if cls.__init__ is object.__init__:
        type.__setattr__(cls, "__init__", getattr(to, "constructor", declarative_constructor))


class _Mapping:
    """The part of both base classes that maps a subclass."""

    def __init_subclass__(cls, **kw: Any) -> None:
        if _Mapping in cls.__bases__:
            return
        is_base = any(_Mapping in base.__bases__ for base in cls.__bases__)
        if is_base:
            _set_up_base(cls)
        super().__init_subclass__(**kw)
        if not is_base and not cls.__dict__.get("__abstract__"):
            map_declaratively(cls, cls._sa_registry)  # type: ignore[attr-defined]


@dataclass_transform(field_specifiers=(mapped_column, relationship))
class _DataclassTransform(DeclarativeAttributeIntercept):
    """The metaclass of `MappedAsDataclass`, as type checkers need it."""


class DeclarativeBase(_Mapping, metaclass=DeclarativeAttributeIntercept):
    """The base to derive an application's base class from; classes of that one are mapped when they are made.

    `metadata`, `registry` and `type_annotation_map` may be set on the derived base.

    >>> from sqlmodel_rs.declarative import DeclarativeBase, Mapped, mapped_column
    >>> class Base(DeclarativeBase):
    ...     pass
    >>> class Hero(Base):
    ...     __tablename__ = "hero"
    ...     id: Mapped[int] = mapped_column(primary_key=True)
    ...     name: Mapped[str | None]
    >>> Hero(name="Deadpond").name
    'Deadpond'
    """

    registry: ClassVar[orm_registry]
    _sa_registry: ClassVar[orm_registry]
    metadata: ClassVar[MetaData]
    __mapper__: ClassVar[Mapper]
    __table__: ClassVar[Table]

    if TYPE_CHECKING:  # the registry gives each mapped class its constructor

        def __init__(self, **kw: Any) -> None: ...


class DeclarativeBaseNoMeta(_Mapping):
    """`DeclarativeBase` without a metaclass: attributes cannot be added to a class after it is made."""

    registry: ClassVar[orm_registry]
    _sa_registry: ClassVar[orm_registry]
    metadata: ClassVar[MetaData]
    __mapper__: ClassVar[Mapper]
    __table__: ClassVar[Table]

    if TYPE_CHECKING:  # the registry gives each mapped class its constructor

        def __init__(self, **kw: Any) -> None: ...


class MappedAsDataclass(metaclass=_DataclassTransform):
    """Make mapped classes dataclasses as well; class keywords are those of `dataclasses.dataclass`.

    Used on the base (`class Base(MappedAsDataclass, DeclarativeBase)`) or on a single class, before its base.
    """

    def __init_subclass__(
        cls,
        init: Any = None,
        repr: Any = None,
        eq: Any = None,
        order: Any = None,
        unsafe_hash: Any = None,
        match_args: Any = None,
        kw_only: Any = None,
        dataclass_callable: Any = None,
        **kw: Any,
    ) -> None:
        given = {
            "init": init, "repr": repr, "eq": eq, "order": order, "unsafe_hash": unsafe_hash,
            "match_args": match_args, "kw_only": kw_only,
        }  # fmt: skip
        options = {**getattr(cls, "_sa_dataclass_options", {})}
        options.update({name: value for name, value in given.items() if value is not None})
        type.__setattr__(cls, "_sa_dataclass_options", options)
        is_base = any(_Mapping in base.__bases__ for base in cls.__bases__)
        if not is_base and not cls.__dict__.get("__abstract__"):
            dataclass.apply(cls, options, dataclass_callable)
        super().__init_subclass__(**kw)


def declarative_base(
    *,
    metadata: MetaData | None = None,
    mapper: Any = None,
    cls: Any = object,
    name: str = "Base",
    class_registry: dict[str, Any] | None = None,
    type_annotation_map: dict[Any, Any] | None = None,
    constructor: Any = declarative_constructor,
    metaclass: Any = None,
) -> Any:
    """Return a base class whose subclasses are mapped when they are made, as `sqlalchemy.orm.declarative_base`."""
    made = registry(
        metadata=metadata,
        class_registry=class_registry,
        type_annotation_map=type_annotation_map,
        constructor=constructor,
    )
    return made.generate_base(mapper=mapper, cls=cls, name=name, metaclass=metaclass)


def as_declarative(**options: Any) -> Any:
    """Make a declarative base out of the decorated class; arguments as `declarative_base`."""

    def decorate(cls: Any) -> Any:
        return declarative_base(cls=cls, name=cls.__name__, **options)

    return decorate
