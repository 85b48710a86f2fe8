# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.ext.asyncio.engine import AsyncResult as AsyncResult
from sqlmodel_rs.ext.asyncio.engine import AsyncScalarResult as AsyncScalarResult

__all__ = [
    "AsyncResult",
    "AsyncScalarResult",
]
