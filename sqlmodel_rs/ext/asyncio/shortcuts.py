"""The shortcuts of `orm.shortcuts`, awaited."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, Self, TypeVar

from sqlmodel_rs import exc
from sqlmodel_rs.orm.shortcuts.audit import audit_work
from sqlmodel_rs.orm.shortcuts.become import become_work
from sqlmodel_rs.orm.shortcuts.creation import get_or_create_work
from sqlmodel_rs.orm.shortcuts.keys import get_many_work
from sqlmodel_rs.orm.shortcuts.plan import Plan, explain_work
from sqlmodel_rs.orm.shortcuts.retry import Attempts
from sqlmodel_rs.orm.shortcuts.upsert import upsert_work

T = TypeVar("T")


class AsyncShortcuts:
    """What `AsyncSession` has beyond SQLAlchemy's; each does what the method of that name of `Session` does."""

    sync_session: Any
    _run: Any
    begin: Any

    async def get_many(
        self,
        entity: type[T],
        idents: Iterable[Any],
        *,
        options: Iterable[Any] | None = None,
        populate_existing: bool = False,
    ) -> list[T | None]:
        """Return the object of each primary key, or None, in the order of the keys; one statement reads them."""
        work = get_many_work(self.sync_session, entity, idents, options, populate_existing)
        return await self._run(work)  # type: ignore[no-any-return]

    async def get_or_create(
        self, entity: type[T], defaults: Mapping[str, Any] | None = None, **by: Any
    ) -> tuple[T, bool]:
        """Return the object whose attributes are `by`, created where there is none, and whether it was created."""
        return await self._run(get_or_create_work(self.sync_session, entity, defaults, by))  # type: ignore[no-any-return]

    async def become(self, instance: Any, entity: type[T], **values: Any) -> T:
        """Change the class of an object and its row to another class of the hierarchy, and return the same object."""
        return await self._run(become_work(self.sync_session, instance, entity, values))  # type: ignore[no-any-return]

    async def audit(self, entity: Any, *, limit: int = 100) -> list[exc.RowError]:
        """Return what is wrong with the rows of the hierarchy of a class, as errors that are not raised."""
        return await self._run(audit_work(self.sync_session, entity, limit))  # type: ignore[no-any-return]

    async def upsert(
        self, entity: type[T], rows: Iterable[Mapping[str, Any]], *, by: Any = None, update: Any = None
    ) -> list[T]:
        """Insert rows, or update those that are there, and return their objects in the order of the rows."""
        return await self._run(upsert_work(self.sync_session, entity, rows, by, update))  # type: ignore[no-any-return]

    async def explain(self, statement: Any, analyze: bool = False) -> Plan:
        """Return the database's plan for a statement as a tree; with `analyze` it is run and measured."""
        return await self._run(explain_work(self.sync_session, statement, analyze))  # type: ignore[no-any-return]

    async def run(self, function: Callable[[Self], Awaitable[T]], *, attempts: int = 3, delay: float = 0.01) -> T:
        """Await `function(session)` in a transaction of its own, again when another transaction made it fail."""
        tries = Attempts(attempts, delay)
        for _ in tries:
            try:
                async with self.begin():
                    return await function(self)
            except exc.DBAPIError as error:
                await asyncio.sleep(tries.pause(error))
        raise AssertionError("the last attempt returns or raises")
