"""INSERT, UPDATE, DELETE and the defaults that columns bring."""

from __future__ import annotations

from typing import Any

import pytest

from sqlmodel_rs import exc
from sqlmodel_rs.schema.column import Column
from sqlmodel_rs.schema.table import Table
from sqlmodel_rs.sql.defaults import with_defaults
from sqlmodel_rs.sql.expression import delete, func, insert, select, update
from sqlmodel_rs.types import Integer, String


def _plain(values: dict[Any, Any]) -> dict[str, Any]:
    return {column.key: element.value for column, element in values.items()}


def test_values_are_keyed_by_column_and_named_after_it(schema: Any) -> None:
    statement = insert(schema.Hero).values(name="x", age=3)
    assert statement.table is schema.hero
    assert _plain(statement._values) == {"name": "x", "age": 3}
    assert not next(iter(statement._values.values())).unique


def test_many_rows_number_their_parameters(schema: Any) -> None:
    statement = insert(schema.hero).values([{"name": "a"}, {"name": "b"}])
    assert [next(iter(row.values())).key for row in statement._multi] == ["name_m0", "name_m1"]


def test_unknown_column_is_named(schema: Any) -> None:
    for build in (insert, update):
        with pytest.raises(exc.CompileError, match="Unconsumed column names: wibble"):
            build(schema.hero).values(wibble=1)
    with pytest.raises(exc.CompileError, match="wibble"):
        with_defaults(insert(schema.hero), {"wibble": 1})


def test_unsuitable_target_is_refused() -> None:
    with pytest.raises(exc.ArgumentError):
        insert("hero")


def test_from_select_and_values_exclude_each_other(schema: Any) -> None:
    statement = insert(schema.team).from_select(["name"], select(schema.hero.c.name))
    assert statement._select[0] == (schema.team.c.name,)
    with pytest.raises(exc.InvalidRequestError):
        statement.values(name="x")


def test_upserts(schema: Any) -> None:
    statement = insert(schema.hero).values(id=1, name="x")
    update_rule = statement.on_conflict_do_update(
        index_elements=["id"], set_={"name": statement.excluded.name}, where=schema.hero.c.age > 1
    )._conflict
    assert update_rule.update and update_rule.elements == (schema.hero.c.id,)
    assert next(iter(update_rule.set_.values())).table.name == "excluded"
    assert not statement.on_conflict_do_nothing()._conflict.update
    assert _plain(statement.on_duplicate_key_update(name="y")._conflict.set_) == {"name": "y"}
    with pytest.raises(ValueError, match="must not be empty"):
        statement.on_conflict_do_update(index_elements=["id"], set_={})
    with pytest.raises(ValueError, match="Either constraint or index_elements"):
        statement.on_conflict_do_update(set_={"name": "x"})


def test_update_delete_where_returning(schema: Any) -> None:
    statement = update(schema.Hero).where(schema.hero.c.id == 1).values({schema.hero.c.age: schema.hero.c.age + 1})
    assert next(iter(statement._values)) is schema.hero.c.age
    assert delete(schema.Hero).filter_by(name="x").returning(schema.Hero)._returning[0] is schema.Hero.__sql_entity__


@pytest.fixture
def stamped(schema: Any) -> Any:
    return Table(
        "stamped",
        schema.metadata,
        Column("id", Integer, primary_key=True),
        Column("kind", String, default="plain"),
        Column("made", Integer, default=lambda: 7),
        Column("copy", Integer, default=lambda context: context.current_parameters["made"]),
        Column("now", String, default=func.now(), onupdate=func.now()),
        Column("changed", Integer, onupdate=lambda: 9),
    )


def test_insert_takes_column_defaults(stamped: Any) -> None:
    statement, rows = with_defaults(insert(stamped), [{"id": 1, "made": 5}, {"id": 2, "made": 6}])
    assert [c.key for c in statement._values] == ["id", "kind", "made", "copy", "now"]
    assert rows == [{"id": 1, "made": 5, "kind": "plain", "copy": 5}, {"id": 2, "made": 6, "kind": "plain", "copy": 6}]


def test_insert_with_values_takes_column_defaults(stamped: Any) -> None:
    statement, _ = with_defaults(insert(stamped).values(id=1, made=4))
    assert statement._values[stamped.c.copy].value == 4
    assert statement._values[stamped.c.kind].value == "plain"


def test_many_rows_take_column_defaults(stamped: Any) -> None:
    statement, _ = with_defaults(insert(stamped).values([{"made": 1}, {"made": 2}]))
    assert [row[stamped.c.copy].value for row in statement._multi] == [1, 2]


def test_update_takes_onupdate(stamped: Any) -> None:
    statement, _ = with_defaults(update(stamped).values(kind="x").where(stamped.c.id == 1))
    assert {c.key for c in statement._values} == {"kind", "now", "changed"}


def test_other_statements_pass_unchanged(stamped: Any) -> None:
    statement = delete(stamped)
    assert with_defaults(statement, {"id": 1}) == (statement, [{"id": 1}])


def test_values_follow_the_table_unless_ordered(schema: Any) -> None:
    statement = update(schema.hero).values(age=1, name="x")
    assert [c.key for c in statement._values] == ["name", "age"]
    kept = update(schema.hero).ordered_values(("age", 1), ("name", "x"))
    assert [c.key for c in with_defaults(kept)[0]._values] == ["age", "name"]
