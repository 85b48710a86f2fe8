"""Operators build the right node, type and parameter."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from sqlmodel_rs import exc
from sqlmodel_rs.sql import kinds as k
from sqlmodel_rs.sql.expression import (
    and_,
    case,
    cast,
    column,
    func,
    literal,
    not_,
    null,
    or_,
    select,
    true,
    type_coerce,
)
from sqlmodel_rs.types import ARRAY, JSON, Boolean, DateTime, Integer, Interval, Numeric, String, UTCDateTime


@pytest.mark.parametrize(
    ("build", "op"),
    [
        (lambda c: c == 1, k.EQ),
        (lambda c: c != 1, k.NE),
        (lambda c: c < 1, k.LT),
        (lambda c: c <= 1, k.LE),
        (lambda c: c > 1, k.GT),
        (lambda c: c >= 1, k.GE),
        (lambda c: c == None, k.IS),  # noqa: E711
        (lambda c: c != None, k.IS_NOT),  # noqa: E711
        (lambda c: c.is_(None), k.IS),
        (lambda c: c.is_not(None), k.IS_NOT),
        (lambda c: c.is_distinct_from(1), k.IS_DISTINCT_FROM),
        (lambda c: c.between(1, 2), k.BETWEEN),
        (lambda c: c.in_([1, 2]), k.IN),
        (lambda c: c.not_in([1]), k.NOT_IN),
        (lambda c: ~(c == 1), k.NE),
        (lambda c: ~c.in_([1]), k.NOT_IN),
        (lambda c: not_(c.like("x")), k.NOT_LIKE),
        (lambda c: ~c.between(1, 2), k.NOT_BETWEEN),
    ],
)
def test_comparison_builds_its_operator(schema: Any, build: Any, op: int) -> None:
    node = build(schema.hero.c.age)
    assert node.operator == op
    assert isinstance(node.type, Boolean)


def test_literal_takes_name_and_type_of_the_column(schema: Any) -> None:
    bind = (schema.hero.c.name == "Deadpond").right
    assert (bind.key, bind.value, bind.unique) == ("name", "Deadpond", True)
    assert bind.type is schema.hero.c.name.type


def test_literal_of_another_family_keeps_its_own_type(schema: Any) -> None:
    assert isinstance((schema.hero.c.age == "x").right.type, String)


def test_boolean_comparison_uses_the_constant(schema: Any) -> None:
    assert (schema.hero.c.alive == True).right._kind == k.TRUE  # noqa: E712


def test_ordering_against_none_is_refused(schema: Any) -> None:
    with pytest.raises(exc.ArgumentError, match="Only '=', '!='"):
        schema.hero.c.age < None  # noqa: B015


def test_in_takes_empty_lists_selects_and_expressions(schema: Any) -> None:
    age = schema.hero.c.age
    empty = age.in_([]).right
    assert (empty.value, empty.expanding) == ([], True)
    assert age.in_(select(schema.team.c.id)).right._kind == k.SELECT
    assert age.in_([1, schema.team.c.id]).right._kind == k.CLAUSE_LIST
    with pytest.raises(exc.ArgumentError, match="IN expression list"):
        age.in_(5)
    with pytest.raises(exc.ArgumentError, match="IN expression list"):
        schema.hero.c.name.in_("abc")


def test_autoescape_escapes_wildcards(schema: Any) -> None:
    node = schema.hero.c.name.contains("50%_/", autoescape=True)
    assert (node.right.value, node.modifiers) == ("50/%/_//", {"escape": "/"})


def test_text_plus_text_is_concatenation(schema: Any) -> None:
    assert (schema.hero.c.name + "!").operator == k.CONCAT
    assert ("!" + schema.hero.c.name).operator == k.CONCAT
    assert (schema.hero.c.age + 1).operator == k.ADD


def test_division_gives_numeric(schema: Any) -> None:
    assert isinstance((schema.hero.c.age / 2).type, Numeric)
    assert isinstance((schema.hero.c.age // 2).type, Integer)


def test_utc_datetime_arithmetic_keeps_the_type() -> None:
    moment = column("at", UTCDateTime)
    for node in (moment + dt.timedelta(days=1), moment - dt.timedelta(days=1)):
        assert isinstance(node.type, UTCDateTime)
        assert isinstance(node.right.type, Interval)


def test_datetime_difference_is_an_interval() -> None:
    assert isinstance((column("a", DateTime) - column("b", DateTime)).type, Interval)


def test_json_index_is_typed_by_as_methods() -> None:
    data = column("data", JSON)
    assert data["a"].operator == k.JSON_GETITEM
    assert data[("a", 1)].operator == k.JSON_PATH_GETITEM
    assert isinstance(data["a"].as_string().type, String)
    assert isinstance(data["a"].as_integer().type, Integer)
    assert data["a"]["b"].left.operator == k.JSON_GETITEM
    with pytest.raises(exc.InvalidRequestError):
        data.as_string()


def test_array_contains_and_index() -> None:
    tags = column("tags", ARRAY(String))
    assert tags.contains(["x"]).operator == k.ARRAY_CONTAINS
    assert isinstance(tags[1].type, String)
    assert isinstance(tags[1:2].type, ARRAY)
    assert tags.overlap(["x"]).operator == k.ARRAY_OVERLAP


def test_index_of_a_plain_column_is_refused(schema: Any) -> None:
    with pytest.raises(NotImplementedError):
        schema.hero.c.age[0]


def test_conjunctions_flatten_and_fold(schema: Any) -> None:
    c = schema.hero.c
    joined = and_(c.age > 1, and_(c.age < 5, c.name == "x"))
    assert len(joined.clauses) == 3
    assert and_(true(), c.age > 1).operator == k.GT
    assert or_(true(), c.age > 1)._kind == k.TRUE
    assert ((c.age > 1) & (c.age < 3) | (c.name == "x")).operator == k.OR


def test_condition_must_be_sql(schema: Any) -> None:
    with pytest.raises(exc.ArgumentError, match="declared as text"):
        select(schema.hero).where("age > 1")
    with pytest.raises(exc.ArgumentError):
        and_(5)


def test_truth_value_is_refused_except_for_identity(schema: Any) -> None:
    c = schema.hero.c
    assert not bool(c.age == c.name)
    assert bool(c.age == c.age)
    with pytest.raises(TypeError, match="Boolean value"):
        bool(c.age > 1)
    with pytest.raises(TypeError):
        list(c.age)


def test_custom_operator(schema: Any) -> None:
    node = schema.hero.c.name.op("~*", is_comparison=True)("x")
    assert node.modifiers["opstring"] == "~*"
    assert isinstance(node.type, Boolean)


def test_unknown_method_names_the_attribute(schema: Any) -> None:
    with pytest.raises(AttributeError, match="wibble"):
        schema.hero.c.age.wibble  # noqa: B018


def test_function_types(schema: Any) -> None:
    c = schema.hero.c
    assert isinstance(func.count().type, Integer)
    assert func.sum(c.age).type is c.age.type
    assert isinstance(func.now().type, DateTime)
    assert func.coalesce(null(), c.name).type is c.name.type
    assert func.pg_catalog.lower("x").packages == ("pg_catalog",)
    assert (func.lower(c.name) == "x").right.key == "lower"


def test_window_filter_and_order(schema: Any) -> None:
    c = schema.hero.c
    window = func.row_number().over(partition_by=c.team_id, order_by=c.age.desc(), rows=(None, 0))
    assert (len(window.partition_by), len(window.order_by), window.rows) == (1, 1, (None, 0))
    assert func.count().filter(c.age > 3).criterion.operator == k.GT
    assert func.percentile_cont(0.5).within_group(c.age).type is c.age.type
    with pytest.raises(exc.ArgumentError, match="only one"):
        func.sum(c.age).over(rows=(None, 0), range_=(None, 0))


def test_case_cast_and_coerce(schema: Any) -> None:
    c = schema.hero.c
    node = case((c.age > 18, "adult"), else_="child")
    assert isinstance(node.type, String)
    matched = case({1: "one"}, value=c.age).whens[0][0]
    assert (matched.key, matched.type) == ("param", c.age.type)
    assert isinstance(cast("5", Integer).type, Integer)
    assert isinstance(type_coerce(c.name, Integer).type, Integer)
    assert literal(5).value == 5
