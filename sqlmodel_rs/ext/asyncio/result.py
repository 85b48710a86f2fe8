"""The rows of `stream()`, awaited: fetched bit by bit from a cursor of the database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any, Self, TypeVar

from sqlmodel_rs.engine.result import _END, FrozenResult, Result
from sqlmodel_rs.ext.asyncio.exc import AsyncMethodRequired
from sqlmodel_rs.subscript import Subscriptable

R = TypeVar("R", bound=Any)


async def at_once(result: R, method: str) -> R:
    """Return a result whose rows are all here.

    Raises:
        AsyncMethodRequired: they are fetched bit by bit, for which there is no reading without awaiting.
    """
    source = getattr(result, "_source", None)
    if source is None:
        return result
    await source.close_async()
    raise AsyncMethodRequired(
        f"Can't use the {method.removesuffix('()')}() method with a server-side cursor. Use the "
        f"{method.partition('.')[0]}.stream() method for an async streaming result set."
    )


class AsyncCommon(Subscriptable):
    """What every awaited result can do."""

    __slots__ = ("_sync_result",)

    _sync_result: Any

    @property
    def closed(self) -> bool:
        """Whether the result was closed."""
        return bool(self._sync_result.closed)

    async def _refill(self) -> bool:
        """Fetch the next rows; False when there are none."""
        sync = self._sync_result
        if sync._source is None:
            return False
        sync._data, sync._at = await sync._source.fetch_async(), 0
        if not sync._data:
            sync._source = None
        return bool(sync._data)

    async def _next(self) -> Any:
        item = self._sync_result._take()
        while item is _END and await self._refill():
            item = self._sync_result._take()
        return item

    async def _settled(self, count: int) -> Any:
        """Return the sync result with its next `count` items at hand and nothing more to come."""
        sync = self._sync_result
        if sync._source is None:
            return sync
        items: list[Any] = []
        while len(items) < count and (item := await self._next()) is not _END:
            items.append(item)
        source, sync._source = sync._source, None
        if source is not None:
            await source.close_async()
        sync._data, sync._at, sync._make, sync._unique_key = items, 0, None, None
        return sync

    async def _some(self, size: int) -> list[Any]:
        items: list[Any] = []
        while len(items) < size and (item := await self._next()) is not _END:
            items.append(item)
        return items

    async def all(self) -> Sequence[Any]:
        """Return what is left."""
        items: list[Any] = self._sync_result._buffered()
        while await self._refill():
            items.extend(self._sync_result._buffered())
        return items

    async def fetchall(self) -> Sequence[Any]:
        """Return what is left."""
        return await self.all()

    async def fetchmany(self, size: int | None = None) -> Sequence[Any]:
        """Return the next `size` of what is left."""
        return await self._some(size if size is not None else (self._sync_result._size or 1))

    async def first(self) -> Any:
        """Return the first, or None, and close."""
        return (await self._settled(1)).first()

    async def one(self) -> Any:
        """Return the only one."""
        return (await self._settled(2)).one()

    async def one_or_none(self) -> Any:
        """Return the only one, or None."""
        return (await self._settled(2)).one_or_none()

    async def partitions(self, size: int | None = None) -> AsyncIterator[Sequence[Any]]:
        """Iterate over lists of `size`."""
        wanted = size if size is not None else self._sync_result._size
        while part := (await self.all() if wanted is None else await self._some(wanted)):
            yield part

    async def close(self) -> None:
        """Close the result; fetching from it afterwards is an error."""
        source, self._sync_result._source = self._sync_result._source, None
        if source is not None:
            await source.close_async()
        self._sync_result.close()

    def yield_per(self, num: int) -> Self:
        """Set how many items `fetchmany()` and `partitions()` give at a time."""
        self._sync_result.yield_per(num)
        return self

    def unique(self, strategy: Callable[[Any], Any] | None = None) -> Self:
        """Give each item once; `strategy` makes from an item the value that is compared."""
        self._sync_result.unique(strategy)
        return self

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Any:
        item = await self._next()
        if item is _END:
            raise StopAsyncIteration
        return item


class _Keyed(AsyncCommon):
    """A result whose items have names."""

    __slots__ = ()

    def keys(self) -> Any:
        """Return the column names."""
        return self._sync_result.keys()

    def columns(self, *col_expressions: Any) -> Self:
        """Keep the named columns, in the order named; names, positions or columns."""
        self._sync_result = self._sync_result.columns(*col_expressions)
        return self

    async def fetchone(self) -> Any:
        """Return the next row, or None."""
        item = await self._next()
        return None if item is _END else item


class AsyncResult(_Keyed):
    """The rows of `stream()`: `async for`, and awaited `all()`, `first()`, `one()` ..."""

    __slots__ = ()

    def __init__(self, real_result: Result[Any]) -> None:
        self._sync_result = real_result

    async def scalar(self) -> Any:
        """Return the first column of the first row, or None."""
        return (await self._settled(1)).scalar()

    async def scalar_one(self) -> Any:
        """Return the first column of the only row."""
        return (await self._settled(2)).scalar_one()

    async def scalar_one_or_none(self) -> Any:
        """Return the first column of the only row, or None."""
        return (await self._settled(2)).scalar_one_or_none()

    async def freeze(self) -> FrozenResult:
        """Return the rows that are left as an object that gives new results when called."""
        rows = list(await self.all())
        return FrozenResult(rows, self._sync_result._row_class)

    def scalars(self, index: Any = 0) -> AsyncScalarResult:
        """Return one column's values; `index` is a position, a name or a column."""
        return AsyncScalarResult(self, index)

    def mappings(self) -> AsyncMappingResult:
        """Return the rows as mappings."""
        return AsyncMappingResult(self)

    def tuples(self) -> AsyncTupleResult:
        """Return the result itself, typed as giving tuples."""
        return self

    @property
    def t(self) -> AsyncTupleResult:
        """The result itself, typed as giving tuples."""
        return self


AsyncTupleResult = AsyncResult


class AsyncScalarResult(AsyncCommon):
    """The values of `stream_scalars()`."""

    __slots__ = ()

    def __init__(self, result: AsyncResult, index: Any = 0) -> None:
        self._sync_result = result._sync_result.scalars(index)


class AsyncMappingResult(_Keyed):
    """The rows of a stream as mappings from column name to value."""

    __slots__ = ()

    def __init__(self, result: AsyncResult) -> None:
        self._sync_result = result._sync_result.mappings()
