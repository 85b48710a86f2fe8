"""What sessions have beyond SQLAlchemy's."""

import asyncio
from typing import assert_type

from sqlmodel_rs import Field, Session, SQLModel, create_engine, select
from sqlmodel_rs.ext.asyncio import create_async_engine
from sqlmodel_rs.ext.asyncio.session import AsyncSession
from sqlmodel_rs.orm.shortcuts import Plan, retry_transaction


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)


def rename(session: Session) -> str:
    session.get_one(Hero, 1).name = "a"
    return "a"


async def rename_async(session: AsyncSession) -> str:
    (await session.get_one(Hero, 1)).name = "a"
    return "a"


@retry_transaction(attempts=2)
def whole(number: int) -> str:
    with Session(engine) as session, session.begin():
        return session.get_one(Hero, number).name


engine = create_engine("sqlite://")
engine.detect_n_plus_one(threshold=2, mode="raise")
SQLModel.metadata.create_all(engine)
with Session(engine) as session:
    assert_type(session.upsert(Hero, [{"name": "Deadpond"}], by="name"), list[Hero])
    assert_type(session.get_many(Hero, [1, 2]), list[Hero | None])
    assert_type(session.get_or_create(Hero, name="Deadpond", defaults={}), tuple[Hero, bool])
    assert_type(session.explain(select(Hero)), Plan)
    session.commit()
    assert_type(session.run(rename), str)
assert_type(whole(1), str)


async def main() -> None:
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine) as session:
        assert_type(await session.upsert(Hero, [{"name": "Deadpond"}], by=Hero.name), list[Hero])
        assert_type(await session.get_many(Hero, [1, 2]), list[Hero | None])
        assert_type(await session.get_or_create(Hero, name="Deadpond"), tuple[Hero, bool])
        assert_type(await session.explain(select(Hero)), Plan)
        await session.commit()
        assert_type(await session.run(rename_async), str)
    await engine.dispose()


asyncio.run(main())
