"""Cancels a coroutine at one of its suspension points, counted from 0."""

import asyncio
from collections.abc import Awaitable, Generator
from typing import Any


class CancelledAt:
    """Awaits `work` and cancels the task at suspension point `at`: before its answer comes, or just after (`late`)."""

    def __init__(self, work: Awaitable[Any], at: int, *, late: bool) -> None:
        self._work = work
        self._at = at
        self._late = late
        self.reached = False

    def __await__(self) -> Generator[Any, Any, Any]:
        steps = self._work.__await__()
        passed = 0
        failure: BaseException | None = None
        try:
            while True:
                try:
                    waited = steps.send(None) if failure is None else steps.throw(failure)  # type: ignore[union-attr]
                except StopIteration as stop:
                    return stop.value
                if passed == self._at:
                    self.reached = True
                    task = asyncio.current_task()
                    assert task is not None
                    if self._late and waited is not None:
                        # The answer is there, but the task hears of its end first.
                        waited.add_done_callback(lambda _, task=task: task.cancel())
                    else:
                        task.cancel()
                passed += 1
                failure = None
                try:
                    yield waited
                except BaseException as error:
                    failure = error
        finally:
            # The traceback of the failure holds this frame, and would keep alive what was waited for.
            failure = waited = None


async def cancel_at(work: Awaitable[Any], at: int, *, late: bool = False) -> tuple[bool, BaseException | None]:
    """Await `work` in a task of its own; return whether point `at` was reached, and how it failed."""
    cancelled = CancelledAt(work, at, late=late)

    async def body() -> Any:
        return await cancelled

    task = asyncio.ensure_future(body())
    await asyncio.wait([task])
    failure: BaseException | None = asyncio.CancelledError() if task.cancelled() else task.exception()
    return cancelled.reached, failure
