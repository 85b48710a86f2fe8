"""A disk that is full: an error, nothing half-written, and the session goes on once there is room."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sqlmodel_rs import Session, create_engine, exc, func, select, text
from sqlmodel_rs.engine import Engine
from sqlmodel_rs.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel_rs.ext.asyncio.session import PlainAsyncSession

from .conftest import asynchronous
from .models import Box, Faults, Item, full_box

MANY = 5000


@pytest.fixture
def url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'full.db'}"
    engine = create_engine(url)
    Faults.metadata.create_all(engine)
    engine.dispose()
    return url


def test_a_flush_that_fills_the_disk(url: str) -> None:
    engine = create_engine(url, pool_size=1, max_overflow=0, pool_timeout=5)
    with Session(engine) as session:
        session.add(full_box("kept"))
        session.commit()
        pages = session.connection().exec_driver_sql("PRAGMA page_count").scalar_one()
        session.connection().exec_driver_sql(f"PRAGMA max_page_count = {pages + 4}")
        session.add(full_box("large", MANY))
        with pytest.raises(exc.OperationalError, match="database or disk is full") as caught:
            session.commit()
        assert not caught.value.connection_invalidated
        assert not session.is_active
        with pytest.raises(exc.PendingRollbackError, match="previous exception during flush"):
            session.scalars(select(Box)).all()
        session.rollback()
        assert [box.name for box in session.scalars(select(Box))] == ["kept"]
        session.connection().exec_driver_sql("PRAGMA max_page_count = 1000000")
        session.add(full_box("large", MANY))
        session.commit()
        assert session.scalar(select(func.count(Item.id))) == MANY + 2
        assert session.scalar(text("PRAGMA integrity_check")) == "ok"
    assert engine.pool.checkedout() == 0
    engine.dispose()


async def test_an_awaited_flush_that_fills_the_disk(url: str) -> None:
    engine: AsyncEngine = create_async_engine(asynchronous(url), pool_size=1, max_overflow=0, pool_timeout=5)
    async with PlainAsyncSession(engine) as session:
        session.add(full_box("kept"))
        await session.commit()
        connection = await session.connection()
        pages = (await connection.exec_driver_sql("PRAGMA page_count")).scalar_one()
        await connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 4}")
        session.add(full_box("large", MANY))
        with pytest.raises(exc.OperationalError, match="database or disk is full"):
            await session.commit()
        assert not session.is_active
        await session.rollback()
        assert [box.name for box in await session.scalars(select(Box))] == ["kept"]
    assert engine.pool.checkedout() == 0
    await engine.dispose()


async def test_a_cursor_that_is_open_when_an_autocommitting_connection_rolls_back(
    database_url: str, made: Callable[..., Engine]
) -> None:
    with made().begin() as connection:
        connection.execute(text("INSERT INTO item (name) VALUES (:name)"), [{"name": f"i{n}"} for n in range(300)])
    engine = create_async_engine(asynchronous(database_url), pool_size=1, max_overflow=0, isolation_level="AUTOCOMMIT")
    for ending in ("rollback", "commit", "close", "invalidate"):
        async with engine.connect() as connection:
            rows = await connection.stream(text("SELECT a.id FROM item a, item b"))
            assert await rows.fetchone() is not None
            await getattr(connection, ending)()
            if ending in ("rollback", "commit"):
                assert await connection.scalar(text("SELECT 5")) == 5
    async with engine.connect() as connection:
        assert await connection.scalar(text("SELECT 6")) == 6
    assert engine.pool.checkedout() == 0
    await engine.dispose()
