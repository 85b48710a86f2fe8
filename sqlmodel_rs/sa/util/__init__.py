"""Helpers that packages take from SQLAlchemy. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import offer

__getattr__, __dir__ = offer(
    __name__,
    generic_repr="sqlmodel_rs.types.base:generic_repr",
    symbol="sqlmodel_rs.sa.util.symbols:symbol",
    langhelpers="sqlmodel_rs.sa.util.langhelpers",
    immutabledict="sqlmodel_rs.engine.url:immutabledict",
)
