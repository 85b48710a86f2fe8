"""Events: what happens to objects, to their attributes and in a session, and what listeners may do."""

import os
from typing import Any

from sqlmodel_rs import Field, Relationship, Session, SQLModel, create_engine, select
from sqlmodel_rs.orm import sessionmaker
from sqlmodel_rs.sa import event


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=40)
    heroes: list["Hero"] = Relationship(back_populates="team")


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=40)
    slug: str | None = Field(default=None, max_length=40)
    team_id: int | None = Field(default=None, foreign_key="team.id")
    team: Team | None = Relationship(back_populates="heroes")


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))
make = sessionmaker(engine, class_=Session)


@event.listens_for(Hero, "before_insert")
@event.listens_for(Hero, "before_update")
def complete(mapper: Any, connection: Any, hero: Hero) -> None:
    hero.slug = hero.name.lower().replace(" ", "-")


@event.listens_for(Hero, "load")
def loaded(hero: Hero, context: Any) -> None:
    print("load", hero.name)


@event.listens_for(Hero.name, "set")
def renamed(hero: Hero, value: str, before: str, initiator: Any) -> None:
    if hero.id is not None:
        print("set", before, "->", value)


@event.listens_for(Team.heroes, "append")
def joined(team: Team, hero: Hero, initiator: Any) -> None:
    print("append", team.name, hero.name)


@event.listens_for(make, "before_flush")
def refuse(session: Session, context: Any, instances: Any) -> None:
    for hero in session.deleted:
        raise ValueError(f"{hero.name} is kept")


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with make() as session:
        team = Team(name="Z-Force")
        team.heroes.append(Hero(name="Dead Pond"))
        session.add(team)
        session.commit()
    with make() as session:
        hero = session.exec(select(Hero)).one()
        print(hero.slug)
        hero.name = "Spider Boy"
        session.commit()
        print(hero.slug)
        session.delete(hero)
        try:
            session.flush()
        except ValueError as error:
            print(error)


if __name__ == "__main__":
    main()
