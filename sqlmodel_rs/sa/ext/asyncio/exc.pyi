# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.exc import InvalidRequestError as InvalidRequestError
from sqlmodel_rs.ext.asyncio.exc import AsyncBindNotFound as AsyncBindNotFound
from sqlmodel_rs.ext.asyncio.exc import AsyncContextAlreadyStarted as AsyncContextAlreadyStarted
from sqlmodel_rs.ext.asyncio.exc import AsyncContextNotStarted as AsyncContextNotStarted
from sqlmodel_rs.ext.asyncio.exc import AsyncMethodRequired as AsyncMethodRequired

__all__ = [
    "AsyncBindNotFound",
    "AsyncContextAlreadyStarted",
    "AsyncContextNotStarted",
    "AsyncMethodRequired",
    "InvalidRequestError",
]
