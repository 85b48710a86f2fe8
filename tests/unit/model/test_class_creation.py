"""What a class statement makes: table or data model, its name, metadata, keywords."""

import pytest
from pydantic import ValidationError

from sqlmodel_rs import exc
from sqlmodel_rs.main import Field, SQLModel, declared_attr, is_table_model_class, registry
from sqlmodel_rs.schema import Column, MetaData, UniqueConstraint
from sqlmodel_rs.types import Integer


def test_table_name_is_the_lower_class_name() -> None:
    class HeroTeam(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    assert HeroTeam.__tablename__ == "heroteam"
    assert HeroTeam.__table__.name == "heroteam"
    assert SQLModel.metadata.tables["heroteam"] is HeroTeam.__table__


def test_table_name_by_string_and_declared_attr() -> None:
    class Base(SQLModel):
        @declared_attr.directive
        def __tablename__(cls) -> str:
            return f"app_{cls.__name__.lower()}"

    class Hero(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class Team(SQLModel, table=True):
        __tablename__ = "teams"
        id: int | None = Field(default=None, primary_key=True)

    class Town(SQLModel, table=True):
        @declared_attr
        def __tablename__(cls) -> str:
            return "towns"

        id: int | None = Field(default=None, primary_key=True)

    assert [cls.__table__.name for cls in (Hero, Team, Town)] == ["app_hero", "teams", "towns"]


def test_fields_of_data_bases_become_columns_of_each_table() -> None:
    class Base(SQLModel):
        name: str = Field(index=True)

    class Hero(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)

    assert Hero.__table__.c["name"] is not Team.__table__.c["name"]
    assert not is_table_model_class(Base)


def test_table_in_model_config_is_inherited() -> None:
    class Hero(SQLModel):
        model_config = {"table": True}  # type: ignore[typeddict-unknown-key]
        id: int | None = Field(default=None, primary_key=True)

    assert is_table_model_class(Hero)
    assert Hero.__table__.name == "hero"


def test_registry_keyword_makes_a_base_with_its_own_metadata() -> None:
    own = registry()

    class Base(SQLModel, registry=own):
        pass

    class Hero(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)

    assert Base.metadata is own.metadata
    assert "hero" in own.metadata.tables
    assert "hero" not in SQLModel.metadata.tables


def test_metadata_of_one_model() -> None:
    other = MetaData(schema="app")

    class Hero(SQLModel, table=True):
        metadata = other
        id: int | None = Field(default=None, primary_key=True)

    assert Hero.__table__.schema == "app"
    assert "app.hero" in other.tables


def test_table_args() -> None:
    class Hero(SQLModel, table=True):
        __table_args__ = (UniqueConstraint("name"), {"comment": "all of them"})
        id: int | None = Field(default=None, primary_key=True)
        name: str

    assert Hero.__table__.comment == "all of them"
    assert any(isinstance(item, UniqueConstraint) for item in Hero.__table__.constraints)


def test_pydantic_keywords_configure_the_class() -> None:
    class Hero(SQLModel, extra="forbid"):
        name: str

    with pytest.raises(ValidationError):
        Hero(name="a", zzz=1)  # type: ignore[call-arg]


def test_unknown_class_keyword_is_an_error() -> None:
    with pytest.raises(TypeError):

        class Hero(SQLModel, tabel=True):
            name: str


def test_missing_primary_key_is_an_error() -> None:
    with pytest.raises(exc.ArgumentError, match="could not assemble any primary key columns"):

        class Hero(SQLModel, table=True):
            name: str


def test_second_class_of_the_same_table_is_an_error() -> None:
    class Hero(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    with pytest.raises(exc.InvalidRequestError, match="Table 'hero' is already defined"):

        class Other(SQLModel, table=True):
            __tablename__ = "hero"
            id: int | None = Field(default=None, primary_key=True)


def test_one_column_object_on_a_shared_base_is_an_error() -> None:
    class Base(SQLModel):
        v: int = Field(sa_column=Column("v", Integer))

    class A1(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)

    with pytest.raises(exc.ArgumentError, match="Column object 'v' already assigned to Table 'a1'"):

        class A2(Base, table=True):
            id: int | None = Field(default=None, primary_key=True)


def test_class_attribute_is_an_expression_and_the_field_keeps_its_default() -> None:
    class Hero(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        age: int = 3

    assert Hero.name.key == "name"
    assert Hero.model_fields["age"].default == 3
    assert Hero.model_fields["name"].is_required()


def test_local_names_in_string_annotations_are_found() -> None:
    class Note(SQLModel):
        text: str

    class Hero(SQLModel):
        note: "Note"

    assert Hero(note={"text": "x"}).note == Note(text="x")  # type: ignore[arg-type]


def test_abstract_class_is_not_mapped_and_its_children_are() -> None:
    class Base(SQLModel, table=True):
        __abstract__ = True
        id: int | None = Field(default=None, primary_key=True)

    class Hero(Base):
        name: str

    assert "base" not in SQLModel.metadata.tables
    assert Hero.__table__.c.keys() == ["id", "name"]


def test_data_model_has_no_entity() -> None:
    class Hero(SQLModel):
        name: str

    assert not hasattr(Hero, "__sql_entity__")
    assert not hasattr(Hero, "__table__")


def test_declared_attr_column_on_a_mixin() -> None:
    class Ranked(SQLModel):
        @declared_attr
        def rank(cls) -> Column:
            return Column(Integer)

    class Hero(Ranked, table=True):
        id: int | None = Field(default=None, primary_key=True)

    assert Hero.__table__.c.keys() == ["id", "rank"]
    assert set(Hero.model_fields) == {"id"}
