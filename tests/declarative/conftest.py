from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from sqlmodel_rs import create_engine
from sqlmodel_rs.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel_rs.orm.session import PlainSession

from .models import Base


@pytest.fixture
def engine(database_url: str) -> Iterator[Any]:
    engine = create_engine(database_url)
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Any) -> Iterator[PlainSession]:
    with PlainSession(engine) as session:
        yield session


@pytest.fixture
async def async_engine(async_database_url: str) -> AsyncIterator[AsyncEngine]:
    engine = create_async_engine(async_database_url)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield engine
    await engine.dispose()
