"""What the values of a row are called, on a session and on a connection, as SQLAlchemy calls them."""

import asyncio
from typing import Any

import pytest

from sqlmodel_rs import Field, Relationship, Session, SQLModel, create_engine, func, literal, select
from sqlmodel_rs.ext.asyncio import create_async_engine
from sqlmodel_rs.orm.registry import registry
from sqlmodel_rs.sa import case, cast, insert, literal_column, text, types
from sqlmodel_rs.sa import select as rows
from sqlmodel_rs.sa.orm import aliased, joinedload


class Library(SQLModel, registry=registry()):
    """The metadata of this module."""


class Team(Library, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    heroes: list["Hero"] = Relationship(back_populates="team")


class Hero(Library, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    age: int | None = None
    team_id: int | None = Field(default=None, foreign_key="team.id")
    team: Team | None = Relationship(back_populates="heroes")


class Animal(Library, table=True):
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "animal"}
    id: int | None = Field(default=None, primary_key=True)
    kind: str = "animal"


class Dog(Animal, table=True):
    __tablename__ = "dog"
    __mapper_args__ = {"polymorphic_identity": "dog"}
    bark: str


class Puppy(Dog):
    __mapper_args__ = {"polymorphic_identity": "puppy"}


@pytest.fixture
def engine(database_url) -> Any:
    engine = create_engine(database_url)
    Library.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Hero(name="a", age=1, team=Team(name="t")))
        session.add_all([Dog(bark="w"), Puppy(bark="y")])
        session.commit()
    yield engine
    Library.metadata.drop_all(engine)
    engine.dispose()


def test_a_connection_gives_columns_and_no_instances(engine) -> None:
    with engine.connect() as connection:
        result = connection.execute(select(Hero))
        assert list(result.keys()) == ["id", "name", "age", "team_id"]
        assert result.all() == [(1, "a", 1, 1)]
        assert connection.execute(rows(Hero, Team).join(Team)).all() == [(1, "a", 1, 1, 1, "t")]
        assert connection.execute(rows(Team.name, Hero).join_from(Hero, Team)).mappings().one()["team_id"] == 1
        assert connection.scalars(rows(Hero)).all() == [1]
        alias = aliased(Hero)
        assert connection.execute(rows(alias).where(alias.age == 1)).all() == [(1, "a", 1, 1)]


def test_a_connection_gives_the_columns_of_a_hierarchy(engine) -> None:
    with engine.connect() as connection:
        dogs = connection.execute(rows(Dog).order_by(Dog.id)).mappings().all()
        assert [(dog["kind"], dog["bark"]) for dog in dogs] == [("dog", "w"), ("puppy", "y")]
        assert connection.execute(rows(Puppy)).mappings().one()["bark"] == "y"


def test_a_connection_returns_columns_of_what_it_writes(engine) -> None:
    with engine.begin() as connection:
        written = connection.execute(insert(Team).values(name="new").returning(Team))
        assert [tuple(row)[1:] for row in written] == [("new",)]


def test_an_awaited_connection_gives_columns_too(async_database_url) -> None:
    async def main() -> list[Any]:
        engine = create_async_engine(async_database_url)
        async with engine.begin() as connection:
            await connection.run_sync(Library.metadata.create_all)
            await connection.execute(insert(Team).values(name="t"))
            found = (await connection.execute(rows(Team))).all()
            streamed = [tuple(row) async for row in await connection.stream(rows(Team))]
            await connection.run_sync(Library.metadata.drop_all)
        await engine.dispose()
        return [*found, *streamed]

    assert asyncio.run(main()) == [(1, "t"), (1, "t")]


def test_the_database_names_text_and_a_literal_column_is_called_as_it_is_written(engine) -> None:
    written = rows(text("count(*) AS n"), literal_column("max(age)"), func.min(Hero.age).label("m"))
    with Session(engine) as session, engine.connect() as connection:
        for result in (session.execute(written.select_from(Hero)), connection.execute(written.select_from(Hero))):
            assert list(result.keys()) == ["n", "max(age)", "m"]
            assert result.mappings().one() == {"n": 1, "max(age)": 1, "m": 1}


def test_a_cast_is_called_after_what_is_in_it() -> None:
    assert str(rows(cast(func.count(Hero.id), types.String))).startswith(
        "SELECT CAST(count(hero.id) AS VARCHAR) AS count_1"
    )
    assert str(rows(cast(Hero.age, types.String))).startswith("SELECT CAST(hero.age AS VARCHAR) AS age")
    assert str(rows(-Hero.age, Hero.age > 3)).startswith("SELECT -hero.age, hero.age > :age_1 AS anon_1")


class Person(Library, table=True):
    id: int | None = Field(default=None, primary_key=True)
    age: int | None = Field(default=None, sa_column_kwargs={"name": "years"})


ALIAS = aliased(Person)

NAMED: list[tuple[Any, list[str]]] = [
    (rows(Hero.team_id, func.count()).group_by(Hero.team_id), ["team_id", "count"]),
    (select(Hero.team_id, func.count()).group_by(Hero.team_id), ["team_id", "count"]),
    (rows(func.count(Hero.id), func.count(Hero.age)), ["count", "count_1"]),
    (rows(func.max(Hero.age), func.min(Hero.age), func.max(Hero.id)), ["max", "min", "max_1"]),
    (rows(func.count()).select_from(Hero), ["count"]),
    (rows(func.count()).where(Hero.id == 1), ["count"]),
    (rows(func.count()).select_from(rows(Hero.id).subquery()), ["count"]),
    (rows(func.count()), ["count_1"]),
    (rows(Hero.id, Team.id, Hero.name, Team.name).join(Team), ["id", "id_1", "name", "name_1"]),
    (rows(Hero.id.label("x"), Team.id.label("x")).join(Team), ["x", "x_1"]),
    (rows(func.count(Hero.id), Hero.name.label("count_1")).group_by(Hero.name), ["count", "count_1"]),
    (rows(Hero, func.count(Team.id), Team.name).join(Team).group_by(Hero.id, Team.name), ["Hero", "count", "name"]),
    (rows(Hero.id, Hero.age + 1, case((Hero.age > 3, 1), else_=0)), ["id", "_no_label", "_no_label_1"]),
    (rows(Hero.id, literal(1), cast(func.lower(Hero.name), types.String)), ["id", "_no_label", "lower"]),
    (rows(Person.age, ALIAS.age, Person.id).join(ALIAS, ALIAS.id == Person.id), ["age", "age_1", "id"]),
    (rows(Hero.__table__), ["id", "name", "age", "team_id"]),
]


@pytest.mark.parametrize(("statement", "names"), NAMED)
def test_a_session_names_values_by_what_they_are(statement, names) -> None:
    engine = create_engine("sqlite://")
    Library.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all([Hero(name="a", age=1, team=Team(name="t")), Person(age=7)])
        session.commit()
        result = session.execute(statement)
        assert list(result.keys()) == names
        row = result.first()
        assert row is not None and list(row._mapping) == names and [getattr(row, name) for name in names] == list(row)


def test_names_are_the_same_however_many_relations_are_loaded(engine) -> None:
    with Session(engine) as session:
        joined = rows(Hero, func.upper(Hero.name)).options(joinedload(Hero.team))
        result = session.execute(joined)
        assert list(result.keys()) == ["Hero", "upper"]
        assert result.one()._mapping["upper"] == "A"


def test_a_renamed_column_is_found_by_its_attribute() -> None:
    engine = create_engine("sqlite://")
    Library.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Person(age=7))
        session.commit()
        row = session.execute(rows(Person.age, Person.id)).one()
        assert row.age == row._mapping[Person.age] == row._mapping["age"] == 7
    with engine.connect() as connection:
        assert connection.execute(rows(Person.age)).one().years == 7
