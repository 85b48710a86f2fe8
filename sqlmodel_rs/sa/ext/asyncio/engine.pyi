# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.engine.connection import Connection as Connection
from sqlmodel_rs.engine.engine import Engine as Engine
from sqlmodel_rs.engine.options import config_options as config_options
from sqlmodel_rs.engine.records import ATTEMPTS as ATTEMPTS
from sqlmodel_rs.engine.records import accepted as accepted
from sqlmodel_rs.engine.records import disowned as disowned
from sqlmodel_rs.engine.result import CursorResult as CursorResult
from sqlmodel_rs.engine.result import ScalarResult as ScalarResult
from sqlmodel_rs.engine.transaction import NestedTransaction as NestedTransaction
from sqlmodel_rs.engine.transaction import RootTransaction as RootTransaction
from sqlmodel_rs.engine.transaction import Transaction as Transaction
from sqlmodel_rs.engine.url import URL as URL
from sqlmodel_rs.engine.url import immutabledict as immutabledict
from sqlmodel_rs.engine.url import make_url as make_url
from sqlmodel_rs.ext.asyncio.engine import AsyncConnection as AsyncConnection
from sqlmodel_rs.ext.asyncio.engine import AsyncEngine as AsyncEngine
from sqlmodel_rs.ext.asyncio.engine import AsyncMappingResult as AsyncMappingResult
from sqlmodel_rs.ext.asyncio.engine import AsyncResult as AsyncResult
from sqlmodel_rs.ext.asyncio.engine import AsyncScalarResult as AsyncScalarResult
from sqlmodel_rs.ext.asyncio.engine import AsyncTransaction as AsyncTransaction
from sqlmodel_rs.ext.asyncio.engine import AsyncTupleResult as AsyncTupleResult
from sqlmodel_rs.ext.asyncio.engine import P as P
from sqlmodel_rs.ext.asyncio.engine import T as T
from sqlmodel_rs.ext.asyncio.engine import async_engine_from_config as async_engine_from_config
from sqlmodel_rs.ext.asyncio.engine import create_async_engine as create_async_engine

__all__ = [
    "ATTEMPTS",
    "AsyncConnection",
    "AsyncEngine",
    "AsyncMappingResult",
    "AsyncResult",
    "AsyncScalarResult",
    "AsyncTransaction",
    "AsyncTupleResult",
    "Connection",
    "CursorResult",
    "Engine",
    "NestedTransaction",
    "P",
    "RootTransaction",
    "ScalarResult",
    "T",
    "Transaction",
    "URL",
    "accepted",
    "async_engine_from_config",
    "config_options",
    "create_async_engine",
    "disowned",
    "immutabledict",
    "make_url",
]
