from decimal import Decimal

import pytest

from sqlmodel_rs import Session, select, text
from sqlmodel_rs.exc import SQLAlchemyError

from .models import Car, Employee, Engineer, Manager, Sensor, Thermometer, Truck, Vehicle


def add_employees(session: Session) -> None:
    session.add_all(
        [Engineer(name="Ada", language="rust"), Manager(name="Bob", budget=Decimal("10.50")), Employee(name="Cy")]
    )
    session.commit()


def test_joined_base_query_returns_each_row_as_its_class(engine):
    with Session(engine) as session:
        add_employees(session)
    with Session(engine) as session:
        rows = session.exec(select(Employee).order_by(Employee.id)).all()
        assert [type(row) for row in rows] == [Engineer, Manager, Employee]
        assert [row.kind for row in rows] == ["engineer", "manager", "employee"]
        assert rows[0].language == "rust"
        assert rows[1].budget == Decimal("10.50")


def test_joined_child_query_filters_by_both_tables(engine):
    with Session(engine) as session:
        add_employees(session)
        assert session.exec(select(Engineer).where(Engineer.name == "Ada", Engineer.language == "rust")).one().id == 1
        assert session.exec(select(Engineer).where(Engineer.name == "Bob")).all() == []


def test_joined_child_shares_the_identity_of_its_base(engine):
    with Session(engine) as session:
        add_employees(session)
        engineer = session.get(Engineer, 1)
        assert session.get(Employee, 1) is engineer
        assert session.exec(select(Employee).where(Employee.id == 1)).one() is engineer
        assert session.get(Engineer, 2) is None


def test_joined_update_and_delete_touch_both_tables(engine):
    with Session(engine) as session:
        add_employees(session)
        engineer = session.get(Engineer, 1)
        engineer.name, engineer.language = "Grace", "cobol"
        session.commit()
        assert tuple(session.execute(text("SELECT name FROM employee WHERE id = 1")).one()) == ("Grace",)
        assert tuple(session.execute(text("SELECT language FROM engineer WHERE id = 1")).one()) == ("cobol",)
        session.delete(engineer)
        session.commit()
        assert session.execute(text("SELECT count(*) FROM employee")).scalar() == 2
        assert session.execute(text("SELECT count(*) FROM engineer")).scalar() == 0


def test_single_table_children_share_a_table(engine):
    with Session(engine) as session:
        session.add_all([Car(wheels=4, doors=5), Truck(wheels=6, load=7.5), Vehicle(wheels=1)])
        session.commit()
    with Session(engine) as session:
        rows = session.exec(select(Vehicle).order_by(Vehicle.id)).all()
        assert [type(row) for row in rows] == [Car, Truck, Vehicle]
        assert rows[0].doors == 5
        assert [car.doors for car in session.exec(select(Car))] == [5]
        assert session.exec(select(Truck).where(Truck.load > 8)).all() == []
        rows[1].load = 9.0
        session.delete(rows[0])
        session.commit()
        assert session.exec(select(Truck).where(Truck.load > 8)).one() is rows[1]
        assert session.exec(select(Car)).all() == []


def test_single_table_required_child_field_is_nullable_in_the_table():
    assert Vehicle.__table__.c.doors.nullable
    assert Car.model_fields["doors"].is_required()
    assert not hasattr(Vehicle, "doors")


def test_concrete_classes_are_rows_of_their_own_tables(engine):
    with Session(engine) as session:
        sensor, thermometer = Sensor(place="roof"), Thermometer(place="cellar", celsius=11.5)
        session.add_all([sensor, thermometer])
        session.commit()
        assert (sensor.id, thermometer.id) == (1, 1)
        assert session.get(Sensor, 1) is sensor
        assert session.get(Thermometer, 1) is thermometer
        assert [row.celsius for row in session.exec(select(Thermometer).where(Thermometer.place == "cellar"))] == [11.5]


def test_unknown_discriminator_names_value_and_column(engine):
    with Session(engine) as session:
        session.execute(text("INSERT INTO vehicle (kind, wheels) VALUES ('boat', 0)"))
        with pytest.raises(SQLAlchemyError, match=r"boat") as caught:
            session.exec(select(Vehicle)).all()
        assert "kind" in str(caught.value)


def test_hydrated_hierarchy_projects_table_and_column(engine, caplog):
    engine.echo = True
    with Session(engine) as session:
        with caplog.at_level("INFO"):
            session.exec(select(Employee)).all()
    assert "employee__name" in caplog.text
    assert "engineer__language" in caplog.text
