"""Connection pools. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import offer

__getattr__, __dir__ = offer(
    __name__,
    "sqlmodel_rs.pool",
    ConnectionPoolEntry="sqlmodel_rs.engine.records:ConnectionRecord",
    PoolProxiedConnection="sqlmodel_rs.engine.dbapi:DBAPIConnection",
    PoolResetState="sqlmodel_rs.engine.records:PoolResetState",
    impl="sqlmodel_rs.sa.pool.impl",
    base="sqlmodel_rs.sa.pool.base",
)
