"""How related objects are loaded: when they are read, in one more SELECT, in the same SELECT, or not at all."""

import os
from typing import Any

from sqlmodel_rs import Field, Relationship, Session, SQLModel, create_engine, select
from sqlmodel_rs.exc import InvalidRequestError
from sqlmodel_rs.orm import joinedload, raiseload, selectinload
from sqlmodel_rs.sa import event


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=40)
    heroes: list["Hero"] = Relationship(back_populates="team", sa_relationship_kwargs={"order_by": "Hero.id"})


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=40)
    team_id: int | None = Field(default=None, foreign_key="team.id")
    team: Team | None = Relationship(back_populates="heroes")


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))
sent: list[str] = []


@event.listens_for(engine, "before_cursor_execute")
def note(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool) -> None:
    if statement.startswith("SELECT"):
        sent.append(statement)


def names(*options: Any) -> None:
    """Print the heroes of each team and how many SELECTs that took."""
    sent.clear()
    with Session(engine) as session:
        teams = session.exec(select(Team).options(*options).order_by(Team.id)).unique().all()
        print([[hero.name for hero in team.heroes] for team in teams], len(sent))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Team(name="Z-Force", heroes=[Hero(name="Deadpond"), Hero(name="Dive-bomber")]))
        session.add(Team(name="Preventers", heroes=[Hero(name="Rusty-Man")]))
        session.commit()

    names()
    names(selectinload(Team.heroes))
    names(joinedload(Team.heroes))
    try:
        names(raiseload(Team.heroes))
    except InvalidRequestError as error:
        print(error)
    # The star is for everything that no other option names.
    names(selectinload(Team.heroes), raiseload("*"))


if __name__ == "__main__":
    main()
