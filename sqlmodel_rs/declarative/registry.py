"""`registry` with SQLAlchemy's ways to map a class: by decorator, by base class (its metaclasses), or imperatively."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from weakref import ref

from sqlmodel_rs import exc
from sqlmodel_rs.declarative import dataclass
from sqlmodel_rs.declarative.columns import MappedColumn
from sqlmodel_rs.declarative.instances import declarative_constructor, instrument
from sqlmodel_rs.declarative.scan import Found, _add_properties, _add_table, declare
from sqlmodel_rs.orm.inheritance import Declaration
from sqlmodel_rs.orm.mapper import Mapper
from sqlmodel_rs.orm.properties import ExpressionSpec, MappedProperty, Synonym
from sqlmodel_rs.orm.registry import nearest_mapper
from sqlmodel_rs.orm.registry import registry as orm_registry
from sqlmodel_rs.orm.relationship.declaration import RelationshipSpec
from sqlmodel_rs.orm.state import mapped_tables
from sqlmodel_rs.schema import Column, MetaData

T = TypeVar("T", bound=type)

__all__ = ["DeclarativeAttributeIntercept", "DeclarativeMeta", "map_declaratively", "registry", "waiting"]


#: What a mapped class has besides its attributes.
_INSTRUMENTED = (
    "__init__", "__setattr__", "__delattr__", "__getstate__", "__setstate__", "__sql_entity__", "__mapper__",
    "__table__", "__sa_reconstructor__",
)  # fmt: skip
#: The classes whose tables are not known yet: `prepare()` of their base maps them.
waiting: list[ref[Any]] = []


def map_declaratively(cls: Any, to: orm_registry, *, at_once: bool = False, table: Any = None) -> Any:
    """Map a class by what its body declares; one whose base defers that waits, unless `at_once` is set.

    `table` has been read from a database: columns that the body declares take the place of its own.

    Raises InvalidRequestError when it has no table, ArgumentError for a declaration that contradicts itself.
    """
    if not at_once and getattr(cls, "_sa_decl_prepare", False):
        waiting.append(ref(cls))
        return None
    if nearest_mapper(cls) is None and cls.__init__ is object.__init__:
        cls.__init__ = getattr(to, "constructor", declarative_constructor)
    mapper = to.map_class(cls, declare(cls, to, table))
    instrument(cls)
    return mapper


class DeclarativeAttributeIntercept(type):
    """The metaclass of `DeclarativeBase`: a column or relationship set on a mapped class becomes an attribute of it."""

    def __setattr__(cls, name: str, value: Any) -> None:
        mapper = cls.__dict__.get("__mapper__")
        if isinstance(value, MappedColumn):
            value = value.column
        if mapper is not None and isinstance(
            value, (Column, RelationshipSpec, ExpressionSpec, MappedProperty, Synonym)
        ):
            mapper.registry.add_property(mapper, name, value)
        else:
            super().__setattr__(name, value)


class DeclarativeMeta(DeclarativeAttributeIntercept):
    """The metaclass of `declarative_base()`: maps each class of it."""

    registry: orm_registry
    metadata: MetaData

    def __init__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **kw: Any) -> None:
        to = getattr(cls, "_sa_registry", None) or cls.__dict__.get("registry")
        if isinstance(to, orm_registry):
            type.__setattr__(cls, "_sa_registry", to)
            if not cls.__dict__.get("__abstract__"):
                map_declaratively(cls, to)
        type.__init__(cls, name, bases, namespace)


class registry(orm_registry):
    """A collection of mapped classes, with SQLAlchemy's ways to map one.

    `type_annotation_map` says which SQL type a Python type in `Mapped[...]` has, `constructor` is the `__init__` of
    classes that have none.
    """

    def __init__(
        self,
        *,
        metadata: MetaData | None = None,
        class_registry: dict[str, Any] | None = None,
        type_annotation_map: dict[Any, Any] | None = None,
        constructor: Callable[..., None] = declarative_constructor,
    ) -> None:
        super().__init__(metadata=metadata, class_registry=class_registry, type_annotation_map=type_annotation_map)
        self.constructor = constructor
        #: The classes mapped imperatively, and what they had before where their mapping has put its own.
        self._before: dict[Mapper, dict[str, Any]] = {}

    def update_type_annotation_map(self, type_annotation_map: dict[Any, Any]) -> None:
        """Add to the SQL types of Python types."""
        self.type_annotation_map.update(type_annotation_map)

    def mapped(self, cls: T) -> T:
        """Map a class by what its body declares; a decorator.

        >>> from sqlmodel_rs.declarative import Mapped, mapped_column, registry
        >>> own = registry()
        >>> @own.mapped
        ... class Hero:
        ...     __tablename__ = "hero"
        ...     id: Mapped[int] = mapped_column(primary_key=True)
        >>> Hero.__table__.c.id.primary_key
        True
        """
        self._adopt(cls)
        map_declaratively(cls, self)
        return cls

    def mapped_as_dataclass(self, cls: Any = None, /, **options: Any) -> Any:
        """Make a class a dataclass and map it; a decorator, with or without options of `dataclasses.dataclass`."""

        def decorate(cls: Any) -> Any:
            self._adopt(cls)
            dataclass.apply(cls, options)
            map_declaratively(cls, self)
            return cls

        return decorate if cls is None else decorate(cls)

    def _adopt(self, cls: Any) -> None:
        cls._sa_registry = self
        if "metadata" not in cls.__dict__ and not hasattr(cls, "metadata"):
            cls.metadata = self.metadata
        if not hasattr(cls, "registry"):
            cls.registry = self

    def map_declaratively(self, cls: type) -> Mapper:
        """Map a class by what its body declares and return its mapper."""
        self._adopt(cls)
        mapper: Mapper = map_declaratively(cls, self)
        return mapper

    def map_imperatively(self, cls: Any, local_table: Any = None, **arguments: Any) -> Mapper:
        """Map a class to a table that exists; `properties` adds relationships, other names and expressions.

        `inherits` names the mapped class whose table this one's is joined to; the other arguments are those of
        `__mapper_args__`.
        """
        parent_class = arguments.pop("inherits", None)
        parent = nearest_mapper(cls)
        if parent_class is not None and parent is not getattr(parent_class, "__mapper__", parent_class):
            raise exc.ArgumentError(f"{cls!r} does not inherit from {parent_class!r}")
        if local_table is None and parent is None:
            raise exc.ArgumentError(f"Mapper for {cls!r} needs a table, or a mapped class that it inherits from")
        found = Found(cls, parent, self)
        if local_table is not None:
            _add_table(found, local_table)
        excluded = set(arguments.get("exclude_properties") or ())
        included = arguments.get("include_properties")
        prefix = arguments.pop("column_prefix", None) or ""
        for name in list(found.own):
            if name in excluded or (included is not None and name not in included):
                del found.own[name]
            elif prefix:
                found.own[prefix + name] = found.own.pop(name)
        _add_properties(found, arguments.pop("properties", None) or {})
        declaration = Declaration(
            cls=cls,
            own_columns=dict(found.own),
            all_columns=dict(found.own),
            tablename=None,
            table=None,
            inheritance=None,
            mapper_args=arguments,
            table_args=None,
            metadata=getattr(local_table, "metadata", self.metadata),
            relationships=found.relationships,
            existing_table=local_table,
            properties=found.properties,
            deferred=found.deferred,
            compared=found.compared,
        )
        before = {name: vars(cls)[name] for name in _INSTRUMENTED if name in vars(cls)}
        mapper = self.map_class(cls, declaration)
        instrument(cls)
        self._before[mapper] = before
        return mapper

    def dispose(self, cascade: bool = False) -> None:
        """Forget all classes; those mapped imperatively are plain classes again, and may be mapped anew."""
        for mapper, before in self._before.items():
            for table in mapper.tables:
                if mapped_tables.get(id(table)) is mapper:
                    del mapped_tables[id(table)]
            _restore(mapper, before)
        self._before.clear()
        super().dispose(cascade)

    def generate_base(self, mapper: Any = None, cls: Any = object, name: str = "Base", metaclass: Any = None) -> Any:
        """Return a base class whose subclasses are mapped when they are made."""
        namespace: dict[str, Any] = {
            "registry": self, "_sa_registry": self, "metadata": self.metadata, "__abstract__": True,
        }  # fmt: skip
        bases = cls if isinstance(cls, tuple) else (cls,)
        if all(base.__init__ is object.__init__ for base in bases):
            namespace["__init__"] = self.constructor
        if isinstance(cls, type) and cls.__doc__ and cls is not object:
            namespace["__doc__"] = cls.__doc__
        return (metaclass or DeclarativeMeta)(name, bases, namespace)

    def as_declarative_base(self, **options: Any) -> Callable[[Any], Any]:
        """Make a base class out of the decorated one, as `generate_base`."""

        def decorate(cls: Any) -> Any:
            return self.generate_base(cls=cls, name=cls.__name__, **options)

        return decorate


def _restore(mapper: Mapper, before: dict[str, Any]) -> None:
    """Take from a class what its mapping has put there; `before` is what it had under those names itself."""
    cls = mapper.class_
    if cls.__dict__.get("__mapper__") is not mapper:
        return
    for name in [*mapper.attributes.keys(), *mapper.synonyms.keys(), *_INSTRUMENTED]:
        if name in cls.__dict__:
            type.__delattr__(cls, name)
    for name, value in before.items():
        type.__setattr__(cls, name, value)


def mapped_as_dataclass(registry: registry, /, **options: Any) -> Callable[[Any], Any]:
    """Make a class a dataclass and map it: `registry.mapped_as_dataclass` as a function of its own."""
    made: Callable[[Any], Any] = registry.mapped_as_dataclass(**options)
    return made
