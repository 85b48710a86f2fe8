# ruff: noqa: UP007, UP042, UP045 - the older spellings are what is tested
"""Which annotation becomes which SQL type, and which column may be NULL."""

import enum
import ipaddress
import uuid
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, NewType, Optional, Union

import pytest
from pydantic import AwareDatetime, EmailStr, NaiveDatetime, PositiveInt, StringConstraints
from typing_extensions import TypeAliasType

from sqlmodel_rs import types
from sqlmodel_rs.main import Field, SQLModel


class Color(str, enum.Enum):
    red = "r"


HeroId = NewType("HeroId", int)
Name = TypeAliasType("Name", str)
MaybeName = TypeAliasType("MaybeName", str | None)


def column_of(annotation: Any, **options: Any) -> Any:
    SQLModel.metadata.clear()
    namespace = {
        "__module__": __name__,
        "__qualname__": "Row",
        "__annotations__": {"id": int | None, "value": annotation},
        "id": Field(default=None, primary_key=True),
        "value": Field(**options),
    }
    return type(SQLModel)("Row", (SQLModel,), namespace, table=True).__table__.c["value"]


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        (Color, types.Enum),
        (str, types.AutoString),
        (Path, types.AutoString),
        (EmailStr, types.AutoString),
        (ipaddress.IPv4Address, types.AutoString),
        (ipaddress.IPv4Network, types.AutoString),
        (ipaddress.IPv6Address, types.AutoString),
        (ipaddress.IPv6Network, types.AutoString),
        (float, types.Float),
        (bool, types.Boolean),
        (int, types.Integer),
        (PositiveInt, types.Integer),
        (datetime, types.UTCDateTime),
        (AwareDatetime, types.UTCDateTime),
        (NaiveDatetime, types.DateTime),
        (Annotated[datetime, NaiveDatetime], types.DateTime),
        (date, types.Date),
        (time, types.Time),
        (timedelta, types.Interval),
        (bytes, types.LargeBinary),
        (Decimal, types.Numeric),
        (uuid.UUID, types.Uuid),
        (Literal["a", "b"], types.AutoString),
        (Literal[1, 2], types.Integer),
        (Literal[True], types.Boolean),
        (Literal[Color.red], types.Enum),
        (HeroId, types.Integer),
        (Name, types.AutoString),
        (MaybeName, types.AutoString),
        (Annotated[str, StringConstraints(max_length=3)], types.AutoString),
    ],
)
def test_annotation_chooses_the_sql_type(annotation: Any, expected: type) -> None:
    assert isinstance(column_of(annotation).type, expected)


@pytest.mark.parametrize("annotation", [list[int], dict[str, int], Any, complex, SQLModel])
def test_annotation_without_sql_type_is_an_error(annotation: Any) -> None:
    with pytest.raises(ValueError, match="has no matching SQLAlchemy type"):
        column_of(annotation)


def test_literal_of_two_types_is_an_error() -> None:
    with pytest.raises(ValueError, match="more than one type"):
        column_of(Literal["a", 1])


@pytest.mark.parametrize("annotation", [int | str, Union[int, str], int | str | None])
def test_union_of_two_types_is_an_error(annotation: Any) -> None:
    with pytest.raises(ValueError, match=r"Cannot have a \(non-optional\) union as a SQLAlchemy field"):
        column_of(annotation)


def test_sa_type_wins() -> None:
    assert type(column_of(list[int], sa_type=types.JSON).type) is types.JSON


def test_max_length_is_the_length_of_the_column() -> None:
    assert column_of(str, max_length=7).type.length == 7


def test_length_of_string_constraints_is_left_out() -> None:
    assert column_of(Annotated[str, StringConstraints(max_length=3)]).type.length is None


def test_decimal_takes_precision_and_scale() -> None:
    type_ = column_of(Decimal, max_digits=5, decimal_places=3).type
    assert (type_.precision, type_.scale) == (5, 3)


@pytest.mark.parametrize(
    ("annotation", "options", "nullable"),
    [
        (int, {}, False),
        (int | None, {}, True),
        (Optional[int], {}, True),
        (int, {"default": 3}, False),
        (int | None, {"default": 3}, True),
        (int, {"nullable": True}, True),
        (int | None, {"nullable": False}, False),
        (Literal["a", None], {}, True),
        (MaybeName, {}, True),
        (Annotated[int | None, "note"], {}, True),
        (int | None, {"primary_key": True}, False),
    ],
)
def test_nullable(annotation: Any, options: dict[str, Any], nullable: bool) -> None:
    assert column_of(annotation, **options).nullable is nullable


def test_default_becomes_the_default_of_the_column() -> None:
    assert column_of(int, default=3).default.arg == 3
    assert column_of(int).default is None


def test_default_factory_becomes_the_default_of_the_column() -> None:
    assert column_of(uuid.UUID, default_factory=uuid.uuid4).default.is_callable


def test_index_and_unique_reach_the_column() -> None:
    column = column_of(str, index=True, unique=True)
    assert (column.index, column.unique) == (True, True)


def test_foreign_key_with_ondelete() -> None:
    (key,) = column_of(int | None, foreign_key="team.id", ondelete="SET NULL").foreign_keys
    assert key.ondelete == "SET NULL"
    assert key.target_fullname == "team.id"
