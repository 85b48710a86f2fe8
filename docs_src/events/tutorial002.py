"""A condition that a session adds to every statement: rows marked as deleted are not seen. Not in SQLModel."""

import os
from typing import Any

from sqlmodel_rs import Field, Relationship, Session, SQLModel, create_engine, select
from sqlmodel_rs.orm import with_loader_criteria
from sqlmodel_rs.sa import event


class Kept(SQLModel):
    deleted: bool = False


class Team(Kept, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=40)
    heroes: list["Hero"] = Relationship(back_populates="team", sa_relationship_kwargs={"order_by": "Hero.id"})


class Hero(Kept, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=40)
    team_id: int | None = Field(default=None, foreign_key="team.id")
    team: Team | None = Relationship(back_populates="heroes")


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


class Seen(Session):
    """A session that sees what is not marked as deleted."""


def present(cls: Any) -> Any:
    return cls.deleted == False  # noqa: E712


@event.listens_for(Seen, "do_orm_execute")
def leave_out(state: Any) -> None:
    if state.is_select and not state.is_column_load and not state.is_relationship_load:
        state.statement = state.statement.options(with_loader_criteria(Kept, present, include_aliases=True))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Team(name="Z-Force", heroes=[Hero(name="Deadpond"), Hero(name="Old-Man", deleted=True)]))
        session.add(Team(name="Preventers", deleted=True))
        session.commit()

    for kind in (Session, Seen):
        with kind(engine) as session:
            teams = session.exec(select(Team).order_by(Team.id)).all()
            print([(team.name, [hero.name for hero in team.heroes]) for team in teams])
            print(session.exec(select(Hero.name).join(Hero.team).order_by(Hero.id)).all())


if __name__ == "__main__":
    main()
