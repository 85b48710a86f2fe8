"""Related objects from nested data: `model_validate` makes and checks them, and names where each error is.

Not in SQLModel.
"""

import asyncio
import os

from pydantic import ValidationError

from sqlmodel_rs import Field, Relationship, SQLModel, select
from sqlmodel_rs.ext.asyncio import create_async_engine
from sqlmodel_rs.ext.asyncio.session import AsyncSession


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    heroes: list["Hero"] = Relationship(back_populates="team")


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    age: int = Field(default=18, ge=0)
    team_id: int | None = Field(default=None, foreign_key="team.id")
    team: Team | None = Relationship(back_populates="heroes")


engine = create_async_engine(os.environ.get("DATABASE_URL", "sqlite+aiosqlite://"))


async def main() -> None:
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine) as session:
        session.add(Team.model_validate({"name": "Z-Force", "heroes": [{"name": "Deadpond", "age": "30"}]}))
        await session.commit()
        hero = (await session.exec(select(Hero))).one()
        print(hero.name, hero.age, (await hero.awaitable_attrs.team).name)
    await engine.dispose()
    try:
        Team.model_validate({"heroes": [{"name": "Rusty-Man", "age": -1}]})
    except ValidationError as error:
        print([line["loc"] for line in error.errors()])


if __name__ == "__main__":
    asyncio.run(main())
