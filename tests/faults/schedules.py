"""Random schedules: several tasks move money over a small pool while they are cancelled and their connections cut.

A schedule is made from its number. Money never comes or goes: each account holds what the ledger says, since a transfer
writes both or neither.
"""

import asyncio
import contextlib
import gc
import random
from collections.abc import Awaitable, Callable
from typing import Any

from sqlmodel_rs import Field, SQLModel, event, exc, func, select
from sqlmodel_rs.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel_rs.ext.asyncio.session import PlainAsyncSession as AsyncSession
from sqlmodel_rs.orm import registry
from sqlmodel_rs.sql.dml import insert, update

ACCOUNTS = 6
FUNDS = 100


class Bank(SQLModel, registry=registry()):
    """A registry of its own: other tests have classes of the same names."""


class Account(Bank, table=True):
    id: int | None = Field(default=None, primary_key=True)
    balance: int


class Transfer(Bank, table=True):
    id: int | None = Field(default=None, primary_key=True)
    source_id: int = Field(foreign_key="account.id", index=True)
    target_id: int = Field(foreign_key="account.id", index=True)
    amount: int


class Bang(Exception):
    """What a listener or a program raises in the middle of its work."""


#: What may happen to a program whose connection is cut, whose pool is empty, or whose session somebody else uses.
EXPECTED = (exc.DBAPIError, exc.TimeoutError, exc.InvalidRequestError, Bang, TimeoutError)


class Schedule:
    """One number's tasks, faults and pool; `problems` says what went wrong that may not."""

    def __init__(self, number: int, url: str, cut: Callable[[], None] | None) -> None:
        self.chance = random.Random(number)
        self.engine: AsyncEngine = self._made(url)
        self.problems: list[str] = []
        self._cut = cut
        self._tasks: list[asyncio.Task[None]] = []

    def _made(self, url: str) -> AsyncEngine:
        lock_wait = {"connect_args": {"timeout": 0.05}} if url.startswith("sqlite") else {}
        return create_async_engine(
            url,
            pool_size=self.chance.randint(1, 3),
            max_overflow=self.chance.choice([0, 0, 1]),
            pool_timeout=self.chance.choice([0.5, 5]),
            pool_pre_ping=self.chance.random() < 0.3,
            **lock_wait,
        )

    async def run(self) -> list[str]:
        """Run the schedule and return its problems."""
        self._tasks = [asyncio.ensure_future(self._customer()) for _ in range(self.chance.randint(2, 5))]
        harm = asyncio.ensure_future(self._harm())
        try:
            async with asyncio.timeout(30):
                await asyncio.wait(self._tasks)
        except TimeoutError:
            self.problems.append(f"parked: {[task for task in self._tasks if not task.done()]}")
        harm.cancel()
        await asyncio.wait([harm])
        await self._check()
        return self.problems

    async def _customer(self) -> None:
        for _ in range(self.chance.randint(1, 3)):
            work = self.chance.choice(OPERATIONS)
            limit = self.chance.choice([None, None, self.chance.random() * 0.02])
            try:
                async with asyncio.timeout(limit):
                    await work(self)
            except EXPECTED:
                pass
            except asyncio.CancelledError:
                pass
            except BaseException as error:
                self.problems.append(f"{work.__name__}: {type(error).__name__}: {error}")
            if work is abandoned:
                gc.collect()

    async def _harm(self) -> None:
        for _ in range(self.chance.randint(1, 6)):
            for _ in range(self.chance.randint(0, 12)):
                await asyncio.sleep(0)
            if self.chance.random() < 0.3:
                await asyncio.sleep(self.chance.random() * 0.005)
            if self._cut is not None and self.chance.random() < 0.3:
                self._cut()
            elif self.chance.random() < 0.05:
                await self.engine.dispose()
            else:
                self.chance.choice(self._tasks).cancel()

    async def _check(self) -> None:
        pool = self.engine.pool
        try:
            async with asyncio.timeout(10):
                while pool.checkedout() or len(asyncio.all_tasks()) > 1:
                    gc.collect()  # an abandoned connection is the collector's
                    await asyncio.sleep(0)
        except TimeoutError:
            left = asyncio.all_tasks() - {asyncio.current_task()}
            self.problems.append(f"{pool.checkedout()} connections are not back, {left} are not done")
        try:
            async with asyncio.timeout(20):
                for _ in range(pool.size() + 1):  # what the pool kept may have been cut, and is opened again
                    with contextlib.suppress(exc.OperationalError, exc.TimeoutError):
                        async with self.engine.connect() as connection:
                            await connection.scalar(select(func.count(Account.id)))
                async with AsyncSession(self.engine) as session:
                    await self._compare(session)
        except Exception as error:
            self.problems.append(f"the next statement: {type(error).__name__}: {error}")
        if pool.checkedout():
            self.problems.append(f"{pool.checkedout()} connections are not back")
        await self.engine.dispose()

    async def _compare(self, session: AsyncSession) -> None:
        for account in (await session.scalars(select(Account))).all():
            gone, came = [
                await session.scalar(select(func.coalesce(func.sum(Transfer.amount), 0)).where(column == account.id))
                for column in (Transfer.source_id, Transfer.target_id)
            ]
            if account.balance != FUNDS - gone + came:
                self.problems.append(f"account {account.id} holds {account.balance}, not {FUNDS - gone + came}")

    def pair(self) -> tuple[int, int]:
        """Choose two accounts."""
        first, second = self.chance.sample(range(1, ACCOUNTS + 1), 2)
        return first, second


async def _move(session: AsyncSession, source: int, target: int) -> None:
    for key, amount in sorted([(source, -5), (target, 5)]):
        account = await session.get_one(Account, key)
        account.balance = Account.balance + amount  # type: ignore[assignment]
        await session.flush()
    session.add(Transfer(source_id=source, target_id=target, amount=5))


async def objects(schedule: Schedule) -> None:
    """Move money by objects, and commit."""
    async with AsyncSession(schedule.engine) as session:
        await _move(session, *schedule.pair())
        await session.commit()


async def blocks(schedule: Schedule) -> None:
    """Move money in blocks, of which the inner one may fail."""
    async with AsyncSession(schedule.engine) as session, session.begin():
        await _move(session, *schedule.pair())
        with contextlib.suppress(Bang):
            async with session.begin_nested():
                await _move(session, *schedule.pair())
                if schedule.chance.random() < 0.5:
                    raise Bang


async def statements(schedule: Schedule) -> None:
    """Move money by statements on a connection."""
    source, target = schedule.pair()
    async with schedule.engine.begin() as connection:
        for key, amount in sorted([(source, -3), (target, 3)]):
            own = update(Account).where(Account.id == key)
            await connection.execute(own.values(balance=Account.balance + amount))
        await connection.execute(insert(Transfer).values(source_id=source, target_id=target, amount=3))


async def threads(schedule: Schedule) -> None:
    """Move money in a worker thread."""
    source, target = schedule.pair()

    def work(session: Any) -> None:
        for key, amount in sorted([(source, -2), (target, 2)]):
            session.get_one(Account, key).balance = Account.balance + amount
            session.flush()
        session.add(Transfer(source_id=source, target_id=target, amount=2))
        session.commit()

    async with AsyncSession(schedule.engine) as session:
        await session.run_sync(work)


async def reads(schedule: Schedule) -> None:
    """Read rows bit by bit, perhaps not all of them."""
    async with AsyncSession(schedule.engine) as session:
        rows = await session.stream_scalars(select(Transfer).execution_options(yield_per=2))
        async for _ in rows:
            if schedule.chance.random() < 0.2:
                break


async def listeners(schedule: Schedule) -> None:
    """Move money while a listener raises somewhere."""
    async with AsyncSession(schedule.engine) as session:
        names = ("before_flush", "after_flush", "before_commit", "after_begin", "after_commit", "after_rollback")
        event.listen(session.sync_session, schedule.chance.choice(names), _raise)
        await _move(session, *schedule.pair())
        await session.commit()


def _raise(*arguments: Any) -> None:
    raise Bang


async def shared(schedule: Schedule) -> None:
    """Let two tasks use one session, of which one is refused."""
    async with AsyncSession(schedule.engine) as session:
        both = [_move(session, *schedule.pair()), session.scalars(select(Account)), session.commit()]
        tasks = [asyncio.ensure_future(work) for work in both]
        try:
            await asyncio.wait(tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        await session.rollback()


async def abandoned(schedule: Schedule) -> None:
    """Leave a connection in a transaction to the collector."""
    connection = await schedule.engine.connect()
    await connection.scalar(select(func.count(Account.id)))


OPERATIONS: list[Callable[[Schedule], Awaitable[None]]] = [
    objects,
    blocks,
    statements,
    threads,
    reads,
    listeners,
    shared,
    abandoned,
]
