"""The three ways to map a hierarchy and the ways to query it, as SQLAlchemy's guide tells them, written anew."""

import os

from sqlalchemy import ForeignKey, String, create_engine, func, or_, select
from sqlalchemy.ext.declarative import AbstractConcreteBase, ConcreteBase
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    aliased,
    declared_attr,
    joinedload,
    mapped_column,
    relationship,
    selectin_polymorphic,
    selectinload,
    with_polymorphic,
)  # fmt: skip

URL = os.environ.get("APPLICATION_DATABASE", "sqlite://")


class Base(DeclarativeBase):
    pass


class Ship(Base):
    """The root of the joined hierarchy; a crew belongs to a base class, cargo to a leaf."""

    __tablename__ = "ship"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(20))
    fleet_id: Mapped[int | None] = mapped_column(ForeignKey("fleet.id"))
    fleet: Mapped["Fleet | None"] = relationship(back_populates="ships")
    crew: Mapped[list["Sailor"]] = relationship(back_populates="ship", order_by="Sailor.id")
    __mapper_args__ = {"polymorphic_identity": "ship", "polymorphic_on": "kind"}

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name})"


class Freighter(Ship):
    __tablename__ = "freighter"
    id: Mapped[int] = mapped_column(ForeignKey("ship.id"), primary_key=True)
    tons: Mapped[int]
    boxes: Mapped[list["Box"]] = relationship(back_populates="freighter", order_by="Box.id")
    __mapper_args__ = {"polymorphic_identity": "freighter", "polymorphic_load": "selectin"}


class Ferry(Ship):
    __tablename__ = "ferry"
    id: Mapped[int] = mapped_column(ForeignKey("ship.id"), primary_key=True)
    seats: Mapped[int]
    __mapper_args__ = {"polymorphic_identity": "ferry", "polymorphic_load": "inline"}


class Fleet(Base):
    __tablename__ = "fleet"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(20))
    ships: Mapped[list[Ship]] = relationship(back_populates="fleet", order_by=Ship.id)


class Box(Base):
    __tablename__ = "box"
    id: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str] = mapped_column(String(20))
    freighter_id: Mapped[int] = mapped_column(ForeignKey("freighter.id"))
    freighter: Mapped[Freighter] = relationship(back_populates="boxes")


class Sailor(Base):
    """The root of the single-table hierarchy, with an abstract level and a column two siblings share."""

    __tablename__ = "sailor"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(20))
    rank: Mapped[str] = mapped_column(String(20))
    ship_id: Mapped[int | None] = mapped_column(ForeignKey("ship.id"))
    ship: Mapped[Ship | None] = relationship(back_populates="crew")
    __mapper_args__ = {"polymorphic_on": "rank", "polymorphic_abstract": True}

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name})"


class Officer(Sailor):
    __mapper_args__ = {"polymorphic_abstract": True}
    since: Mapped[int] = mapped_column(nullable=True)


class Captain(Officer):
    __mapper_args__ = {"polymorphic_identity": "captain"}
    license: Mapped[str] = mapped_column(String(10), nullable=True, use_existing_column=True)


class Cook(Sailor):
    __mapper_args__ = {"polymorphic_identity": "cook"}
    license: Mapped[str] = mapped_column(String(10), nullable=True, use_existing_column=True)


class Pier(ConcreteBase, Base):
    """The root of the concrete hierarchy, which has rows of its own."""

    __tablename__ = "pier"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(20))
    __mapper_args__ = {"polymorphic_identity": "pier", "concrete": True}


class Dock(Pier):
    __tablename__ = "dock"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(20))
    depth: Mapped[int]
    __mapper_args__ = {"polymorphic_identity": "dock", "concrete": True}


class Report(AbstractConcreteBase, Base):
    """A concrete base without rows, whose relationship every subclass repeats."""

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(String(20))

    @declared_attr
    def fleet_id(cls) -> Mapped[int | None]:
        return mapped_column(ForeignKey("fleet.id"))

    @declared_attr
    def fleet(cls) -> Mapped[Fleet | None]:
        return relationship("Fleet")


class Weather(Report):
    __tablename__ = "weather"
    wind: Mapped[int]
    __mapper_args__ = {"polymorphic_identity": "weather", "concrete": True}


class Traffic(Report):
    __tablename__ = "traffic"
    ships: Mapped[int]
    __mapper_args__ = {"polymorphic_identity": "traffic", "concrete": True}


def fill(session: Session) -> None:
    north, south = Fleet(id=1, name="north"), Fleet(id=2, name="south")
    ann = Freighter(id=1, name="ann", tons=900, boxes=[Box(id=1, label="tea"), Box(id=2, label="tin")])
    bea = Ferry(id=2, name="bea", seats=40)
    cat = Ship(id=3, name="cat")
    dot = Freighter(id=4, name="dot", tons=300, boxes=[Box(id=3, label="oak")])
    north.ships, south.ships = [ann, bea, cat], [dot]
    ann.crew = [Captain(id=1, name="al", since=1990, license="a1"), Cook(id=2, name="bo", license="c1")]
    dot.crew = [Captain(id=3, name="cy", since=2001, license="a2")]
    session.add_all([north, south])
    session.add_all([Pier(id=1, name="old"), Dock(id=2, name="dry", depth=7)])
    session.add_all([Weather(id=1, text="gale", wind=9, fleet=north), Traffic(id=2, text="calm", ships=2)])
    session.commit()
    session.expunge_all()


def joined(session: Session) -> None:
    print(session.scalars(select(Ship).order_by(Ship.id)).all())
    print([(one, one.tons) for one in session.scalars(select(Freighter).order_by(Freighter.tons))])
    print(session.execute(select(Ship.kind, func.count()).group_by(Ship.kind).order_by(Ship.kind)).all())
    either = with_polymorphic(Ship, [Freighter, Ferry])
    wanted = or_(either.Freighter.tons > 500, either.Ferry.seats > 30)
    print(session.scalars(select(either).where(wanted).order_by(either.id)).all())
    other = with_polymorphic(Ship, [Freighter], flat=True)
    print(
        session.execute(
            select(either.name, other.name).join(other, either.id < other.id).order_by(either.id, other.id)
        ).all()
    )
    print(
        session.execute(
            select(Fleet.name, Freighter.tons).join(Fleet.ships.of_type(Freighter)).order_by(Fleet.id)
        ).all()
    )
    print(session.scalars(select(Fleet.name).where(Fleet.ships.of_type(Freighter).any(Freighter.tons < 500))).all())
    twin = aliased(Freighter)
    print(session.execute(select(Box.label, twin.name).join(Box.freighter.of_type(twin)).order_by(Box.id)).all())


def eager(session: Session) -> None:
    ask = select(Fleet).order_by(Fleet.id)
    options = selectin_polymorphic(Ship, [Freighter, Ferry]), selectinload(Freighter.boxes)
    for fleet in session.scalars(ask.options(selectinload(Fleet.ships).options(*options))):
        print(fleet.name, [(one, [box.label for box in getattr(one, "boxes", ())]) for one in fleet.ships])
    session.expunge_all()
    for ship in session.scalars(select(Ship).options(joinedload(Ship.crew)).order_by(Ship.id)).unique():
        print(ship, ship.crew, [getattr(one, "since", None) for one in ship.crew])


def single(session: Session) -> None:
    print(session.scalars(select(Sailor).order_by(Sailor.id)).all())
    print(session.scalars(select(Officer).where(Officer.since < 2000)).all())
    print(session.scalars(select(Cook.license)).all(), session.get(Captain, 2))
    print(
        session.execute(
            select(Ship.name, Captain.name).join(Captain, Captain.ship_id == Ship.id).order_by(Ship.id)
        ).all()
    )


def concrete(session: Session) -> None:
    print([(type(one).__name__, one.name) for one in session.scalars(select(Pier).order_by(Pier.name))])
    print([(type(one).__name__, one.text) for one in session.scalars(select(Report).order_by(Report.id))])
    print([one.fleet.name for one in session.scalars(select(Weather))])


def main() -> None:
    engine = create_engine(URL)
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        fill(session)
        joined(session)
        session.expunge_all()
        eager(session)
        single(session)
        concrete(session)
    Base.metadata.drop_all(engine)
    engine.dispose()


if __name__ == "__main__":
    main()
