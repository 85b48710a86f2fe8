"""Relationships that are queries. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import offer

__getattr__, __dir__ = offer(
    __name__,
    AppenderMixin="sqlmodel_rs.orm.relationship.dynamic:AppenderMixin",
    AppenderQuery="sqlmodel_rs.orm.relationship.dynamic:AppenderQuery",
    DynamicMapped="sqlmodel_rs.orm.relationship.dynamic:DynamicMapped",
)
