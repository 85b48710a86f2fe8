"""Async engines and sessions. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import offer

__getattr__, __dir__ = offer(
    __name__,
    "sqlmodel_rs.ext.asyncio",
    AsyncSession="sqlmodel_rs.ext.asyncio.session:PlainAsyncSession",
    AsyncAttrs="sqlmodel_rs.orm.awaitable:AsyncAttrs",
    exc="sqlmodel_rs.sa.ext.asyncio.exc",
    engine="sqlmodel_rs.sa.ext.asyncio.engine",
    session="sqlmodel_rs.sa.ext.asyncio.session",
)
