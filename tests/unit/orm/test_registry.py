import pytest

from sqlmodel_rs import Field, SQLModel
from sqlmodel_rs.exc import ArgumentError, InvalidRequestError
from sqlmodel_rs.orm.registry import has_inherited_table, nearest_mapper, registry


def base():
    class Base(SQLModel, registry=registry()):
        pass

    return Base


def test_newest_class_of_a_name_wins():
    root = base()

    class Hero(root, table=True):
        id: int | None = Field(default=None, primary_key=True)

    first = Hero
    root.metadata.clear()

    class Hero(root, table=True):
        id: int | None = Field(default=None, primary_key=True)

    assert root._sa_registry.resolve("Hero") is Hero is not first


def test_dotted_names_resolve_by_the_end_of_the_module_path():
    root = base()

    class Hero(root, table=True):
        id: int | None = Field(default=None, primary_key=True)

    found = root._sa_registry
    assert found.resolve(f"{Hero.__module__}.{Hero.__qualname__}") is Hero


def test_unknown_name_is_an_error_that_names_it():
    with pytest.raises(InvalidRequestError, match=r"failed to locate a name \('Ghost'\)"):
        registry().resolve("Ghost")


def test_dispose_forgets_names_and_mappers():
    root = base()

    class Hero(root, table=True):
        id: int | None = Field(default=None, primary_key=True)

    known = root._sa_registry
    assert known.mappers == {Hero.__mapper__}
    known.dispose()
    assert known.mappers == frozenset()
    with pytest.raises(InvalidRequestError):
        known.resolve("Hero")


def test_a_table_needs_a_primary_key():
    with pytest.raises(ArgumentError, match="could not assemble any primary key columns for mapped table 'hero'"):

        class Hero(base(), table=True):
            name: str


def test_unknown_mapper_argument_is_refused():
    with pytest.raises(TypeError, match="polymorphic_one"):

        class Hero(base(), table=True):
            __mapper_args__ = {"polymorphic_one": "x"}
            id: int | None = Field(default=None, primary_key=True)


def test_parents_are_found():
    class Hero(base(), table=True):
        __mapper_args__ = {"polymorphic_on": "kind"}
        id: int | None = Field(default=None, primary_key=True)
        kind: str

    class Flyer(Hero):
        __mapper_args__ = {"polymorphic_identity": "flyer"}

    assert nearest_mapper(Flyer) is Hero.__mapper__
    assert has_inherited_table(Flyer) and not has_inherited_table(Hero)
    assert Flyer.__mapper__.isa(Hero.__mapper__)
    assert Hero.__mapper__.self_and_descendants == (Hero.__mapper__, Flyer.__mapper__)
