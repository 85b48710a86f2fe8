"""The ordinary program, its attributes declared as `Mapped[...]`: expressions on the class, values on an instance."""

from sqlmodel_rs import Field, Relationship, Session, SQLModel, create_engine, desc, func, or_, select
from sqlmodel_rs.orm import Mapped, selectinload


class Team(SQLModel, table=True):
    id: Mapped[int | None] = Field(default=None, primary_key=True)
    name: Mapped[str] = Field(index=True)
    heroes: Mapped[list["Hero"]] = Relationship(back_populates="team")


class Hero(SQLModel, table=True):
    id: Mapped[int | None] = Field(default=None, primary_key=True)
    name: Mapped[str]
    age: Mapped[int | None] = Field(default=None)
    team_id: Mapped[int | None] = Field(default=None, foreign_key="team.id")
    team: Mapped[Team | None] = Relationship(back_populates="heroes")


engine = create_engine("sqlite://")
SQLModel.metadata.create_all(engine)
with Session(engine) as session:
    session.add(Hero(name="Deadpond", age=48, team=Team(name="Preventers")))
    session.commit()
    statement = select(Hero).where(Hero.age > 30, Hero.name.like("D%"), Hero.id.in_([1, 2]))
    statement = statement.where(Hero.team.has(Team.name == "Preventers"), or_(Hero.age.is_(None), Hero.age < 90))
    statement = statement.options(selectinload(Hero.team)).order_by(Hero.age.desc(), desc(Hero.name))
    heroes = session.exec(statement).all()
    print([(hero.name.upper(), hero.team.name if hero.team else None) for hero in heroes])
    print(session.exec(select(func.count(Hero.id))).one() + 1)
    print(session.exec(select(Team).where(Team.heroes.any(Hero.name == "Deadpond"))).one().heroes[0].name)
    print([(name.upper(), age) for name, age in session.exec(select(Hero.name, Hero.age).join(Hero.team))])
