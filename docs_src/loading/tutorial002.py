"""Criteria of what is loaded: some of the related objects, or a condition on a class wherever it is read."""

import os
from collections.abc import Iterable
from typing import Any

from sqlmodel_rs import Field, Relationship, Session, SQLModel, create_engine, select
from sqlmodel_rs.orm import joinedload, selectinload, with_loader_criteria


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=40)
    heroes: list["Hero"] = Relationship(back_populates="team", sa_relationship_kwargs={"order_by": "Hero.id"})


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=40)
    retired: bool = False
    team_id: int | None = Field(default=None, foreign_key="team.id")
    team: Team | None = Relationship(back_populates="heroes")


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def shown(teams: Iterable[Team]) -> list[tuple[str, list[str]]]:
    return [(team.name, [hero.name for hero in team.heroes]) for team in teams]


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Team(name="Z-Force", heroes=[Hero(name="Deadpond"), Hero(name="Old-Man", retired=True)]))
        session.add(Team(name="Preventers", heroes=[Hero(name="Rusty-Man", retired=True)]))
        session.commit()

    teams = select(Team).order_by(Team.id)
    heroes: Any = Team.heroes
    active = Hero.retired == False  # noqa: E712
    with Session(engine) as session:
        print(shown(session.exec(teams.options(selectinload(heroes.and_(active)))).all()))
    with Session(engine) as session:
        print(shown(session.exec(teams.options(joinedload(heroes.and_(active)))).unique().all()))
    # The condition holds in joins and subqueries too, and for what is loaded when it is read.
    everywhere = with_loader_criteria(Hero, active)
    with Session(engine) as session:
        print(shown(session.exec(teams.options(everywhere)).all()))
    with Session(engine) as session:
        print(session.exec(select(Team.name, Hero.name).join(Team.heroes).options(everywhere)).all())
    with Session(engine) as session:
        print(session.exec(select(Team.name).where(heroes.any()).options(everywhere)).all())


if __name__ == "__main__":
    main()
