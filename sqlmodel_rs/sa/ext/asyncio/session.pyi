# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.engine.result import CursorResult as CursorResult
from sqlmodel_rs.engine.result import ScalarResult as ScalarResult
from sqlmodel_rs.engine.result import TupleResult as TupleResult
from sqlmodel_rs.engine.url import immutabledict as immutabledict
from sqlmodel_rs.ext.asyncio.base import run_to_completion as run_to_completion
from sqlmodel_rs.ext.asyncio.delegated import OfSession as OfSession
from sqlmodel_rs.ext.asyncio.engine import AsyncConnection as AsyncConnection
from sqlmodel_rs.ext.asyncio.engine import AsyncEngine as AsyncEngine
from sqlmodel_rs.ext.asyncio.engine import sync_bind as sync_bind
from sqlmodel_rs.ext.asyncio.factory import async_scoped_session as async_scoped_session
from sqlmodel_rs.ext.asyncio.factory import async_sessionmaker as async_sessionmaker
from sqlmodel_rs.ext.asyncio.result import AsyncResult as AsyncResult
from sqlmodel_rs.ext.asyncio.result import AsyncScalarResult as AsyncScalarResult
from sqlmodel_rs.ext.asyncio.result import at_once as at_once
from sqlmodel_rs.ext.asyncio.session import P as P
from sqlmodel_rs.ext.asyncio.session import PlainAsyncSession as AsyncSession
from sqlmodel_rs.ext.asyncio.session import PlainAsyncSession as PlainAsyncSession
from sqlmodel_rs.ext.asyncio.session import T as T
from sqlmodel_rs.ext.asyncio.session import Ts as Ts
from sqlmodel_rs.ext.asyncio.session import async_object_session as async_object_session
from sqlmodel_rs.ext.asyncio.session import async_session as async_session
from sqlmodel_rs.ext.asyncio.session import close_all_sessions as close_all_sessions
from sqlmodel_rs.ext.asyncio.shortcuts import AsyncShortcuts as AsyncShortcuts
from sqlmodel_rs.ext.asyncio.transaction import AsyncSessionTransaction as AsyncSessionTransaction
from sqlmodel_rs.orm.awaitable import AsyncAttrs as AsyncAttrs
from sqlmodel_rs.orm.effects import perform_here as perform_here
from sqlmodel_rs.orm.effects import refuse_implicit_io as refuse_implicit_io
from sqlmodel_rs.orm.effects import run_async as run_async
from sqlmodel_rs.orm.loading.plan import LoadPlan as LoadPlan
from sqlmodel_rs.orm.loading.strategies import load_selectin as load_selectin
from sqlmodel_rs.orm.session import PlainSession as PlainSession
from sqlmodel_rs.orm.session import Session as Session
from sqlmodel_rs.orm.state import all_sessions as all_sessions
from sqlmodel_rs.orm.state import instance_state as instance_state
from sqlmodel_rs.orm.state import object_session as object_session
from sqlmodel_rs.orm.state import object_session as sync_object_session
from sqlmodel_rs.sql.dml import DataChange as DataChange
from sqlmodel_rs.sql.statement import Select as Select
from sqlmodel_rs.sql.statement import SelectOfScalar as SelectOfScalar

__all__ = [
    "AsyncAttrs",
    "AsyncConnection",
    "AsyncEngine",
    "AsyncResult",
    "AsyncScalarResult",
    "AsyncSession",
    "AsyncSessionTransaction",
    "AsyncShortcuts",
    "CursorResult",
    "DataChange",
    "LoadPlan",
    "OfSession",
    "P",
    "PlainAsyncSession",
    "PlainSession",
    "ScalarResult",
    "Select",
    "SelectOfScalar",
    "Session",
    "T",
    "Ts",
    "TupleResult",
    "all_sessions",
    "async_object_session",
    "async_scoped_session",
    "async_session",
    "async_sessionmaker",
    "at_once",
    "close_all_sessions",
    "immutabledict",
    "instance_state",
    "load_selectin",
    "object_session",
    "perform_here",
    "refuse_implicit_io",
    "run_async",
    "run_to_completion",
    "sync_bind",
    "sync_object_session",
]
