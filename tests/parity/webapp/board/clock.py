"""The time and the keys the board gives out; a request's own ones can be set, so that a test is repeatable."""

from contextvars import ContextVar
from datetime import UTC, datetime
from uuid import UUID, uuid4


class Clock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def key(self) -> UUID:
        return uuid4()


class SteadyClock(Clock):
    """Starts at one instant, goes on a minute and a bit at each look, and counts the keys."""

    def __init__(self) -> None:
        self.looks = 0
        self.keys = 0

    def now(self) -> datetime:
        self.looks += 1
        minutes, microseconds = divmod(self.looks * 61_000_250, 60_000_000)
        hours, minutes = divmod(minutes, 60)
        return datetime(2024, 5, 1, 8 + hours, minutes, microseconds // 1_000_000, microseconds % 1_000_000, UTC)

    def key(self) -> UUID:
        self.keys += 1
        return UUID(int=(0xB0A2D << 100) + self.keys)


current: ContextVar[Clock] = ContextVar("clock", default=Clock())  # noqa: B039 - it holds no state


def now() -> datetime:
    return current.get().now()


def key() -> UUID:
    return current.get().key()
