"""Aliases and identity keys. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import offer

__getattr__, __dir__ = offer(
    __name__,
    "sqlmodel_rs.orm.entity",
    object_mapper="sqlmodel_rs.orm.inspection:object_mapper",
    class_mapper="sqlmodel_rs.orm.inspection:class_mapper",
)
