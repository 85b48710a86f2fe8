"""The two engines and what every connection gets."""

from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlmodel import Session, SQLModel, create_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from board.config import settings

engine: Engine = create_engine(settings.database_url, pool_pre_ping=True)
async_engine: AsyncEngine = create_async_engine(settings.async_database_url, pool_size=3, max_overflow=2)
async_session = async_sessionmaker(async_engine, class_=AsyncSession, expire_on_commit=False)


@event.listens_for(engine, "connect")
@event.listens_for(async_engine.sync_engine, "connect")
def enforce_foreign_keys(connection: Any, record: Any) -> None:
    if settings.backend == "sqlite":
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()


async def create_tables() -> None:
    async with async_engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)


async def dispose() -> None:
    await async_engine.dispose()
    engine.dispose()


def new_session() -> Session:
    return Session(engine)
