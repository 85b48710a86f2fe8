"""The names of SQLAlchemy that programs here use; loaded on both libraries."""

from sqlalchemy import create_engine, event, inspect, select, text
from sqlalchemy.orm import (
    Session,
    configure_mappers,
    contains_eager,
    defer,
    immediateload,
    joinedload,
    lazyload,
    load_only,
    make_transient,
    make_transient_to_detached,
    raiseload,
    selectinload,
    subqueryload,
    undefer,
)
from sqlalchemy.orm.attributes import set_committed_value

__all__ = [
    "Session",
    "configure_mappers",
    "contains_eager",
    "create_engine",
    "defer",
    "event",
    "immediateload",
    "inspect",
    "joinedload",
    "lazyload",
    "load_only",
    "make_transient",
    "make_transient_to_detached",
    "raiseload",
    "select",
    "selectinload",
    "set_committed_value",
    "subqueryload",
    "text",
    "undefer",
]
