"""Conditions on related rows: `any`, `has`, `contains`, `of_type`, `and_`, `with_parent`. Not in SQLModel."""

import os
from typing import Any, ClassVar

from sqlmodel_rs import Field, Relationship, Session, SQLModel, create_engine, select
from sqlmodel_rs.orm import with_parent


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=40)
    heroes: list["Hero"] = Relationship(back_populates="team")


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=40)
    kind: str = Field(default="hero", max_length=20)
    age: int = 0
    team_id: int | None = Field(default=None, foreign_key="team.id")
    team: Team | None = Relationship(back_populates="heroes")

    __mapper_args__: ClassVar[dict[str, Any]] = {"polymorphic_on": "kind", "polymorphic_identity": "hero"}


class Flyer(Hero):
    height: int | None = None

    __mapper_args__: ClassVar[dict[str, Any]] = {"polymorphic_identity": "flyer"}


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        force, others = Team(name="Z-Force"), Team(name="Preventers")
        deadpond = Hero(name="Deadpond", age=48, team=force)
        session.add_all(
            [deadpond, Flyer(name="Dive-bomber", age=20, height=900, team=force), others, Team(name="Empty")]
        )
        session.add(Hero(name="Rusty-Man", age=48, team=others))
        session.commit()

        teams = select(Team.name).order_by(Team.name)
        heroes = select(Hero.name).order_by(Hero.name)
        print(session.exec(teams.where(Team.heroes.any())).all())
        print(session.exec(teams.where(Team.heroes.any(Hero.age < 30))).all())
        print(session.exec(teams.where(~Team.heroes.any(age=48))).all())
        print(session.exec(heroes.where(Hero.team.has(Team.name.startswith("Z")))).all())
        print(session.exec(heroes.where(Hero.team.has(name="Preventers"))).all())

        print(session.exec(teams.where(Team.heroes.contains(deadpond))).all())
        print(session.exec(heroes.where(Hero.team == force)).all())
        print(session.exec(heroes.where(Hero.team != force)).all())
        print(session.exec(select(Hero.name).where(with_parent(force, Team.heroes)).order_by(Hero.name)).all())

        print(session.exec(teams.where(Team.heroes.of_type(Flyer).any(Flyer.height > 500))).all())
        old = select(Team.name, Hero.name).join(Team.heroes.and_(Hero.age > 30)).order_by(Hero.name)
        print(session.exec(old).all())


if __name__ == "__main__":
    main()
