"""How a SQLModel class comes to be: pydantic builds it, then its declaration is handed to the registry.

Knows pydantic's class building and the orm's `registry.map_class`; knows nothing of instances.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, dataclass_transform

from pydantic import ConfigDict

from sqlmodel_rs.model.conversion import became, defaults_of
from sqlmodel_rs.model.declaration import Kind, classify, declare
from sqlmodel_rs.model.fields import Field, FieldInfo
from sqlmodel_rs.model.mapped import value_annotation
from sqlmodel_rs.model.pydantic_api import (
    OWN_CONFIG,
    ModelMetaclass,
    PydanticFieldInfo,
    SQLModelConfig,
    build_lenient_weakvaluedict,
    get_annotations,
    init_private_attributes,
    parent_frame_namespace,
)
from sqlmodel_rs.model.relationships import RelationshipInfo, build_relationship
from sqlmodel_rs.model.table_validation import prepare_validation
from sqlmodel_rs.model.union import install
from sqlmodel_rs.model.variants import variant_of
from sqlmodel_rs.orm.attributes import building
from sqlmodel_rs.orm.properties import ExpressionSpec, Synonym
from sqlmodel_rs.orm.registry import nearest_mapper
from sqlmodel_rs.orm.relationship.property import declared
from sqlmodel_rs.schema import Column

if TYPE_CHECKING:
    from sqlmodel_rs.orm.mapper import Mapper
    from sqlmodel_rs.schema import Table


class UnmappedAttribute:
    """Stands in a plain data model for a column attribute of the table model it inherits from: there is none.

    A non-data descriptor: values in the instance's `__dict__` win.
    """

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, instance: Any, owner: type) -> Any:
        if instance is None:
            raise AttributeError(
                f"type object {owner.__name__!r} has no attribute {self.name!r}: it is not a table model"
            )
        raise AttributeError(f"{owner.__name__!r} object has no attribute {self.name!r}")


def _is_orm_attribute(value: Any) -> bool:
    """Say whether a class attribute belongs to the orm and must not reach pydantic: hybrids, proxies, declared_attr."""
    kind = type(value)
    return (
        kind.__module__.partition(".")[0] == "sqlmodel_rs"
        and hasattr(kind, "__get__")
        and not isinstance(value, (PydanticFieldInfo, Column, type))
    )


def _split_namespace(namespace: dict[str, Any]) -> tuple[dict[str, Any], dict[str, RelationshipInfo], dict[str, Any]]:
    """Split a class body into what pydantic shall see, relationships, and attributes of the orm."""
    rest: dict[str, Any] = {}
    relationships: dict[str, RelationshipInfo] = {}
    attributes: dict[str, Any] = {}
    for name, value in namespace.items():
        if isinstance(value, RelationshipInfo):
            relationships[name] = value
        elif declared(value) is not None:
            relationships[name] = RelationshipInfo(sa_relationship=value)
        elif _is_orm_attribute(value) and not name.startswith("__"):
            attributes[name] = value
        else:
            rest[name] = value
    return rest, relationships, attributes


def _take_from_plain_bases(
    bases: tuple[type, ...], namespace: dict[str, Any], relationships: dict[str, RelationshipInfo]
) -> dict[str, Any]:
    """Add the relationships of mixins that are no models to a class's own; return their annotations."""
    found: dict[str, Any] = {}
    for base in (base for given in bases for base in given.__mro__):
        if hasattr(base, "__pydantic_fields__") or base is object:
            continue
        for name, value in vars(base).items():
            if name in namespace or name in relationships:
                continue
            if not isinstance(value, RelationshipInfo):
                if declared(value) is None:
                    continue
                value = RelationshipInfo(sa_relationship=value)
            relationships[name] = value
            if name in (annotations := inspect.get_annotations(base)):
                found[name] = annotations[name]
    return found


def _merged(bases: tuple[type, ...], name: str, own: dict[str, Any]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for base in reversed(bases):
        merged.update(getattr(base, name, {}))
    merged.update(own)
    return merged


def _own_config(namespace: dict[str, Any], key: str) -> Any:
    config = namespace.get("model_config")
    return config.get(key) if config else None


@dataclass_transform(kw_only_default=True, field_specifiers=(Field, FieldInfo))
class SQLModelMetaclass(ModelMetaclass):
    """The metaclass of SQLModel classes.

    Class keywords: `table=True` makes a table model, `registry=` an abstract base with its own metadata,
    `inheritance="single"|"joined"|"concrete"` says how a class of a hierarchy is stored. `variant="Create"` below a
    table model makes a data model for each class of its hierarchy, named with that suffix, without the fields in
    `exclude=`, with `partial=True` none of them required, and with the relationships of `related={"team": TeamPublic}`
    as fields of these models. The others are pydantic's configuration, `table_validate=`
    and `json_columns=` among them. An unknown keyword raises TypeError.
    """

    __sqlmodel_relationships__: dict[str, RelationshipInfo]
    model_config: ConfigDict | SQLModelConfig
    model_fields: ClassVar[dict[str, FieldInfo]]
    __table__: Table
    __mapper__: Mapper

    def __new__(
        mcs,
        name: str,
        bases: tuple[type[Any], ...],
        class_dict: dict[str, Any],
        *,
        table: bool | None = None,
        registry: Any = None,
        inheritance: str | None = None,
        variant: str | None = None,
        exclude: Iterable[str] = (),
        partial: bool = False,
        related: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> Any:
        varied = variant_of(name, bases, variant, exclude, partial, related)
        config = {key: kwargs.pop(key) for key in OWN_CONFIG if key in kwargs}
        for_pydantic, relationships, attributes = _split_namespace(class_dict)
        annotations = dict(get_annotations(class_dict))
        relationship_annotations = {key: annotations.pop(key) for key in relationships if key in annotations}
        mixed_in = _take_from_plain_bases(bases, class_dict, relationships)
        relationship_annotations.update(mixed_in)
        # pydantic reads the annotations of mixins too; this says that these are no fields.
        annotations.update(dict.fromkeys(mixed_in, ClassVar[Any]))
        for key in attributes:
            annotations.pop(key, None)
        annotations = {key: value_annotation(annotation) for key, annotation in annotations.items()}
        own_fields = frozenset[str]()
        if varied is not None:
            own_fields = varied[0].prepare(varied[1], bases, annotations, for_pydantic)
            table = False
        for_pydantic["__annotations__"] = annotations
        for_pydantic["__sqlmodel_annotated__"] = frozenset(annotations)
        for_pydantic["__sqlmodel_relationships__"] = _merged(bases, "__sqlmodel_relationships__", relationships)
        for_pydantic["__sqlmodel_relationship_annotations__"] = _merged(
            bases, "__sqlmodel_relationship_annotations__", relationship_annotations
        )
        if kwargs.get("__pydantic_reset_parent_namespace__", True):
            # pydantic looks for local names in its caller's frame, which would be this one.
            kwargs["__pydantic_reset_parent_namespace__"] = False
            for_pydantic["__pydantic_parent_namespace__"] = build_lenient_weakvaluedict(parent_frame_namespace())
        with building:
            cls: Any = super().__new__(mcs, name, bases, for_pydantic, **kwargs)
            for key, value in attributes.items():
                type.__setattr__(cls, key, value)
                if (set_name := getattr(type(value), "__set_name__", None)) is not None:
                    set_name(value, cls, key)
        cls.model_config.update(config)
        if cls.__private_attributes__ or cls.model_config.get("extra") == "allow":
            cls.__sqlmodel_loaded__ = staticmethod(_complete_row)
        table = table if table is not None else _own_config(class_dict, "table")
        registry = registry if registry is not None else _own_config(class_dict, "registry")
        if registry is not None:
            cls.model_config["registry"] = registry
            type.__setattr__(cls, "_sa_registry", registry)
            type.__setattr__(cls, "metadata", class_dict.get("metadata", registry.metadata))
            type.__setattr__(cls, "__abstract__", True)
        _finish(cls, class_dict, table, inheritance)
        if varied is not None:
            varied[0].add(cls, varied[1], own_fields)
        return cls

    @property
    def __sql_entity__(cls) -> Any:
        """The node a statement uses for a mapped class; AttributeError for any other class."""
        mapper = cls.__dict__.get("__mapper__")
        if mapper is None:
            raise AttributeError("__sql_entity__")
        return mapper.entity

    if not TYPE_CHECKING:  # a checker would take every attribute for defined

        def __getattr__(cls, item: str) -> Any:
            try:
                return super().__getattr__(item)
            except AttributeError:
                raise AttributeError(f"type object {cls.__name__!r} has no attribute {item!r}") from None

    def __sqlmodel_forget__(cls) -> None:
        """Construct by assignment from now on: somebody listens to an attribute."""
        _forget_construction(cls, "__setattr__")

    def __setattr__(cls, name: str, value: Any) -> None:
        mapper = cls.__dict__.get("__mapper__")
        if mapper is not None and (isinstance(value, _LATE) or declared(value) is not None):
            _add_attribute(cls, mapper, name, value)
        else:
            super().__setattr__(name, value)
        if mapper is not None:
            _forget_construction(cls, name)


def _finish(cls: Any, namespace: dict[str, Any], table: bool | None, inheritance: str | None) -> None:
    """Map the class when it is a table model, shut off the parent's columns when it is a data model below one."""
    kind = classify(cls, table=table, inheritance=inheritance)
    if kind is Kind.ABSTRACT:
        if table is not None:
            cls.model_config["table"] = table
        return
    if kind is Kind.MAPPED:
        cls.model_config["table"] = True
        # Read by tools that would otherwise turn an instance into a dict first, FastAPI among them.
        cls.model_config["read_from_attributes"] = True
        cls.model_config["read_with_orm_mode"] = True
        registry = cls._sa_registry
        declaration = declare(cls, table=table, inheritance=inheritance, namespace=namespace, registry=registry)
        if registry.map_class(cls, declaration).validators:
            # The constructor's short cut would pass them by.
            type.__setattr__(cls, "__sqlmodel_plain_setattr__", False)
        prepare_validation(cls)
        type.__setattr__(cls, "__sqlmodel_defaults__", staticmethod(defaults_of))
        type.__setattr__(cls, "__sqlmodel_became__", staticmethod(became))
        install(cls)
        return
    parent = nearest_mapper(cls)
    if parent is not None:
        _detach(cls, parent)
    elif table is not None:
        cls.model_config["table"] = table


def _complete_row(instance: Any) -> None:
    """Give an instance made from a row what pydantic's constructor would: private attributes, room for extra ones."""
    if type(instance).model_config.get("extra") == "allow":
        object.__setattr__(instance, "__pydantic_extra__", {})
    if type(instance).__private_attributes__:
        object.__setattr__(instance, "__pydantic_private__", None)
        init_private_attributes(instance, None)


def _detach(cls: Any, parent: Mapper) -> None:
    """Make a data model out of a class below a table model: it has the fields, but no columns, table or mapper."""
    for key in ("read_from_attributes", "read_with_orm_mode"):
        cls.model_config.pop(key, None)
    cls.model_config["table"] = False
    cls.__sqlmodel_relationships__ = {}
    type.__setattr__(cls, "__mapper__", None)
    for name in (*parent.attributes.keys(), "__table__"):
        if name not in cls.__dict__:
            type.__setattr__(cls, name, UnmappedAttribute(name))


def _forget_construction(cls: Any, changed: str) -> None:
    """Let a class and its subclasses make up anew how they are constructed, after an attribute of it was assigned."""
    for one in (cls, *cls.__subclasses__()):
        for cache in ("__sqlmodel_constructor__", "__sqlmodel_plan__"):
            if cache in one.__dict__:
                type.__delattr__(one, cache)
        if changed == "__setattr__":
            type.__setattr__(one, "__sqlmodel_plain_setattr__", False)
        if one is not cls:
            _forget_construction(one, changed)


# What becomes an attribute of a mapped class when it is assigned to the class.
_LATE = (Column, ExpressionSpec, RelationshipInfo, Synonym)


def _add_attribute(cls: Any, mapper: Mapper, name: str, value: Any) -> None:
    """Add an attribute to a class that is mapped already, as SQLAlchemy's declarative classes allow."""
    if isinstance(value, (Column, ExpressionSpec, Synonym)):
        mapper.registry.add_property(mapper, name, value)
        return
    info = value if isinstance(value, RelationshipInfo) else RelationshipInfo(sa_relationship=value)
    cls.__sqlmodel_relationships__[name] = info
    spec = build_relationship(name, info, cls.__sqlmodel_relationship_annotations__.get(name))
    mapper.registry.add_relationship(mapper, name, spec)
