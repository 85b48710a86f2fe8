"""Async sessions. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import offer

__getattr__, __dir__ = offer(
    __name__,
    "sqlmodel_rs.ext.asyncio.session",
    AsyncSession="sqlmodel_rs.ext.asyncio.session:PlainAsyncSession",
    AsyncSessionTransaction="sqlmodel_rs.ext.asyncio:AsyncSessionTransaction",
    async_sessionmaker="sqlmodel_rs.ext.asyncio:async_sessionmaker",
    async_scoped_session="sqlmodel_rs.ext.asyncio:async_scoped_session",
    AsyncAttrs="sqlmodel_rs.orm.awaitable:AsyncAttrs",
    object_session="sqlmodel_rs.orm:object_session",
)
