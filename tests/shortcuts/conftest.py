from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from sqlmodel_rs import Session, create_engine
from sqlmodel_rs.ext.asyncio import create_async_engine
from sqlmodel_rs.ext.asyncio.session import AsyncSession
from sqlmodel_rs.testing import SqlLog

from .models import Base


@pytest.fixture
def shared_url(database_url: str, tmp_path: Path) -> str:
    """Return the URL of a database that two connections see."""
    return f"sqlite:///{tmp_path}/shared.db" if database_url == "sqlite://" else database_url


@pytest.fixture
def engine(shared_url: str) -> Iterator[object]:
    engine = create_engine(shared_url)
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine) -> Iterator[Session]:
    with Session(engine) as session:
        yield session


@pytest.fixture
async def async_engine(async_database_url: str) -> AsyncIterator[object]:
    engine = create_async_engine(async_database_url)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield engine
    await engine.dispose()


@pytest.fixture
async def async_session(async_engine) -> AsyncIterator[AsyncSession]:
    async with AsyncSession(async_engine) as session:
        yield session


@pytest.fixture
def log() -> Iterator[SqlLog]:
    with SqlLog() as log:
        yield log
