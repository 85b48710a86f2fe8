"""What a declarative class body becomes: tables, types, and errors."""

from typing import Any

import pytest

from sqlmodel_rs import Field, SQLModel, exc
from sqlmodel_rs.declarative import (
    DeclarativeBase,
    DeclarativeMeta,
    Mapped,
    MappedAsDataclass,
    as_declarative,
    declarative_base,
    mapped_column,
    registry,
    relationship,
)
from sqlmodel_rs.orm.inspection import inspect
from sqlmodel_rs.schema import Column, ForeignKey, MetaData, Table
from sqlmodel_rs.types import Boolean, Integer, String

from .models import Base, Director, Employee, Engineer, Hero, Manager, Power, Team, Truck


def test_annotations_give_types_and_nullability():
    columns = Hero.__table__.c
    assert repr(columns.name.type) == "String(length=50)" and not columns.name.nullable
    assert columns.nick.nullable and columns.pay.nullable and not columns.low.nullable
    assert columns.color.type.enum_class.__name__ == "Color"
    assert columns.mood.type.enums == ["good", "bad"] and not columns.mood.type.native_enum


def test_annotated_types_carry_columns():
    assert Team.__table__.c.id.primary_key
    assert repr(Team.__table__.c.name.type) == "String(length=30)"
    assert {index.name for index in Team.__table__.indexes} == {"ix_d_team_name"}


def test_mixin_columns_are_copied():
    assert Team.__table__.c.note is not Power.__table__.c.note
    assert Team.__table__.c.note.default.arg == "a Team" and Power.__table__.c.note.default.arg == "a Power"
    assert Team.__table__.name == "d_team"


def test_class_body_columns_stand_in_table_arguments():
    (index,) = [index for index in Hero.__table__.indexes if index.name == "ix_d_hero_nick_name"]
    assert [column.name for column in index.columns] == ["nick", "name"]


def test_inheritance_is_read_from_the_class_body():
    assert Engineer.__mapper__.inherits is Employee.__mapper__ and len(Engineer.__mapper__.tables) == 2
    assert Manager.__table__ is Employee.__table__
    assert Manager.__mapper__.columns["level"] is Director.__mapper__.columns["level"]
    assert Truck.__mapper__.concrete and "load" in Truck.__table__.c


def test_a_class_without_a_table_is_an_error():
    with pytest.raises(exc.InvalidRequestError, match="does not have a __table__ or __tablename__ specified"):

        class Lost(Base):
            id: Mapped[int] = mapped_column(primary_key=True)


def test_an_unknown_python_type_is_an_error():
    with pytest.raises(exc.ArgumentError, match="Could not locate SQLAlchemy Core type.*'Odd.value'"):

        class Odd(Base):
            __tablename__ = "odd"
            id: Mapped[int] = mapped_column(primary_key=True)
            value: Mapped[complex]


def test_an_annotation_without_mapped_is_an_error():
    with pytest.raises(exc.ArgumentError, match="ORM annotations should normally make use of the ``Mapped"):

        class Plain(Base):
            __tablename__ = "plain"
            id: int = mapped_column(primary_key=True)


def test_unknown_keyword_of_the_constructor_is_an_error():
    with pytest.raises(TypeError, match="'nope' is an invalid keyword argument for Hero"):
        Hero(nope=1)


def test_declarative_base_function():
    metadata = MetaData()
    Other = declarative_base(metadata=metadata, name="Other")

    class Thing(Other):
        __tablename__ = "thing"
        id = Column(Integer, primary_key=True)
        name = Column(String(5))

    assert isinstance(Other, DeclarativeMeta) and Other.metadata is metadata
    assert metadata.tables["thing"] is Thing.__table__ and Thing(name="x").name == "x"
    Thing.more = Column(Boolean)
    assert "more" in Thing.__table__.c and Thing(more=True).more is True


def test_as_declarative():
    @as_declarative()
    class Own:
        @property
        def shown(self) -> str:
            return f"{type(self).__name__} {self.id}"

    class Item(Own):
        __tablename__ = "item"
        id = Column(Integer, primary_key=True)

    assert Item(id=4).shown == "Item 4"


def test_registry_mapped():
    own = registry()

    @own.mapped
    class Left:
        __tablename__ = "left_side"
        id: Mapped[int] = mapped_column(primary_key=True)
        rights: Mapped[list["Right"]] = relationship(back_populates="left")

    @own.mapped
    class Right:
        __tablename__ = "right_side"
        id: Mapped[int] = mapped_column(primary_key=True)
        left_id: Mapped[int | None] = mapped_column(ForeignKey("left_side.id"))
        left: Mapped[Left | None] = relationship(back_populates="rights")

    right = Right(left=Left())
    assert right.left.rights == [right] and {mapper.class_ for mapper in own.mappers} == {Left, Right}


def test_existing_table():
    class Other(DeclarativeBase):
        pass

    class Row(Other):
        __table__ = Table("rows_of", Other.metadata, Column("id", Integer, primary_key=True), Column("x", String(3)))
        text = __table__.c.x

    assert inspect(Row).columns.keys() == ["text", "id"] and str(Row.text) == "Row.text"


def test_own_setattr_is_kept():
    class Other(DeclarativeBase):
        pass

    class Loud(Other):
        __tablename__ = "loud"
        id: Mapped[int] = mapped_column(primary_key=True)
        name: Mapped[str]

        def __setattr__(self, key: str, value: Any) -> None:
            super().__setattr__(key, value.upper() if isinstance(value, str) else value)

    assert Loud(name="a").name == "A"


def test_dataclasses():
    class Data(MappedAsDataclass, DeclarativeBase):
        pass

    class Point(Data, kw_only=True):
        __tablename__ = "point"
        id: Mapped[int] = mapped_column(init=False, primary_key=True)
        x: Mapped[int]
        y: Mapped[int] = mapped_column(default=0)
        tags: Mapped[list["Tag"]] = relationship(default_factory=list, repr=False)

    class Tag(Data):
        __tablename__ = "tag_of_point"
        id: Mapped[int] = mapped_column(primary_key=True)
        point_id: Mapped[int | None] = mapped_column(ForeignKey("point.id"), default=None)

    assert repr(Point(x=1)).endswith("Point(id=None, x=1, y=0)") and Point(x=1) == Point(x=1)
    assert Point(x=1, tags=[Tag(4)]).tags[0].id == 4
    with pytest.raises(TypeError):
        Point(1)


def test_inspection_lists_properties_in_order():
    mapper = inspect(Hero)
    assert [column.name for column in mapper.columns][:3] == ["id", "name", "nick"]
    assert [relation.key for relation in mapper.relationships] == ["team", "powers", "visits", "addresses"]
    assert mapper.relationships.team.mapper.class_ is Team
    assert {"span", "label", "covers", "other_name", "title", "team"} <= set(mapper.all_orm_descriptors.keys())
    assert [column.name for column in mapper.primary_key] == ["id"]
    assert mapper.attrs.title.key == "title" and mapper.has_property("title")


def test_models_and_declarative_classes_share_metadata_and_names():
    class One(SQLModel, registry=registry()):
        pass

    class Note(One, table=True):
        __tablename__ = "note_of"
        id: int | None = Field(default=None, primary_key=True)

    class Two(DeclarativeBase):
        registry = One._sa_registry

    class Entry(Two):
        __tablename__ = "entry_of"
        id: Mapped[int] = mapped_column(primary_key=True)
        note_id: Mapped[int] = mapped_column(ForeignKey("note_of.id"))
        note: Mapped["Note"] = relationship("Note")

    assert set(One.metadata.tables) == {"note_of", "entry_of"}
    assert inspect(Entry).relationships.note.mapper.class_ is Note


def test_the_mapper_and_declarative_know_nothing_of_pydantic():
    import subprocess
    import sys

    program = """
import sys, types
root = types.ModuleType("sqlmodel_rs")
root.__path__ = [sys.argv[1]]
sys.modules["sqlmodel_rs"] = root
sys.modules["pydantic"] = None
import sqlmodel_rs.declarative, sqlmodel_rs.orm.session, sqlmodel_rs.orm.query
"""
    import sqlmodel_rs

    done = subprocess.run(
        [sys.executable, "-c", program, *sqlmodel_rs.__path__], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
