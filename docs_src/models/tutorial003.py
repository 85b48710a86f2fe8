"""Aliases on a table model: taken by the constructor and `model_validate`, given by `model_dump(by_alias=True)`.

Not in SQLModel.
"""

import os
from typing import Any

from sqlmodel_rs import Field, Session, SQLModel, create_engine, select


class Hero(SQLModel, table=True, populate_by_name=True):
    id: int | None = Field(default=None, primary_key=True)
    secret_name: str = Field(alias="secretName")
    home_town: str = Field(validation_alias="homeTown", serialization_alias="town")


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        given: dict[str, Any] = {"secretName": "Dive Wilson", "homeTown": "Boston"}
        session.add(Hero(**given))
        session.add(Hero.model_validate({"secret_name": "Tommy Sharp", "home_town": "Paris"}))
        session.commit()
        for hero in session.exec(select(Hero).order_by(Hero.secret_name)):
            session.refresh(hero)
            print(hero.model_dump(by_alias=True))


if __name__ == "__main__":
    main()
