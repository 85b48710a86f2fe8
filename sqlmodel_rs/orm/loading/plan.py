"""`LoadPlan`: what one SELECT loads of an entity, from options and mapping defaults: columns, relationships, theirs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import copy
from typing import TYPE_CHECKING, Any

from sqlmodel_rs import exc
from sqlmodel_rs.orm.loading.options import LoaderCriteria, LoaderOption, Step
from sqlmodel_rs.orm.relationship.declaration import NEVER_LOADED

if TYPE_CHECKING:
    from sqlmodel_rs.orm.mapper import Mapper

#: `relationship(lazy=...)` -> strategy.
STRATEGY_BY_LAZY: dict[Any, str] = {
    "select": "select", True: "select", None: "noload", "noload": "noload", "joined": "joined", False: "joined",
    "selectin": "selectin", "subquery": "selectin", "immediate": "selectin", "raise": "raise",
    "raise_on_sql": "raise_on_sql",
}  # fmt: skip

#: How many keys one SELECT names, unless an option says otherwise.
CHUNK = 500

#: What a step may do with columns; the others are about relationships.
COLUMN_STRATEGIES = frozenset({"only", "defer", "undefer", "undefer_group", "expression"})
#: The function that makes a step, where its strategy has another name.
_SHOWN = {
    "selectin": "selectinload", "joined": "joinedload", "select": "lazyload", "raise": "raiseload",
    "raise_on_sql": "raiseload", "default": "defaultload",
}  # fmt: skip

EAGER = ("selectin", "joined", "contains_eager")


class Relation:
    """How one relationship is loaded, and the plan of its target."""

    __slots__ = ("strategy", "attribute", "options", "plan")

    def __init__(self, strategy: str, attribute: Any, options: dict[str, Any] | None = None) -> None:
        self.plan = LoadPlan()
        self.choose(strategy, attribute, options or {})

    def choose(self, strategy: str, attribute: Any, options: dict[str, Any]) -> None:
        """Load the relationship as one more option says."""
        self.strategy = strategy
        self.attribute = attribute
        self.options = options
        self.plan.conditions = tuple(getattr(attribute, "_criteria", ()))
        self.plan.chunk = options.get("chunksize", CHUNK)


_POPULATING = frozenset({*EAGER, "contains_eager"})


class LoadPlan:
    """What is loaded of one entity."""

    __slots__ = (
        "relations", "only", "deferred", "undeferred", "groups", "refused", "every_relation", "every_column_deferred",
        "chunk", "criteria", "completed", "conditions", "everywhere", "given",
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
        #: The subclasses whose columns are loaded, by a SELECT of their own where the query leaves them out.
        self.completed: frozenset[Mapper] = frozenset()
        #: How many parents one SELECT of the relationship that leads here asks for.
        self.chunk = CHUNK
        #: The conditions on the relationship that leads here, `Hero.team.and_(...)`.
        self.conditions: tuple[Any, ...] = ()
        #: The steps for every attribute (`"*"`) of every class, which hold for everything that is loaded below too.
        self.everywhere: tuple[Step, ...] = ()
        #: The expressions of attributes declared by `query_expression()`.
        self.given: dict[str, Any] = {}

    def add(self, chain: tuple[Step, ...]) -> None:
        """Add one chain of an option."""
        step, rest = chain[0], chain[1:]
        if step.strategy in COLUMN_STRATEGIES:
            self._add_columns(step)
            return
        if step.strategy == "polymorphic":
            self.completed |= step.options["mappers"]
            return
        if step.wildcard:
            self.every_relation = step.strategy
            return
        if not hasattr(step.attribute.property, "direction"):
            raise exc.LoaderStrategyException(
                f'Can\'t apply "{step.strategy} loader" strategy to property "{step.attribute}", '
                'which is a "column property"; this loader strategy is intended to be used with a '
                '"relationship property".'
            )
        named = self.relations.setdefault(step.keys[0], {})
        prop = step.attribute.property if step.attribute is not None else None
        relation = named.get(prop)
        if relation is None:
            relation = named[prop] = Relation(step.strategy, step.attribute, step.options)
        elif step.strategy != "default":
            relation.choose(step.strategy, step.attribute, step.options)
        if "recursion_depth" in step.options:
            _check_self_referential(prop)
        if rest:
            _check_link(step, rest[0])
            relation.plan.add(rest)

    def add_everywhere(self, steps: tuple[Step, ...]) -> None:
        """Add the steps for every attribute of every class; what is said of the class itself comes before them."""
        self.everywhere = steps
        for step in steps:
            if step.strategy not in COLUMN_STRATEGIES:
                self.every_relation = self.every_relation or step.strategy
            elif step.strategy != "only" and not (step.strategy == "defer" and self.only is not None):
                self._add_columns(step)

    def _add_columns(self, step: Step) -> None:
        keys = set(step.keys)
        for key in step.keys:
            if step.mapper is not None and key in step.mapper.relationships:
                raise exc.LoaderStrategyException(
                    f'Can\'t apply "column loader" strategy to property "{step.mapper.class_.__name__}.{key}", which '
                    'is a "relationship"; this loader strategy is intended to be used with a "column property".'
                )
        if step.strategy == "expression":
            self.given.update(dict.fromkeys(keys, step.options["expression"]))
        elif step.strategy == "only":
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

    def again(self, *, columns: bool) -> LoadPlan:
        """Return what is loaded when a row is read by its key; without `columns` none of them is left out.

        What the statement itself brought, and what was said of every attribute, holds for that statement alone.
        """
        made = copy(self)
        made.relations = {
            key: {prop: one for prop, one in named.items() if one.strategy != "contains_eager"}
            for key, named in self.relations.items()
        }
        made.every_relation, made.everywhere = None, ()
        if not columns:
            made.only, made.every_column_deferred = None, False
            made.deferred, made.undeferred, made.groups, made.refused = set(), set(), set(), set()
        return made

    def left_out(self, mapper: Mapper) -> frozenset[str]:
        """Return the column attributes of a class and its descendants that are not loaded now."""
        if self.only is None and not (self.deferred or self.every_column_deferred or self.undeferred or self.groups):
            return mapper.left_out.difference(self.given) if self.given else mapper.left_out
        every = {attr for one in mapper.self_and_descendants for attr in (*one.columns.keys(), *one.expressions.keys())}
        gone = {*self.deferred, *mapper.left_out}
        if self.only is not None:
            # What a subclass adds comes all the same where the mapping says that it comes with the base class.
            brought = mapper.with_polymorphic == "*"
            named = {*mapper.columns.keys(), *mapper.expressions.keys(), *mapper.left_out} if brought else every
            gone = {*self.deferred, *(named - self.only if "*" not in self.only else ())}
        if self.every_column_deferred:
            gone |= every
        gone = set() if "*" in self.undeferred else gone - self.undeferred
        if self.groups:
            groups = {attr: group for one in mapper.self_and_descendants for attr, (group, _) in one.deferral.items()}
            gone = {attr for attr in gone if groups.get(attr) not in self.groups}
        gone |= {attr for one in mapper.self_and_descendants for attr in one.unset}
        gone -= set(mapper.pk_attrs)
        gone -= self.given.keys()
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
                if relation is None and (self.criteria or self.everywhere):
                    relation = Relation("default", prop.class_attribute)
                if relation is not None:
                    if self.criteria:
                        relation.plan.criteria = self.criteria
                    if self.everywhere:
                        relation.plan.add_everywhere(self.everywhere)
                    yield prop, relation

    def _relation_of(self, key: str, prop: Any, path: tuple[Any, ...]) -> Relation | None:
        default = STRATEGY_BY_LAZY.get(prop.lazy, "select")
        given = self._given(key, prop)
        if given is not None:
            if given.strategy != "default":
                if prop.lazy in NEVER_LOADED and given.strategy in _POPULATING:
                    raise exc.InvalidRequestError(
                        f"'{prop}' does not support object population - eager loading cannot be applied."
                    )
                return given
            if default in EAGER:
                relation = Relation(default, prop.class_attribute)
                relation.plan = given.plan
                return relation
            if given.strategy == "default" and self.every_relation is not None:
                relation = Relation(self.every_relation, prop.class_attribute)
                relation.plan = given.plan
                return relation
            return given
        circular = any(prop is one or prop in getattr(one, "_reverse_property", ()) for one in path)
        if self.every_relation is not None:
            return (
                None
                if circular and self.every_relation in EAGER
                else Relation(self.every_relation, prop.class_attribute)
            )
        if circular or default not in ("selectin", "joined"):
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
            and not (self.completed or self.conditions or self.everywhere or self.given)
            and not (self.deferred or self.undeferred or self.groups or self.refused or self.every_column_deferred)
        )


def _check_self_referential(prop: Any) -> None:
    if not prop.mapper.common_parent(prop.parent):
        raise exc.InvalidRequestError(
            f"recursion_depth option on relationship {prop} not valid for non-self-referential relationship: "
            f"it leads from {prop.parent.class_.__name__} to {prop.mapper.class_.__name__}."
        )


def plan_for(entity: Any, options: Iterable[Any], alone: bool = True) -> LoadPlan:
    """Merge the chains that start at an entity of a statement into a plan.

    `alone` says that it is the statement's only entity, to which an option that names no class belongs.
    """
    plan = LoadPlan()
    everywhere: list[Step] = []
    for option in options:
        if not isinstance(option, LoaderOption):
            continue
        for chain in option.chains:
            if chain[0].mapper is None and chain[0].wildcard:
                everywhere.append(chain[0])
            elif (chain[0].mapper is None and alone) or (chain[0].mapper is not None and _starts_at(chain[0], entity)):
                plan.add(chain)
    if everywhere:
        plan.add_everywhere(tuple(everywhere))
    return plan


def _starts_at(step: Step, entity: Any) -> bool:
    """Tell whether a chain's first step is about an entity: the class under its own name, or the alias named."""
    if step.alias is not None:
        return entity is step.alias.__sql_entity__ or entity is step.alias._column_entity
    mapper, start = entity.mapper, step.mapper
    return (mapper.isa(start) or start.isa(mapper)) and not _is_renamed(entity)


def _is_renamed(entity: Any) -> bool:
    return entity.namespace is not entity.cls and getattr(entity.namespace, "is_renamed", False)


def _check_link(step: Step, following: Step) -> None:
    """Raise ArgumentError where a chain names an attribute of a class that its relationship does not lead to."""
    if following.mapper is None:
        return
    target = step.attribute.property.mapper
    if not (target.isa(following.mapper) or following.mapper.isa(target)):
        named = following.attribute or f"{following.mapper.class_.__name__}.{following.keys[0]}"
        raise exc.ArgumentError(
            f'ORM mapped entity or attribute "{named}" does not link from relationship "{step.attribute}".'
        )


def check_applicable(options: Iterable[Any], entities: Iterable[Any]) -> None:
    """Raise ArgumentError for an option whose class is not among the statement's entities."""
    known = list(entities)
    for option in options:
        if not isinstance(option, LoaderOption):
            continue
        for chain in option.chains:
            start = chain[0].mapper
            if start is None or any(_starts_at(chain[0], entity) for entity in known):
                continue
            names = ", ".join(entity.cls.__name__ for entity in known) or "none"
            shown = f" referenced in option {_shown(chain[0])}" if chain[0].attribute is not None else ""
            raise exc.ArgumentError(
                f"Mapped class {start.class_.__name__}{shown} does not apply to any of the root entities in this "
                f"query, e.g. {names}. Please specify the full path from one of the root entities to the target "
                "attribute. "
            )


def _shown(step: Step) -> str:
    return f"{_SHOWN.get(step.strategy, step.strategy)}({step.attribute})"
