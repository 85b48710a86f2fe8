"""Many objects by key, get or create, and upsert. Not in SQLModel."""

import os

from sqlmodel_rs import Field, Session, SQLModel, create_engine


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True, max_length=40)
    age: int = 0


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all([Hero(name="Deadpond", age=28), Hero(name="Rusty-Man", age=48)])
        session.commit()

        # One statement, the objects in the order of the keys, None where there is none.
        print([hero and hero.name for hero in session.get_many(Hero, [2, 9, 1])])

        # Safe against another program that creates the same hero meanwhile.
        hero, created = session.get_or_create(Hero, name="Spider-Boy", defaults={"age": 17})
        print(hero.name, hero.age, created)
        hero, created = session.get_or_create(Hero, name="Spider-Boy", defaults={"age": 99})
        print(hero.name, hero.age, created)

        # One INSERT .. ON CONFLICT; on MySQL and MariaDB it is ON DUPLICATE KEY.
        rows = [{"name": "Deadpond", "age": 29}, {"name": "Tarantula", "age": 31}]
        print([(hero.name, hero.age) for hero in session.upsert(Hero, rows, by="name")])
        (hero,) = session.upsert(Hero, [{"name": "Deadpond"}], by="name", update={"age": Hero.age + 1})
        print(hero.name, hero.age)
        session.commit()


if __name__ == "__main__":
    main()
