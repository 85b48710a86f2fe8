"""Many rows at once: INSERT and UPDATE with a list of values, and the older bulk methods of a session."""

import os

from sqlmodel_rs import Field, Session, SQLModel, create_engine, delete, insert, select, update


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=40)
    age: int = 0


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        # A list of values is one statement for all rows.
        session.execute(insert(Hero), [{"name": f"Hero {number}", "age": number} for number in range(3)])
        # With primary keys in the values, an UPDATE by key; objects in memory follow.
        hero = session.get_one(Hero, 1)
        session.execute(update(Hero), [{"id": 1, "age": 40}, {"id": 2, "age": 50}])
        print(hero.age)
        # A condition instead of keys; what is in memory follows here too.
        session.execute(update(Hero).where(Hero.age >= 40).values(age=Hero.age + 1))
        print(hero.age)
        session.execute(delete(Hero).where(Hero.age > 50))
        session.commit()
        print(session.exec(select(Hero.name, Hero.age).order_by(Hero.id)).all())

        new = [Hero(name="Tarantula"), Hero(name="Captain")]
        session.bulk_save_objects(new, return_defaults=True)
        print(all(hero.id is not None for hero in new), new[0] in session)
        session.bulk_update_mappings(Hero, [{"id": new[0].id, "age": 7}])
        session.bulk_insert_mappings(Hero, [{"name": "Last", "age": 9}])
        session.commit()
        print(session.exec(select(Hero.name, Hero.age).order_by(Hero.id)).all())


if __name__ == "__main__":
    main()
