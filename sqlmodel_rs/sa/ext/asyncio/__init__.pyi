# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.ext.asyncio.engine import AsyncConnection as AsyncConnection
from sqlmodel_rs.ext.asyncio.engine import AsyncEngine as AsyncEngine
from sqlmodel_rs.ext.asyncio.engine import AsyncTransaction as AsyncTransaction
from sqlmodel_rs.ext.asyncio.engine import async_engine_from_config as async_engine_from_config
from sqlmodel_rs.ext.asyncio.engine import create_async_engine as create_async_engine
from sqlmodel_rs.ext.asyncio.factory import async_scoped_session as async_scoped_session
from sqlmodel_rs.ext.asyncio.factory import async_sessionmaker as async_sessionmaker
from sqlmodel_rs.ext.asyncio.result import AsyncMappingResult as AsyncMappingResult
from sqlmodel_rs.ext.asyncio.result import AsyncResult as AsyncResult
from sqlmodel_rs.ext.asyncio.result import AsyncResult as AsyncTupleResult
from sqlmodel_rs.ext.asyncio.result import AsyncScalarResult as AsyncScalarResult
from sqlmodel_rs.ext.asyncio.session import PlainAsyncSession as AsyncSession
from sqlmodel_rs.ext.asyncio.session import async_object_session as async_object_session
from sqlmodel_rs.ext.asyncio.session import async_session as async_session
from sqlmodel_rs.ext.asyncio.session import close_all_sessions as close_all_sessions
from sqlmodel_rs.ext.asyncio.transaction import AsyncSessionTransaction as AsyncSessionTransaction
from sqlmodel_rs.orm.awaitable import AsyncAttrs as AsyncAttrs
from sqlmodel_rs.sa.ext.asyncio import engine as engine
from sqlmodel_rs.sa.ext.asyncio import exc as exc
from sqlmodel_rs.sa.ext.asyncio import session as session

__all__ = [
    "AsyncAttrs",
    "AsyncConnection",
    "AsyncEngine",
    "AsyncMappingResult",
    "AsyncResult",
    "AsyncScalarResult",
    "AsyncSession",
    "AsyncSessionTransaction",
    "AsyncTransaction",
    "AsyncTupleResult",
    "async_engine_from_config",
    "async_object_session",
    "async_scoped_session",
    "async_session",
    "async_sessionmaker",
    "close_all_sessions",
    "create_async_engine",
    "engine",
    "exc",
    "session",
]
