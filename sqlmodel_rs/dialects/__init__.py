"""The databases, one module each: dialect object, types by the database's own names, its own `insert`."""

from __future__ import annotations

from types import ModuleType

from sqlmodel_rs.dialects import mysql as mysql
from sqlmodel_rs.dialects import postgresql as postgresql
from sqlmodel_rs.dialects import sqlite as sqlite
from sqlmodel_rs.dialects.base import Dialect as Dialect


def by_name(backend: str) -> ModuleType:
    """Return the module of "sqlite", "postgresql" or "mysql"."""
    return {"sqlite": sqlite, "postgresql": postgresql, "mysql": mysql}[backend]
