"""`AsyncSessionTransaction`: a transaction of an `AsyncSession`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self
from weakref import ref

from sqlmodel_rs.ext.asyncio.base import StartableContext
from sqlmodel_rs.ext.asyncio.engine import AsyncConnection, sync_bind
from sqlmodel_rs.orm.transaction import SessionTransaction

if TYPE_CHECKING:
    from sqlmodel_rs.ext.asyncio.session import PlainAsyncSession


class AsyncSessionTransaction(StartableContext["AsyncSessionTransaction"]):
    """A transaction or savepoint of an `AsyncSession`: awaited, or used as `async with`."""

    __slots__ = ("__weakref__", "session", "nested", "sync_transaction")

    def __init__(self, session: PlainAsyncSession, nested: bool = False) -> None:
        self.session = session
        self.nested = nested
        self.sync_transaction: SessionTransaction | None = None

    @classmethod
    def _of(cls, session: PlainAsyncSession, sync: SessionTransaction | None) -> AsyncSessionTransaction | None:
        """Return what stands for a transaction here."""
        if sync is None:
            return None
        found: AsyncSessionTransaction | None = None if sync.proxy is None else sync.proxy()
        if found is None:
            found = cls(session, sync.nested)
            found._stand_for(sync)
        return found

    def _stand_for(self, sync: SessionTransaction) -> None:
        self.sync_transaction = sync
        sync.proxy = ref(self)

    @property
    def _sync(self) -> SessionTransaction:
        if self.sync_transaction is None:
            self._raise_for_not_started()
        return self.sync_transaction

    @property
    def is_active(self) -> bool:
        """Whether it has begun and not ended."""
        return self._sync.is_active

    @property
    def connections(self) -> frozenset[AsyncConnection]:
        """The connections that it has so far."""
        return frozenset(AsyncConnection._of(one) for one in self._sync.connections)

    def bound_connection(self, bindkey: Any = None, *, bind: Any = None, **kw: Any) -> AsyncConnection:
        """Return the connection that it has for a class or an engine.

        Raises `InvalidRequestError` when it has none for that.
        """
        return AsyncConnection._of(self._sync.bound_connection(bindkey, bind=sync_bind(bind), **kw))

    async def start(self, is_ctxmanager: bool = False) -> Self:
        """Begin the transaction, or set the savepoint."""
        sync = self.session.sync_session
        self._stand_for(await self.session._run(sync._begin_nested_work()) if self.nested else sync.begin())
        if is_ctxmanager:
            self._sync._enter()
        return self

    async def commit(self) -> None:
        """Flush and commit."""
        await self._end("commit")

    async def rollback(self) -> None:
        """Roll back."""
        await self._end("rollback")

    async def _end(self, action: str) -> None:
        await self.session._run(self.session.sync_session._end_work(self._sync, action))

    async def __aenter__(self) -> Self:
        if self.sync_transaction is None:
            await self.start(is_ctxmanager=True)
        else:
            self._sync._enter()
        return self

    async def __aexit__(self, type_: Any, value: Any, traceback: Any) -> None:
        if self.sync_transaction is not None:
            await self.session._run(self.sync_transaction._leave_work(failed=type_ is not None))
