"""`registry`: the mapped classes of a program by name, and the one place where a declaration becomes a mapper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from weakref import WeakSet

from sqlmodel_rs import exc
from sqlmodel_rs.orm.attributes import ColumnProperty, ExpressionAttribute, UnsetAttribute
from sqlmodel_rs.orm.events import complete, find_reconstructor, fresh, tell_instrumented, tell_mapper
from sqlmodel_rs.orm.inheritance.checks import tie
from sqlmodel_rs.orm.inheritance.choice import choose_strategy
from sqlmodel_rs.orm.inheritance.concrete import AbstractConcreteBase, Tableless
from sqlmodel_rs.orm.inheritance.contract import Declaration
from sqlmodel_rs.orm.inheritance.contradiction import check
from sqlmodel_rs.orm.mapper import Mapper
from sqlmodel_rs.orm.mutable import attribute_class
from sqlmodel_rs.orm.properties import ExpressionSpec, MappedProperty, Synonym
from sqlmodel_rs.orm.queryable import compared
from sqlmodel_rs.orm.relationship.dynamic import attribute_class as relationship_class
from sqlmodel_rs.orm.relationship.property import RelationshipProperty
from sqlmodel_rs.orm.state import mapped_tables
from sqlmodel_rs.orm.validation import listen_as_bases
from sqlmodel_rs.schema import Column, MetaData

__all__ = ["clear_mappers", "configure_mappers", "has_inherited_table", "nearest_mapper", "registry"]


class registry:
    """A collection of mapped classes that may name each other in strings; the newest class of a name wins."""

    def __init__(
        self, *, metadata: MetaData | None = None, class_registry: dict[str, Any] | None = None,
        type_annotation_map: dict[Any, Any] | None = None,
    ) -> None:  # fmt: skip
        self.metadata = metadata if metadata is not None else MetaData()
        self.type_annotation_map: dict[Any, Any] = dict(type_annotation_map or {})
        self._class_registry: dict[str, Any] = class_registry if class_registry is not None else {}
        self._qualified: dict[str, type] = {}
        self._mappers: dict[Mapper, None] = {}
        #: Relationships whose `backref` is not on its class yet.
        self._waiting: list[RelationshipProperty] = []
        _registries.add(self)

    @property
    def mappers(self) -> frozenset[Mapper]:
        """The mappers of this registry."""
        return frozenset(self._mappers)

    def dispose(self, cascade: bool = False) -> None:
        """Forget all classes: names no longer resolve to them. Their mappers go on working."""
        self._class_registry.clear()
        self._qualified.clear()
        self._mappers.clear()
        self._waiting.clear()

    def configure(self, cascade: bool = False) -> None:
        """Resolve every relationship now instead of on first use.

        Raises what a wrong declaration raises on first use.
        """
        for mapper in list(self._mappers):
            for relationship in mapper.relationships.values():
                relationship.configure()

    def configure_backrefs(self) -> None:
        """Make the attributes that `backref=` puts on other classes, as far as those classes exist."""
        waiting, self._waiting = self._waiting, []
        for prop in waiting:
            try:
                prop.configure()
            except exc.SQLAlchemyError:
                # The target is not there yet; what is really wrong is raised on first use.
                self._waiting.append(prop)

    def resolve(self, name: str, source: Any = None) -> type:
        """Return the newest class called `name`; a dotted name gives (the end of) its module too.

        Raises InvalidRequestError when there is no such class. `source` is the mapper that asks, for the message.
        """
        found = self._class_registry.get(name) or self._qualified.get(name)
        if found is not None:
            self.check_unique(name, found)
            return found
        if "." in name:
            ending = f".{name}"
            matches = [cls for path, cls in self._qualified.items() if path.endswith(ending)]
            if matches:
                return matches[-1]
        if source is None:
            raise exc.InvalidRequestError(f"expression {name!r} failed to locate a name ({name!r})")
        raise exc.InvalidRequestError(
            f"When initializing mapper {source}, expression {name!r} failed to locate a name ({name!r}). If this is a "
            f"class name, consider adding this relationship() to the {source.class_!r} class after both dependent "
            "classes have been defined."
        )

    def check_unique(self, name: str, found: Any) -> None:
        """Raise InvalidRequestError when classes of several modules have this name.

        Within one module the newest wins: a class that is made anew takes the place of the one before.
        """
        modules = {cls.__module__ for cls in self._qualified.values() if cls.__name__ == name}
        if name == found.__name__ and len(modules) > 1:
            raise exc.InvalidRequestError(
                f'Multiple classes found for path "{name}" in the registry of this declarative base. Please use a '
                "fully module-qualified path."
            )

    def map_class(self, cls: type, declaration: Declaration) -> Mapper:
        """Map a class: choose its inheritance strategy, make its table, install its attributes.

        Raises ArgumentError for a declaration that does not say how the class is stored, or contradicts its parent's.
        """
        parent = nearest_mapper(cls)
        declaration.registry = self
        if AbstractConcreteBase in cls.__bases__:
            mapper = self._map_without_table(declaration, parent)
        else:
            strategy = choose_strategy(declaration, parent)
            check(declaration, parent, strategy)
            placement = strategy.place(declaration, parent)
            mapper = Mapper(declaration, self, parent, strategy, placement)
            if mapper.single and parent is not None:
                _refresh_shared_table(parent.base_mapper)
        self._install(cls, mapper, declaration)
        if parent is not None:
            parent.add_child(mapper)
            if parent.no_table:
                _stand_for_subclass(parent, mapper)
        tie(mapper)
        tell_mapper("instrument_class", mapper)
        tell_instrumented(mapper)
        tell_mapper("after_mapper_constructed", mapper)
        return mapper

    def _map_without_table(self, declaration: Declaration, parent: Mapper | None) -> Mapper:
        declaration.inheritance = "concrete"
        strategy = Tableless()
        return Mapper(declaration, self, parent, strategy, strategy.place(declaration, parent))

    def _install(self, cls: type, mapper: Mapper, declaration: Declaration) -> None:
        for attr, column in mapper.columns.items():
            install_column(mapper, attr, column)
        inherited = dict(mapper.inherits.relationships) if mapper.inherits is not None and not mapper.concrete else {}
        for key, prop in inherited.items():
            if key not in declaration.relationships:
                _install_relationship(mapper, key, prop)
        if mapper.inherits is not None and mapper.concrete:
            for key in mapper.inherits.relationships.keys():
                type.__setattr__(cls, key, NotInherited(key, mapper))
        for key, spec in declaration.relationships.items():
            _install_relationship(mapper, key, RelationshipProperty.of(key, mapper, spec))
        for key, expression in mapper.expressions.items():
            if key not in declaration.properties:
                _install_expression(mapper, key, expression)
        for key, value in declaration.properties.items():
            _install_property(mapper, key, value)
        listen_as_bases(cls, mapper)
        cls.__table__ = mapper.local_table  # type: ignore[attr-defined]
        cls.__mapper__ = mapper  # type: ignore[attr-defined]
        self._class_registry[cls.__name__] = cls
        self._qualified[f"{cls.__module__}.{cls.__qualname__}"] = cls
        self._mappers[mapper] = None
        for mapped in mapper.tables:
            mapped_tables.setdefault(id(mapped), mapper)
        find_reconstructor(cls)
        fresh.append(mapper)

    def instrument(self, mapper: Mapper, key: str) -> None:
        """Put the descriptor of a column on a class that is mapped already, and on its subclasses."""
        for one in mapper.self_and_descendants:
            if one is not mapper and not one.concrete and key not in one.columns:
                one.add_column(key, mapper.columns[key])
            install_column(one, key, one.columns[key])
            tell_instrumented(one, key)

    def add_relationship(self, mapper: Mapper, key: str, spec: Any) -> None:
        """Add a relationship to a class that is mapped already, and to its subclasses."""
        prop = RelationshipProperty.of(key, mapper, spec)
        for one in mapper.self_and_descendants:
            _install_relationship(one, key, prop)
            tell_instrumented(one, key)

    def add_property(self, mapper: Mapper, key: str, value: Any) -> None:
        """Add a column, a relationship, an expression or a synonym to a class that is mapped already."""
        if isinstance(value, ExpressionSpec) and value.column is not None:
            if value.deferred:
                mapper.defer(key, value)
            if value.comparator_factory is not None:
                mapper.compared[key] = value.comparator_factory
            value = value.column
        if isinstance(value, Column):
            if value.name is None:
                value.name = value.key = key
            if value.table is None:
                mapper.local_table.append_column(value)
            mapper.add_column(key, value)
            self.instrument(mapper, key)
        elif isinstance(value, (ExpressionSpec, MappedProperty, Synonym)):
            for one in mapper.self_and_descendants:
                _install_property(one, key, value)
                one.forget()
        else:
            self.add_relationship(mapper, key, value)

    def __iter__(self) -> Iterator[Mapper]:
        return iter(self._mappers)


class NotInherited:
    """Stands in a concrete class for a relationship of its parent, whose foreign key is another table's."""

    __slots__ = ("key", "mapper")

    def __init__(self, key: str, mapper: Mapper) -> None:
        self.key = key
        self.mapper = mapper

    def __get__(self, instance: Any, owner: type) -> Any:
        raise AttributeError(
            f"Concrete {self.mapper} does not implement attribute {self.key!r} at the instance level.  Add this "
            f"property explicitly to {self.mapper}."
        )

    def __set__(self, instance: Any, value: Any) -> None:
        self.__get__(instance, type(instance))


def _stand_for_subclass(base: Mapper, mapper: Mapper) -> None:
    """Give a concrete base without a table its subclass's key and, unless `strict_attrs` is set, its attributes."""
    strict = getattr(base.class_, "strict_attrs", False)
    for attr, column in mapper.columns.items():
        if attr not in base.columns and (attr in mapper.pk_attrs or not strict):
            base.columns[attr] = column
            install_column(base, attr, column)
        base._attr_by_column.setdefault(id(column), attr)
    base._configure_key()


def install_column(mapper: Mapper, attr: str, column: Any) -> None:
    """Put the descriptor of a mapped column on the class."""
    prop = ColumnProperty(attr, mapper, column)
    mapper.column_attrs[attr] = prop
    prop.comparator_factory = mapper.compared.get(attr)
    attribute = compared(attribute_class(column), prop.comparator_factory)(attr, mapper, prop)
    mapper.attributes[attr] = attribute
    type.__setattr__(mapper.class_, attr, attribute)


def _install_relationship(mapper: Mapper, key: str, prop: RelationshipProperty) -> None:
    mapper.relationships[key] = prop
    if prop.parent is mapper and prop.spec.backref is not None and not prop.is_configured:
        mapper.registry._waiting.append(prop)
    mapper.forget_loading()
    attribute = compared(relationship_class(prop), prop.spec.comparator_factory)(key, mapper, prop)
    mapper.attributes[key] = attribute
    type.__setattr__(mapper.class_, key, attribute)


def _install_property(mapper: Mapper, key: str, value: Any) -> None:
    if isinstance(value, Synonym):
        value.key, value.parent = key, mapper
        mapper.synonyms[key] = value
        type.__setattr__(mapper.class_, key, value)
    elif isinstance(value, ExpressionSpec):
        if value.deferred:
            mapper.defer(key, value)
        if value.query is False:
            mapper.unset |= {key}
        if not value.expire_on_flush:
            mapper.kept_expressions |= {key}
        _install_expression(mapper, key, value.expression.label(key), value)
    elif isinstance(value, MappedProperty):
        value.install(mapper, key)
    else:
        raise exc.ArgumentError(f"{value!r} cannot be mapped as attribute '{key}' of {mapper}")


def _install_expression(mapper: Mapper, key: str, expression: Any, spec: ExpressionSpec | None = None) -> None:
    mapper.expressions[key] = expression
    prop = ColumnProperty(key, mapper, expression)
    mapper.column_attrs[key] = prop
    kind: Any = UnsetAttribute if key in mapper.unset else ExpressionAttribute
    prop.comparator_factory = spec.comparator_factory if spec is not None else None
    attribute = compared(kind, prop.comparator_factory)(key, mapper, prop)
    mapper.attributes[key] = attribute
    type.__setattr__(mapper.class_, key, attribute)


def _refresh_shared_table(root: Mapper) -> None:
    for mapper in root.self_and_descendants:
        mapper._index_columns()
        mapper.forget()


def nearest_mapper(cls: type) -> Mapper | None:
    """Return the mapper of the nearest mapped base of a class, or None."""
    for base in cls.__mro__[1:]:
        mapper = base.__dict__.get("__mapper__")
        if mapper is not None:
            return mapper  # type: ignore[no-any-return]
    return None


_registries: WeakSet[registry] = WeakSet()


def configure_mappers() -> None:
    """Resolve the relationships of all registries now instead of on first use.

    Raises what a wrong declaration raises on first use.
    """
    for one in list(_registries):
        one.configure()
    complete()


def clear_mappers() -> None:
    """Dispose of all registries."""
    for one in list(_registries):
        one.dispose()


def has_inherited_table(cls: type) -> bool:
    """Tell whether a base of the class is mapped to a table."""
    return any(base.__dict__.get("__table__") is not None for base in cls.__mro__[1:])


def all_registries() -> list[registry]:
    """Return the registries there are."""
    return list(_registries)
