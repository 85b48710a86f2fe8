"""`schema_translate_map`: the same statements in the schemas of several tenants, wherever the option is given."""

import asyncio
import enum
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, NamedTuple

import pytest

from sqlmodel_rs import event, exc
from sqlmodel_rs.declarative import DeclarativeBase, Mapped, mapped_column
from sqlmodel_rs.engine import create_engine
from sqlmodel_rs.ext.asyncio.engine import create_async_engine
from sqlmodel_rs.ext.asyncio.session import AsyncSession
from sqlmodel_rs.orm import Session, joinedload, relationship, selectinload
from sqlmodel_rs.orm.inspection import inspect
from sqlmodel_rs.schema import DDL, Column, ForeignKey, MetaData, Sequence, Table
from sqlmodel_rs.sql.dml import delete, insert, update
from sqlmodel_rs.sql.expression import column, select, table, text
from sqlmodel_rs.types import Integer, String
from tests import servers
from tests.conftest import require, url_of


class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"


class Base(DeclarativeBase):
    pass


class Team(Base):
    __tablename__ = "team"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(20), index=True)
    heroes: Mapped[list["Hero"]] = relationship(back_populates="team", order_by="Hero.id")


class Hero(Base):
    __tablename__ = "hero"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(20))
    colour: Mapped[Colour | None]
    kind: Mapped[str] = mapped_column(String(10))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    team: Mapped[Team | None] = relationship(back_populates="heroes")
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "hero"}


class Flyer(Hero):
    __tablename__ = "flyer"
    id: Mapped[int] = mapped_column(ForeignKey("hero.id"), primary_key=True)
    wings: Mapped[int]
    __mapper_args__ = {"polymorphic_identity": "flyer"}


class Tenants(NamedTuple):
    """Two empty schemas of a database, and its engine."""

    engine: Any
    one: str
    two: str

    def of(self, schema: str) -> Any:
        """Return the engine that has the tables in a schema."""
        return self.engine.execution_options(schema_translate_map={None: schema})


def attach(names: tuple[str, ...], engine: Any) -> None:
    """Give each connection of a SQLite engine databases of these names."""

    def on_connect(connection: Any, record: Any) -> None:
        cursor = connection.cursor()
        for name in names:
            cursor.execute(f"ATTACH ':memory:' AS {name}")
        cursor.close()

    event.listen(engine, "connect", on_connect)


@pytest.fixture(params=servers.BACKENDS)
def place(request: pytest.FixtureRequest) -> Iterator[tuple[str, str, str]]:
    """The URL of a database and the names of two empty schemas in it."""
    backend, url = request.param, url_of(request, request.param)
    if backend == "sqlite":
        yield url, "tenant_1", "tenant_2"
        return
    database = require(request, backend)
    names = tuple(f"{database.name}_{number}" for number in (1, 2))
    where = database.url if backend == "postgresql" else database.admin
    servers.execute(backend, where, *(f"CREATE SCHEMA {name}" for name in names))
    yield url, *names
    cascade = " CASCADE" if backend == "postgresql" else ""
    servers.execute(backend, where, *(f"DROP SCHEMA {name}{cascade}" for name in names))


@pytest.fixture
def tenants(place: tuple[str, str, str]) -> Iterator[Tenants]:
    url, *names = place
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        attach(tuple(names), engine)
    for name in names:
        Base.metadata.create_all(engine.execution_options(schema_translate_map={None: name}))
    yield Tenants(engine, *names)
    engine.dispose()


def fill(tenants: Tenants) -> None:
    """Write a team of two heroes for each tenant, named after it."""
    for mark, schema in zip("ab", tenants[1:], strict=True):
        with Session(tenants.of(schema)) as session:
            heroes = [Hero(name=f"h{mark}", colour=Colour.RED), Flyer(name=f"f{mark}", wings=2)]
            session.add(Team(name=mark, heroes=heroes))
            session.commit()


def names(bind: Any, entity: Any = Team) -> list[str]:
    with Session(bind) as session:
        return list(session.scalars(select(entity.name).order_by(entity.id)))


def test_tables_are_made_and_dropped_in_their_schema(tenants: Tenants) -> None:
    engine, one, two = tenants
    tables = ["flyer", "hero", "team"]
    assert sorted(inspect(engine).get_table_names(one)) == sorted(inspect(engine).get_table_names(two)) == tables
    assert inspect(engine).get_table_names() == []
    # What is there is found where the map says that it is.
    Base.metadata.create_all(tenants.of(one))
    Base.metadata.drop_all(tenants.of(one))
    assert inspect(engine).get_table_names(one) == []
    assert sorted(inspect(engine).get_table_names(two)) == tables
    Base.metadata.create_all(tenants.of(one))
    assert [key["referred_table"] for key in inspect(engine).get_foreign_keys("hero", one)] == ["team"]
    assert [index["name"] for index in inspect(engine).get_indexes("team", one)] == ["ix_team_name"]


def test_an_engines_option_holds_for_a_flush_and_every_load(tenants: Tenants) -> None:
    fill(tenants)
    for mark, schema in zip("ab", tenants[1:], strict=True):
        with Session(tenants.of(schema)) as session:
            team = session.get_one(Team, 1)
            flyer = session.get_one(Flyer, 2)
            assert (team.name, [hero.name for hero in team.heroes], flyer.wings) == (mark, [f"h{mark}", f"f{mark}"], 2)
            assert team.heroes[0].colour is Colour.RED
            team.name, flyer.wings, flyer.name = "new", 4, "other"
            team.heroes.append(Hero(name="third", colour=Colour.BLUE))
            session.commit()
            assert (team.name, flyer.wings, flyer.name, len(team.heroes)) == ("new", 4, "other", 3)
            session.delete(team.heroes[1])
            session.commit()
            session.refresh(team)
            assert [hero.name for hero in team.heroes] == [f"h{mark}", "third"]
            team.name = mark
            session.commit()
    assert [names(tenants.of(schema)) for schema in tenants[1:]] == [["a"], ["b"]]


def test_a_statements_option_holds_for_what_it_loads_eagerly(tenants: Tenants) -> None:
    fill(tenants)
    with Session(tenants.engine) as session:
        for mark, schema in zip("ab", tenants[1:], strict=True):
            option = {"schema_translate_map": {None: schema}}
            expected = [(mark, [f"h{mark}", f"f{mark}"])]
            for load in (selectinload, joinedload):
                statement = select(Team).options(load(Team.heroes))
                for found in (
                    session.scalars(statement.execution_options(**option)).unique().all(),
                    session.scalars(statement, execution_options=option).unique().all(),
                ):
                    assert [(team.name, [hero.name for hero in team.heroes]) for team in found] == expected
                    session.expunge_all()
            streamed = session.scalars(
                select(Team).options(selectinload(Team.heroes)).execution_options(**option, yield_per=1)
            )
            assert [(team.name, [hero.name for hero in team.heroes]) for team in streamed] == expected
            session.expunge_all()


def test_a_statements_option_holds_for_changes(tenants: Tenants) -> None:
    fill(tenants)
    with Session(tenants.engine) as session:
        for mark, schema in zip("ab", tenants[1:], strict=True):
            option = {"schema_translate_map": {None: schema}}
            changed = update(Flyer).where(Flyer.name == f"f{mark}").values(wings=Flyer.wings + 1, name="new")
            assert session.execute(changed, execution_options=option).rowcount == 1
            made = session.scalars(
                insert(Flyer).returning(Flyer).execution_options(**option), [{"name": "made", "wings": 9}]
            )
            assert [(one.id, one.name, one.wings) for one in made] == [(3, "made", 9)]
            assert session.execute(delete(Hero).where(Hero.id == 1).execution_options(**option)).rowcount == 1
            rows = session.execute(
                select(Flyer.id, Flyer.name, Flyer.wings).order_by(Flyer.id), {}, execution_options=option
            )
            assert [tuple(row) for row in rows] == [(2, "new", 3), (3, "made", 9)]
            session.expunge_all()
        session.commit()
    assert [names(tenants.of(schema), Hero) for schema in tenants[1:]] == [["new", "made"]] * 2


def test_a_sessions_option_is_its_connections(tenants: Tenants) -> None:
    fill(tenants)
    engine, one, two = tenants
    with Session(engine, execution_options={"schema_translate_map": {None: one}}) as session:
        session.add(Team(name="more"))
        session.commit()
        assert session.get_one(Team, 2).name == "more"
        assert session.connection().get_execution_options()["schema_translate_map"] == {None: one}
        elsewhere = {"schema_translate_map": {None: two}}
        assert session.scalars(select(Team.name), execution_options=elsewhere).all() == ["b"]
    with Session(engine) as session:
        session.connection(execution_options={"schema_translate_map": {None: two}})
        session.add(Team(name="last"))
        session.commit()
    assert (names(tenants.of(one)), names(tenants.of(two))) == (["a", "more"], ["b", "last"])
    with engine.connect() as connection:
        bound = Session(connection.execution_options(schema_translate_map={None: two}))
        assert (bound.get_one(Team, 1).name, bound.scalars(select(Team.name)).first()) == ("b", "b")
        bound.close()


def test_an_executions_map_replaces_the_connections(tenants: Tenants) -> None:
    fill(tenants)
    engine, one, two = tenants
    statement = select(Team.__table__.c.name)
    sent: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *told: sent.append(told[2]))
    with engine.connect() as connection:
        for schema in (one, two, one):
            options = {"schema_translate_map": {None: schema}}
            assert connection.execute(statement, execution_options=options).scalar() == "ba"[schema == one]
        assert sent == [f"SELECT {schema}.team.name \nFROM {schema}.team" for schema in (one, two, one)]
        connection.execution_options(schema_translate_map={None: two, "far": one})
        assert connection.schema_for_object(Team.__table__) == two
        assert connection.scalar(statement) == "b"
        assert connection.scalar(statement.execution_options(schema_translate_map={None: one})) == "a"
        far = Table("team", MetaData(), Column("name", String(20)), schema="far")
        assert connection.scalar(select(far.c.name)) == "a"
        # A table that no metadata knows is where it says that it is.
        assert connection.scalar(select(table("team", column("name"), schema=one))) == "a"
        connection.rollback()
        with suppress(exc.OperationalError, exc.ProgrammingError):  # SQLite looks into each database
            connection.execute(statement, execution_options={"schema_translate_map": None})
        assert sent[-1] == "SELECT team.name \nFROM team"


def test_no_target_is_the_schema_that_the_database_chooses(tenants: Tenants) -> None:
    engine, one, _two = tenants
    Base.metadata.create_all(engine)
    default = inspect(engine).default_schema_name
    assert default is not None
    far = Table("team", MetaData(), Column("name", String(20)), schema="far")
    sent: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *told: sent.append(told[2]))
    with engine.begin() as connection:
        connection.execution_options(schema_translate_map={"far": None, None: one})
        connection.execute(insert(far).values(name="plain"))
    assert sent[-1].startswith(f"INSERT INTO {default}.team ")
    assert (names(engine), names(tenants.of(one))) == (["plain"], [])


def test_ddl_events_know_the_schema(tenants: Tenants) -> None:
    engine, one, _two = tenants
    metadata = MetaData()
    made = Table("made", metadata, Column("id", Integer, primary_key=True))
    event.listen(made, "after_create", DDL("INSERT INTO %(fullname)s (id) VALUES (7)"))
    with engine.begin() as connection:
        metadata.create_all(connection.execution_options(schema_translate_map={None: one}))
        assert connection.scalar(select(made.c.id)) == 7


def test_sequences_are_translated(tenants: Tenants) -> None:
    engine, one, two = tenants
    if not engine.dialect.supports_sequences:
        return
    counter = Sequence("counter", start=5)
    for schema in (one, two):
        with tenants.of(schema).begin() as connection:
            counter.create(connection)
            counter.create(connection)
    with engine.connect() as connection:
        for schema, number in ((one, 5), (one, 6), (two, 5)):
            assert connection.scalar(counter, execution_options={"schema_translate_map": {None: schema}}) == number
    with Session(tenants.of(two)) as session:
        assert (session.scalar(counter), session.scalar(select(counter.next_value()))) == (6, 7)


def test_named_types_are_translated(tenants: Tenants) -> None:
    engine, one, two = tenants
    if engine.dialect.name != "postgresql":
        return
    asked = text(
        "select n.nspname from pg_type t join pg_namespace n on n.oid = t.typnamespace where typname = 'colour'"
    )
    with engine.connect() as connection:
        assert sorted(connection.scalars(asked)) == [one, two]
        written = select(Hero.__table__.c.id).where(Hero.__table__.c.colour == Colour.RED)
        assert connection.execute(written, execution_options={"schema_translate_map": {None: one}}).all() == []
    Base.metadata.drop_all(tenants.of(one))
    with engine.connect() as connection:
        assert list(connection.scalars(asked)) == [two]


def test_locks_name_no_schema(tenants: Tenants) -> None:
    fill(tenants)
    with Session(tenants.of(tenants.two)) as session:
        found = session.scalars(select(Hero).join(Hero.team).with_for_update(of=Hero).order_by(Hero.id)).all()
        assert [hero.name for hero in found] == ["hb", "fb"]


def test_async_sessions_translate_too(place: tuple[str, str, str]) -> None:
    url, one, two = place
    scheme, rest = url.split("://", 1)
    driver = {"sqlite": "aiosqlite", "postgresql": "asyncpg", "mysql": "aiomysql"}[scheme]

    async def main() -> None:
        engine = create_async_engine(f"{scheme}+{driver}://{rest}")
        if scheme == "sqlite":
            attach((one, two), engine.sync_engine)
        for mark, schema in (("a", one), ("b", two)):
            own = engine.execution_options(schema_translate_map={None: schema})
            async with own.begin() as connection:
                await connection.run_sync(Base.metadata.create_all)
            async with AsyncSession(own) as session:
                session.add(Team(name=mark, heroes=[Flyer(name=f"f{mark}", wings=1, colour=Colour.BLUE)]))
                await session.commit()
                team = await session.get_one(Team, 1)
                team.name = team.name * 2
                await session.commit()
        async with AsyncSession(engine) as session:
            for mark, schema in (("aa", one), ("bb", two)):
                option = {"schema_translate_map": {None: schema}}
                statement = select(Team).options(selectinload(Team.heroes))
                team = (await session.exec(statement, execution_options=option)).one()
                assert (team.name, [hero.name for hero in team.heroes]) == (mark, [f"f{mark[0]}"])
                session.expunge_all()
        async with engine.connect() as connection:
            far = Table("team", MetaData(), Column("name", String(20)), schema="far")
            connection = await connection.execution_options(schema_translate_map={"far": two})
            assert (await connection.execute(select(far.c.name))).all() == [("bb",)]
        for schema in (one, two):
            async with engine.execution_options(schema_translate_map={None: schema}).begin() as connection:
                await connection.run_sync(Base.metadata.drop_all)
        await engine.dispose()

    asyncio.run(main())
