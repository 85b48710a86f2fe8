"""Find a loop that sends a statement for each object, and read the plan of a statement. Not in SQLModel."""

import os

from sqlmodel_rs import Field, Relationship, Session, SQLModel, create_engine, select
from sqlmodel_rs.orm import selectinload
from sqlmodel_rs.orm.shortcuts import NPlusOneError


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    team_id: int | None = Field(default=None, foreign_key="team.id")
    team: Team | None = Relationship()


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))
engine.detect_n_plus_one(threshold=3, mode="raise")


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all([Hero(name=f"Hero {at}", team=Team(name=f"Team {at}")) for at in range(5)])
        session.commit()
        try:
            for hero in session.exec(select(Hero)):
                print(hero.team and hero.team.name)
        except NPlusOneError as error:
            print(str(error).partition(",")[0])
        session.rollback()
        for hero in session.exec(select(Hero).options(selectinload(Hero.team))):
            print(hero.team and hero.team.name)

        plan = session.explain(select(Hero).where(Hero.name == "Hero 1"))
        print([step.table for step in plan.walk() if step.table])


if __name__ == "__main__":
    main()
