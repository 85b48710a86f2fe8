"""What each type asks the engine to store, and how it reads in Python."""

from __future__ import annotations

import copy
import datetime as dt
import decimal
import enum
import pickle
import uuid
from types import SimpleNamespace
from typing import Any

import pytest

from sqlmodel_rs import exc, types
from sqlmodel_rs.types import (
    ARRAY,
    JSON,
    AutoString,
    DateTime,
    Enum,
    Float,
    Integer,
    Interval,
    LargeBinary,
    Numeric,
    PickleType,
    String,
    Text,
    TypeDecorator,
    UserDefinedType,
    UTCDateTime,
    Uuid,
    type_of_value,
)

SQLITE = SimpleNamespace(name="sqlite")
MYSQL = SimpleNamespace(name="mysql")


class Color(enum.Enum):
    RED = "r"
    GREEN = "g"


@pytest.mark.parametrize(
    ("type_", "text"),
    [
        (String(50), "String(length=50)"),
        (Text(), "Text()"),
        (Numeric(5, 3), "Numeric(precision=5, scale=3)"),
        (Float(), "Float()"),
        (DateTime(timezone=True), "DateTime(timezone=True)"),
        (Enum("a", "b", name="ab"), "Enum('a', 'b', name='ab')"),
        (Enum(Color), "Enum('RED', 'GREEN', name='color')"),
        (UTCDateTime(), "UTCDateTime()"),
        (AutoString(length=3), "AutoString(length=3)"),
        (Integer(), "Integer()"),
        (types.VARCHAR(5), "VARCHAR(length=5)"),
        (Uuid(), "Uuid()"),
        (PickleType(), "PickleType()"),
        (ARRAY(Integer), "ARRAY(Integer())"),
        (JSON(), "JSON()"),
        (Interval(), "Interval()"),
    ],
)
def test_repr_is_sqlalchemys(type_: Any, text: str) -> None:
    assert repr(type_) == text


@pytest.mark.parametrize(
    ("value", "cls"),
    [
        (1, Integer),
        (True, types.Boolean),
        (1.5, Float),
        ("x", String),
        (b"x", LargeBinary),
        (decimal.Decimal(1), Numeric),
        (dt.datetime(2020, 1, 1), DateTime),
        (dt.date(2020, 1, 1), types.Date),
        (dt.timedelta(1), Interval),
        (uuid.uuid4(), Uuid),
        (Color.RED, Enum),
        (object(), types.NullType),
    ],
)
def test_value_has_a_type(value: Any, cls: type) -> None:
    assert type(type_of_value(value)) is cls


def test_auto_string_has_a_length_on_mysql() -> None:
    assert AutoString()._spec_args("mysql")["length"] == 255
    assert AutoString(7)._spec_args("mysql")["length"] == 7
    assert AutoString()._spec_args("sqlite")["length"] is None
    assert AutoString().load_dialect_impl(MYSQL).length == 255


def test_verbatim_names() -> None:
    assert types.NVARCHAR(5)._spec_args("sqlite")["ddl"] == "NVARCHAR(5)"
    assert types.DECIMAL(5, 2)._spec_args("sqlite")["ddl"] == "DECIMAL(5, 2)"
    assert String(5, collation="NOCASE")._spec_args("sqlite")["ddl"] == 'VARCHAR(5) COLLATE "NOCASE"'


def test_enum_stores_member_names() -> None:
    arguments = Enum(Color)._spec_args("postgresql")
    assert arguments["values"] == ("RED", "GREEN")
    assert arguments["name"] == "color"
    assert (arguments["enum_bind"][Color.RED], arguments["enum_bind"]["RED"]) == ("RED", "RED")
    assert arguments["enum_result"]["GREEN"] is Color.GREEN


def test_enum_values_callable_and_plain_text() -> None:
    by_value = Enum(Color, values_callable=lambda e: [m.value for m in e])._spec_args("mysql")
    assert by_value["enum_bind"][Color.RED] == "r"
    assert by_value["enum_result"]["g"] is Color.GREEN
    plain = Enum(Color, native_enum=False, length=10)._spec_args("postgresql")
    assert (plain["kind"], plain["length"], plain["bind"](Color.RED), plain["result"]("RED")) == (
        "varchar",
        10,
        "RED",
        Color.RED,
    )
    with pytest.raises(LookupError, match="not among the defined enum values. Enum name: color"):
        plain["bind"](5)
    with pytest.raises(ValueError, match="length must be larger"):
        Enum(Color, length=1)
    with pytest.raises(TypeError, match="wibble"):
        Enum(Color, wibble=1)


def test_utc_datetime_refuses_naive_and_converts() -> None:
    bind = UTCDateTime().bind_processor(SQLITE)
    result = UTCDateTime().result_processor(SQLITE, None)
    assert bind is not None and result is not None
    east = dt.timezone(dt.timedelta(hours=2))
    assert bind(dt.datetime(2020, 1, 1, 2, tzinfo=east)) == dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    assert bind(None) is None and result(None) is None
    assert result(dt.datetime(2020, 1, 1)).tzinfo is dt.UTC
    with pytest.raises(ValueError, match="timezone information.*NaiveDatetime"):
        bind(dt.datetime(2020, 1, 1))


def test_module_of_sqlmodels_types() -> None:
    assert {UTCDateTime.__module__, AutoString.__module__} == {"sqlmodel_rs.sql.sqltypes"}


class Lower(TypeDecorator):
    impl = String
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> Any:
        return None if value is None else f"{dialect.name}:{value.lower()}"

    def process_result_value(self, value: Any, dialect: Any) -> Any:
        return None if value is None else value.upper()


class Forgetful(TypeDecorator):
    impl = String(9)

    def __init__(self, extra: int) -> None:
        self.extra = extra


def test_decorator_wraps_storage_and_values() -> None:
    arguments = Lower(5)._spec_args("sqlite")
    assert (arguments["kind"], arguments["length"]) == ("varchar", 5)
    assert (arguments["bind"]("AB"), arguments["result"]("ab")) == ("sqlite:ab", "AB")
    assert Lower(5).length == 5
    assert Lower().coerce_compared_value(None, 5).__class__ is Lower
    assert Forgetful(1)._spec_args("sqlite")["length"] == 9


def test_decorators_nest() -> None:
    class Twice(TypeDecorator):
        impl = Lower

        def process_bind_param(self, value: Any, dialect: Any) -> Any:
            return value + value

    assert Twice()._spec_args("sqlite")["bind"]("A") == "sqlite:aa"
    assert Twice()._spec_args("sqlite")["result"]("a") == "A"


def test_variant_of_a_decorator_converts_as_its_own_type_does() -> None:
    plain = Lower().with_variant(Text(), "sqlite")
    assert (plain.bind_processor(SQLITE), plain.result_processor(SQLITE)) == (None, None)
    assert Text().with_variant(Lower(), "sqlite").bind_processor(SQLITE)("AB") == "sqlite:ab"
    assert Lower().bind_processor(SQLITE)("AB") == "sqlite:ab"


def test_decorator_without_impl_is_refused() -> None:
    class Bare(TypeDecorator):
        pass

    with pytest.raises(AttributeError, match="impl"):
        Bare()


def test_variant_is_used_on_its_database_only() -> None:
    both = JSON().with_variant(Text(), "sqlite")
    assert both._resolved("sqlite").__class__ is Text
    assert both._resolved("postgresql") is both
    assert both.dialect_impl(SQLITE).__class__ is Text
    with pytest.raises(exc.ArgumentError, match="already present"):
        both.with_variant(Text(), "sqlite")


def test_user_defined_type_names_its_ddl() -> None:
    class Point(UserDefinedType):
        def get_col_spec(self, **kw: Any) -> str:
            return "POINT"

        def bind_processor(self, dialect: Any) -> Any:
            return lambda value: f"({value})"

    arguments = Point()._spec_args("postgresql")
    assert (arguments["kind"], arguments["ddl"], arguments["bind"](1)) == ("other", "POINT", "(1)")


def test_pickle_type_round_trip() -> None:
    arguments = PickleType()._spec_args("sqlite")
    assert arguments["result"](arguments["bind"]({"a": 1})) == {"a": 1}


def test_float_as_decimal() -> None:
    result = Float(asdecimal=True, decimal_return_scale=2)._spec_args("sqlite")["result"]
    assert result(1.234) == decimal.Decimal("1.23")


def test_types_copy_and_pickle() -> None:
    for type_ in (String(5), Enum(Color), UTCDateTime(), Numeric(3, 1), Lower(4)):
        for other in (copy.copy(type_), copy.deepcopy(type_), pickle.loads(pickle.dumps(type_)), type_.copy()):
            assert repr(other) == repr(type_)
            assert other._specs is not type_._specs


def test_nested_array_is_refused() -> None:
    with pytest.raises(ValueError, match="Do not nest ARRAY"):
        ARRAY(ARRAY(Integer))


def test_what_is_no_type_is_named() -> None:
    with pytest.raises(exc.ArgumentError, match="5"):
        types.to_instance(5)


def test_interval_and_instant_give_an_instant() -> None:
    from datetime import timedelta

    from sqlmodel_rs import Column, Integer, Interval, UTCDateTime
    from sqlmodel_rs.types import Date, DateTime, Time

    at, span, day, clock = (Column("a", kind) for kind in (UTCDateTime, Interval, Date, Time))
    for expression in (at + timedelta(1), at - timedelta(1), timedelta(1) + at, span + at, at + span):
        assert isinstance(expression.type, UTCDateTime)
    assert type((day + span).type) is DateTime and isinstance((day - day).type, Integer)
    assert type((clock + day).type) is DateTime


def test_enum_without_a_name_is_an_enum_on_mysql() -> None:
    from sqlmodel_rs import Enum
    from sqlmodel_rs.dialects import mysql, sqlite

    assert Enum("a", "b").compile(mysql.dialect()) == "ENUM('a','b')"
    assert Enum("a", "bc").compile(sqlite.dialect()) == "VARCHAR(2)"


def test_collation_may_have_a_schema() -> None:
    from sqlmodel_rs import String
    from sqlmodel_rs.dialects import mysql, postgresql

    type_ = String(5, collation="de", collation_schema="app")
    assert type_.compile(postgresql.dialect()) == 'VARCHAR(5) COLLATE "app"."de"'
    assert type_.compile(mysql.dialect()) == "VARCHAR(5) COLLATE de"
