"""A relationship of one mapper after its target is known: direction, column pairs, reverse sides, cascades.

Configured on first use; join inference is in `join`, instance behaviour in `descriptor`.
"""

from __future__ import annotations

import itertools
import warnings
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from sqlmodel_rs import exc
from sqlmodel_rs.orm.queryable import RelationshipComparator
from sqlmodel_rs.orm.relationship import join
from sqlmodel_rs.orm.relationship.cascade import VIEWED, CascadeOptions
from sqlmodel_rs.orm.relationship.declaration import (
    DEFAULT_CASCADE,
    MANYTOMANY,
    MANYTOONE,
    ONETOMANY,
    RelationshipDirection,
    RelationshipSpec,
    as_sequence,
    relationship,
)
from sqlmodel_rs.orm.relationship.sides import origin_of
from sqlmodel_rs.subscript import Subscriptable

__all__ = ["MANYTOMANY", "MANYTOONE", "ONETOMANY", "RelationshipDirection", "RelationshipProperty", "order_columns"]

if TYPE_CHECKING:
    from sqlmodel_rs.schema import Column, Table

_writers: WeakKeyDictionary[Any, dict[int, list[RelationshipProperty]]] = WeakKeyDictionary()


class RelationshipProperty(Subscriptable):
    """One configured relationship.

    `pairs` are (parent column, target column), for many-to-many (parent column, association column);
    `secondary_pairs` are
    (target column, association column). `source_pairs` are (column the key is copied from, column it is copied to).
    With `use_get` the parent's `key_sources` are the target's primary key, in its order.
    """

    strategy_wildcard_key = "relationship"
    Comparator = RelationshipComparator

    __slots__ = (
        "key", "parent", "spec", "lazy", "viewonly", "passive_deletes", "passive_updates", "post_update",
        "back_populates",
        "info", "doc", "_state",
        "mapper", "direction", "uselist", "secondary", "pairs", "secondary_pairs", "source_pairs", "primaryjoin",
        "secondaryjoin", "near_columns", "remote_columns", "local_columns", "order_by", "cascade", "use_get",
        "key_sources", "simple_pairs", "_reverse_property",
        "self_referential", "single_parent", "active_history", "deferred_history", "heard", "__weakref__",
    )  # fmt: skip

    key: str
    parent: Any
    spec: RelationshipSpec
    mapper: Any
    direction: RelationshipDirection
    uselist: bool
    secondary: Table | None
    pairs: list[tuple[Any, Any]]
    secondary_pairs: list[tuple[Any, Any]]
    source_pairs: list[tuple[Any, Any]]
    primaryjoin: Any
    secondaryjoin: Any
    #: The columns of `primaryjoin` that are the parent's, by identity.
    near_columns: dict[int, Any]
    #: Those that are the target's; one that the parent has as well is a `FarColumn`.
    remote_columns: dict[int, Any]
    local_columns: list[Any]
    order_by: tuple[Any, ...]
    cascade: CascadeOptions
    use_get: bool
    key_sources: tuple[Any, ...]
    simple_pairs: bool
    self_referential: bool
    single_parent: bool
    active_history: bool
    #: Whether the object that an unloaded value replaced is read when the flush needs it.
    deferred_history: bool
    _reverse_property: set[RelationshipProperty]

    def __init__(self, argument: Any = None, secondary: Any = None, **options: Any) -> None:
        """Declare a relationship by hand; the arguments are those of `relationship()`. A class gives it its place."""
        self._place("", None, relationship(argument, secondary, **options))

    @classmethod
    def of(cls, key: str, parent: Any, spec: RelationshipSpec) -> RelationshipProperty:
        """Make the property `key` of a mapper from what was declared."""
        self = cls.__new__(cls)
        self._place(key, parent, spec)
        return self

    def _place(self, key: str, parent: Any, spec: RelationshipSpec) -> None:
        self.key = key
        self.parent = parent
        self.spec = spec
        self.lazy = spec.lazy
        self.viewonly = spec.viewonly
        self.passive_deletes = spec.passive_deletes
        self.passive_updates = spec.passive_updates
        self.post_update = spec.post_update
        self.back_populates = spec.back_populates
        self.info = spec.info
        self.doc = spec.doc
        #: `function(owner, member)` that gives the member to put into the relationship instead.
        self.heard: Any = None
        self._state = 0

    def __getattr__(self, name: str) -> Any:
        if name in RelationshipProperty.__slots__ and not name.startswith("__") and self._state == 0 and self.parent:
            if self.parent.registry is not None:
                self.parent.registry.configure()
            self.configure()
            return object.__getattribute__(self, name)
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def __repr__(self) -> str:
        return f"<RelationshipProperty at {id(self):#x}; {self.key}>"

    def __str__(self) -> str:
        return f"{self.parent.class_.__name__}.{self.key}"

    @property
    def entity(self) -> Any:
        """The target mapper, under SQLAlchemy's second name for it."""
        return self.mapper

    @property
    def backref(self) -> Any:
        """The `backref` that was declared: a name, or a name and its arguments; or None."""
        return self.spec.backref

    @property
    def argument(self) -> Any:
        return self.spec.target

    @property
    def target(self) -> Any:
        return self.mapper.persist_selectable

    @property
    def local_remote_pairs(self) -> list[tuple[Column, Column]]:
        return [(near, origin_of(far)) for near, far in (*self.pairs, *self.secondary_pairs)]

    @property
    def synchronize_pairs(self) -> list[tuple[Column, Column]]:
        return list(self.source_pairs)

    @property
    def remote_side(self) -> set[Any]:
        """The columns on the far side of the join."""
        return {far for _, far in self.local_remote_pairs}

    @property
    def collection_class(self) -> Any:
        return self.spec.collection_class

    @property
    def class_attribute(self) -> Any:
        return getattr(self.parent.class_, self.key)

    @property
    def is_configured(self) -> bool:
        return self._state == 2

    def configure(self) -> None:
        """Find the target, infer the join, link the reverse side. Does nothing when already done."""
        if self._state:
            return
        self._state = 1
        try:
            self._configure_target()
            join.infer(self)
            self._configure_cascade()
            self._reverse_property = set()
        except BaseException:
            self._state = 0
            raise
        self._state = 2
        self._link_reverse()
        if not self.viewonly:
            self._warn_about_overlaps()

    def _configure_target(self) -> None:
        target = self.spec.target
        registry = self.parent.registry
        if isinstance(target, str):
            target = join.evaluate(target, self)
        elif callable(target) and not isinstance(target, type) and not hasattr(target, "__mapper__"):
            target = target()
        mapper = getattr(target, "__mapper__", None)
        if mapper is None and getattr(target, "class_", None) is not None and hasattr(target, "base_mapper"):
            mapper = target
        if mapper is None:
            raise exc.ArgumentError(
                f"relationship '{self.key}' expects a class or a mapper argument (received: {type(target)})"
                if registry is not None
                else f"relationship '{self.key}' has no mapped target"
            )
        self.mapper = mapper

    def _configure_cascade(self) -> None:
        spec = self.spec
        cascade = spec.cascade
        if cascade is None:
            cascade = CascadeOptions("all, delete-orphan" if spec.cascade_delete else DEFAULT_CASCADE)
        self.cascade = CascadeOptions(cascade)
        if self.viewonly:
            self.cascade = CascadeOptions(self.cascade & VIEWED)
        self.single_parent = spec.single_parent
        if self.cascade.delete_orphan and not self.single_parent and self.direction in (MANYTOMANY, MANYTOONE):
            kind = "many-to-one" if self.direction is MANYTOONE else "many-to-many"
            raise exc.ArgumentError(
                f"For {kind} relationship {self}, delete-orphan cascade is normally configured only on the "
                '"one" side of a one-to-many relationship, and not on the "many" side of a many-to-one or many-to-many '
                "relationship.  To force this relationship to allow a particular "
                f'"{self.mapper.class_.__name__}" object to be referenced by only a single '
                f'"{self.parent.class_.__name__}" object at a time via the {self} relationship, which would allow '
                "delete-orphan cascade to take place in this direction, set the single_parent=True flag.",
                code="bbf0",
            )
        if self.passive_deletes == "all" and (self.cascade.delete or self.cascade.delete_orphan):
            raise exc.ArgumentError(
                f"On {self}, can't set passive_deletes='all' in conjunction with 'delete' or 'delete-orphan' cascade"
            )
        # What a single parent lets go of must be known, to be deleted.
        self.active_history = spec.active_history or self.single_parent
        self.deferred_history = not self.uselist and not self.use_get and not self.active_history

    def _make_backref(self) -> None:
        """Put the relationship that `backref=` names on the target, unless it is there already."""
        given = self.spec.backref
        name, options = given if isinstance(given, tuple) else (given, {})
        options = dict(options)
        if self.mapper.has_property(name):
            raise exc.ArgumentError(
                f"Error creating backref '{name}' on relationship '{self}': property of that name exists on mapper "
                f"'{self.mapper}'"
            )
        many = self.spec.secondary is not None
        joins = {
            "primaryjoin": self.spec.secondaryjoin if many else self.spec.primaryjoin,
            "secondaryjoin": self.spec.primaryjoin if many else None,
            "foreign_keys": self.spec.foreign_keys,
            "viewonly": self.viewonly,
            "post_update": self.post_update,
            "passive_updates": self.passive_updates,
        }
        spec = relationship(
            self.parent.class_, secondary=self.spec.secondary, back_populates=self.key, **{**joins, **options}
        )
        self.back_populates = name
        self.mapper.registry.add_relationship(self.mapper, name, spec)

    def _link_reverse(self) -> None:
        if self.spec.backref is not None and not self.back_populates:
            self._make_backref()
        if not self.back_populates:
            return
        other = self.mapper.relationships.get(self.back_populates)
        if other is None:
            raise exc.InvalidRequestError(
                f"Mapper '{self.mapper}' has no property '{self.back_populates}'.  If this property was indicated from "
                "other mappers or configure events, ensure registry.configure() has been called."
            )
        if other is self:
            raise exc.ArgumentError(f"relationship {self} back_populates itself")
        if self.viewonly and not other.viewonly and self.spec.sync_backref:
            raise exc.ArgumentError(f"sync_backref cannot be True on viewonly relationship {self}")
        self._reverse_property.add(other)
        other.configure()
        if other.is_configured:
            other._reverse_property.add(self)
            both = (self.direction, other.direction)
            if both in ((ONETOMANY, ONETOMANY), (MANYTOONE, MANYTOONE)):
                raise exc.ArgumentError(
                    f"{other} and back-reference {self} are both of the same direction {self.direction!r}.  Did "
                    "you mean to "
                    "set remote_side on the many-to-one side ?"
                )

    def _warn_about_overlaps(self) -> None:
        """Warn, as SQLAlchemy, when another unrelated relationship writes the same column from the same key."""
        registry = self.parent.registry
        if registry is None or self.parent.no_table:
            return
        written = _writers.setdefault(registry, {})
        silenced = {name.strip() for name in (self.spec.overlaps or "").split(",")}
        for source, destination in (*self.source_pairs, *self.secondary_pairs):
            others = written.setdefault(id(destination), [])
            for other in [other for other in others if other is not self]:
                if not _conflicts(self, other, silenced):
                    continue
                names = f"'{other}' (copies {_copied_from(other, destination)} to {destination})"
                warnings.warn(
                    exc.SAWarning(
                        f"relationship '{self}' will copy column {source} to column {destination}, which "
                        "conflicts with "
                        f"relationship(s): {names}. If this is not the intention, consider if these "
                        "relationships should be "
                        "linked with back_populates, or if viewonly=True should be applied to one or more if they are "
                        "read-only. For the less common case that foreign key constraints are partially "
                        "overlapping, the "
                        "orm.foreign() annotation can be used to isolate the columns that should be written "
                        "towards.   To "
                        f"silence this warning, add the parameter 'overlaps=\"{other.key}\"' to the '{self}' "
                        "relationship. "
                        "(Background on this warning at: https://sqlalche.me/e/21/qzyx)"
                    ),
                    stacklevel=2,
                )
            if self not in others:
                others.append(self)

    def targets_of(self, mapper: Any) -> bool:
        """Whether instances of `mapper` may be members of this relationship."""
        return bool(mapper.isa(self.mapper))

    def secondary_table(self) -> Table | None:
        return self.secondary


def _conflicts(prop: RelationshipProperty, other: RelationshipProperty, silenced: set[str]) -> bool:
    if other in prop._reverse_property or prop in other._reverse_property:
        return False
    if other.key in silenced or prop.key in {name.strip() for name in (other.spec.overlaps or "").split(",")}:
        return False
    live = prop.parent.registry.mappers
    if other.parent not in live or other.mapper not in live:
        return False
    ends = itertools.product((prop.parent, prop.mapper), (other.parent, other.mapper))
    # A row is of one class: what concerns its siblings does not write it.
    if any(mine.is_sibling(theirs) for mine, theirs in ends):
        return False
    return prop.key != other.key or prop.parent.base_mapper is not other.parent.base_mapper


def _copied_from(prop: RelationshipProperty, destination: Any) -> Any:
    for source, target in (*prop.source_pairs, *prop.secondary_pairs):
        if target is destination:
            return source
    return destination


def declared(value: Any) -> RelationshipSpec | None:
    """Return what a class body declares as a relationship: by `relationship()` or a property made by hand; or None."""
    if isinstance(value, RelationshipProperty):
        return value.spec
    return value if isinstance(value, RelationshipSpec) else None


def order_columns(prop: RelationshipProperty) -> tuple[Any, ...]:
    """Return the relationship's ORDER BY as expressions on the target's own tables."""
    return tuple(join.resolve_columns(as_sequence(prop.spec.order_by), prop, keep_expressions=True))
