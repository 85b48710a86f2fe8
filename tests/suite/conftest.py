from collections.abc import AsyncIterator, Iterator

import pytest

from sqlmodel_rs import create_engine
from sqlmodel_rs.ext.asyncio import AsyncEngine, create_async_engine

from .models import Suite


@pytest.fixture
def engine(database_url: str) -> Iterator[object]:
    engine = create_engine(database_url)
    Suite.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
async def async_engine(async_database_url: str) -> AsyncIterator[AsyncEngine]:
    engine = create_async_engine(async_database_url)
    async with engine.begin() as connection:
        await connection.run_sync(Suite.metadata.create_all)
    yield engine
    await engine.dispose()
