"""One to one: `uselist=False` on the side without the foreign key."""

import os
from typing import Optional

from sqlmodel_rs import Field, Relationship, Session, SQLModel, create_engine, select


class Reader(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    card: Optional["Card"] = Relationship(back_populates="reader", sa_relationship_kwargs={"uselist": False})


class Card(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    number: str
    reader_id: int | None = Field(default=None, foreign_key="reader.id", unique=True)
    reader: Reader = Relationship(back_populates="card")


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        reader = Reader(name="Ada", card=Card(number="A-1"))
        session.add(reader)
        session.commit()
        print(reader.card.number if reader.card else None, reader.card.reader.name if reader.card else None)
        card = session.exec(select(Card)).one()
        reader.card = None
        session.delete(card)
        session.commit()
        print(reader.card, session.exec(select(Card)).all())


if __name__ == "__main__":
    main()
