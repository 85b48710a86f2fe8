"""`LoadPlan`: what one SELECT loads of an entity, from options and mapping defaults: columns, relationships, theirs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from sqlmodel_rs import exc
from sqlmodel_rs.orm.loading.options import LoaderCriteria, LoaderOption, Step

if TYPE_CHECKING:
    from sqlmodel_rs.orm.mapper import Mapper

#: `relationship(lazy=...)` -> strategy.
STRATEGY_BY_LAZY: dict[Any, str] = {
    "select": "select", True: "select", None: "noload", "noload": "noload", "joined": "joined", False: "joined",
    "selectin": "selectin", "subquery": "selectin", "immediate": "selectin", "raise": "raise",
    "raise_on_sql": "raise_on_sql",
}  # fmt: skip

EAGER = ("selectin", "joined", "contains_eager")


class Relation:
    """How one relationship is loaded, and the plan of its target."""

    __slots__ = ("strategy", "attribute", "options", "plan")

    def __init__(self, strategy: str, attribute: Any, options: dict[str, Any] | None = None) -> None:
        self.strategy = strategy
        self.attribute = attribute
        self.options = options or {}
        self.plan = LoadPlan()


_POPULATING = frozenset({*EAGER, "contains_eager"})


class LoadPlan:
    """What is loaded of one entity."""

    __slots__ = (
        "relations", "only", "deferred", "undeferred", "groups", "refused", "every_relation", "every_column_deferred",
        "criteria",
    )  # fmt: skip

    def __init__(self) -> None:
        #: By attribute and by the property named: two subclasses may each have a relationship of one name.
        self.relations: dict[str, dict[Any, Relation]] = {}
        self.only: set[str] | None = None
        self.deferred: set[str] = set()
        self.undeferred: set[str] = set()
        #: The groups of deferred attributes that are loaded now.
        self.groups: set[str] = set()
        self.refused: set[str] = set()
        self.every_relation: str | None = None
        self.every_column_deferred = False
        #: Conditions of `with_loader_criteria`, which hold for everything that is loaded below too.
        self.criteria: tuple[LoaderCriteria, ...] = ()

    def add(self, chain: tuple[Step, ...]) -> None:
        """Add one chain of an option."""
        step, rest = chain[0], chain[1:]
        if step.strategy in ("only", "defer", "undefer", "undefer_group"):
            self._add_columns(step)
            return
        if step.wildcard:
            self.every_relation = step.strategy
            return
        named = self.relations.setdefault(step.keys[0], {})
        prop = step.attribute.property if step.attribute is not None else None
        relation = named.get(prop)
        if relation is None:
            relation = named[prop] = Relation(step.strategy, step.attribute, step.options)
        elif step.strategy != "default":
            relation.strategy, relation.attribute, relation.options = step.strategy, step.attribute, step.options
        if rest:
            relation.plan.add(rest)

    def _add_columns(self, step: Step) -> None:
        keys = set(step.keys)
        if step.strategy == "only":
            self.only = (self.only or set()) | keys
            if step.options.get("raiseload"):
                self.refused.add("*")
        elif step.strategy == "defer":
            if "*" in keys:
                self.every_column_deferred = True
                keys.discard("*")
            self.deferred |= keys
            if step.options.get("raiseload"):
                self.refused |= keys
        elif step.strategy == "undefer_group":
            self.groups |= keys
        else:
            self.undeferred |= keys

    def left_out(self, mapper: Mapper) -> frozenset[str]:
        """Return the column attributes of a class and its descendants that are not loaded now."""
        if self.only is None and not (self.deferred or self.every_column_deferred or self.undeferred or self.groups):
            return mapper.left_out
        every = {attr for one in mapper.self_and_descendants for attr in (*one.columns.keys(), *one.expressions.keys())}
        gone = {*self.deferred, *mapper.left_out}
        if self.only is not None:
            named = {attr for attr in self.only if mapper.has_property(attr)} if "*" not in self.only else every
            gone = {*self.deferred, *(every - named)}
        if self.every_column_deferred:
            gone |= every
        gone = set() if "*" in self.undeferred else gone - self.undeferred
        if self.groups:
            groups = {attr: group for one in mapper.self_and_descendants for attr, (group, _) in one.deferral.items()}
            gone = {attr for attr in gone if groups.get(attr) not in self.groups}
        gone -= set(mapper.pk_attrs)
        if mapper.discriminator is not None and mapper.discriminator.attr is not None:
            gone.discard(mapper.discriminator.attr)
        return frozenset(gone)

    def relations_of(self, mapper: Mapper, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, Relation]]:
        """Iterate over (property, relation) of a class and its descendants where something is to be done.

        `path` has the properties on the way here: a default eager relationship is not followed in a circle.
        """
        seen: set[int] = set()
        for one in mapper.self_and_descendants:
            for key, prop in one.relationships.items():
                if id(prop) in seen:
                    continue
                seen.add(id(prop))
                relation = self._relation_of(key, prop, path)
                if relation is None and self.criteria:
                    relation = Relation("default", prop.class_attribute)
                if relation is not None:
                    if self.criteria:
                        relation.plan.criteria = self.criteria
                    yield prop, relation

    def _relation_of(self, key: str, prop: Any, path: tuple[Any, ...]) -> Relation | None:
        default = STRATEGY_BY_LAZY.get(prop.lazy, "select")
        given = self._given(key, prop)
        if given is not None:
            if given.strategy != "default":
                if prop.lazy in ("dynamic", "write_only") and given.strategy in _POPULATING:
                    raise exc.InvalidRequestError(
                        f"'{prop}' does not support object population - eager loading cannot be applied."
                    )
                return given
            if default in EAGER:
                relation = Relation(default, prop.class_attribute)
                relation.plan = given.plan
                return relation
            return given
        if self.every_relation is not None:
            return Relation(self.every_relation, prop.class_attribute)
        if default not in ("selectin", "joined"):
            return None
        if any(prop is one or prop in getattr(one, "_reverse_property", ()) for one in path):
            return None
        options = {"innerjoin": prop.spec.innerjoin} if default == "joined" else None
        return Relation(default, prop.class_attribute, options)

    def _given(self, key: str, prop: Any) -> Relation | None:
        """Return what options say of a relationship, or of the one of its name on a class above."""
        named = self.relations.get(key)
        if named is None:
            return None
        found = named.get(prop) or named.get(None)
        if found is not None:
            return found
        above = (one for one in named.values() if prop.parent.isa(one.attribute.property.parent))
        return next(above, None)

    @property
    def trivial(self) -> bool:
        """Whether no option was given."""
        return (
            not self.relations
            and self.every_relation is None
            and self.only is None
            and not self.criteria
            and not (self.deferred or self.undeferred or self.groups or self.refused or self.every_column_deferred)
        )


def plan_for(mapper: Mapper, options: Iterable[Any], alone: bool = True) -> LoadPlan:
    """Merge the chains that start at a class of this mapper's hierarchy into a plan.

    `alone` says that it is the statement's only entity, to which an option that names no class belongs.
    """
    plan = LoadPlan()
    for option in options:
        if not isinstance(option, LoaderOption):
            continue
        for chain in option.chains:
            start = chain[0].mapper
            if start is None and option.entity is not None:
                start = getattr(option.entity, "__mapper__", None) or getattr(option.entity, "mapper", None)
            if (start is None and alone) or (start is not None and (mapper.isa(start) or start.isa(mapper))):
                plan.add(chain)
    return plan


def check_applicable(options: Iterable[Any], mappers: Iterable[Mapper]) -> None:
    """Raise ArgumentError for an option whose class is not among the statement's entities."""
    known = list(mappers)
    for option in options:
        if not isinstance(option, LoaderOption):
            continue
        for chain in option.chains:
            start = chain[0].mapper
            if start is None or any(mapper.isa(start) or start.isa(mapper) for mapper in known):
                continue
            names = ", ".join(f'"{mapper}"' for mapper in known) or "none"
            raise exc.ArgumentError(
                f"Mapped class {start} does not apply to any of the root entities in this query, e.g. {names}. Please "
                "specify the full path from one of the root entities to the target attribute."
            )
