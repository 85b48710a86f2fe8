"""Asynchronous engine and session."""

from sqlmodel_rs.ext.asyncio import events as events
from sqlmodel_rs.ext.asyncio.engine import AsyncConnection as AsyncConnection
from sqlmodel_rs.ext.asyncio.engine import AsyncEngine as AsyncEngine
from sqlmodel_rs.ext.asyncio.engine import AsyncTransaction as AsyncTransaction
from sqlmodel_rs.ext.asyncio.engine import async_engine_from_config as async_engine_from_config
from sqlmodel_rs.ext.asyncio.engine import create_async_engine as create_async_engine
from sqlmodel_rs.ext.asyncio.factory import async_scoped_session as async_scoped_session
from sqlmodel_rs.ext.asyncio.factory import async_sessionmaker as async_sessionmaker
from sqlmodel_rs.ext.asyncio.result import AsyncMappingResult as AsyncMappingResult
from sqlmodel_rs.ext.asyncio.result import AsyncResult as AsyncResult
from sqlmodel_rs.ext.asyncio.result import AsyncScalarResult as AsyncScalarResult
from sqlmodel_rs.ext.asyncio.result import AsyncTupleResult as AsyncTupleResult
from sqlmodel_rs.ext.asyncio.session import AsyncSession as AsyncSession
from sqlmodel_rs.ext.asyncio.session import async_object_session as async_object_session
from sqlmodel_rs.ext.asyncio.session import async_session as async_session
from sqlmodel_rs.ext.asyncio.session import close_all_sessions as close_all_sessions
from sqlmodel_rs.ext.asyncio.transaction import AsyncSessionTransaction as AsyncSessionTransaction
from sqlmodel_rs.orm.awaitable import AsyncAttrs as AsyncAttrs
