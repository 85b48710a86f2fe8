"""Behaviour of SQLModel 0.0.50 that programs rely on and that no other test here states, on each database."""

import pytest

from sqlmodel_rs import (
    Field,
    Integer,
    MetaData,
    Relationship,
    Session,
    SQLModel,
    create_engine,
    delete,
    exc,
    insert,
    inspect,
    sa,
    select,
    text,
)
from sqlmodel_rs.engine.result import CursorResult, ScalarResult
from sqlmodel_rs.main import registry
from sqlmodel_rs.schema import CreateTable


class Kept(SQLModel, registry=registry()):
    pass


class Crew(Kept, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(index=True, unique=True)
    code: str | None = Field(default=None, unique=True, max_length=9)
    sailors: list["Sailor"] = Relationship(back_populates="crew")


class Sailor(Kept, table=True):
    __mapper_args__ = {"version_id_col": "version"}
    id: int | None = Field(default=None, primary_key=True)
    name: str
    version: int = Field(default=None)
    crew_id: int | None = Field(default=None, foreign_key="crew.id")
    crew: Crew | None = Relationship(back_populates="sailors")


@pytest.fixture
def session(database_url):
    engine = create_engine(database_url)
    Kept.metadata.create_all(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()


def test_expired_object_dumps_nothing_until_it_is_read(session):
    crew = Crew(name="a")
    session.add(crew)
    session.commit()
    assert crew.model_dump() == {} and repr(crew) == "Crew()" and crew.__dict__ == {}
    assert crew.name == "a"
    assert crew.model_dump() == {"id": 1, "name": "a", "code": None}


def test_relationships_are_no_fields():
    assert set(Crew.model_fields) == {"id", "name", "code"}
    assert "sailors" not in Crew.model_json_schema()["properties"]
    assert "sailors" not in Crew(name="a", sailors=[Sailor(name="b")]).model_dump()


def test_children_lose_their_parent_when_it_is_deleted(session):
    session.add(Crew(name="a", sailors=[Sailor(name="b")]))
    session.commit()
    session.delete(session.exec(select(Crew)).one())
    session.commit()
    sailor = session.exec(select(Sailor)).one()
    assert (sailor.crew_id, sailor.crew) == (None, None)


def test_index_and_unique_names(session):
    indexes = {index["name"]: index["unique"] for index in inspect(session.get_bind()).get_indexes("crew")}
    assert bool(indexes["ix_crew_name"])
    unique = [own for own in Crew.__table__.constraints if isinstance(own, sa.UniqueConstraint)]
    assert [(own.name, [column.name for column in own.columns]) for own in unique] == [(None, ["code"])]


def test_naming_convention_names_indexes():
    class Named(SQLModel):
        metadata = MetaData(naming_convention={"ix": "idx_%(table_name)s_%(column_0_name)s"})

    class Thing(Named, table=True):
        id: int | None = Field(default=None, primary_key=True)
        size: int = Field(index=True)

    assert [index.name for index in Thing.__table__.indexes] == ["idx_thing_size"]


def test_nullable_primary_key_has_no_not_null():
    class Loose(SQLModel):
        metadata = MetaData()

    class Thing(Loose, table=True):
        id: int | None = Field(default=None, primary_key=True, nullable=True)

    written = str(CreateTable(Thing.__table__).compile(dialect=sa.dialects.sqlite.dialect()))
    assert "id INTEGER," in written


def test_version_column_counts_and_guards(session):
    session.add(Sailor(name="a"))
    session.commit()
    sailor = session.exec(select(Sailor)).one()
    sailor.name = "b"
    session.commit()
    assert sailor.version == 2
    session.exec(text("UPDATE sailor SET version = 9"))
    sailor.name = "c"
    with pytest.raises(exc.StaleDataError if hasattr(exc, "StaleDataError") else sa.orm.exc.StaleDataError):
        session.flush()


def test_what_exec_returns(session):
    session.add_all([Crew(name="a"), Crew(name="b")])
    session.commit()
    assert isinstance(session.exec(select(Crew)), ScalarResult)
    assert session.exec(select(Crew.name, Crew.code).order_by(Crew.name)).all() == [("a", None), ("b", None)]
    row = session.exec(sa.select(Crew).order_by(Crew.name)).first()
    assert row[0].name == "a" and row.Crew is row[0]
    assert isinstance(session.exec(text("SELECT 1")), CursorResult)
    assert session.exec(insert(Crew).values(name="c")).rowcount == 1
    assert session.exec(delete(Crew).where(Crew.name == "c")).rowcount == 1


def test_results_say_what_they_miss(session):
    with pytest.raises(exc.NoResultFound, match="No row was found when one was required"):
        session.exec(select(Crew)).one()
    session.add_all([Crew(name="a"), Crew(name="b")])
    session.commit()
    with pytest.raises(exc.MultipleResultsFound, match="exactly one was required"):
        session.exec(select(Crew)).one()
    with pytest.raises(exc.MultipleResultsFound, match="one or none was required"):
        session.exec(select(Crew)).one_or_none()


def test_database_errors_carry_statement_and_cause(session):
    session.add_all([Crew(name="a"), Crew(name="a")])
    with pytest.raises(exc.IntegrityError) as caught:
        session.commit()
    error = caught.value
    assert isinstance(error, exc.DatabaseError) and isinstance(error, exc.DBAPIError)
    assert isinstance(error, exc.StatementError)
    assert error.statement.startswith("INSERT INTO crew") and error.params and error.orig is not None
    assert "[SQL: INSERT INTO crew" in str(error) and "[parameters:" in str(error)


def test_detached_object_cannot_load(session):
    session.add(Crew(name="a"))
    session.commit()
    crew = session.exec(select(Crew)).one()
    session.expunge(crew)
    assert crew.name == "a"
    with pytest.raises(sa.orm.exc.DetachedInstanceError):
        crew.sailors  # noqa: B018


def test_unknown_targets_are_named():
    class Lost(SQLModel, registry=registry()):
        pass

    class Orphan(Lost, table=True):
        id: int | None = Field(default=None, primary_key=True)
        home_id: int | None = Field(default=None, foreign_key="nowhere.id")
        friends: list["Nobody"] = Relationship()  # noqa: F821

    with pytest.raises(exc.NoReferencedTableError, match="nowhere"):
        next(iter(Orphan.__table__.c.home_id.foreign_keys)).column  # noqa: B018
    with pytest.raises(exc.InvalidRequestError, match="failed to locate a name"):
        Orphan(friends=[])


def test_fastapi_reads_attributes():
    assert Crew.model_config["from_attributes"] is True
    assert Crew.model_config["read_from_attributes"] and Crew.model_config["read_with_orm_mode"]


def test_engine_of_a_session(database_url):
    engine = create_engine(database_url, echo=False)
    with Session(engine) as session:
        assert session.bind is engine
        assert engine.dialect.name in ("sqlite", "postgresql", "mysql", "mariadb")
    engine.dispose()
    # Nothing is asked of a database before it is needed.
    create_engine("postgresql+psycopg://nobody@127.0.0.1:1/none").dispose()


def test_relationship_property_made_by_hand():
    class Hand(SQLModel, registry=registry()):
        pass

    class Port(Hand, table=True):
        id: int | None = Field(default=None, primary_key=True)
        ships: list["Ship"] = Relationship(
            sa_relationship=sa.orm.RelationshipProperty("Ship", back_populates="port", order_by="Ship.id")
        )

    class Ship(Hand, table=True):
        id: int | None = Field(default=None, primary_key=True)
        port_id: int | None = Field(default=None, foreign_key="port.id")
        port: Port | None = Relationship(sa_relationship=sa.orm.RelationshipProperty("Port", back_populates="ships"))

    ship = Ship(port=Port())
    assert ship.port.ships == [ship]
    with pytest.raises(exc.ArgumentError, match="is not a relationship"):

        class Wrong(Hand, table=True):
            id: int | None = Field(default=None, primary_key=True)
            ships: list[Ship] = Relationship(sa_relationship=Integer())
