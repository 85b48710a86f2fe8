"""`_native.compile`: what is sent, the parameters by placeholder, and how a row is cut."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from sqlmodel_rs import _native, exc
from sqlmodel_rs.schema import Column, ForeignKey, MetaData, Table
from sqlmodel_rs.sql.entity import Entity, EntityColumn
from sqlmodel_rs.sql.expression import bindparam, func, insert, select, text, try_cast, tuple_, update
from sqlmodel_rs.types import JSON, Boolean, DateTime, Integer, Numeric, String

metadata = MetaData()
team = Table("team", metadata, Column("id", Integer, primary_key=True), Column("name", String))
hero = Table(
    "hero",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String),
    Column("age", Integer),
    Column("active", Boolean),
    Column("data", JSON),
    Column("price", Numeric(10, 2)),
    Column("born", DateTime),
    Column("team_id", Integer, ForeignKey("team.id")),
)
h, t = hero.c, team.c
DIALECTS = ("sqlite", "postgresql", "mysql")


def compiled(node: Any, dialect: str, **options: Any) -> Any:
    return _native.compile(node, dialect, mode="exec", **options)


def values(node: Any, dialect: str) -> list[Any]:
    return [value for _name, value, _spec in compiled(node, dialect).params]


def entity(from_clause: Any, columns: Any, criteria: Any = None) -> Entity:
    return Entity(None, from_clause, tuple(columns), criteria, None, "Thing", None)


def test_a_list_is_one_array_on_postgresql_and_placeholders_elsewhere() -> None:
    statement = select(h.id).where(h.age.in_([1, 2]))
    assert "IN (?1, ?2)" in compiled(statement, "sqlite").sql
    assert "= ANY($1::INTEGER[])" in compiled(statement, "postgresql").sql
    assert values(statement, "postgresql") == [[1, 2]]
    assert "IN (?, ?)" in compiled(statement, "mysql").sql
    assert values(statement, "mysql") == [1, 2]


def test_a_parameter_without_a_type_takes_its_neighbours() -> None:
    spec = compiled(select(h.id).where(h.born == bindparam("since")), "postgresql").params[0][2]
    assert spec.kind == "datetime"
    pairs = compiled(select(h.id).where(tuple_(h.age, h.name).in_([(1, "x")])), "sqlite").params
    assert [spec.kind for _name, _value, spec in pairs] == ["integer", "varchar"]


def test_a_list_without_values_needs_them_where_it_is_part_of_the_text() -> None:
    statement = select(h.id).where(h.name.in_(bindparam("names", expanding=True)))
    assert compiled(statement, "postgresql").required == ("names",)
    with pytest.raises(exc.CompileError, match="names"):
        compiled(statement, "sqlite")


def test_json_keys_take_the_form_of_each_database() -> None:
    statement = select(h.data["a"], h.data[0], h.data[("a", 1)])
    assert values(statement, "sqlite") == values(statement, "mysql") == ['$."a"', "$[0]", '$."a"[1]']
    assert values(statement, "postgresql") == ["a", 0, ["a", "1"]]


def test_rows_of_two_tables_are_qualified_in_sent_text_only() -> None:
    statement = select(h.id, t.id)
    for dialect in DIALECTS:
        made = compiled(statement, dialect)
        assert made.sql.startswith("SELECT hero.id AS hero__id, team.id AS team__id")
        assert [key for key, _spec in made.columns] == ["id", "id_1"]
    assert str(statement) == "SELECT hero.id, team.id AS id_1 \nFROM hero, team"


def test_members_of_a_compound_keep_their_names() -> None:
    union = select(h.id, t.name).union(select(t.id, t.name)).order_by("id")
    assert "AS hero__id" not in compiled(union, "sqlite").sql


def test_an_entity_is_one_slot_of_its_columns() -> None:
    one = entity(hero, [h.id, h.name])
    made = compiled(select(one, t.id), "sqlite")
    assert made.entities == [("entity", one, 0, 2), ("column", 2)]


def test_criteria_of_an_entity_follow_it() -> None:
    plain = entity(hero, [h.id])
    single = entity(hero, [h.id], h.name.in_(["a"]))
    assert compiled(select(single).where(h.age > 1), "sqlite").sql.endswith("WHERE hero.age > ?1 AND hero.name IN (?2)")
    assert compiled(select(plain, single), "sqlite").sql.endswith("FROM hero \nWHERE hero.name IN (?1)")
    joined = compiled(select(team).outerjoin(single, single.columns[0] == t.id), "sqlite").sql
    assert joined.endswith("LEFT OUTER JOIN hero ON hero.id = team.id AND hero.name IN (?1)")


def test_a_column_of_a_joined_entity_brings_its_tables() -> None:
    joined = entity(hero.join(team), [h.id, t.name])
    sql = compiled(select(EntityColumn(t.name, joined)), "sqlite").sql
    assert sql == "SELECT team.name \nFROM hero JOIN team ON team.id = hero.team_id"


def test_literals_are_written_into_the_text() -> None:
    statement = select(h.id).where(
        h.name == "it's",
        h.age.in_([1, 2]),
        h.active == True,  # noqa: E712
        h.born > dt.datetime(2020, 1, 1),
        h.price == Decimal("1.50"),
    )
    sql = compiled(statement, "sqlite", literal_binds=True).sql
    assert "hero.name = 'it''s' AND hero.age IN (1, 2) AND hero.active = 1" in sql
    assert "'2020-01-01 00:00:00.000000' AND hero.price = 1.50" in sql


def test_only_selects_of_known_functions_are_pure_reads() -> None:
    assert compiled(select(func.count(h.id)), "postgresql").is_pure_read
    assert not compiled(select(func.nextval("s")), "postgresql").is_pure_read
    assert not compiled(select(h.id).with_for_update(), "postgresql").is_pure_read
    assert not compiled(update(hero).values(age=1), "postgresql").is_pure_read
    assert not compiled(text("select 1"), "postgresql").is_pure_read


@pytest.mark.parametrize(
    ("statement", "kind", "rows"),
    [
        (select(h.id), "select", True),
        (insert(hero).values(name="a"), "insert", False),
        (insert(hero).values(name="a").returning(h.id), "insert", True),
        (text("DELETE FROM hero"), "text", False),
        (text("SELECT 1"), "text", True),
    ],
)
def test_kind_and_rows(statement: Any, kind: str, rows: bool) -> None:
    made = compiled(statement, "sqlite")
    assert (made.kind, made.returns_rows) == (kind, rows)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_compiling_twice_gives_the_same_text_and_order(dialect: str) -> None:
    statement = select(h.id, t.id).where(h.age > 1, h.name.contains("x")).limit(3)
    first, second = compiled(statement, dialect), compiled(statement, dialect)
    assert first.sql == second.sql
    assert [name for name, _v, _s in first.params] == [name for name, _v, _s in second.params]


@pytest.mark.parametrize(
    ("statement", "dialect", "message"),
    [
        (update(hero).values(age=1).returning(h.id), "mysql", "UPDATE .. RETURNING is not supported by dialect mysql"),
        (select(try_cast(h.id, Integer)), "sqlite", "Compiler 'sqlite' can't render element of type TryCast"),
    ],
)
def test_what_the_database_lacks_is_refused_by_name(statement: Any, dialect: str, message: str) -> None:
    with pytest.raises(exc.CompileError, match=message):
        compiled(statement, dialect)
