"""Interfaces of the engine. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import offer

__getattr__, __dir__ = offer(
    __name__,
    "sqlmodel_rs.engine.dbapi",
    Dialect="sqlmodel_rs.dialects.base:Dialect",
    ExecutionContext="sqlmodel_rs.engine.events:ExecutionContext",
    ExceptionContext="sqlmodel_rs.engine.events:ExceptionContext",
    PoolProxiedConnection="sqlmodel_rs.engine.dbapi:DBAPIConnection",
)
