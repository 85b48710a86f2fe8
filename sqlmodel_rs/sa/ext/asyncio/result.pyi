# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.ext.asyncio.result import AsyncMappingResult as AsyncMappingResult
from sqlmodel_rs.ext.asyncio.result import AsyncResult as AsyncResult
from sqlmodel_rs.ext.asyncio.result import AsyncResult as AsyncTupleResult
from sqlmodel_rs.ext.asyncio.result import AsyncScalarResult as AsyncScalarResult

__all__ = [
    "AsyncMappingResult",
    "AsyncResult",
    "AsyncScalarResult",
    "AsyncTupleResult",
]
