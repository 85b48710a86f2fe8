"""Some columns now and the others when they are read; options below a relationship; large results bit by bit."""

import os

from sqlmodel_rs import Field, Relationship, Session, SQLModel, create_engine, select
from sqlmodel_rs.orm import defer, load_only, selectinload


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=40)
    heroes: list["Hero"] = Relationship(back_populates="team", sa_relationship_kwargs={"order_by": "Hero.id"})


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=40)
    story: str = Field(default="", max_length=400)
    team_id: int | None = Field(default=None, foreign_key="team.id")
    team: Team | None = Relationship(back_populates="heroes")


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        for number in range(5):
            session.add(Team(name=f"Team {number}", heroes=[Hero(name=f"Hero {number}", story="long")]))
        session.commit()

    with Session(engine) as session:
        hero = session.exec(select(Hero).options(load_only(Hero.name)).order_by(Hero.id).limit(1)).one()
        print("story" in hero.__dict__, hero.story, "story" in hero.__dict__)
    with Session(engine) as session:
        below = selectinload(Team.heroes).options(defer(Hero.story))
        team = session.exec(select(Team).options(below).order_by(Team.id).limit(1)).one()
        print([(hero.name, "story" in hero.__dict__) for hero in team.heroes])
    with Session(engine) as session:
        some = select(Team).options(selectinload(Team.heroes)).order_by(Team.id).execution_options(yield_per=2)
        for teams in session.exec(some).partitions():
            print([team.heroes[0].name for team in teams])


if __name__ == "__main__":
    main()
