# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.engine.connection import Connection as Connection
from sqlmodel_rs.engine.engine import Engine as Engine
from sqlmodel_rs.orm.execution import ORMExecuteState as ORMExecuteState
from sqlmodel_rs.orm.factory import sessionmaker as sessionmaker
from sqlmodel_rs.orm.inspection import InspectedInstance as InstanceState
from sqlmodel_rs.orm.query import Query as Query
from sqlmodel_rs.orm.session import PlainSession as Session
from sqlmodel_rs.orm.session import close_all_sessions as close_all_sessions
from sqlmodel_rs.orm.session import make_transient as make_transient
from sqlmodel_rs.orm.session import make_transient_to_detached as make_transient_to_detached
from sqlmodel_rs.orm.session import object_session as object_session
from sqlmodel_rs.orm.transaction import SessionTransaction as SessionTransaction

__all__ = [
    "Connection",
    "Engine",
    "InstanceState",
    "ORMExecuteState",
    "Query",
    "Session",
    "SessionTransaction",
    "close_all_sessions",
    "make_transient",
    "make_transient_to_detached",
    "object_session",
    "sessionmaker",
]
