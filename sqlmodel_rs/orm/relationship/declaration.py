"""What the user wrote about a relationship, before any mapper is known; `relationship()` makes one.

Knows nothing of mappers, tables or sessions.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from sqlmodel_rs import exc
from sqlmodel_rs.orm.relationship.cascade import VIEWED, CascadeOptions

DEFAULT_CASCADE = "save-update, merge"
#: How a relationship is declared whose members no object ever holds as a whole.
NEVER_LOADED = ("dynamic", "write_only")
#: Options for classes that are dataclasses, passed to `dataclasses.field`.
_FIELD_OPTIONS = ("init", "repr", "default", "default_factory", "compare", "kw_only", "hash")


class RelationshipDirection(enum.Enum):
    """Where the foreign key lives, seen from the parent."""

    ONETOMANY = 1
    MANYTOONE = 2
    MANYTOMANY = 3


ONETOMANY = RelationshipDirection.ONETOMANY
MANYTOONE = RelationshipDirection.MANYTOONE
MANYTOMANY = RelationshipDirection.MANYTOMANY


@dataclass(slots=True, eq=False)
class RelationshipSpec:
    """Options of one relationship; names and meanings are SQLAlchemy's."""

    target: Any = None
    back_populates: str | None = None
    backref: Any = None
    link_model: Any = None
    secondary: Any = None
    #: None: the default, or what `cascade_delete` says.
    cascade: CascadeOptions | None = None
    cascade_delete: bool = False
    uselist: bool | None = None
    passive_deletes: bool | Literal["all"] = False
    passive_updates: bool = True
    order_by: Any = False
    lazy: Any = "select"
    foreign_keys: Any = None
    primaryjoin: Any = None
    secondaryjoin: Any = None
    remote_side: Any = None
    viewonly: bool = False
    sync_backref: bool | None = None
    collection_class: Callable[[], Any] | type | None = None
    post_update: bool = False
    single_parent: bool = False
    join_depth: int | None = None
    innerjoin: bool | str = False
    overlaps: str | None = None
    active_history: bool = False
    enable_typechecks: bool = True
    load_on_pending: bool = False
    distinct_target_key: bool | None = None
    omit_join: bool | None = None
    cascade_backrefs: bool = False
    bake_queries: bool = True
    query_class: Any = None
    comparator_factory: Any = None
    info: dict[Any, Any] = field(default_factory=dict)
    doc: str | None = None
    key: str | None = None
    field_options: dict[str, Any] = field(default_factory=dict)

    def copy(self, **changes: Any) -> RelationshipSpec:
        """Return an equal specification with `changes` applied."""
        return replace(self, **changes)

    @property
    def argument(self) -> Any:
        return self.target


def relationship(
    argument: Any = None,
    secondary: Any = None,
    *,
    uselist: bool | None = None,
    collection_class: Any = None,
    primaryjoin: Any = None,
    secondaryjoin: Any = None,
    back_populates: str | None = None,
    order_by: Any = False,
    backref: Any = None,
    overlaps: str | None = None,
    post_update: bool = False,
    cascade: str | CascadeOptions | None = DEFAULT_CASCADE,
    viewonly: bool = False,
    lazy: Any = "select",
    passive_deletes: bool | Literal["all"] = False,
    passive_updates: bool = True,
    active_history: bool = False,
    enable_typechecks: bool = True,
    foreign_keys: Any = None,
    remote_side: Any = None,
    join_depth: int | None = None,
    comparator_factory: Any = None,
    single_parent: bool = False,
    innerjoin: bool | str = False,
    distinct_target_key: bool | None = None,
    load_on_pending: bool = False,
    query_class: Any = None,
    info: dict[Any, Any] | None = None,
    omit_join: bool | None = None,
    sync_backref: bool | None = None,
    **options: Any,
) -> RelationshipSpec:
    """Declare a relationship between two mapped classes, as `sqlalchemy.orm.relationship`.

    Raises `TypeError` for an unknown option and `ArgumentError` for options that contradict each other.
    """
    field_options = {name: options.pop(name) for name in _FIELD_OPTIONS if name in options}
    if viewonly and back_populates and sync_backref:
        raise exc.ArgumentError("sync_backref and viewonly cannot both be True")
    if back_populates and backref:
        raise exc.ArgumentError("back_populates and backref keyword arguments are mutually exclusive")
    for name in options:
        if name not in RelationshipSpec.__dataclass_fields__:
            raise TypeError(f"relationship() got an unexpected keyword argument {name!r}")
    return RelationshipSpec(
        target=argument,
        secondary=secondary,
        uselist=uselist,
        collection_class=collection_class,
        primaryjoin=primaryjoin,
        secondaryjoin=secondaryjoin,
        back_populates=back_populates,
        order_by=order_by,
        backref=backref,
        cascade=_cascades(cascade, viewonly),
        overlaps=overlaps,
        post_update=post_update,
        viewonly=viewonly,
        lazy=lazy,
        passive_deletes=passive_deletes,
        passive_updates=passive_updates,
        active_history=active_history,
        enable_typechecks=enable_typechecks,
        foreign_keys=foreign_keys,
        remote_side=remote_side,
        join_depth=join_depth,
        comparator_factory=comparator_factory,
        single_parent=single_parent,
        innerjoin=innerjoin,
        distinct_target_key=distinct_target_key,
        load_on_pending=load_on_pending,
        query_class=query_class,
        info=dict(info or {}),
        omit_join=omit_join,
        sync_backref=sync_backref,
        field_options=field_options,
        **options,
    )


def _cascades(given: str | CascadeOptions | None, viewonly: bool) -> CascadeOptions | None:
    """Return what was declared as a set; of a relationship that writes nothing, without what would write."""
    if given == DEFAULT_CASCADE:
        return None
    cascade = CascadeOptions(given)
    return CascadeOptions(cascade & VIEWED) if viewonly else cascade


def backref(name: str, **options: Any) -> tuple[str, dict[str, Any]]:
    """Name the reverse relationship together with its own options, for `relationship(backref=...)`."""
    return name, options


def as_sequence(value: Any) -> Sequence[Any]:
    """Return `value` as a tuple, a single element as a tuple of one."""
    if value is None or value is False:
        return ()
    if isinstance(value, (list, tuple, set, frozenset)):
        return tuple(value)
    return (value,)
