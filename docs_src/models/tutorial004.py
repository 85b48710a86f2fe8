"""Class keywords: pydantic's configuration, and when a table model checks its values. Not in SQLModel."""

import os
from typing import Any

from pydantic import ValidationError

from sqlmodel_rs import Field, Session, SQLModel, create_engine


class HeroCreate(SQLModel, extra="forbid"):
    name: str


class Hero(SQLModel, table=True, table_validate="init"):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    age: int = Field(ge=0)


class Villain(SQLModel, table=True, table_validate="flush"):
    id: int | None = Field(default=None, primary_key=True)
    age: int = Field(ge=0)


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    unknown: dict[str, Any] = {"power": "none"}
    for wrong in (lambda: HeroCreate(name="a", **unknown), lambda: Hero(name="a", age=-1, **unknown)):
        try:
            wrong()
        except ValidationError as error:
            print([(line["loc"], line["type"]) for line in error.errors()])
    with Session(engine) as session:
        session.add(Villain(age=-1))
        try:
            session.commit()
        except ValidationError as error:
            print(error.errors()[0]["msg"])


if __name__ == "__main__":
    main()
