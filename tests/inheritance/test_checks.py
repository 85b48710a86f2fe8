"""`polymorphic_checks`: CHECK constraints that tie the discriminator to the columns of each class."""

import enum
from types import SimpleNamespace
from typing import Any

import pytest

from sqlmodel_rs import Field, Session, SQLModel, create_engine, insert, sa, select, text
from sqlmodel_rs.exc import ArgumentError, CheckViolation
from sqlmodel_rs.migrations.autogenerate import produce_migrations, render_python_code
from sqlmodel_rs.migrations.migration import MigrationContext
from sqlmodel_rs.orm.registry import registry
from sqlmodel_rs.sa import orm


def vehicles() -> SimpleNamespace:
    class Root(SQLModel, registry=registry()):
        pass

    class Vehicle(Root, table=True, inheritance="single"):
        __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "vehicle", "polymorphic_checks": True}
        id: int | None = Field(default=None, primary_key=True)
        kind: str = Field(default="vehicle", max_length=10)
        wheels: int = 4

    class Truck(Vehicle):
        __mapper_args__ = {"polymorphic_identity": "truck"}
        load: int
        trailer: str | None = Field(default=None, max_length=10)

    class Crane(Truck):
        __mapper_args__ = {"polymorphic_identity": "crane"}
        reach: int = 3

    class Scooter(Vehicle):
        __mapper_args__ = {"polymorphic_identity": "scooter"}
        range: int = 30

    return SimpleNamespace(**{one.__name__: one for one in (Root, Vehicle, Truck, Crane, Scooter)})


@pytest.fixture
def m(database_url):
    m = vehicles()
    m.engine = create_engine(database_url)
    m.Root.metadata.create_all(m.engine)
    with Session(m.engine) as m.s:
        yield m
    m.engine.dispose()


def sql_of(table: Any) -> list[str]:
    checks = [one for one in table.constraints if isinstance(one, sa.CheckConstraint)]
    return sorted(f"{one.name}: {one.sqltext.compile(compile_kwargs={'literal_binds': True})}" for one in checks)


def test_the_constraints_say_what_the_classes_say():
    assert sql_of(vehicles().Vehicle.__table__) == [
        "vehicle_kind_identities: vehicle.kind IS NOT NULL AND "
        "vehicle.kind IN ('vehicle', 'truck', 'crane', 'scooter')",
        "vehicle_load_class: (vehicle.kind IN ('truck', 'crane') OR vehicle.load IS NULL) AND "
        "((vehicle.kind NOT IN ('truck', 'crane')) OR vehicle.load IS NOT NULL)",
        "vehicle_range_class: (vehicle.kind IN ('scooter') OR vehicle.range IS NULL) AND "
        "((vehicle.kind NOT IN ('scooter')) OR vehicle.range IS NOT NULL)",
        "vehicle_reach_class: (vehicle.kind IN ('crane') OR vehicle.reach IS NULL) AND "
        "((vehicle.kind NOT IN ('crane')) OR vehicle.reach IS NOT NULL)",
        "vehicle_trailer_class: vehicle.kind IN ('truck', 'crane') OR vehicle.trailer IS NULL",
    ]


def test_objects_and_statements_pass(m):
    m.s.add_all([m.Vehicle(), m.Truck(load=3), m.Crane(load=1, reach=9), m.Scooter()])
    m.s.commit()
    m.s.exec(insert(m.Truck).values(load=4))
    m.s.exec(insert(m.Vehicle), params=[{"kind": "scooter", "range": 2}, {"wheels": 6}])
    m.s.commit()
    kinds = [type(one) for one in m.s.exec(select(m.Vehicle).order_by(m.Vehicle.id))]
    assert kinds == [m.Vehicle, m.Truck, m.Crane, m.Scooter, m.Truck, m.Scooter, m.Vehicle]


def test_become_keeps_them(m):
    m.s.add(m.Scooter())
    m.s.commit()
    one = m.s.exec(select(m.Vehicle)).one()
    m.s.become(one, m.Crane, load=1)
    m.s.become(one, m.Vehicle)
    m.s.commit()
    columns = m.Vehicle.__table__.c
    row = m.s.exec(select(columns.kind, columns.load, columns.reach)).one()
    assert tuple(row) == ("vehicle", None, None)


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "pirate"},
        {"kind": "truck"},
        {"kind": "scooter", "range": 1, "load": 3},
        {"kind": "vehicle", "trailer": "x"},
    ],
)
def test_what_no_class_allows_is_refused_by_the_database(m, values):
    table = m.Vehicle.__table__
    everything = {"kind": "vehicle", "wheels": 4, "load": None, "trailer": None, "reach": None, "range": None}
    with pytest.raises(CheckViolation):
        m.s.execute(sa.insert(table).values({**everything, **values}))


def test_an_enum_and_a_null_identity(database_url):
    class Fuel(enum.Enum):
        DIESEL = "d"
        POWER = "p"

    class Base(orm.DeclarativeBase):
        pass

    class Car(Base):
        __tablename__ = "car"
        id = orm.mapped_column(sa.Integer, primary_key=True)
        fuel = orm.mapped_column(sa.Enum(Fuel))
        __mapper_args__ = {"polymorphic_on": fuel, "polymorphic_identity": None, "polymorphic_checks": True}

    class Diesel(Car):
        __mapper_args__ = {"polymorphic_identity": Fuel.DIESEL}
        soot = orm.mapped_column(sa.Integer, nullable=False)

    engine = create_engine(database_url)
    Base.metadata.create_all(engine)
    with orm.Session(engine) as session:
        session.add_all([Car(), Diesel(soot=1)])
        session.commit()
        with pytest.raises(CheckViolation):
            session.execute(text("INSERT INTO car (id, soot) VALUES (9, 1)"))
        session.rollback()
        with pytest.raises(CheckViolation):
            session.execute(text("INSERT INTO car (id, fuel) VALUES (9, 'DIESEL')"))
    engine.dispose()


def test_without_a_column_that_says_the_class_it_is_an_error():
    class Base(orm.DeclarativeBase):
        pass

    with pytest.raises(ArgumentError, match="polymorphic_checks of Car needs a discriminator"):

        class Car(Base):
            __tablename__ = "car"
            id = orm.mapped_column(sa.Integer, primary_key=True)
            __mapper_args__ = {"polymorphic_checks": True}


def test_a_joined_hierarchy_gets_the_identities_and_its_single_leaves(database_url):
    class Base(orm.DeclarativeBase):
        pass

    class Item(Base):
        __tablename__ = "item"
        id = orm.mapped_column(sa.Integer, primary_key=True)
        kind = orm.mapped_column(sa.String(10))
        __mapper_args__ = {"polymorphic_on": kind, "polymorphic_identity": "item", "polymorphic_checks": True}

    class Book(Item):
        __tablename__ = "book"
        id = orm.mapped_column(sa.ForeignKey("item.id"), primary_key=True)
        pages = orm.mapped_column(sa.Integer)
        __mapper_args__ = {"polymorphic_identity": "book"}

    assert sql_of(Item.__table__) == ["item_kind_identities: item.kind IS NOT NULL AND item.kind IN ('item', 'book')"]
    assert sql_of(Book.__table__) == []


def test_autogenerate_writes_them_with_the_table(database_url):
    m = vehicles()
    engine = create_engine(database_url)
    with engine.connect() as connection:
        script = produce_migrations(MigrationContext.configure(connection), m.Root.metadata)
    code = render_python_code(script.upgrade_ops)
    assert "sa.CheckConstraint(" in code and "name='vehicle_load_class'" in code
    engine.dispose()
