"""SQL as it is: `text()` with parameters and types, statements of the driver, and tables without a class."""

import os

from sqlmodel_rs import Session, create_engine, func, insert, select, text
from sqlmodel_rs.sa import Column, Integer, MetaData, String, Table, bindparam, literal_column

metadata = MetaData()
Table(
    "hero",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(40), nullable=False),
    Column("age", Integer),
)

engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    metadata.create_all(engine)
    hero = metadata.tables["hero"]
    with engine.begin() as connection:
        connection.execute(insert(hero), [{"name": "Deadpond", "age": 48}, {"name": "Rusty", "age": 20}])
        connection.execute(hero.insert().values(name="O'Hara; DROP TABLE hero"))
        print(connection.execute(select(hero.c.name).where(hero.c.age > 30)).all())
        print(connection.execute(select(func.count()).select_from(hero)).scalar_one())

        # A value never becomes part of the text.
        found = connection.execute(text("SELECT id FROM hero WHERE name = :name"), {"name": "O'Hara; DROP TABLE hero"})
        print(found.all())
        several = text("SELECT name FROM hero WHERE id IN :ids ORDER BY id").bindparams(
            bindparam("ids", expanding=True)
        )
        print(connection.execute(several, {"ids": [1, 2]}).scalars().all())
        typed = text("SELECT name, age + :more AS older FROM hero WHERE age IS NOT NULL ORDER BY id")
        typed = typed.bindparams(bindparam("more", 1, type_=Integer)).columns(hero.c.name, older=Integer)
        print(connection.execute(typed).all())
        ages = typed.subquery("ages")
        print(connection.execute(select(ages.c.name).where(ages.c.older > 30)).all())

        print(connection.exec_driver_sql("SELECT count(*) FROM hero").scalar_one())
        print(connection.execute(select(literal_column("age * 2").label("twice")).select_from(hero)).first())

    with Session(engine) as session:
        print(session.execute(text("SELECT name FROM hero ORDER BY id LIMIT 1")).scalar_one())
        # Keys of the rows are those of the statement.
        print(session.execute(select(hero.c.name, func.count()).group_by(hero.c.name)).keys())


if __name__ == "__main__":
    main()
