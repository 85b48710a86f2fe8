"""UPDATE, DELETE and INSERT statements on a class whose rows live in two tables."""

from collections.abc import Iterator

import pytest

from sqlmodel_rs import Field, Session, SQLModel, create_engine, delete, insert, select, update
from sqlmodel_rs.orm import registry

own = registry()


class Base(SQLModel, registry=own):
    pass


class Person(Base, table=True):
    __tablename__ = "hs_person"
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "person"}

    id: int | None = Field(default=None, primary_key=True)
    name: str
    kind: str = "person"


class Boss(Person):
    __tablename__ = "hs_boss"
    __mapper_args__ = {"polymorphic_identity": "boss"}

    level: int = 0


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    engine = create_engine(database_url)
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all([Boss(name="a", level=1), Boss(name="b", level=2), Person(name="p")])
        session.commit()
        yield session
    engine.dispose()


def rows(session):
    return [(one.name, getattr(one, "level", None)) for one in session.exec(select(Person).order_by(Person.id)).all()]


def test_update_filtered_and_set_on_both_tables(session):
    boss = session.exec(select(Boss).where(Boss.name == "a")).one()
    result = session.exec(update(Boss).where(Boss.name == "a").values(name="z", level=Boss.id * 100))
    assert result.rowcount == 1
    assert (boss.name, boss.level) == ("z", boss.id * 100)
    session.expire_all()
    assert rows(session) == [("z", boss.id * 100), ("b", 2), ("p", None)]


def test_delete_by_a_base_column_leaves_no_orphan(session):
    assert session.exec(delete(Boss).where(Boss.name == "a")).rowcount == 1
    assert rows(session) == [("b", 2), ("p", None)]
    assert len(session.execute(select(Boss.__table__)).all()) == 1


def test_delete_on_the_base_reaches_children(session):
    assert session.exec(delete(Person).where(Person.name.in_(["a", "p"]))).rowcount == 2
    assert rows(session) == [("b", 2)]
    assert len(session.execute(select(Boss.__table__)).all()) == 1


def test_insert_writes_both_tables_and_returns_objects(session):
    session.execute(insert(Boss), [{"name": "c", "level": 3}, {"name": "d", "level": 4}])
    assert rows(session)[3:] == [("c", 3), ("d", 4)]
    made = session.scalars(insert(Boss).values(name="e", level=5).returning(Boss)).one()
    assert (type(made), made.kind, made.level) == (Boss, "boss", 5)
