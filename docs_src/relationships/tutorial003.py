"""A relationship declared once on a mixin: each table gets its own. Not in SQLModel."""

import os

from sqlmodel_rs import Field, Relationship, Session, SQLModel, create_engine, select


class Owner(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


class Owned(SQLModel):
    owner_id: int | None = Field(default=None, foreign_key="owner.id")
    owner: Owner | None = Relationship()


class House(Owned, table=True):
    id: int | None = Field(default=None, primary_key=True)


class Boat(Owned, table=True):
    id: int | None = Field(default=None, primary_key=True)


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        owner = Owner(name="Dive Wilson")
        session.add_all([House(owner=owner), Boat(owner=owner)])
        session.commit()
        for owned in (session.exec(select(House)).one(), session.exec(select(Boat)).one()):
            print(type(owned).__name__, owned.owner.name if owned.owner else None)


if __name__ == "__main__":
    main()
