# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.engine.dbapi import DBAPIConnection as PoolProxiedConnection
from sqlmodel_rs.engine.records import ConnectionRecord as ConnectionPoolEntry
from sqlmodel_rs.engine.records import PoolResetState as PoolResetState
from sqlmodel_rs.pool import Pool as Pool

__all__ = [
    "ConnectionPoolEntry",
    "Pool",
    "PoolProxiedConnection",
    "PoolResetState",
]
