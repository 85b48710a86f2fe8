"""Run a transaction again when the database gave it up in favour of another one."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from functools import wraps
from inspect import iscoroutinefunction
from typing import Any, TypeVar

from sqlmodel_rs import exc

F = TypeVar("F", bound=Callable[..., Any])

#: MySQL's "lock wait timeout"; SQLite's SQLITE_BUSY and SQLITE_LOCKED with their extended codes. Serialization
#: failures and deadlocks have classes of their own.
_CODES = frozenset({"1205", "5", "261", "517", "773", "6", "262", "518"})


def is_conflict(error: BaseException) -> bool:
    """Tell whether the database refused a transaction only because of another one, so that it may be run again.

    That is a serialization failure (SQLSTATE 40001), a deadlock (40P01, MySQL 1213), a lock that was not given in time
    (MySQL 1205), and a SQLite database that is busy or locked.
    """
    if isinstance(error, (exc.SerializationFailure, exc.DeadlockDetected)):
        return True
    return isinstance(error, exc.OperationalError) and getattr(error.orig, "code", None) in _CODES


class Attempts:
    """How often a transaction is run and how long to wait in between, in seconds."""

    __slots__ = ("_delay", "left")

    def __init__(self, attempts: int, delay: float) -> None:
        if attempts < 1:
            raise exc.ArgumentError(f"attempts must be 1 or more, not {attempts}")
        self.left = attempts
        self._delay = delay

    def __iter__(self) -> Iterator[None]:
        while self.left:
            self.left -= 1
            yield

    def pause(self, error: BaseException) -> float:
        """Return the seconds to wait before the next attempt; raise the error where there is none.

        Each pause may be twice as long as the one before, and is random so that two programs do not meet again.
        """
        if not self.left or not is_conflict(error):
            raise error
        self._delay *= 2
        return random.uniform(0, self._delay)


def retry_transaction(attempts: int = 3, *, delay: float = 0.01) -> Callable[[F], F]:
    """Decorate a function that is one whole transaction: it is called again when `is_conflict` says so.

    The function, a coroutine function too, opens its session itself, so that each attempt begins with nothing:

        @retry_transaction(attempts=5)
        def rename(hero_id: int, name: str) -> None:
            with Session(engine) as session, session.begin():
                session.get_one(Hero, hero_id).name = name

    `attempts` counts the first call too; the last failure is raised. `delay` is the longest first pause, in seconds.
    """

    def decorate(function: F) -> F:
        wrapped: Any = _awaited(function, attempts, delay) if iscoroutinefunction(function) else None
        return wrapped or _called(function, attempts, delay)  # type: ignore[no-any-return]

    Attempts(attempts, delay)
    return decorate


def _called(function: Callable[..., Any], attempts: int, delay: float) -> Any:
    @wraps(function)
    def call(*args: Any, **options: Any) -> Any:
        tries = Attempts(attempts, delay)
        for _ in tries:
            try:
                return function(*args, **options)
            except exc.DBAPIError as error:
                time.sleep(tries.pause(error))
        return None

    return call


def _awaited(function: Callable[..., Any], attempts: int, delay: float) -> Any:
    @wraps(function)
    async def call(*args: Any, **options: Any) -> Any:
        tries = Attempts(attempts, delay)
        for _ in tries:
            try:
                return await function(*args, **options)
            except exc.DBAPIError as error:
                import asyncio

                await asyncio.sleep(tries.pause(error))
        return None

    return call
