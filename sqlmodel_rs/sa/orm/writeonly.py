"""Relationships that are only written. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import offer

__getattr__, __dir__ = offer(
    __name__,
    WriteOnlyCollection="sqlmodel_rs.orm.relationship.dynamic:WriteOnlyCollection",
    WriteOnlyMapped="sqlmodel_rs.orm.relationship.dynamic:WriteOnlyMapped",
)
