# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.ext.asyncio.factory import async_scoped_session as async_scoped_session

__all__ = [
    "async_scoped_session",
]
