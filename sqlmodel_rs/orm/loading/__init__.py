"""Loading of attributes: when they are read, and with the query that loads their owner."""

from sqlmodel_rs.orm.loading.columns import load_columns
from sqlmodel_rs.orm.loading.lazy import load_missing, load_now, load_relationship
from sqlmodel_rs.orm.loading.options import (
    Load,
    LoaderOption,
    contains_eager,
    defaultload,
    defer,
    immediateload,
    joinedload,
    lazyload,
    load_only,
    noload,
    raiseload,
    selectin_polymorphic,
    selectinload,
    subqueryload,
    undefer,
    with_loader_criteria,
)
from sqlmodel_rs.orm.loading.plan import LoadPlan
from sqlmodel_rs.orm.loading.selects import by_key
from sqlmodel_rs.orm.loading.strategies import apply, follow, load_selectin

__all__ = [
    "Load",
    "LoadPlan",
    "LoaderOption",
    "apply",
    "by_key",
    "contains_eager",
    "defaultload",
    "defer",
    "follow",
    "immediateload",
    "joinedload",
    "lazyload",
    "load_columns",
    "load_missing",
    "load_now",
    "load_only",
    "load_relationship",
    "load_selectin",
    "noload",
    "raiseload",
    "selectin_polymorphic",
    "selectinload",
    "subqueryload",
    "undefer",
    "with_loader_criteria",
]
