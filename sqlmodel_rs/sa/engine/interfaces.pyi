# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.dialects.base import Dialect as Dialect
from sqlmodel_rs.engine.dbapi import DBAPIConnection as DBAPIConnection
from sqlmodel_rs.engine.dbapi import DBAPICursor as DBAPICursor

__all__ = [
    "DBAPIConnection",
    "DBAPICursor",
    "Dialect",
]
