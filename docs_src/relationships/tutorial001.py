"""A relationship kept as a set: each object once, in no promised order. Not in SQLModel."""

import os

from sqlmodel_rs import Field, Relationship, Session, SQLModel, create_engine, select


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    heroes: set["Hero"] = Relationship(back_populates="team")


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    team_id: int | None = Field(default=None, foreign_key="team.id")
    team: Team | None = Relationship(back_populates="heroes")


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        team, hero = Team(), Hero(name="Deadpond")
        team.heroes.add(hero)
        team.heroes.add(hero)
        session.add(team)
        session.commit()
        print(sorted(hero.name for hero in session.exec(select(Team)).one().heroes))


if __name__ == "__main__":
    main()
