"""A tree: a table that refers to itself, with the parent on one side and the children on the other."""

import os
from typing import Optional

from sqlmodel_rs import Field, Relationship, Session, SQLModel, create_engine, select


class Shelf(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    whole_id: int | None = Field(default=None, foreign_key="shelf.id")
    whole: Optional["Shelf"] = Relationship(back_populates="parts", sa_relationship_kwargs={"remote_side": "Shelf.id"})
    parts: list["Shelf"] = Relationship(back_populates="whole")


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        fiction = Shelf(
            name="Fiction", parts=[Shelf(name="Crime"), Shelf(name="Poetry", parts=[Shelf(name="Sonnets")])]
        )
        session.add(fiction)
        session.commit()
        sonnets = session.exec(select(Shelf).where(Shelf.name == "Sonnets")).one()
        shelf: Shelf | None = sonnets
        while shelf:
            print(shelf.name, sorted(part.name for part in shelf.parts))
            shelf = shelf.whole


if __name__ == "__main__":
    main()
