"""Association proxies: an attribute of the related objects as if it were the object's own."""

import os
from typing import Any, ClassVar

from sqlmodel_rs import Field, Relationship, Session, SQLModel, create_engine, select
from sqlmodel_rs.sa.ext.associationproxy import association_proxy


def new_power(name: str) -> "Power":
    return Power(name=name)


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=40)
    powers: list["Power"] = Relationship(
        back_populates="hero", sa_relationship_kwargs={"cascade": "all, delete-orphan", "order_by": "Power.id"}
    )
    power_names: ClassVar[Any] = association_proxy("powers", "name", creator=new_power)


class Power(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=40)
    hero_id: int | None = Field(default=None, foreign_key="hero.id")
    hero: Hero | None = Relationship(back_populates="powers")
    hero_name: ClassVar[Any] = association_proxy("hero", "name")


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        hero = Hero(name="Deadpond")
        hero.power_names.append("healing")
        hero.power_names.extend(["humour", "teleport"])
        session.add(hero)
        session.commit()
        hero.power_names.remove("teleport")
        session.commit()

        print(list(hero.power_names), hero.powers[0].hero_name)
        print(session.exec(select(Hero.name).where(Hero.power_names.contains("humour"))).all())
        print(session.exec(select(Power.name).where(Power.hero_name == "Deadpond").order_by(Power.id)).all())


if __name__ == "__main__":
    main()
