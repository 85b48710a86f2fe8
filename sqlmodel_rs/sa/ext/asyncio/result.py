"""Results of async connections. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import offer

__getattr__, __dir__ = offer(
    __name__,
    AsyncMappingResult="sqlmodel_rs.ext.asyncio:AsyncMappingResult",
    AsyncTupleResult="sqlmodel_rs.ext.asyncio:AsyncTupleResult",
    AsyncResult="sqlmodel_rs.ext.asyncio:AsyncResult",
    AsyncScalarResult="sqlmodel_rs.ext.asyncio:AsyncScalarResult",
)
