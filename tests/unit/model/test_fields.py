"""`Field()`: which options exclude each other, and what reaches pydantic."""

import warnings
from typing import Annotated, Any

import pytest
from pydantic import ValidationError

from sqlmodel_rs.main import Field, SQLModel
from sqlmodel_rs.schema import Column
from sqlmodel_rs.types import Integer, String


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("sa_column_args", ()),
        ("sa_column_kwargs", {}),
        ("primary_key", True),
        ("nullable", True),
        ("foreign_key", "team.id"),
        ("unique", True),
        ("index", True),
        ("sa_type", Integer),
    ],
)
def test_sa_column_excludes_other_column_options(name: str, value: Any) -> None:
    with pytest.raises(RuntimeError, match=f"Passing {name} is not supported when also passing a sa_column"):
        Field(sa_column=Column(Integer), **{name: value})


def test_sa_column_excludes_ondelete() -> None:
    with pytest.raises(RuntimeError, match="Passing ondelete is not supported"):
        Field(sa_column=Column(Integer), ondelete="CASCADE")


def test_type_in_sa_column_kwargs_is_refused() -> None:
    with pytest.raises(RuntimeError, match="use sa_type instead"):
        Field(sa_column_kwargs={"type_": Integer})


def test_ondelete_needs_a_foreign_key() -> None:
    with pytest.raises(RuntimeError, match="ondelete can only be used with foreign_key"):
        Field(ondelete="CASCADE")


def test_ondelete_set_null_needs_a_nullable_column() -> None:
    with pytest.raises(RuntimeError, match='ondelete="SET NULL" requires nullable=True'):

        class Hero(SQLModel, table=True):
            id: int | None = Field(default=None, primary_key=True)
            team_id: int = Field(foreign_key="team.id", ondelete="SET NULL")


def test_min_items_and_max_items_are_deprecated_lengths() -> None:
    with pytest.warns(DeprecationWarning, match="min_items"):
        low = Field(min_items=2)
    with pytest.warns(DeprecationWarning, match="max_items"):
        high = Field(max_items=3)
    assert low.metadata[0].min_length == 2
    assert high.metadata[0].max_length == 3


def test_schema_extra_reaches_pydantic_and_is_not_changed() -> None:
    extra = {"validation_alias": "heroName", "examples": ["x"]}

    class Hero(SQLModel):
        name: str = Field(schema_extra=extra)

    assert Hero.model_validate({"heroName": "a"}).name == "a"
    assert Hero.model_fields["name"].examples == ["x"]
    assert "validation_alias" in extra


def test_explicit_alias_wins_over_schema_extra() -> None:
    class Hero(SQLModel):
        name: str = Field(alias="a", validation_alias="b", schema_extra={"validation_alias": "c"})

    assert Hero.model_validate({"b": "x"}).name == "x"
    assert Hero(b="x").model_dump(by_alias=True) == {"a": "x"}


def test_regex_is_a_pattern() -> None:
    class Hero(SQLModel):
        name: str = Field(regex="^D")

    assert Hero(name="Dead").name == "Dead"
    with pytest.raises(ValidationError):
        Hero(name="x")


def test_column_options_in_annotated_and_in_the_assignment_add_up() -> None:
    class Hero(SQLModel, table=True):
        id: Annotated[int | None, Field(primary_key=True)] = None
        name: Annotated[str, Field(index=True)] = Field(default="x", unique=True)

    column = Hero.__table__.c["name"]
    assert Hero.__table__.c["id"].primary_key
    assert (column.index, column.unique) == (True, True)


def test_annotated_column_options_are_inherited() -> None:
    class Base(SQLModel):
        name: Annotated[str, Field(index=True)]

    class Hero(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)

    assert Hero.__table__.c["name"].index is True


def test_sa_column_is_the_column_itself() -> None:
    column = Column("n", String(5))

    class Hero(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str = Field(sa_column=column)

    assert Hero.__table__.c["n"] is column


def test_sa_column_args_and_kwargs_are_passed_on() -> None:
    class Hero(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str = Field(sa_column_kwargs={"comment": "who", "server_default": "x"})

    column = Hero.__table__.c["name"]
    assert column.comment == "who"
    assert column.server_default is not None


def test_plain_field_gives_no_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")

        class Hero(SQLModel, table=True):
            id: int | None = Field(default=None, primary_key=True)
            name: str = Field(index=True, max_length=3)
