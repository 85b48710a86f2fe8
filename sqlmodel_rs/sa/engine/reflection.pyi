# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.engine.connection import Connection as Connection
from sqlmodel_rs.engine.engine import Engine as Engine
from sqlmodel_rs.engine.reflection.inspector import Inspector as Inspector

__all__ = [
    "Connection",
    "Engine",
    "Inspector",
]
