"""Listeners that are awaited, and synchronous code that runs in an asynchronous session. Not in SQLModel."""

import asyncio
import os
from typing import Any

from sqlmodel_rs import Field, Session, SQLModel, func, select
from sqlmodel_rs.ext.asyncio import async_sessionmaker, create_async_engine
from sqlmodel_rs.ext.asyncio.session import AsyncSession
from sqlmodel_rs.sa import event


class Book(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(max_length=40)


class Change(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    what: str = Field(max_length=60)


engine = create_async_engine(os.environ.get("DATABASE_URL", "sqlite+aiosqlite://"))
make = async_sessionmaker(engine, class_=AsyncSession)


@event.listens_for(make, "before_flush")
async def note(session: AsyncSession, context: Any, instances: Any) -> None:
    known = (await session.exec(select(func.count(Book.id)))).one()
    for book in [one for one in session.new if isinstance(one, Book)]:
        session.add(Change(what=f"{book.title} came to {known} others"))


@event.listens_for(make, "after_commit")
async def tell(session: AsyncSession) -> None:
    print("committed")


def titles(session: Session) -> list[str]:
    return list(session.exec(select(Book.title).order_by(Book.id)))


async def main() -> None:
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with make() as session:
        session.add(Book(title="Emma"))
        await session.commit()
        session.add(Book(title="Persuasion"))
        await session.commit()
    async with make() as session:
        print(await session.run_sync(titles))
        for change in await session.exec(select(Change).order_by(Change.id)):
            print(change.what)
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(main())
