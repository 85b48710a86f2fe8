"""Aliases of mapped classes: `aliased()`, `with_polymorphic()`, and the entities rebuilt for deferred columns.

An alias offers the class's attributes on its own FROM. Knows mappers; must not know instances.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlmodel_rs import exc
from sqlmodel_rs.orm.inheritance.polymorphic import build_entity, joined_members
from sqlmodel_rs.orm.queryable import QueryableAttribute, compared
from sqlmodel_rs.sql import kinds
from sqlmodel_rs.sql.entity import Entity, EntityColumn
from sqlmodel_rs.sql.selectable import CONSTRUCTORS, Alias
from sqlmodel_rs.sql.traversal import replace
from sqlmodel_rs.subscript import Subscriptable

__all__ = ["AliasedClass", "aliased", "rebuilt", "with_polymorphic"]


class AliasedAttribute(QueryableAttribute[Any]):
    """An attribute read from an alias."""

    __slots__ = ("alias",)

    def __init__(self, key: str, parent: Any, property: Any, alias: AliasedClass) -> None:
        super().__init__(key, parent, property)
        self.alias = alias

    @property
    def parententity(self) -> Any:
        """The alias."""
        return self.alias

    def __clause_element__(self) -> Any:
        """Return the alias's column; where the alias is more than one plain FROM, the column together with it."""
        entity = self.alias._column_entity
        if self._expression_entity is not entity:
            column = self._adapted()
            plain = entity.from_clause._kind != kinds.JOIN and entity.criteria is None
            self._expression = column if plain else EntityColumn(column, entity, self.key)
            self._expression_entity = entity
        return self._expression

    def _adapted(self) -> Any:
        """Return the column, or the expression, on the alias's FROM."""
        adapt = self.alias._adapt_column
        column = self.parent.columns.get(self.key)
        return replace(self.parent.expressions[self.key], column_visitor(adapt)) if column is None else adapt(column)


class AliasedClass(Subscriptable):
    """A mapped class under another name in a statement; its attributes are the class's, on the alias's FROM."""

    def __init__(
        self,
        mapper: Any,
        *,
        adapt_column: Callable[[Any], Any],
        build: Callable[[AliasedClass], Entity],
        name: str | None = None,
        members: Iterable[Any] = (),
        withheld: frozenset[str] = frozenset(),
        renamed: bool = True,
        again: Callable[[str | None], AliasedClass] | None = None,
    ) -> None:
        #: Makes the same entity under another name.
        self._again = again
        #: Whether its tables have names of their own.
        self.is_renamed = renamed
        self.mapper = mapper
        self.class_ = mapper.class_
        self._name = name
        self._adapt_column = adapt_column
        self._attributes: dict[str, Any] = {}
        self._members = {one.class_.__name__: one for one in members}
        self._withheld = withheld
        self._build = build
        self._entity: Entity | None = None

    is_aliased_class = True
    is_mapper = False

    @property
    def __sql_entity__(self) -> Entity:
        """The entity a statement uses for the alias."""
        if self._entity is None:
            self._entity = self._build(self)
        return self._entity

    @property
    def _column_entity(self) -> Entity:
        """The entity that the alias's attributes bring into a statement."""
        return self.__sql_entity__

    @property
    def __name__(self) -> str:
        return str(self.class_.__name__)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name in ("_attributes", "_members", "_withheld", "_entity", "mapper", "_again"):
            raise AttributeError(name)
        found = self._attributes.get(name)
        if found is None:
            found = self._attributes[name] = self._make(name)
        return found

    def _make(self, name: str) -> Any:
        mapper = self.mapper
        if name in mapper.columns or name in mapper.expressions:
            prop = mapper.column_attrs[name]
            return compared(AliasedAttribute, prop.comparator_factory)(name, mapper, prop, self)
        if name in mapper.relationships:
            return mapper.attributes[name].adapt_to(self)
        member = self._members.get(name)
        if member is not None:
            return _Member(member, self)
        for base in self.class_.__mro__:
            raw = base.__dict__.get(name)
            if raw is not None:
                getter = getattr(type(raw), "__get__", None)
                return raw if getter is None else getter(raw, None, self)
        raise AttributeError(f"'{self.class_.__name__}' alias has no attribute {name!r}")

    def __repr__(self) -> str:
        return f"<AliasedClass at {id(self):#x}; {self.class_.__name__}>"


class _Member(AliasedClass):
    """A subclass inside a `with_polymorphic` entity: `wp.Engineer.level`.

    Selected itself it reads the rows of the whole; one that is not of the subclass is an error.
    """

    def __init__(self, mapper: Any, whole: AliasedClass) -> None:
        super().__init__(
            mapper,
            adapt_column=whole._adapt_column,
            build=lambda self: _part(self, whole),
            members=[one for one in whole._members.values() if one.isa(mapper)],
            renamed=whole.is_renamed,
        )
        self._whole = whole

    @property
    def _column_entity(self) -> Entity:
        return self._whole.__sql_entity__


def _part(member: AliasedClass, whole: AliasedClass) -> Entity:
    """Build the entity of a subclass on the FROM of the entity that it is a part of."""
    entity = whole.__sql_entity__
    if member.mapper.discriminator is None:
        return entity
    part = build_entity(
        member.mapper,
        left_out=member.mapper.left_out | whole._withheld,
        only=member._members.values(),
        adapt=_adapting(whole._adapt_column),
        from_clause=entity.from_clause,
        name=entity.name,
        namespace=member,
    )
    part.criteria = entity.criteria
    return part


def _adapting(adapt_column: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return what puts the columns of any expression through `adapt_column`."""
    visit = column_visitor(adapt_column)
    return lambda node: adapt_column(node) if node._kind == kinds.COLUMN else replace(node, visit)


def _mapper_of(element: Any) -> Any:
    mapper = getattr(element, "__mapper__", None)
    if mapper is None and getattr(element, "is_mapper", False):
        mapper = element
    if mapper is None and isinstance(element, AliasedClass):
        mapper = element.mapper
    return mapper


def aliased(
    element: Any, alias: Any = None, name: str | None = None, flat: bool = False, adapt_on_names: bool = False
) -> Any:
    """Return another name for a mapped class, or for a table or subquery.

    `alias` is a FROM (subquery, CTE, alias) that has the class's columns; without it each of the class's tables gets an
    anonymous alias (or `name`); an alias of an alias reads what that reads.
    Example: `Parent = aliased(Node); select(Node).join(Node.parent.of_type(Parent))`.
    Raises ArgumentError when the element is neither mapped nor a FROM.
    """
    mapper = _mapper_of(element)
    if mapper is None:
        make = getattr(element, "alias", None)
        if make is None:
            raise exc.ArgumentError(f"Column expression, FROM clause, or mapped class expected, got {element!r}.")
        return make(name)
    if alias is not None:
        return _over(mapper, alias, name, adapt_on_names)
    again = element._again if isinstance(element, AliasedClass) else None
    return _renamed(mapper, mapper.self_and_descendants, name) if again is None else again(name)


def narrow_alias(mapper: Any) -> AliasedClass:
    """Return an anonymous alias of a class without the tables that a query of it leaves out."""
    if not mapper.narrowed:
        return _renamed(mapper, mapper.self_and_descendants, None)
    family = joined_members(mapper)
    return _renamed(mapper, family, None, only=family)


def _renamed(mapper: Any, family: Iterable[Any], name: str | None, **build: Any) -> AliasedClass:
    if mapper.union is not None:
        return _concrete(mapper, mapper.union.element.subquery(name), name)
    family = list(family)
    tables = {id(table): table for one in family for table in one.tables}
    aliases: dict[int, Any] = {}
    for key, table in tables.items():
        own = name if table is mapper.tables[0] and len(tables) == 1 else (f"{name}_{table.name}" if name else None)
        aliases[key] = Alias(table, own)

    def adapt_column(column: Any) -> Any:
        alias = aliases.get(id(getattr(column, "table", None)))
        return column if alias is None else alias.columns[column.key]

    def adapt(node: Any) -> Any:
        kind = node._kind
        if kind == kinds.TABLE:
            return aliases.get(id(node), node)
        return adapt_column(node) if kind == kinds.COLUMN else replace(node, column_visitor(adapt_column))

    return AliasedClass(
        mapper,
        adapt_column=adapt_column,
        build=lambda self: build_entity(mapper, adapt=adapt, name=name, namespace=self, **build),
        name=name,
        members=family,
        again=lambda name: _renamed(mapper, family, name, **build),
    )


def _concrete(mapper: Any, union: Any, name: str | None, *, members: Any = None, renamed: bool = True) -> AliasedClass:
    """Stand for a union of a concrete hierarchy's tables."""
    return AliasedClass(
        mapper,
        adapt_column=mapper.onto_union(union),
        build=lambda self: build_entity(mapper, from_clause=union, name=name, namespace=self),
        name=name,
        members=mapper.self_and_descendants if members is None else members,
        renamed=renamed,
    )


def column_visitor(adapt_column: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return the visitor for `replace` that puts each mapped column through `adapt_column`."""

    def visit(part: Any) -> Any:
        if part._kind == kinds.COLUMN:
            return adapt_column(part)
        return adapt_column(part.column) if part._kind == kinds.ENTITY_COLUMN else None

    return visit


def _over(mapper: Any, selectable: Any, name: str | None, by_name: bool) -> AliasedClass:
    """Alias a class to a FROM that has its columns."""
    if getattr(selectable, "is_select", False):
        selectable = selectable.subquery(name)
    elif selectable._kind == kinds.TABLE:
        selectable = selectable.alias(name)
    twins: dict[int, Any] = {}
    for _child, _parent, pairs in (join for one in mapper.self_and_descendants for join in one.joins):
        for own, other in pairs:
            twins[id(own)] = other

    def adapt_column(column: Any) -> Any:
        found = selectable.corresponding_column(column)
        if found is None and id(column) in twins:
            found = selectable.corresponding_column(twins[id(column)])
        if found is None:
            found = selectable.columns.get(column.key)
        return column if found is None else found

    def adapt(node: Any) -> Any:
        return (
            node
            if node._kind == kinds.TABLE
            else (adapt_column(node) if node._kind == kinds.COLUMN else replace(node, column_visitor(adapt_column)))
        )

    offered = {
        attr
        for one in mapper.self_and_descendants
        for attr, column in one.columns.items()
        if adapt_column(column) is not column
    }
    members = [mapper, *(one for one in mapper.self_and_descendants[1:] if _offers_tables(selectable, one, mapper))]
    every = {attr for one in mapper.self_and_descendants for attr in one.columns.keys()}
    withheld = frozenset(every - offered)
    return AliasedClass(
        mapper,
        adapt_column=adapt_column,
        build=lambda self: build_entity(
            mapper,
            adapt=adapt,
            from_clause=selectable,
            name=name,
            namespace=self,
            only=members,
            left_out=mapper.left_out | withheld,
        ),
        name=name,
        withheld=withheld,
        members=members,
        again=lambda name: _over(mapper, _renewed(selectable, name), name, by_name),
    )


def _renewed(selectable: Any, name: str | None) -> Any:
    """Return a FROM under another name: a subquery once more, an alias of anything else."""
    if selectable._kind == kinds.SUBQUERY:
        return selectable.element.subquery(name)
    source = selectable.element if selectable._kind == kinds.ALIAS else selectable
    return source.alias(name)


def _offers_tables(selectable: Any, one: Any, mapper: Any) -> bool:
    """Tell whether a FROM has columns of all tables that a subclass adds: its key, or one that is no key."""
    keys = {id(own) for _child, _parent, pairs in one.joins for own, _other in pairs}
    for table in one.tables:
        if table in mapper.tables:
            continue
        if not any(
            selectable.corresponding_column(column) is not None
            or (id(column) not in keys and selectable.columns.get(column.key) is not None)
            for column in table.columns
        ):
            return False
    return True


def with_polymorphic(
    base: Any,
    classes: Any,
    selectable: Any = False,
    flat: bool = False,
    polymorphic_on: Any = None,
    aliased: bool = False,
    innerjoin: bool = False,
    adapt_on_names: bool = False,
    name: str | None = None,
) -> Any:
    """Return an entity of a base class together with subclasses, whose attributes are at `entity.Subclass.attribute`.

    `classes` is `"*"` or a list; columns of subclasses not listed are loaded when read. `aliased` or `flat` gives the
    tables other names, `innerjoin` joins them by JOIN.
    """
    mapper = _mapper_of(base)
    if mapper is None:
        raise exc.ArgumentError(f"with_polymorphic() expects a mapped class, got {base!r}")
    family = list(mapper.self_and_descendants)
    if classes != "*":
        chosen = [_mapper_of(cls) for cls in classes]
        wanted = {id(above) for one in chosen for above in one.iterate_to_root()}
        family = [one for one in family if one is mapper or id(one) in wanted]
    if selectable is not False and selectable is not None:
        return _over(mapper, selectable, name, adapt_on_names)
    if aliased or flat or name is not None:
        return _renamed(mapper, family, name, only=family, innerjoin=innerjoin)
    if mapper.union is not None:
        return _concrete(mapper, mapper.union, None, members=family, renamed=False)
    return AliasedClass(
        mapper,
        adapt_column=lambda column: column,
        build=lambda self: build_entity(mapper, only=family, innerjoin=innerjoin, namespace=self),
        members=family,
        renamed=False,
        again=lambda name: _renamed(mapper, family, name, only=family, innerjoin=innerjoin),
    )


def rebuilt(entity: Entity, left_out: frozenset[str], given: Mapping[str, Any] | None = None) -> Entity:
    """Return an entity without the columns of some attributes, on the same FROM.

    `given` are expressions of attributes that replace the mapped ones.
    """
    mapper = entity.mapper
    if entity is mapper.entity and given:
        return build_entity(mapper, left_out=left_out, from_clause=entity.from_clause, given=given)
    if entity is mapper.entity:
        found: Entity = mapper.entity_without(left_out)
        return found
    adapt_column = getattr(entity.namespace, "_adapt_column", None)
    if adapt_column is None:
        return entity

    members = entity.namespace._members
    return build_entity(
        mapper,
        left_out=left_out | entity.namespace._withheld,
        only=members.values() if members else None,
        adapt=_adapting(adapt_column),
        from_clause=entity.from_clause,
        name=entity.name,
        namespace=entity.namespace,
        given=given,
    )


def _twin(entity: Entity) -> Entity:
    """Return an entity of a class, or of one with subclasses, under other names."""
    members = getattr(entity.namespace, "_members", None)
    family = list(members.values()) if members else [entity.mapper]
    found: Entity = _renamed(entity.mapper, family, None, only=family).__sql_entity__
    return found


CONSTRUCTORS["aliased"] = aliased
CONSTRUCTORS["twin"] = _twin
