"""Attributes, columns and accessors that a program gives a table model after its class was made."""

import pytest

from sqlmodel_rs import Column, Field, Session, SQLModel, String, create_engine, select, update
from sqlmodel_rs.main import registry
from sqlmodel_rs.orm.properties import column_property, synonym


class Shelf(SQLModel, registry=registry()):
    pass


class Volume(Shelf, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str
    other: str = Field(default="", sa_column=Column("label", String(40)))
    label: str = Field(default="", sa_column=Column("other", String(40)))


Volume(title="made before the class grows")
Volume.title_en = column_property(Column("title_en", String(40)))
Volume.shout = column_property(Volume.title + "!")
Volume.heading = synonym("title")


class Watched(Shelf, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


@pytest.fixture
def session(database_url):
    engine = create_engine(database_url)
    Shelf.metadata.create_all(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()


def test_a_column_property_added_later_is_stored_and_read(session):
    volume = Volume(title="Der Hobbit")
    volume.title_en = "The Hobbit"
    session.add(volume)
    session.commit()
    session.expunge_all()
    read = session.exec(select(Volume).where(Volume.title_en == "The Hobbit")).one()
    assert (read.title_en, read.shout, read.heading) == ("The Hobbit", "Der Hobbit!", "Der Hobbit")
    assert session.exec(select(Volume.shout).where(Volume.heading == "Der Hobbit")).one() == "Der Hobbit!"


def test_a_setattr_given_to_the_class_later_sees_the_constructor(session, monkeypatch):
    Watched(name="constructed once before")
    plain = Watched.__setattr__

    def watched(self, name, value):
        plain(self, name, value.upper() if name == "name" else value)

    monkeypatch.setattr(Watched, "__setattr__", watched)
    session.add(Watched(name="seen"))
    session.commit()
    assert session.exec(select(Watched.name)).all() == ["SEEN"]


@pytest.mark.parametrize("value", [{"other": "new"}, {Volume.other: "new"}])
def test_a_name_in_values_is_an_attribute_before_it_is_a_column(session, value):
    session.add(Volume(title="t", other="o", label="l"))
    session.commit()
    session.exec(update(Volume).values(value))
    session.commit()
    read = session.exec(select(Volume)).one()
    assert (read.other, read.label) == ("new", "l")
