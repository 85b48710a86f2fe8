"""Expressions that are read with an object: `column_property`, and one that each statement gives."""

import os
from typing import Any, ClassVar

from sqlmodel_rs import Field, Relationship, Session, SQLModel, create_engine, func, select
from sqlmodel_rs.orm import with_expression
from sqlmodel_rs.sa.orm import column_property, query_expression


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=40)
    heroes: list["Hero"] = Relationship(back_populates="team")
    size: ClassVar[Any]
    score: ClassVar[Any]


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=40)
    level: int = 1
    team_id: int | None = Field(default=None, foreign_key="team.id")
    team: Team | None = Relationship(back_populates="heroes")


heroes_of_team = select(func.count(Hero.id)).where(Hero.team_id == Team.id).correlate(Team).scalar_subquery()
Team.size = column_property(heroes_of_team)
Team.score = query_expression()

engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Team(name="Z-Force", heroes=[Hero(name="Deadpond", level=7), Hero(name="Dive-bomber", level=2)]))
        session.add(Team(name="Preventers"))
        session.commit()

    with Session(engine) as session:
        print([(team.name, team.size, team.score) for team in session.exec(select(Team).order_by(Team.id))])
        print(session.exec(select(Team.name).where(Team.size > 1)).all())
    levels = select(func.max(Hero.level)).where(Hero.team_id == Team.id).correlate(Team).scalar_subquery()
    with Session(engine) as session:
        teams = session.exec(select(Team).options(with_expression(Team.score, levels)).order_by(Team.id))
        print([(team.name, team.score) for team in teams])


if __name__ == "__main__":
    main()
