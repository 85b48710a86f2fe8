"""The asynchronous engine: the same behaviour, awaited."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from sqlmodel_rs import event, exc
from sqlmodel_rs.engine import Inspector
from sqlmodel_rs.ext.asyncio.engine import AsyncEngine, create_async_engine
from sqlmodel_rs.schema import Column, MetaData, Table
from sqlmodel_rs.sql.dml import insert
from sqlmodel_rs.sql.expression import select, text
from sqlmodel_rs.types import Integer, String

metadata = MetaData()
table = Table("t", metadata, Column("id", Integer, primary_key=True), Column("name", String(9)))


def with_engine(url: str, test: Callable[[AsyncEngine], Awaitable[None]]) -> None:
    async def main() -> None:
        engine = create_async_engine(url)
        async with engine.begin() as connection:
            await connection.run_sync(metadata.create_all)
        try:
            await test(engine)
        finally:
            await engine.dispose()

    asyncio.run(main())


async def names(engine: AsyncEngine) -> list[str]:
    async with engine.connect() as connection:
        return list(await connection.scalars(select(table.c.name).order_by(table.c.id)))


def test_statements_and_transactions(async_database_url: str) -> None:
    async def work(engine: AsyncEngine) -> None:
        async with engine.begin() as connection:
            result = await connection.execute(insert(table).values(name="a"))
            assert result.inserted_primary_key == (1,)
            async with connection.begin_nested():
                await connection.execute(insert(table), [{"name": "b"}, {"name": "c"}])
            with pytest.raises(KeyError):
                async with connection.begin_nested():
                    await connection.execute(insert(table), {"name": "d"})
                    raise KeyError
        with pytest.raises(KeyError):
            async with engine.begin() as connection:
                await connection.execute(insert(table), {"name": "e"})
                raise KeyError
        connection = await engine.connect()
        await connection.begin()
        await connection.execute(insert(table), {"name": "f"})
        assert connection.in_transaction()
        await connection.close()
        assert connection.closed
        assert await names(engine) == ["a", "b", "c"]

    with_engine(async_database_url, work)


def test_streams(async_database_url: str) -> None:
    async def work(engine: AsyncEngine) -> None:
        async with engine.begin() as connection:
            await connection.execute(insert(table), [{"name": "a"}, {"name": "b"}])
            async with connection.stream(select(table.c.name)) as result:
                assert [row.name async for row in result] == ["a", "b"]
            scalars = await connection.stream_scalars(select(table.c.name))
            assert await scalars.all() == ["a", "b"]

    with_engine(async_database_url, work)


def test_run_sync_is_part_of_the_transaction(async_database_url: str) -> None:
    async def work(engine: AsyncEngine) -> None:
        with pytest.raises(KeyError):
            async with engine.begin() as connection:
                await connection.run_sync(lambda sync: sync.execute(insert(table), {"name": "x"}))
                raise KeyError
        assert await names(engine) == []
        async with engine.connect() as connection:
            assert "t" in await connection.run_sync(lambda sync: Inspector(sync).get_table_names())

    with_engine(async_database_url, work)


def test_errors_are_the_same(async_database_url: str) -> None:
    async def work(engine: AsyncEngine) -> None:
        async with engine.connect() as connection:
            with pytest.raises(exc.DBAPIError, match="nope"):
                await connection.execute(text("select * from nope"))
            await connection.rollback()
            assert await connection.scalar(text("select 1")) == 1

    with_engine(async_database_url, work)


def test_many_tasks_share_the_pool(async_database_url: str) -> None:
    async def work(engine: AsyncEngine) -> None:
        async def one(number: int) -> int:
            async with engine.connect() as connection:
                return int(await connection.scalar(text(f"select {number}")))

        assert sum(await asyncio.gather(*(one(number) for number in range(40)))) == sum(range(40))
        assert engine.pool.checkedout() == 0

    with_engine(async_database_url, work)


def test_listeners_belong_to_the_sync_engine(async_database_url: str) -> None:
    async def work(engine: AsyncEngine) -> None:
        seen: list[Any] = []

        @event.listens_for(engine.sync_engine, "connect")
        def connected(connection: Any, record: Any) -> None:
            cursor = connection.cursor()
            cursor.execute("select 7")
            seen.append(cursor.fetchone())

        await engine.dispose()
        async with engine.connect() as connection:
            assert await connection.scalar(text("select 1")) == 1
        assert seen == [(7,)]
        with pytest.raises(NotImplementedError, match="asynchronous events are not implemented"):
            event.listen(engine, "connect", connected)

    with_engine(async_database_url, work)
