# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.engine.connection import Connection as Connection
from sqlmodel_rs.engine.engine import Engine as Engine
from sqlmodel_rs.engine.options import config_options as config_options
from sqlmodel_rs.engine.result import CursorResult as CursorResult
from sqlmodel_rs.engine.result import ScalarResult as ScalarResult
from sqlmodel_rs.engine.transaction import NestedTransaction as NestedTransaction
from sqlmodel_rs.engine.transaction import Transaction as Transaction
from sqlmodel_rs.engine.url import URL as URL
from sqlmodel_rs.engine.url import immutabledict as immutabledict
from sqlmodel_rs.engine.url import make_url as make_url
from sqlmodel_rs.ext.asyncio.base import StartableContext as StartableContext
from sqlmodel_rs.ext.asyncio.base import StartedResult as StartedResult
from sqlmodel_rs.ext.asyncio.base import run_to_completion as run_to_completion
from sqlmodel_rs.ext.asyncio.engine import AsyncConnection as AsyncConnection
from sqlmodel_rs.ext.asyncio.engine import AsyncEngine as AsyncEngine
from sqlmodel_rs.ext.asyncio.engine import AsyncTransaction as AsyncTransaction
from sqlmodel_rs.ext.asyncio.engine import P as P
from sqlmodel_rs.ext.asyncio.engine import T as T
from sqlmodel_rs.ext.asyncio.engine import async_engine_from_config as async_engine_from_config
from sqlmodel_rs.ext.asyncio.engine import create_async_engine as create_async_engine
from sqlmodel_rs.ext.asyncio.engine import sync_bind as sync_bind
from sqlmodel_rs.ext.asyncio.exc import AsyncContextNotStarted as AsyncContextNotStarted
from sqlmodel_rs.ext.asyncio.result import AsyncResult as AsyncResult
from sqlmodel_rs.ext.asyncio.result import AsyncScalarResult as AsyncScalarResult
from sqlmodel_rs.ext.asyncio.result import at_once as at_once

__all__ = [
    "AsyncConnection",
    "AsyncContextNotStarted",
    "AsyncEngine",
    "AsyncResult",
    "AsyncScalarResult",
    "AsyncTransaction",
    "Connection",
    "CursorResult",
    "Engine",
    "NestedTransaction",
    "P",
    "ScalarResult",
    "StartableContext",
    "StartedResult",
    "T",
    "Transaction",
    "URL",
    "async_engine_from_config",
    "at_once",
    "config_options",
    "create_async_engine",
    "immutabledict",
    "make_url",
    "run_to_completion",
    "sync_bind",
]
