"""`Mapper`: everything known about one mapped class — its tables, columns, keys, hierarchy and relationships.

Built once by the registry from a declaration. Must not know how classes were declared, nor any session.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sqlmodel_rs import exc
from sqlmodel_rs.orm import properties
from sqlmodel_rs.orm.inheritance import picture
from sqlmodel_rs.orm.inheritance.contract import KNOWN_ARGUMENTS, Declaration, FlushStep, Operation, Placement, Strategy
from sqlmodel_rs.orm.inheritance.contradiction import check_identity
from sqlmodel_rs.orm.inheritance.discriminator import Discriminator
from sqlmodel_rs.orm.inheritance.polymorphic import build_entity, classes_apart
from sqlmodel_rs.orm.properties import AttributeMap
from sqlmodel_rs.orm.relationship.sides import origin_of
from sqlmodel_rs.subscript import Subscriptable

if TYPE_CHECKING:
    from sqlmodel_rs.orm.registry import registry as Registry
    from sqlmodel_rs.sql.entity import Entity


class Mapper(properties.Choices, Subscriptable):
    """One mapped class.

    `tables` lists the tables a row lives in, base first; `columns` maps attributes to columns (an attribute two tables
    of a chain share stands for the column of the table furthest down); `base_mapper` is the root, owner of the key.
    """

    __slots__ = (
        "class_", "registry", "strategy", "inherits", "base_mapper", "local_table", "tables", "joins", "columns",
        "primary_key", "pk_attrs", "discriminator", "polymorphic_identity", "polymorphic_abstract", "polymorphic_map",
        "relationships", "attributes", "mapper_args", "inheritance_keyword", "concrete", "concrete_polymorphic",
        "expressions", "synonyms", "composites", "validators", "column_attrs", "children", "allows_null_identity",
        "version_id_col", "version_id_generator", "eager_defaults", "with_polymorphic", "polymorphic_load", "narrowed",
        "no_table", "renames",
        "_attr_by_column", "_table_columns", "_entity", "_entities", "_steps", "_insert_plans", "_insert_targets",
        "_change_targets", "_face", "_descendants", "_keyed", "_eager", "_apart", "__weakref__",
    )  # fmt: skip

    expressions: AttributeMap
    synonyms: AttributeMap
    composites: AttributeMap

    is_mapper = True
    is_aliased_class = False
    is_instance = False
    is_attribute = False
    configured = True

    def __init__(
        self,
        declaration: Declaration,
        registry: Registry,
        parent: Mapper | None,
        strategy: Strategy,
        placement: Placement,
    ) -> None:
        arguments = declaration.mapper_args
        for name in arguments:
            if name not in KNOWN_ARGUMENTS:
                raise TypeError(f"Mapper.__init__() got an unexpected keyword argument {name!r}")
        self.class_ = declaration.cls
        self.registry = registry
        self.strategy = strategy
        self.inherits = parent
        self.concrete = strategy.concrete
        self.mapper_args = arguments
        self.inheritance_keyword: str | None = declaration.inheritance or (
            parent.inheritance_keyword if parent else None
        )
        self.base_mapper: Mapper = self if parent is None or self.concrete else parent.base_mapper
        self.local_table = placement.local_table
        self.tables = placement.tables
        self.joins = placement.joins
        self.no_table = placement.local_table is None
        self.columns = AttributeMap(strategy.columns(declaration, parent, placement))
        for name in _excluded(arguments):
            self.columns.pop(name, None)
        self.children: list[Mapper] = []
        self.relationships = AttributeMap()
        self.attributes = AttributeMap()
        self.column_attrs = AttributeMap()
        above = parent if parent is not None and not self.concrete else None
        self.expressions = AttributeMap(above.expressions if above is not None else {})
        self.synonyms = AttributeMap(above.synonyms if above is not None else {})
        self.composites = AttributeMap(above.composites if above is not None else {})
        self.validators: dict[str, Any] = {}
        self.choose(declaration, above)
        self.polymorphic_abstract = bool(arguments.get("polymorphic_abstract"))
        #: Whether a query leaves out tables of subclasses; known once `apart` was asked.
        self.narrowed = False
        self.with_polymorphic = arguments.get("with_polymorphic")
        self.polymorphic_load = arguments.get("polymorphic_load")
        if self.polymorphic_load not in (None, "inline", "selectin"):
            raise exc.ArgumentError(
                f"polymorphic_load={self.polymorphic_load!r} on {self} is none of 'inline', 'selectin'"
            )
        self.eager_defaults = arguments.get("eager_defaults", "auto")
        self._index_columns()
        self._configure_key()
        self._configure_version(arguments)
        self._configure_polymorphism(declaration, parent)
        self._remember_nothing()

    # --- construction
    def _remember_nothing(self) -> None:
        """Start without anything derived from the mapping."""
        self._entity: Entity | None = None
        self._entities: dict[Any, Entity] = {}
        self._steps: dict[str, tuple[FlushStep, ...]] = {}
        self._insert_plans: dict[tuple[str, str], Any] = {}
        self._insert_targets: dict[Any, Any] = {}
        self._change_targets: dict[Any, Any] = {}
        self._face: Any = None
        self._descendants: tuple[Mapper, ...] | None = None
        self._keyed: dict[str, Any] = {}
        self._eager: bool | None = None
        self._apart: frozenset[Mapper] | None = None

    def _index_columns(self) -> None:
        self._attr_by_column: dict[int, str] = {}
        if self.inherits is not None and not self.concrete:
            self._attr_by_column.update(self.inherits._attr_by_column)
        elif self.inherits is not None:
            # A relationship to the base names the base's columns; the attribute is the same.
            above = self.inherits._attr_by_column.items()
            self._attr_by_column.update((column, attr) for column, attr in above if attr in self.columns)
        #: Whether an attribute is called otherwise than its column.
        self.renames = False
        for attr, column in self.columns.items():
            self._attr_by_column[id(column)] = attr
            self.renames |= attr != column.name
        self._table_columns: dict[int, tuple[tuple[str, Any], ...]] = {}
        for table in self.tables:
            pairs = [(self._attr_by_column.get(id(column)), column) for column in table.columns]
            self._table_columns[id(table)] = tuple((attr, column) for attr, column in pairs if attr is not None)

    def _configure_key(self) -> None:
        if self.base_mapper is not self:
            self.primary_key: tuple[Any, ...] = self.base_mapper.primary_key
            self.pk_attrs: tuple[str, ...] = self.base_mapper.pk_attrs
            return
        if self.no_table:
            keyed = [(attr, column) for attr, column in self.columns.items() if column.primary_key]
            self.primary_key = tuple(column for _, column in keyed)
            self.pk_attrs = tuple(attr for attr, _ in keyed)
            return
        given = self.mapper_args.get("primary_key")
        key = tuple(_as_column(part, self) for part in given) if given else tuple(self.local_table.primary_key.columns)
        if not key:
            raise exc.ArgumentError(
                f"Mapper {self} could not assemble any primary key columns for mapped table '{self.local_table.name}'"
            )
        self.primary_key = key
        self.pk_attrs = tuple(self._attr_by_column[id(column)] for column in key)

    def _configure_version(self, arguments: Mapping[str, Any]) -> None:
        above = self.inherits if not self.concrete else None
        self.version_id_col: Any = above.version_id_col if above is not None else None
        self.version_id_generator: Any = above.version_id_generator if above is not None else None
        if arguments.get("version_id_col") is not None:
            self.version_id_col = _as_column(arguments["version_id_col"], self)
            self.version_id_generator = arguments.get("version_id_generator")

    def _configure_polymorphism(self, declaration: Declaration, parent: Mapper | None) -> None:
        arguments = self.mapper_args
        self.polymorphic_identity = arguments.get("polymorphic_identity")
        #: Rows without a discriminator value are of this class: said by an explicit None.
        self.allows_null_identity: bool = "polymorphic_identity" in arguments and self.polymorphic_identity is None
        marked = getattr(self.class_, "__concrete_polymorphic__", False)
        own_keyword = parent is None and declaration.inheritance == "concrete"
        inherited = parent is not None and parent.concrete_polymorphic and self.concrete
        wanted = self.with_polymorphic == "*" and (self.concrete or declaration.inheritance == "concrete")
        self.concrete_polymorphic: bool = bool(
            own_keyword or inherited or wanted or (marked and (parent is None or self.concrete))
        )
        self.discriminator: Discriminator | None = None
        if parent is not None and not self.concrete:
            self.polymorphic_map: dict[Any, Mapper] = parent.polymorphic_map
            self.discriminator = parent.discriminator
        else:
            self.polymorphic_map = parent.polymorphic_map if inherited and parent is not None else {}
        if arguments.get("polymorphic_on") is not None:
            self.discriminator = Discriminator.of(self, arguments["polymorphic_on"], declaration.properties)
        if parent is not None and not self.concrete:
            self._check_identity(parent)
        check_identity(self)
        self._register_identity()

    def _check_identity(self, parent: Mapper) -> None:
        if self.polymorphic_identity is None:
            if self.discriminator is not None and not self.polymorphic_abstract:
                warnings.warn(
                    exc.SAWarning(
                        f"{self} does not indicate a 'polymorphic_identity', yet is part of an inheritance hierarchy "
                        f"that has a 'polymorphic_on' column of '{self.discriminator.name}'. If this is an "
                        "intermediary class that should not be instantiated, the class may either be left unmapped, or "
                        "may include the 'polymorphic_abstract=True' parameter in its Mapper arguments. To leave the "
                        "class unmapped when using Declarative, set the '__abstract__ = True' attribute on the class."
                    ),
                    stacklevel=6,
                )
            return
        if self.discriminator is None:
            raise exc.ArgumentError(
                f"Mapper {self} has polymorphic_identity={self.polymorphic_identity!r}, but {parent.base_mapper} names "
                f"no 'polymorphic_on' column: add __mapper_args__ = {{\"polymorphic_on\": ...}} to "
                f"{parent.base_mapper.class_.__name__}."
            )

    def _register_identity(self) -> None:
        identity = self.polymorphic_identity
        if identity is None or self.polymorphic_abstract:
            return
        known = self.polymorphic_map.get(identity)
        if known is not None and known.class_ is not self.class_:
            warnings.warn(
                exc.SAWarning(
                    f"Reassigning polymorphic association for identity {identity!r} from {known!r} to {self!r}: Check "
                    f"for duplicate use of {identity!r} as value for polymorphic_identity."
                ),
                stacklevel=6,
            )
        self.polymorphic_map[identity] = self

    def add_child(self, child: Mapper) -> None:
        """Register a subclass's mapper; every ancestor's queries include it from now on."""
        self.children = [known for known in self.children if known.class_ is not child.class_]
        self.children.append(child)
        ancestor: Mapper | None = self
        while ancestor is not None:
            ancestor.forget()
            ancestor = ancestor.inherits

    def forget(self) -> None:
        """Drop what was derived from the set of descendants and columns; it is built again on first use."""
        self._entity = None
        self._entities = {}
        self._steps = {}
        self._descendants = None
        self._apart = None
        self.forget_loading()

    def forget_loading(self) -> None:
        """Drop what was derived from the relationships of the class and its descendants."""
        for mapper in self.iterate_to_root():
            mapper._keyed = {}
            mapper._eager = None

    def add_column(self, attr: str, column: Any) -> None:
        """Map one more column of the local table, for attributes added to a class after its creation."""
        self.columns[attr] = column
        self._index_columns()
        # Rows of the ancestors may be of this class.
        for mapper in self.iterate_to_root():
            mapper.forget()

    # --- the hierarchy
    def iterate_to_root(self) -> Iterator[Mapper]:
        """Iterate over this mapper and its ancestors, root last."""
        mapper: Mapper | None = self
        while mapper is not None:
            yield mapper
            mapper = mapper.inherits

    @property
    def self_and_descendants(self) -> tuple[Mapper, ...]:
        """This mapper and all below it, parents before children."""
        if self._descendants is None:
            found: list[Mapper] = [self]
            for child in self.children:
                found.extend(child.self_and_descendants)
            self._descendants = tuple(found)
        return self._descendants

    @property
    def polymorphic_iterator(self) -> Any:
        """A function that iterates over this mapper and its descendants."""
        return lambda: iter(self.self_and_descendants)

    def isa(self, other: Mapper) -> bool:
        """Tell whether this mapper is `other` or inherits from it."""
        return any(mapper is other for mapper in self.iterate_to_root())

    def common_parent(self, other: Mapper) -> bool:
        """Tell whether both belong to one hierarchy."""
        return self.base_mapper is other.base_mapper

    def is_sibling(self, other: Mapper) -> bool:
        """Tell whether both belong to one hierarchy and neither inherits from the other."""
        return self.common_parent(other) and not self.isa(other) and not other.isa(self)

    @property
    def apart(self) -> frozenset[Mapper]:
        """The classes below this one whose tables a query leaves to SELECTs of their own."""
        if self._apart is None:
            self._apart, self.narrowed = classes_apart(self)
        return self._apart

    @property
    def single(self) -> bool:
        """Whether the class keeps its rows in its parent's table."""
        return self.inherits is not None and not self.concrete and self.local_table is self.inherits.local_table

    @property
    def polymorphic_on(self) -> Any:
        """The discriminator: a column or an expression, or None."""
        return self.discriminator.expression if self.discriminator is not None else None

    # --- tables and columns
    @property
    def persist_selectable(self) -> Any:
        """The FROM of the class's own rows: its table, or the join of its chain."""
        return self.local_table if len(self.tables) == 1 else self.entity.from_clause

    @property
    def mapped_table(self) -> Any:
        """The table the class adds to its hierarchy."""
        return self.local_table

    selectable = persist_selectable

    @property
    def c(self) -> AttributeMap:
        """The columns by attribute."""
        return self.columns

    @property
    def all_orm_descriptors(self) -> AttributeMap:
        """All attributes of the class that the orm knows by name: mapped ones, hybrids, proxies and synonyms."""
        found = dict(self.attributes)
        for base in self.class_.__mro__:
            for name, value in vars(base).items():
                if getattr(type(value), "is_orm_descriptor", False):
                    found.setdefault(name, value)
        return AttributeMap(found)

    @property
    def attrs(self) -> AttributeMap:
        """All properties by attribute; in SQLAlchemy's order: what the class adds to its table's columns first."""
        added = {key: self.column_attrs[key] for key in self.expressions.keys()}
        return AttributeMap({**self.relationships, **self.synonyms, **self.composites, **added, **self.column_attrs})

    iterate_properties = property(lambda self: iter(self.attrs.values()))

    @property
    def mapper(self) -> Mapper:
        """The mapper itself, as an inspected class answers."""
        return self

    @property
    def class_manager(self) -> AttributeMap:
        """The instrumented attributes by name."""
        return self.attributes

    @property
    def entity_namespace(self) -> type:
        """The mapped class."""
        return self.class_

    def attr_of(self, column: Any) -> str:
        """Return the attribute a column is mapped to.

        Raises UnmappedColumnError when it is not a column of this class.
        """
        attr = self.attr_or_none(column)
        if attr is None:
            raise exc.UnmappedColumnError(f"No column {column} is configured on mapper {self}...")
        return attr

    def attr_or_none(self, column: Any) -> str | None:
        """Return the attribute a column is mapped to, or None."""
        found = self._attr_by_column.get(id(column))
        return self._attr_by_column.get(id(origin_of(column))) if found is None else found

    def get_property_by_column(self, column: Any) -> Any:
        """Return the property a column is mapped to."""
        return self.column_attrs[self.attr_of(column)]

    def get_property(self, key: str, _configure_mappers: bool = True) -> Any:
        """Return a property by attribute.

        Raises InvalidRequestError when there is none.
        """
        found = self.column_attrs.get(key) or self.relationships.get(key) or self.composites.get(key)
        if found is None:
            raise exc.InvalidRequestError(f"Mapper '{self}' has no property '{key}'")
        return found

    def add_property(self, key: str, prop: Any) -> None:
        """Map one more attribute: a column, a relationship, an expression or a synonym."""
        self.registry.add_property(self, key, prop)

    def has_property(self, key: str) -> bool:
        """Tell whether an attribute is mapped."""
        return key in self.columns or key in self.relationships or key in self.expressions

    def table_columns(self, table: Any) -> tuple[tuple[str, Any], ...]:
        """Return the (attribute, column) pairs of one of the class's tables."""
        return self._table_columns[id(table)]

    def table_key(self, table: Any) -> tuple[tuple[Any, str], ...]:
        """Return (key column of a table, root key attribute) pairs: how a row of the table is found."""
        if table is self.tables[0]:
            return tuple(zip(self.primary_key, self.pk_attrs, strict=True))
        attrs = {id(column): attr for column, attr in zip(self.primary_key, self.pk_attrs, strict=True)}
        for child, _parent, pairs in self.joins:
            for own, other in pairs:
                if id(other) in attrs:
                    attrs[id(own)] = attrs[id(other)]
            if child is table:
                return tuple((own, attrs[id(own)]) for own, _other in pairs if id(own) in attrs)
        raise exc.InvalidRequestError(f"Table '{table.name}' is not a table of {self}")

    def inherited_columns(self, table: Any) -> tuple[tuple[Any, Any], ...]:
        """Return (column of a child table, column of its parent's table it repeats) pairs."""
        for child, _parent, pairs in self.joins:
            if child is table:
                return tuple(pairs)
        return ()

    def overrides_inherited(self, attr: str, column: Any) -> bool:
        """Tell whether a subclass's column only narrows an attribute this class maps already, and adds no column."""
        known = self.columns.get(attr)
        if known is None or column.primary_key or column.foreign_keys:
            return False
        return column.name is None or column.name == known.name

    # --- identity
    def primary_key_from_instance(self, instance: Any) -> list[Any]:
        """Return an instance's key values."""
        return [getattr(instance, attr) for attr in self.pk_attrs]

    def identity_key(self, instance: Any) -> tuple[Any, ...]:
        """Return the key of an instance: the values of the root's primary key."""
        return tuple(getattr(instance, attr) for attr in self.pk_attrs)

    def identity_key_from_instance(self, instance: Any) -> tuple[type, tuple[Any, ...], None]:
        """Return (root class, key, None), SQLAlchemy's identity key."""
        return (self.base_mapper.class_, self.identity_key(instance), None)

    def identity_key_from_primary_key(self, key: Any, identity_token: Any = None) -> tuple[type, tuple[Any, ...], Any]:
        """Return (root class, key, token) for key values."""
        return (self.base_mapper.class_, tuple(key), identity_token)

    def init_instance(self, instance: Any, given: Any = ()) -> None:
        """Give a new instance its class's discriminator value, unless the caller set the attribute (`given`)."""
        if self.registry._waiting:
            self.registry.configure_backrefs()
        if self.polymorphic_abstract:
            raise exc.InvalidRequestError(
                f"Can't instantiate class for {self}; mapper is marked polymorphic_abstract=True"
            )
        discriminator = self.discriminator
        if discriminator is not None and discriminator.attr is not None and discriminator.attr not in given:
            if self.polymorphic_identity is not None:
                instance.__dict__[discriminator.attr] = self.polymorphic_identity

    # --- the four questions
    @property
    def entity(self) -> Entity:
        """The node a statement uses for this class: FROM, columns, criteria and the plan that makes instances."""
        if self._entity is None:
            if self.registry._waiting:
                self.registry.configure_backrefs()
            self._entity = build_entity(self)
        return self._entity

    @property
    def union(self) -> Any:
        """The UNION ALL that a query of a concrete hierarchy reads instead of the class's table; None for others."""
        if not self.concrete_polymorphic:
            return None
        clause = self.entity.from_clause
        return None if clause is self.local_table else clause

    def onto_union(self, union: Any) -> Any:
        """Return a function that moves the columns of a concrete hierarchy onto a union of its tables."""
        sources = {id(self.union), *(id(one.local_table) for one in self.self_and_descendants)}

        def adapt_column(column: Any) -> Any:
            return union.columns[column.key] if id(getattr(column, "table", None)) in sources else column

        return adapt_column

    @property
    def read_together(self) -> list[str]:
        """The column attributes that are loaded again together once an instance has expired."""
        return [key for key in (*self.columns.keys(), *self.expressions.keys()) if key not in self.deferred]

    @property
    def left_out(self) -> frozenset[str]:
        """The attributes of the class and its descendants that queries leave out by default: deferred ones."""
        if not self.deferred and not self.children:
            return self.deferred
        found: set[str] = set()
        for one in self.self_and_descendants:
            found |= one.deferred
        return frozenset(found.difference(self.pk_attrs))

    def entity_without(self, left_out: frozenset[str]) -> Entity:
        """Return the entity without the columns of some attributes; key and discriminator always stay."""
        left_out = left_out.difference(self.pk_attrs)
        if left_out == self.left_out:
            return self.entity
        found = self._entities.get(left_out)
        if found is None:
            found = self._entities[left_out] = build_entity(
                self, left_out=left_out, from_clause=self.entity.from_clause
            )
        return found

    def expression_of(self, attr: str, entity_column: Any) -> Any:
        """Return an attribute's column, or `entity_column(column, entity, key)` where a FROM belongs to it."""
        column = self.columns.get(attr)
        if column is None:
            expression = self.expressions[attr]
            return entity_column(expression, self.entity, attr) if len(self.tables) > 1 or self.single else expression
        union = self.union
        if union is not None:
            return union.columns[column.key]
        if len(self.tables) == 1 and not self.single:
            return column
        return entity_column(column, self.entity, attr)

    def flush_steps(self, operation: Operation) -> tuple[FlushStep, ...]:
        """Return the statements, in order, that write one instance."""
        steps = self._steps.get(operation)
        if steps is None:
            steps = self._steps[operation] = self.strategy.flush_steps(self, operation)
        return steps

    @property
    def __sql_entity__(self) -> Entity:
        """The entity, as statements ask for it."""
        return self.entity

    def tree(self) -> str:
        """Return the class and those below it, a line each: identity, strategy, table and the columns it adds."""
        return picture.tree(self)

    def mermaid(self) -> str:
        """Return the class and those below it as the text of a Mermaid class diagram."""
        return picture.mermaid(self)

    def dot(self) -> str:
        """Return the class and those below it as the text of a DOT graph."""
        return picture.dot(self)

    def __str__(self) -> str:
        table = self.local_table.name if self.local_table is not None else None
        return f"Mapper[{self.class_.__name__}({table})]"

    def __repr__(self) -> str:
        return f"<Mapper at {id(self):#x}; {self.class_.__name__}>"


def _excluded(arguments: Mapping[str, Any]) -> Iterator[str]:
    return iter(arguments.get("exclude_properties") or ())


def _as_column(value: Any, mapper: Mapper) -> Any:
    if isinstance(value, str):
        column = mapper.columns.get(value)
        if column is None:
            raise exc.ArgumentError(f"Mapper {mapper} has no attribute '{value}'")
        return column
    if mapper._attr_by_column.get(id(value)) is not None:
        return value
    for column in mapper.columns.values():
        if column.name == getattr(value, "name", None):
            return column
    raise exc.ArgumentError(f"Column '{value}' is not mapped by {mapper}")
