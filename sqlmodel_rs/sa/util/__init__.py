"""Helpers that packages take from SQLAlchemy. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import offer

__getattr__, __dir__ = offer(
    __name__,
    "sqlmodel_rs.sa.util.containers",
    generic_repr="sqlmodel_rs.types.base:generic_repr",
    symbol="sqlmodel_rs.sa.util.symbols:symbol",
    langhelpers="sqlmodel_rs.sa.util.langhelpers",
    asbool="sqlmodel_rs.sa.util.attributes:asbool",
    asint="sqlmodel_rs.sa.util.attributes:asint",
    classproperty="sqlmodel_rs.sa.util.attributes:classproperty",
    memoized_property="sqlmodel_rs.sa.util.attributes:memoized_property",
    safe_reraise="sqlmodel_rs.sa.util.attributes:safe_reraise",
    warn="sqlmodel_rs.sa.util.attributes:warn",
    immutabledict="sqlmodel_rs.engine.url:immutabledict",
)
