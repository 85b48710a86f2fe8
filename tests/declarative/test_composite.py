"""Composite attributes: what is refused, what follows a change, and asynchronous sessions."""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from typing import Any

import pytest

from sqlmodel_rs import exc, select
from sqlmodel_rs.declarative import DeclarativeBase, Mapped, composite, mapped_column
from sqlmodel_rs.ext.asyncio import AsyncSession
from sqlmodel_rs.ext.mutable import MutableComposite
from sqlmodel_rs.orm.attributes import get_history
from sqlmodel_rs.types import Integer

from .models import Base


@dataclass
class Spot:
    x: int
    y: int


@dataclass
class Live(MutableComposite):
    u: int
    v: int

    def __setattr__(self, key: str, value: Any) -> None:
        object.__setattr__(self, key, value)
        self.changed()


class Bare:
    def __init__(self, a: int, b: int) -> None:
        self.a, self.b = a, b


class Place(Base):
    __tablename__ = "d_place"
    id: Mapped[int] = mapped_column(primary_key=True)
    spot: Mapped[Spot] = composite(mapped_column("spot_x"), mapped_column("spot_y"))
    live: Mapped[Live | None] = composite(mapped_column(nullable=True), mapped_column(nullable=True))


def test_a_value_follows_its_columns():
    place = Place(spot=Spot(1, 2))
    place.spot_x = 5
    assert place.spot == Spot(5, 2)


def test_the_object_that_was_set_stays():
    spot = Spot(1, 2)
    place = Place(spot=spot)
    assert place.spot is spot


def test_history_is_of_values(session):
    place = Place(id=1, spot=Spot(1, 2))
    session.add(place)
    session.flush()
    assert get_history(place, "spot") == ((), [Spot(1, 2)], ())
    place.spot = Spot(3, 2)
    # As in SQLAlchemy, a column that did not change has no former value.
    assert get_history(place, "spot") == ([Spot(3, 2)], (), [Spot(1, None)])


def test_a_mutable_value_writes_its_columns(session):
    session.add(Place(id=1, spot=Spot(0, 0), live=Live(1, 2)))
    session.commit()
    place = session.get(Place, 1)
    place.live.u = 9
    assert place in session.dirty
    session.commit()
    assert session.scalars(select(Place.u)).one() == 9
    former = place.live
    place.live = None
    former.u = 4
    assert place.live is None and place.u is None


def test_a_mutable_value_is_pickled_without_its_owners():
    place = Place(id=1, spot=Spot(0, 0), live=Live(1, 2))
    copy = pickle.loads(pickle.dumps(place.live))
    assert copy == Live(1, 2) and copy._owners is None


def test_an_update_takes_only_values_of_the_class():
    from sqlmodel_rs import update

    with pytest.raises(exc.ArgumentError, match="Can't UPDATE composite attribute Place.spot to 3"):
        update(Place).values({Place.spot: 3})


def test_a_class_without_values_is_refused():
    class Own(DeclarativeBase):
        pass

    class Thing(Own):
        __tablename__ = "thing"
        id: Mapped[int] = mapped_column(primary_key=True)
        bare: Mapped[Bare] = composite(Bare, mapped_column("a", Integer), mapped_column("b", Integer))

    with pytest.raises(exc.InvalidRequestError, match="is not a dataclass and does not define"):
        Thing(bare=Bare(1, 2))


def test_columns_of_another_class_are_named():
    class Own(DeclarativeBase):
        pass

    with pytest.raises(exc.ArgumentError, match="must be named unless a dataclass is used"):

        class Thing(Own):
            __tablename__ = "thing"
            id: Mapped[int] = mapped_column(primary_key=True)
            bare: Mapped[Bare] = composite(Bare, mapped_column(Integer), mapped_column(Integer))


def test_more_columns_than_fields_are_refused():
    class Own(DeclarativeBase):
        pass

    with pytest.raises(exc.ArgumentError, match="number of composite attributes 3 exceeds"):

        class Thing(Own):
            __tablename__ = "thing"
            id: Mapped[int] = mapped_column(primary_key=True)
            spot: Mapped[Spot] = composite(mapped_column("a"), mapped_column("b"), mapped_column("c"))


async def test_an_awaited_session_reads_values(async_engine):
    async with AsyncSession(async_engine, expire_on_commit=False) as session:
        session.add(Place(id=1, spot=Spot(3, 4)))
        await session.commit()
        session.expunge_all()
        assert (await session.exec(select(Place.spot))).all() == [Spot(3, 4)]
        [place] = (await session.exec(select(Place).where(Place.spot == Spot(3, 4)))).all()
        assert place.spot == Spot(3, 4) and place.live is None
