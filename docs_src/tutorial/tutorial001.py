"""Define a model, create its table, write rows and read them back."""

import os

from sqlmodel_rs import Field, Session, SQLModel, create_engine, select


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(index=True)
    age: int | None = None


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Hero(name="Deadpond"))
        session.add(Hero(name="Rusty-Man", age=48))
        session.commit()
        for hero in session.exec(select(Hero).order_by(Hero.name)):
            print(hero.id, hero.name, hero.age)


if __name__ == "__main__":
    main()
