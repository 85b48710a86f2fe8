"""Scoped async sessions. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import offer

__getattr__, __dir__ = offer(
    __name__,
    async_scoped_session="sqlmodel_rs.ext.asyncio:async_scoped_session",
)
