"""The base of connection pools. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import offer

__getattr__, __dir__ = offer(
    __name__,
    ConnectionPoolEntry="sqlmodel_rs.engine.records:ConnectionRecord",
    PoolProxiedConnection="sqlmodel_rs.engine.dbapi:DBAPIConnection",
    PoolResetState="sqlmodel_rs.engine.records:PoolResetState",
    Pool="sqlmodel_rs.pool:Pool",
)
