"""Documents in columns: `sa_type=JSON` holds what the annotation says, `json_columns=True` says it for a whole class.

A column is written when its attribute is assigned; a change inside a document is not seen, as with SQLAlchemy's JSON.

Not in SQLModel.
"""

import os
from datetime import date
from typing import Any

from pydantic import BaseModel

from sqlmodel_rs import JSON, Field, Session, SQLModel, create_engine, select


class Address(BaseModel):
    street: str
    since: date | None = None


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    tags: list[str] = Field(default_factory=list, sa_type=JSON)
    homes: list[Address] = Field(default_factory=list, sa_type=JSON)
    address: Address | None = None  # a model, a set or a tuple is JSON without a word


class Event(SQLModel, table=True, json_columns=True):
    id: int | None = Field(default=None, primary_key=True)
    payload: dict[str, Any] = Field(default_factory=dict)
    participants: set[int] = Field(default_factory=set)


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Hero(tags=["fast"], homes=[Address(street="Main St", since=date(2020, 1, 1))]))
        session.add(Event(payload={"kind": "meeting"}, participants={1, 2}))
        session.commit()
        hero = session.exec(select(Hero)).one()
        print(hero.tags, hero.homes, hero.address)
        hero.address = Address(street="Side St")
        session.commit()
        print(hero.address.street)
        kind = Event.__table__.c.payload["kind"].as_string()
        print(session.exec(select(Event).where(kind == "meeting")).one().participants)


if __name__ == "__main__":
    main()
