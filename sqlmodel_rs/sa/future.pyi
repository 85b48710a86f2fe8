# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.engine.connection import Connection as Connection
from sqlmodel_rs.engine.engine import Engine as Engine
from sqlmodel_rs.engine.engine import create_engine as create_engine
from sqlmodel_rs.sql.statement import select_rows as select

__all__ = [
    "Connection",
    "Engine",
    "create_engine",
    "select",
]
