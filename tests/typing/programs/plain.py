"""SQLModel's own spelling: attributes declared by the type of their values, `col()` where an expression is meant."""

from typing import assert_type

from sqlmodel_rs import Field, Relationship, Session, SQLModel, and_, col, create_engine, delete, func, select, update
from sqlmodel_rs.engine import CursorResult, ScalarResult, TupleResult
from sqlmodel_rs.orm import selectinload


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(index=True, max_length=50)
    heroes: list["Hero"] = Relationship(back_populates="team")


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    age: int | None = None
    team_id: int | None = Field(default=None, foreign_key="team.id")
    team: Team | None = Relationship(back_populates="heroes")


class HeroRead(SQLModel):
    id: int
    name: str


def hero_card(hero: Hero) -> str:
    """Instances have plain attributes."""
    assert_type(hero.name, str)
    assert_type(hero.age, int | None)
    assert_type(hero.team, Team | None)
    return f"{hero.name} ({hero.team.name if hero.team else 'alone'})"


def main() -> None:
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        team = Team(name="Preventers")
        team.heroes.append(Hero(name="Deadpond", age=48))
        assert_type(team.heroes, list[Hero])
        session.add_all([team, Hero(name="Rusty-Man")])
        session.commit()

        heroes = session.exec(select(Hero).where(col(Hero.age) > 30, col(Hero.name).like("D%")))
        assert_type(heroes, ScalarResult[Hero])
        found = heroes.all()
        assert_type(found, list[Hero])
        print([hero_card(hero) for hero in found], HeroRead.model_validate(found[0]).name)

        statement = select(Hero, Team).join(Team).where(and_(col(Hero.id).in_([1, 2]), Team.name == "Preventers"))
        pairs = session.exec(statement.order_by(col(Hero.name).desc()).limit(5))
        assert_type(pairs, TupleResult[tuple[Hero, Team]])
        for hero, its_team in pairs:
            print(hero.name.upper(), its_team.name)

        assert_type(session.exec(select(Hero.name)).first(), str | None)
        assert_type(session.exec(select(Hero.age).where(Hero.name == "Deadpond")).one(), int | None)
        assert_type(session.exec(select(func.count())).one(), int)
        assert_type(session.exec(select(func.count(col(Hero.id)))).one(), int)
        assert_type(session.exec(select(func.max(Hero.name))).one(), str)
        assert_type(session.scalars(select(Team)).one(), Team)
        assert_type(session.scalar(select(Team.name)), str | None)
        assert_type(session.get(Hero, 1), Hero | None)
        assert_type(session.get_one(Team, 1), Team)
        assert_type(session.merge(found[0]), Hero)
        teams = session.exec(select(Team).options(selectinload(Team.heroes))).all()
        print([len(one.heroes) for one in teams])

        changed = session.exec(update(Hero).where(col(Hero.age).is_(None)).values(age=30))
        assert_type(changed, CursorResult)
        print(changed.rowcount + session.exec(delete(Hero)).rowcount)
        session.rollback()


main()
