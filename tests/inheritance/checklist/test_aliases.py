"""Sections 3 and 4 of the inheritance checklist: options and criteria on aliases of a hierarchy (L08, L09, L15)."""

from types import SimpleNamespace

import pytest

from ..libraries import Library

EVERYTHING = ["t1", "t2", "v1", "w", "r1", "r2", "r3"]


@pytest.fixture
def m(library: Library) -> SimpleNamespace:
    """Declare and store a depot of trucks with trailers; vehicles have makers."""
    sa, orm, base = library.sa, library.orm, library.base()
    column, related = orm.mapped_column, orm.relationship

    class Depot(base):
        __tablename__ = "depot"
        id = column(sa.Integer, primary_key=True)
        trucks = related("Truck", back_populates="depot", order_by="Truck.id")

    class Maker(base):
        __tablename__ = "maker"
        id = column(sa.Integer, primary_key=True)
        name = column(sa.String(20))

    class Vehicle(base):
        __tablename__ = "vehicle"
        __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "vehicle"}
        id = column(sa.Integer, primary_key=True)
        kind = column(sa.String(10))
        plate = column(sa.String(10))
        maker_id = column(sa.ForeignKey("maker.id"))
        maker = related(Maker)

    class Truck(Vehicle):
        __tablename__ = "truck"
        __mapper_args__ = {"polymorphic_identity": "truck"}
        id = column(sa.ForeignKey("vehicle.id"), primary_key=True)
        axles = column(sa.Integer)
        depot_id = column(sa.ForeignKey("depot.id"))
        depot = related(Depot, back_populates="trucks")
        trailers = related("Trailer", foreign_keys="Trailer.truck_id", back_populates="truck", order_by="Trailer.id")

    class Trailer(Vehicle):
        __tablename__ = "trailer"
        id = column(sa.ForeignKey("vehicle.id"), primary_key=True)
        tons = column(sa.Integer)
        truck_id = column(sa.ForeignKey("truck.id"))
        truck = related(Truck, foreign_keys=truck_id, back_populates="trailers")
        __mapper_args__ = {"polymorphic_identity": "trailer", "inherit_condition": id == Vehicle.id}

    class Van(Vehicle):
        __mapper_args__ = {"polymorphic_identity": "van"}

    ford, volvo = Maker(name="ford"), Maker(name="volvo")
    long = [Trailer(plate="r1", tons=3, maker=ford), Trailer(plate="r2", tons=4, maker=volvo)]
    first = Truck(plate="t1", axles=2, maker=volvo, trailers=long)
    second = Truck(plate="t2", axles=3, maker=ford, trailers=[Trailer(plate="r3", tons=5, maker=ford)])
    session = library.store(base, Depot(trucks=[first, second]), Van(plate="v1", maker=ford), Vehicle(plate="w"))
    classes = {one.__name__: one for one in (Depot, Maker, Vehicle, Truck, Trailer, Van)}
    return SimpleNamespace(sa=sa, orm=orm, s=session, **classes)


def plates(m, statement):
    m.s.expunge_all()
    return [one.plate for one in m.s.scalars(statement).unique()]


def test_l08_an_inner_join_for_a_subclass_leaves_the_rows_of_the_others(m):
    whole = m.orm.with_polymorphic(m.Vehicle, [m.Truck])
    trailers = m.orm.joinedload(whole.Truck.trailers, innerjoin=True)
    depot = m.orm.joinedload(whole.Truck.depot, innerjoin=True).joinedload(m.Depot.trucks, innerjoin=True)
    plate = m.sa.select(whole).order_by(whole.id)
    assert sorted(plates(m, plate.options(trailers))) == sorted(EVERYTHING)
    assert sorted(plates(m, plate.options(depot))) == sorted(EVERYTHING)
    # Every row has got what it joins.
    assert plates(m, m.sa.select(m.Trailer).options(m.orm.joinedload(m.Trailer.truck, innerjoin=True))) != []


@pytest.mark.parametrize("form", ["subquery", "cte", "alias"])
def test_l09_an_alias_of_an_alias_reads_what_that_reads(m, form):
    chosen = m.sa.select(m.Vehicle).where(m.Vehicle.plate.in_(["t1", "v1"]))
    source = chosen.cte().alias() if form == "alias" else getattr(chosen, form)()
    one = m.orm.aliased(m.Vehicle, source)
    two = m.orm.aliased(one)
    three = m.orm.aliased(two, name="third")
    for entity in (one, two, three):
        assert plates(m, m.sa.select(entity).order_by(entity.plate)) == ["t1", "v1"]
    pairs = m.sa.select(one.plate, three.plate).where(one.plate < three.plate)
    assert m.s.execute(pairs).all() == [("t1", "v1")]


def test_l09_an_alias_of_several_classes_has_those_classes(m):
    whole = m.orm.with_polymorphic(m.Vehicle, [m.Truck], innerjoin=True)
    for given in ({}, {"flat": True}, {"name": "other"}):
        entity = m.orm.aliased(whole, **given)
        assert plates(m, m.sa.select(entity).order_by(entity.id)) == ["t1", "t2"]
        assert plates(m, m.sa.select(entity).where(entity.Truck.axles == 3)) == ["t2"]


@pytest.mark.parametrize("load", ["joinedload", "selectinload", "subqueryload"])
def test_l15_criteria_of_an_option_may_ask_for_related_rows(m, load):
    option = getattr(m.orm, load)(m.Depot.trucks.and_(m.Truck.maker.has(m.Maker.name == "ford")))
    depots = m.s.scalars(m.sa.select(m.Depot).options(option)).unique().all()
    assert [[truck.plate for truck in depot.trucks] for depot in depots] == [["t2"]]
    m.s.expunge_all()
    heavy = m.Trailer.maker.has(m.sa.and_(m.Maker.name == "ford", m.Trailer.tons > 3))
    option = getattr(m.orm, load)(m.Truck.trailers.and_(heavy))
    trucks = m.s.scalars(m.sa.select(m.Truck).options(option).order_by(m.Truck.id)).unique().all()
    assert [[trailer.plate for trailer in truck.trailers] for truck in trucks] == [[], ["r3"]]


def test_l15_loader_criteria_for_an_alias_are_about_that_alias_alone(m):
    truck, maker, other = m.orm.aliased(m.Truck), m.orm.aliased(m.Maker), m.orm.aliased(m.Maker)
    of_first = m.orm.with_loader_criteria(truck, truck.plate == "t1")
    has = m.sa.select(m.Trailer).where(m.Trailer.truck.of_type(truck).has()).order_by(m.Trailer.id)
    assert plates(m, has.options(of_first)) == ["r1", "r2"]
    of_ford = m.orm.with_loader_criteria(maker, maker.name == "ford")
    joined = m.sa.select(m.Vehicle).join(m.Vehicle.maker.of_type(maker)).order_by(m.Vehicle.plate).options(of_ford)
    assert plates(m, joined) == ["r1", "r3", "t2", "v1"]
    assert m.s.scalars(m.sa.select(maker.name).options(of_ford)).all() == ["ford"]
    by_class = m.orm.with_loader_criteria(maker, lambda cls: cls.name == "ford")
    assert m.s.scalars(m.sa.select(maker.name).options(by_class)).all() == ["ford"]
    for unnamed in (m.Maker.name, other.name):
        assert sorted(m.s.scalars(m.sa.select(unnamed).options(of_ford))) == ["ford", "volvo"]
