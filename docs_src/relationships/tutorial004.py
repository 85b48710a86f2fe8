"""`link_model` by name: the association table may be declared after the tables it links. Not in SQLModel."""

import os

from sqlmodel_rs import Field, Relationship, Session, SQLModel, create_engine, select


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    teams: list["Team"] = Relationship(back_populates="heroes", link_model="Membership")


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    heroes: list[Hero] = Relationship(back_populates="teams", link_model="Membership")


class Membership(SQLModel, table=True):
    hero_id: int | None = Field(default=None, foreign_key="hero.id", primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="team.id", primary_key=True)


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Team(name="Z-Force", heroes=[Hero(name="Deadpond"), Hero(name="Rusty-Man")]))
        session.commit()
        team = session.exec(select(Team)).one()
        print([(hero.name, [team.name for team in hero.teams]) for hero in team.heroes])


if __name__ == "__main__":
    main()
