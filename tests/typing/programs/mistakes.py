"""Wrong programs: each line that ends in `# error` is refused by every checker, and no other line is."""

from typing import TYPE_CHECKING

from sqlmodel_rs import Field, Session, SQLModel, select
from sqlmodel_rs.orm import Mapped


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


class Boss(SQLModel, table=True):
    id: Mapped[int | None] = Field(default=None, primary_key=True)
    name: Mapped[str]


class Named(SQLModel):
    name: str = Field()
    age: int = Field(default=42)
    tags: list[str] = Field(default_factory=list)


def wrong(session: Session) -> None:
    Named(age=1)  # error
    Named("Deadpond")  # error
    Named(name=123)  # error
    Boss(name=123)  # error
    boss = Boss(name="Kingpin")
    boss.name = 5  # error
    boss.name.like("K%")  # error
    print(boss.nme)  # error
    print(Boss.nme)  # error
    hero = session.get(Hero, 1)
    print(hero.name)  # error
    row = session.exec(select(Hero.id, Hero.name)).one()
    print(row[2])  # error
    print(row[1].nothing)  # error
    print(session.exec(select(Hero)).one().nothing)  # error
    number: int = session.exec(select(Boss.name)).one()  # error
    print(number)


if TYPE_CHECKING:
    wrong(Session())
