"""Related objects in a set, a dictionary, and a list that keeps its order in a column. Not in SQLModel."""

import os

from sqlmodel_rs import Field, Relationship, Session, SQLModel, create_engine, select
from sqlmodel_rs.sa.ext.orderinglist import ordering_list
from sqlmodel_rs.sa.orm import attribute_keyed_dict


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=40)
    notes: dict[str, "Note"] = Relationship(
        sa_relationship_kwargs={"collection_class": attribute_keyed_dict("key"), "cascade": "all, delete-orphan"}
    )
    quests: list["Quest"] = Relationship(
        sa_relationship_kwargs={"order_by": "Quest.position", "collection_class": ordering_list("position")}
    )
    badges: set["Badge"] = Relationship(sa_relationship_kwargs={"collection_class": set})


class Note(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=40)
    text: str = Field(max_length=40)
    hero_id: int | None = Field(default=None, foreign_key="hero.id")


class Quest(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=40)
    position: int | None = None
    hero_id: int | None = Field(default=None, foreign_key="hero.id")


class Badge(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=40)
    hero_id: int | None = Field(default=None, foreign_key="hero.id")

    def __hash__(self) -> int:
        return id(self)


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        hero = Hero(name="Deadpond")
        hero.notes["colour"] = Note(key="colour", text="red")
        hero.notes["food"] = Note(key="food", text="chimichanga")
        hero.quests = [Quest(name="eat"), Quest(name="sleep")]
        hero.quests.insert(0, Quest(name="wake up"))
        hero.badges.add(Badge(name="brave"))
        session.add(hero)
        session.commit()

        print({key: note.text for key, note in sorted(hero.notes.items())})
        print([(quest.position, quest.name) for quest in hero.quests])
        print({badge.name for badge in hero.badges})
        del hero.notes["food"]
        session.commit()
        print([note.key for note in session.exec(select(Note)).all()])


if __name__ == "__main__":
    main()
