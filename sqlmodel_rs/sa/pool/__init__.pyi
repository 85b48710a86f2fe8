# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.engine.dbapi import DBAPIConnection as PoolProxiedConnection
from sqlmodel_rs.engine.records import ConnectionRecord as ConnectionPoolEntry
from sqlmodel_rs.engine.records import PoolResetState as PoolResetState
from sqlmodel_rs.event import Listeners as Listeners
from sqlmodel_rs.listener import wrap_listener as wrap_listener
from sqlmodel_rs.pool import AsyncAdaptedQueuePool as AsyncAdaptedQueuePool
from sqlmodel_rs.pool import FallbackAsyncAdaptedQueuePool as FallbackAsyncAdaptedQueuePool
from sqlmodel_rs.pool import NullPool as NullPool
from sqlmodel_rs.pool import POOL_EVENTS as POOL_EVENTS
from sqlmodel_rs.pool import Pool as Pool
from sqlmodel_rs.pool import QueuePool as QueuePool
from sqlmodel_rs.pool import SingletonThreadPool as SingletonThreadPool
from sqlmodel_rs.pool import StaticPool as StaticPool
from sqlmodel_rs.sa.pool import base as base
from sqlmodel_rs.sa.pool import impl as impl

__all__ = [
    "AsyncAdaptedQueuePool",
    "ConnectionPoolEntry",
    "FallbackAsyncAdaptedQueuePool",
    "Listeners",
    "NullPool",
    "POOL_EVENTS",
    "Pool",
    "PoolProxiedConnection",
    "PoolResetState",
    "QueuePool",
    "SingletonThreadPool",
    "StaticPool",
    "base",
    "impl",
    "wrap_listener",
]
