"""Columns of `Literal`, `NewType` and type aliases: stored as what they stand for, validated as what they say.

Not in SQLModel.
"""

import os
from typing import Literal, NewType

from pydantic import ValidationError
from typing_extensions import TypeAliasType

from sqlmodel_rs import Field, Session, SQLModel, create_engine, select

HeroId = NewType("HeroId", int)
Name = TypeAliasType("Name", str)


class Hero(SQLModel, table=True):
    id: HeroId | None = Field(default=None, primary_key=True)
    name: Name = Field(max_length=40)
    rank: Literal["sidekick", "hero"] = "sidekick"
    level: Literal[1, 2, 3] | None = None


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Hero(name="Deadpond", rank="hero", level=3))
        session.commit()
        print(session.exec(select(Hero).where(Hero.rank == "hero")).one())
    try:
        Hero.model_validate({"name": "Rusty-Man", "rank": "villain"})
    except ValidationError as error:
        print(error.errors()[0]["msg"])


if __name__ == "__main__":
    main()
