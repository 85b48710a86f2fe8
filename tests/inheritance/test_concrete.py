import pytest

from sqlmodel_rs import Field, Session, SQLModel, create_engine, or_, select
from sqlmodel_rs.orm import with_polymorphic
from sqlmodel_rs.orm.registry import registry
from sqlmodel_rs.sa.ext.declarative import AbstractConcreteBase, ConcreteBase

from .models import Camera, Sensor, Thermometer


def fill(session: Session) -> None:
    session.add_all(
        [Sensor(id=1, place="hall"), Thermometer(id=1, place="lab", celsius=21.5), Camera(id=2, place="gate", pixels=8)]
    )
    session.commit()
    session.expunge_all()


def test_every_class_has_a_full_table():
    assert Thermometer.__table__.columns.keys() == ["id", "place", "celsius"]
    assert Thermometer.__mapper__.base_mapper is Thermometer.__mapper__


def test_base_query_reads_the_union_of_all_tables(session, counter):
    fill(session)
    counter.take()
    rows = session.exec(select(Sensor).order_by(Sensor.place)).all()
    assert [(type(row), row.place) for row in rows] == [(Camera, "gate"), (Sensor, "hall"), (Thermometer, "lab")]
    assert (rows[0].pixels, rows[2].celsius) == (8, 21.5)
    assert len(counter.take()) == 1


def test_equal_keys_in_sibling_tables_are_different_objects(session):
    fill(session)
    rows = session.exec(select(Sensor).where(Sensor.id == 1)).all()
    assert {type(row) for row in rows} == {Sensor, Thermometer}
    assert session.get(Thermometer, 1) in rows


def test_with_polymorphic_stands_for_the_union(session, counter):
    fill(session)
    counter.take()
    every = with_polymorphic(Sensor, [Thermometer, Camera])
    wanted = or_(every.Thermometer.celsius > 20, every.Camera.pixels == 8)
    rows = session.exec(select(every).where(wanted).order_by(every.place)).all()
    assert [(type(row), row.place) for row in rows] == [(Camera, "gate"), (Thermometer, "lab")]
    assert session.exec(select(every.place).where(every.id == 2)).all() == ["gate"]
    assert [statement.count("UNION ALL") for statement in counter.take()] == [2, 2]


def test_child_query_reads_its_own_table(session, counter):
    fill(session)
    counter.take()
    assert [row.celsius for row in session.exec(select(Thermometer).where(Thermometer.place == "lab"))] == [21.5]
    assert "UNION" not in counter.take()[0]


def test_concrete_without_polymorphic_query_reads_only_its_own_table():
    class Base(SQLModel, registry=registry()):
        pass

    class Plain(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str = ""

    class Child(Plain, table=True):
        __tablename__ = "child"
        __mapper_args__ = {"concrete": True}
        x: int = 0

    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all([Plain(), Child()])
        session.commit()
        assert [type(row) for row in session.exec(select(Plain))] == [Plain]
        assert [type(row) for row in session.exec(select(Child))] == [Child]
    engine.dispose()


def test_concrete_base_names_the_identity_column():
    class Base(SQLModel, registry=registry()):
        pass

    class Thing(Base, ConcreteBase, table=True):
        __mapper_args__ = {"concrete": True, "polymorphic_identity": "thing"}
        _concrete_discriminator_name = "sort"
        id: int | None = Field(default=None, primary_key=True)

    class Part(Thing, table=True):
        __tablename__ = "part"
        __mapper_args__ = {"concrete": True, "polymorphic_identity": "part"}
        size: int = 1

    text = str(select(Thing))
    assert "AS sort" in text and "UNION ALL" in text


@pytest.mark.parametrize("marker", [ConcreteBase, AbstractConcreteBase])
def test_markers_are_public_names(marker):
    assert marker.__concrete_polymorphic__ is True


def test_get_of_the_base_looks_into_every_table(session):
    fill(session)
    camera = session.get(Sensor, 2)
    assert type(camera) is Camera
    assert session.get(Camera, 2) is camera
