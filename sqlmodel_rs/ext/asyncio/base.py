"""What is awaited or entered with `async with`, and work that is not abandoned half-way."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Generator
from typing import Any, Generic, NoReturn, TypeVar

from sqlmodel_rs.ext.asyncio.exc import AsyncContextNotStarted

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class StartableContext(Generic[T_co]):
    """Something that does nothing before it is awaited or entered."""

    __slots__ = ()

    async def start(self, is_ctxmanager: bool = False) -> T_co:
        """Start it."""
        raise NotImplementedError

    def __await__(self) -> Generator[Any, Any, T_co]:
        return self.start().__await__()

    async def __aenter__(self) -> T_co:
        return await self.start(is_ctxmanager=True)

    def _raise_for_not_started(self) -> NoReturn:
        raise AsyncContextNotStarted(
            f"{type(self).__name__} context has not been started and object has not been awaited."
        )


class StartedResult(StartableContext[T]):
    """A result that is awaited, or entered with `async with`, which closes it at the end of the block."""

    __slots__ = ("_begin", "_started")

    def __init__(self, begin: Callable[[], Awaitable[T]]) -> None:
        self._begin = begin
        self._started: Any = None

    async def start(self, is_ctxmanager: bool = False) -> T:
        """Send the statement and fetch the first rows."""
        self._started = await self._begin()
        return self._started  # type: ignore[no-any-return]

    async def __aexit__(self, type_: Any, value: Any, traceback: Any) -> None:
        await run_to_completion(self._started.close())


async def run_to_completion(work: Coroutine[Any, Any, T]) -> T:
    """Await work that ends also when the caller is cancelled meanwhile; the cancellation is raised afterwards."""
    task = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError as error:
            cancelled = error
    try:
        answer = task.result()
    except Exception:
        if cancelled is not None:
            raise cancelled from None
        raise
    if cancelled is not None:
        raise cancelled
    return answer
