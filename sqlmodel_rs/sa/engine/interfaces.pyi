# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.dialects.base import Dialect as Dialect
from sqlmodel_rs.engine.dbapi import DBAPIConnection as DBAPIConnection
from sqlmodel_rs.engine.dbapi import DBAPIConnection as PoolProxiedConnection
from sqlmodel_rs.engine.dbapi import DBAPICursor as DBAPICursor
from sqlmodel_rs.engine.events import ExceptionContext as ExceptionContext
from sqlmodel_rs.engine.events import ExecutionContext as ExecutionContext

__all__ = [
    "DBAPIConnection",
    "DBAPICursor",
    "Dialect",
    "ExceptionContext",
    "ExecutionContext",
    "PoolProxiedConnection",
]
