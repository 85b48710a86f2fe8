"""Helpers that packages take from SQLAlchemy. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import offer

__getattr__, __dir__ = offer(
    __name__,
    "sqlmodel_rs.sa.util.attributes",
    generic_repr="sqlmodel_rs.types.base:generic_repr",
    symbol="sqlmodel_rs.sa.util.symbols:symbol",
)
