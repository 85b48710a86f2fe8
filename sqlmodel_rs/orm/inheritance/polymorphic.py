"""Building the entity of a mapper: the FROM, the columns and the plan by which rows of a hierarchy become instances.

Works from mappers' tables, joins and discriminators alone; which strategy put them there is not asked.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlmodel_rs import exc
from sqlmodel_rs._native import EntityPlan
from sqlmodel_rs.orm.inheritance.discriminator import identities_of, identity_text, is_lenient, plan_error
from sqlmodel_rs.sql.entity import Entity
from sqlmodel_rs.sql.expression import and_, case, cast, literal, null, type_coerce, union_all
from sqlmodel_rs.sql.selectable import Join
from sqlmodel_rs.sql.statement import Select
from sqlmodel_rs.types import String

if TYPE_CHECKING:
    from sqlmodel_rs.orm.mapper import Mapper

Adapt = Callable[[Any], Any]


def _unchanged(node: Any) -> Any:
    return node


def build_entity(
    mapper: Mapper,
    *,
    left_out: frozenset[str] | None = None,
    only: Iterable[Mapper] | None = None,
    adapt: Adapt = _unchanged,
    innerjoin: bool = False,
    from_clause: Any = None,
    name: str | None = None,
    namespace: Any = None,
    given: Mapping[str, Any] | None = None,
) -> Entity:
    """Build an entity of `mapper`.

    `only` limits the descendants that are loaded with it (None: all), `left_out` names attributes to leave for later
    (None: those the mapping defers),
    `adapt` replaces a table or column by its alias's, `from_clause` stands in for the whole FROM, `given` has
    expressions to select instead of mapped ones.
    """
    if left_out is None:
        left_out = mapper.left_out
    if mapper.concrete_polymorphic and adapt is _unchanged:
        union = from_clause if from_clause is not None else _concrete_union(mapper)
        if union is not None:
            return _concrete_entity(mapper, union, left_out, name, namespace)
    if mapper.no_table:
        raise exc.InvalidRequestError(f"{mapper} has no table and no mapped subclass to query")
    family = list(family_of(mapper))
    joined = family
    if only is not None:
        wanted = {id(ancestor) for one in only for ancestor in one.iterate_to_root()} | {id(mapper)}
        joined = [one for one in family if id(one) in wanted]
    if from_clause is None:
        from_clause = _join_chain(mapper, adapt)
        for table, _parent, pairs in _descendant_joins(mapper, joined):
            from_clause = Join(from_clause, adapt(table), _on(pairs, adapt), isouter=not innerjoin)
    return Layout(mapper, family, joined, left_out, adapt, given or {}).entity(from_clause, name, namespace)


def family_of(mapper: Mapper) -> Iterator[Mapper]:
    """Iterate over a mapper and the descendants whose rows hang on its tables."""
    yield mapper
    for child in mapper.children:
        if not child.concrete:
            yield from family_of(child)


#: More tables of subclasses than these are not joined: each costs every row a look-up, and databases stop at sixty.
WIDEST_JOIN = 20


def joined_members(mapper: Mapper) -> list[Mapper]:
    """List the members of a family whose tables are read by joining them to the base, where nothing else is said.

    Not those declared with `polymorphic_load="selectin"`, nor those that a list in `with_polymorphic` leaves out, nor,
    where there are more than `WIDEST_JOIN` of them, those that are not declared `polymorphic_load="inline"`.
    """
    listed = _listed(mapper)
    found = list(_unless(mapper, lambda one: one.polymorphic_load == "selectin"))
    if listed is not None:
        found = list(_unless(mapper, lambda one: not any(other.isa(one) for other in listed)))
    elif mapper.with_polymorphic is None and sum(not one.single for one in found) > WIDEST_JOIN + 1:
        found = list(_unless(mapper, lambda one: one.polymorphic_load != "inline"))
    return found


def classes_apart(mapper: Mapper) -> tuple[frozenset[Mapper], bool]:
    """Return the classes below a mapper that queries leave to SELECTs of their own, and whether they leave out any."""
    joined = {id(one) for one in joined_members(mapper)}
    left = [one for one in mapper.self_and_descendants if id(one) not in joined and not one.concrete]
    listed = _listed(mapper)
    return frozenset(one for one in left if listed is None or one.polymorphic_load == "selectin"), bool(left)


def narrow_entity(mapper: Mapper, left_out: frozenset[str]) -> Entity:
    """Return the entity of a mapper without the tables that a query leaves out, and without some attributes."""
    key = ("narrow", left_out)
    found: Entity | None = mapper._entities.get(key)
    if found is None:
        found = mapper._entities[key] = build_entity(mapper, left_out=left_out, only=joined_members(mapper))
    return found


def _listed(mapper: Mapper) -> tuple[Mapper, ...] | None:
    """Return the classes that `with_polymorphic` says to load with this one; None for all."""
    given = mapper.with_polymorphic
    if given is None or given == "*":
        return None
    return tuple(getattr(cls, "__mapper__", cls) for cls in given)


def _unless(mapper: Mapper, leave: Callable[[Mapper], bool]) -> Iterator[Mapper]:
    """Iterate over a mapper and its descendants, but for those with a table that are to be left, and all below them."""
    yield mapper
    for child in mapper.children:
        if not child.concrete and (child.single or not leave(child)):
            yield from _unless(child, leave)


def _join_chain(mapper: Mapper, adapt: Adapt) -> Any:
    clause = adapt(mapper.tables[0])
    for table, _parent, pairs in mapper.joins:
        clause = Join(clause, adapt(table), _on(pairs, adapt))
    return clause


def _descendant_joins(mapper: Mapper, family: list[Mapper]) -> list[tuple[Any, Any, Any]]:
    known = {id(table) for table in mapper.tables}
    found = []
    for one in family:
        for table, parent, pairs in one.joins:
            if id(table) not in known:
                known.add(id(table))
                found.append((table, parent, pairs))
    return found


def _on(pairs: Any, adapt: Adapt) -> Any:
    conditions = [adapt(parent) == adapt(child) for child, parent in pairs]
    return conditions[0] if len(conditions) == 1 else and_(*conditions)


class Layout:
    """Which column stands at which position of the entity, and which attribute it is for each class."""

    def __init__(
        self,
        mapper: Mapper,
        family: list[Mapper],
        joined: list[Mapper],
        left_out: frozenset[str],
        adapt: Adapt,
        given: Mapping[str, Any],
    ) -> None:
        self.given = {attr: expression.label(attr) for attr, expression in given.items()}
        self.mapper = mapper
        self.family = family
        self.joined = joined
        self.left_out = left_out
        self.adapt = adapt
        self.columns: list[Any] = []
        self.position: dict[int, int] = {}
        self.child_positions: dict[int, int] = {}
        self._place_columns()

    def _place_columns(self) -> None:
        mapper = self.mapper
        discriminator = mapper.discriminator
        keep = {id(column) for column in mapper.primary_key}
        if discriminator is not None:
            keep.add(id(discriminator.expression))
        seen: set[int] = set()
        chain = {id(table) for table in mapper.tables}
        for one in self.joined:
            for table in one.tables:
                if id(table) in seen:
                    continue
                seen.add(id(table))
                if id(table) not in chain:
                    marker = one.table_key(table)[0][0]
                    self.child_positions[id(table)] = self._add(marker)
                for column in table.columns:
                    self._place(column, keep)
            for attr, expression in one.expressions.items():
                if attr not in self.left_out:
                    self._add(self.given.get(attr, expression))

    def _place(self, column: Any, keep: set[int]) -> None:
        if id(column) in self.position:
            return
        attrs = {one.attr_or_none(column) for one in self.family} - {None}
        if id(column) in keep or attrs - self.left_out:
            self._add(column)

    def _add(self, column: Any) -> int:
        at = self.position.get(id(column))
        if at is None:
            at = self.position[id(column)] = len(self.columns)
            self.columns.append(self.adapt(column))
        return at

    def names(self, one: Mapper) -> tuple[str | None, ...]:
        """Return, per position, the attribute of a class the value goes to; each attribute is filled once."""
        names: list[str | None] = [None] * len(self.columns)
        for attr, column in (*one.columns.items(), *one.expressions.items()):
            at = self.position.get(id(self.given.get(attr, column)))
            if at is None and attr in one.pk_attrs:
                # Where the table furthest down is not read, its key is the one it repeats.
                above = (other.columns.get(attr) for other in one.iterate_to_root())
                at = next((self.position[id(key)] for key in above if id(key) in self.position), None)
            if at is not None and attr not in self.left_out:
                names[at] = attr
        return tuple(names)

    def entity(self, from_clause: Any, name: str | None, namespace: Any) -> Entity:
        """Put the entity and its plan together."""
        mapper = self.mapper
        discriminator = mapper.discriminator
        variants, at = self._variants()
        children = self._children()
        tables = {one.class_: one.local_table.name for one in self.family}
        keys = {at: name for name, at in self._child_keys()}
        plan = EntityPlan(
            mapper.base_mapper.class_,
            variants,
            discriminator=at,
            pk=tuple(self.position[id(column)] for column in mapper.primary_key),
            children=children,
            on_error=partial(plan_error, mapper, tables, keys),
            fallback=self._variant(mapper) if is_lenient(mapper) and not mapper.polymorphic_abstract else None,
        )
        criteria = None
        if discriminator is not None and mapper.single:
            # A class without identity shares its parent's rows; an abstract one that nobody implements has none.
            identities = identities_of(mapper)
            if identities or mapper.polymorphic_abstract:
                criteria = self.adapt(discriminator.expression).in_(identities)
        return Entity(
            mapper=mapper,
            from_clause=from_clause,
            columns=tuple(self.columns),
            criteria=criteria,
            plan=plan,
            name=name or mapper.class_.__name__,
            cls=mapper.class_,
            namespace=namespace,
        )

    def _variants(self) -> tuple[dict[Any, Any], int | None]:
        """List the classes a row may be, by identity, and the position of what tells them apart.

        Without a discriminator that is an expression: the name of the class furthest down whose table has a row.
        """
        mapper = self.mapper
        at: int | None = None
        if mapper.discriminator is not None:
            at = self._add(mapper.discriminator.expression)
        elif self.child_positions:
            at = len(self.columns)
            self.columns.append(self._presence())
        found: dict[Any, Mapper] = {}
        for one in self.family:
            identity = one.polymorphic_identity if mapper.discriminator is not None else _class_identity(one, mapper)
            if identity is not None and not one.polymorphic_abstract:
                found[identity] = one
        if mapper.discriminator is None or mapper.allows_null_identity or not found:
            found[None] = mapper
        return {identity: self._variant(one) for identity, one in found.items()}, at

    def _variant(self, one: Mapper) -> tuple[Any, ...]:
        return one.class_, one, self.names(one), self._needs(one)

    def _child_keys(self) -> Iterator[tuple[str, int]]:
        """Iterate over (name, position of the key) of the child tables that are read."""
        for one in self.joined:
            for table in one.tables:
                if id(table) in self.child_positions:
                    yield table.name, self.child_positions[id(table)]

    def _needs(self, one: Mapper) -> tuple[int, ...]:
        """List the positions of child tables' keys that a row of a class must have."""
        if self.mapper.discriminator is None:
            return ()
        return tuple(self.child_positions[id(table)] for table in one.tables if id(table) in self.child_positions)

    def _presence(self) -> Any:
        """CASE WHEN grandchild.id IS NOT NULL THEN 'Grandchild' WHEN child.id IS NOT NULL THEN 'Child' END."""
        whens = []
        for one in reversed(self.family):
            if one is not self.mapper and not one.single and id(one.local_table) in self.child_positions:
                marker = self.columns[self.child_positions[id(one.local_table)]]
                whens.append((marker.is_not(None), literal(one.class_.__name__, String(), literal_execute=True)))
        return case(*whens).label("polymorphic_class")

    def _children(self) -> tuple[tuple[Any, int, int], ...]:
        """List (class, position of the child table's key, group): two tables of one group cannot both have a row."""
        groups: dict[int, int] = {}
        found = []
        for one in self.family:
            position = self.child_positions.get(id(one.local_table))
            if one is self.mapper or one.single or position is None:
                continue
            above = one.joins[-1][1]
            found.append((one.class_, position, groups.setdefault(id(above), len(groups))))
        return tuple(found) if len(found) > 1 else ()


def _class_identity(one: Mapper, mapper: Mapper) -> str | None:
    return None if one is mapper or one.single else one.class_.__name__


def _concrete_members(mapper: Mapper) -> list[Mapper]:
    return [one for one in mapper.self_and_descendants if not one.no_table and not one.polymorphic_abstract]


def _concrete_union(mapper: Mapper) -> Any:
    """UNION ALL of the tables of a concrete hierarchy, each padded with NULLs and marked with its identity."""
    members = _concrete_members(mapper)
    if len(members) < 2 and not mapper.no_table:
        return None
    if not members:
        return None
    shape: dict[str, Any] = {}
    for one in members:
        for column in one.columns.values():
            shape.setdefault(column.key, column)
    marker = _marker(mapper, shape)
    selects: list[Any] = []
    for one in members:
        own = {column.key: column for column in one.columns.values()}
        parts = [own[key] if key in own else cast(null(), column.type).label(key) for key, column in shape.items()]
        identity = identity_text(identity_of(one))
        selects.append(Select(*parts, type_coerce(literal(identity), String()).label(marker)))
    body = union_all(*selects) if len(selects) > 1 else selects[0]
    return body.subquery("pjoin")


def discriminator_name(mapper: Mapper) -> str:
    """Return the name of the column that marks a concrete union's rows."""
    given = getattr(mapper.class_, "_concrete_discriminator_name", None)
    # A class whose metaclass wraps names with an underscore holds the value as a default.
    name = given if isinstance(given, str) else getattr(given, "default", None)
    return name if isinstance(name, str) else "type"


def _marker(mapper: Mapper, taken: Container[str]) -> str:
    name = discriminator_name(mapper)
    while name in taken:
        name = f"_{name}"
    return name


def identity_of(mapper: Mapper) -> Any:
    """Return a concrete class's identity: the declared one, or the class's name."""
    return mapper.polymorphic_identity if mapper.polymorphic_identity is not None else mapper.class_.__name__


def _concrete_entity(
    mapper: Mapper, union: Any, left_out: frozenset[str], name: str | None, namespace: Any = None
) -> Entity:
    columns = list(union.columns)
    at = {column.key: position for position, column in enumerate(columns)}
    variants: dict[Any, Any] = {}
    for one in _concrete_members(mapper):
        names: list[str | None] = [None] * len(columns)
        for attr, column in one.columns.items():
            if attr not in left_out:
                names[at[column.key]] = attr
        variants[identity_text(identity_of(one))] = (one.class_, one, tuple(names))
    first = _concrete_members(mapper)[0]
    key = mapper.primary_key or first.primary_key
    plan = EntityPlan(
        mapper.base_mapper.class_,
        variants,
        discriminator=len(columns) - 1,
        pk=tuple(at[column.key] for column in key),
        children=(),
        on_error=partial(plan_error, mapper, {}, {}),
    )
    return Entity(
        mapper=mapper,
        from_clause=union,
        columns=tuple(columns),
        criteria=None,
        plan=plan,
        name=name or mapper.class_.__name__,
        cls=mapper.class_,
        namespace=namespace,
    )


def polymorphic_union(
    table_map: dict[Any, Any], typecolname: str | None, aliasname: str = "p_union", cast_nulls: bool = True
) -> Any:
    """Build the UNION ALL of several tables by hand: NULL for a column a table lacks, the map's key in `typecolname`.

    Behaviour: `sqlalchemy.orm.polymorphic_union`.
    """
    shape: dict[str, Any] = {}
    for table in table_map.values():
        for column in table.columns:
            shape.setdefault(column.key, column)
    selects: list[Any] = []
    for key, table in table_map.items():
        own = {column.key: column for column in table.columns}
        parts = [own[k] if k in own else cast(null(), column.type).label(k) for k, column in shape.items()]
        if typecolname:
            parts.append(type_coerce(literal(identity_text(key)), String()).label(typecolname))
        selects.append(Select(*parts))
    return union_all(*selects).subquery(aliasname)
