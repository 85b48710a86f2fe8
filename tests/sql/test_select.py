"""SELECT is immutable, finds its joins, and names what it cannot use."""

from __future__ import annotations

from typing import Any

import pytest

from sqlmodel_rs import exc
from sqlmodel_rs.declarative import DeclarativeBase, Mapped, mapped_column
from sqlmodel_rs.schema.column import Column
from sqlmodel_rs.schema.foreign_key import ForeignKey
from sqlmodel_rs.schema.table import Table
from sqlmodel_rs.sql import kinds as k
from sqlmodel_rs.sql.expression import Select, SelectOfScalar, bindparam, col, exists, func, select, text, union, values
from sqlmodel_rs.sql.expression import column as sql_column
from sqlmodel_rs.types import Integer


def test_one_item_selects_scalars_several_select_rows(schema: Any) -> None:
    assert type(select(schema.Hero)) is SelectOfScalar
    assert type(select(schema.Hero, schema.hero.c.name)) is Select
    assert type(select(schema.Hero).add_columns(schema.hero.c.id)) is Select


def test_methods_leave_the_original_alone(schema: Any) -> None:
    base = select(schema.Hero)
    changed = base.where(schema.hero.c.age > 1).order_by(schema.hero.c.id).limit(3).offset(2).distinct()
    assert (base._where, base._order_by, base._limit, base._offset, base._distinct) == ((), (), None, None, False)
    assert (len(changed._where), len(changed._order_by), changed._limit, changed._offset) == (1, 1, 3, 2)
    assert changed._distinct is True


def test_order_by_none_removes_and_strings_name_labels(schema: Any) -> None:
    ordered = select(schema.hero.c.age.label("years")).order_by("years desc")
    assert ordered._order_by[0].operator == k.DESC
    assert ordered._order_by[0].element.name == "years"
    assert ordered.order_by(None)._order_by == ()
    with pytest.raises(exc.CompileError, match="explicitly declared as text"):
        select(schema.hero).order_by("age + 1")


def test_slice_sets_limit_and_offset(schema: Any) -> None:
    cut = select(schema.hero).slice(5, 15)
    assert (cut._limit, cut._offset) == (10, 5)
    assert select(schema.hero).slice(0, 3)._offset is None


@pytest.mark.parametrize("item", ["name", object(), None])
def test_unusable_item_is_named(item: Any) -> None:
    with pytest.raises(exc.ArgumentError):
        select(item)


def test_join_by_foreign_key(schema: Any) -> None:
    joined = select(schema.hero).join(schema.team)
    (join,) = joined._from
    assert (join.left, join.right, join.isouter) == (schema.hero, schema.team, False)
    assert {join.onclause.left, join.onclause.right} == {schema.team.c.id, schema.hero.c.team_id}


def test_join_of_an_entity_keeps_the_entity(schema: Any) -> None:
    (join,) = select(schema.team).outerjoin(schema.Hero)._from
    assert join.right is schema.Hero.__sql_entity__
    assert join.isouter


def test_join_without_foreign_key_says_so(schema: Any) -> None:
    other = Table("other", schema.metadata, Column("id", Integer, primary_key=True))
    with pytest.raises(exc.NoForeignKeysError, match="Can't find any foreign key relationships between"):
        select(schema.hero).join(other)


def test_join_with_two_foreign_keys_is_ambiguous(schema: Any) -> None:
    match = Table(
        "match",
        schema.metadata,
        Column("home", Integer, ForeignKey("team.id")),
        Column("away", Integer, ForeignKey("team.id")),
    )
    with pytest.raises(exc.AmbiguousForeignKeysError, match="more than one foreign key"):
        select(match).join(schema.team)
    (join,) = select(match).join(schema.team, match.c.home == schema.team.c.id)._from
    assert join.onclause.left is match.c.home


def test_second_join_continues_the_first(schema: Any) -> None:
    power = Table("power", schema.metadata, Column("hero_id", Integer, ForeignKey("hero.id")))
    statement = select(schema.hero).join(schema.team).join(power)
    (join,) = statement._from
    assert join.left._kind == k.JOIN
    assert join.right is power


def test_alias_joins_by_its_source_columns(schema: Any) -> None:
    alias = schema.team.alias("t")
    (join,) = select(schema.hero).join(alias)._from
    assert join.onclause.left is alias.c.id


def test_filter_by_names_a_missing_attribute(schema: Any) -> None:
    assert select(schema.Hero).filter_by(name="x")._where[0].left is schema.hero.c.name
    with pytest.raises(exc.InvalidRequestError, match='has no property "wibble"'):
        select(schema.Hero).filter_by(wibble=1)


def test_subquery_columns_disambiguate(schema: Any) -> None:
    inner = select(schema.hero.c.id, schema.team.c.id, func.count()).subquery("s")
    assert inner.c.keys()[:2] == ["id", "id_1"]
    assert inner.c.id.table is inner
    assert inner.corresponding_column(schema.team.c.id) is inner.c.id_1


def test_recursive_cte_restates(schema: Any) -> None:
    base = select(schema.hero.c.id).cte("tree", recursive=True)
    whole = base.union_all(select(schema.hero.c.id).join(base, base.c.id == schema.hero.c.team_id))
    assert whole.restates is base
    assert whole.element.keyword == "UNION ALL"


def test_scalar_subquery_exists_and_compound(schema: Any) -> None:
    scalar = select(schema.hero.c.age).scalar_subquery()
    assert isinstance(scalar.type, Integer)
    assert (schema.hero.c.age == select(schema.hero.c.age)).right._kind == k.SCALAR_SELECT
    assert exists().where(schema.hero.c.id == 1).element._where
    assert (~select(schema.hero).exists()).operator == k.NOT
    assert union(select(schema.hero), select(schema.hero)).limit(1)._limit == 1
    with pytest.raises(exc.ArgumentError, match="identical numbers of columns"):
        union(select(schema.hero.c.id), select(schema.hero))


def test_text_knows_its_parameters() -> None:
    clause = text("SELECT :a, b::int, '\\:c' FROM t WHERE x = :d")
    assert list(clause.binds) == ["a", "d"]
    assert clause.bindparams(a=1).binds["a"].value == 1
    assert clause.binds["a"].required
    with pytest.raises(exc.ArgumentError, match="named 'zzz'"):
        clause.bindparams(zzz=1)
    assert [c.name for c in clause.columns(sql_column("id", Integer)).selected_columns] == ["id"]


def test_parameters_can_be_replaced(schema: Any) -> None:
    statement = select(schema.hero).where(schema.hero.c.age == bindparam("age"))
    other = statement.params(age=5)
    assert other._where[0].right.value == 5
    assert statement._where[0].right.required


def test_values_rows_are_typed() -> None:
    rows = values(sql_column("a", Integer), name="v").data([(1,), (2,)])
    assert [row[0].value for row in rows.rows] == [1, 2]
    assert rows.c.a.table is rows


def test_options_are_kept_apart(schema: Any) -> None:
    statement = select(schema.Hero).options("o").execution_options(populate_existing=True)
    assert statement._options == ("o",)
    assert statement.get_execution_options() == {"populate_existing": True}


def test_for_update_and_rest(schema: Any) -> None:
    statement = select(schema.Hero).with_for_update(of=schema.Hero, skip_locked=True)
    lock = statement._rest["for_update"]
    assert lock.skip_locked and lock.of == (schema.Hero.__sql_entity__,)


def test_for_update_of_a_joined_class_names_its_tables(schema: Any) -> None:
    class Base(DeclarativeBase):
        pass

    class Animal(Base):
        __tablename__ = "animal"
        __table_args__ = {"schema": "zoo"}
        __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "animal"}
        id: Mapped[int] = mapped_column(primary_key=True)
        kind: Mapped[str]

    class Bird(Animal):
        __tablename__ = "bird"
        __table_args__ = {"schema": "zoo"}
        __mapper_args__ = {"polymorphic_identity": "bird"}
        id: Mapped[int] = mapped_column(ForeignKey("zoo.animal.id"), primary_key=True)

    for entity, tables in ((Animal, "animal"), (Bird, "animal, bird")):
        written = select(entity).with_for_update(of=entity).compile(dialect="postgresql")
        assert str(written).endswith(f" FOR UPDATE OF {tables}")


def test_col_refuses_what_is_no_column(schema: Any) -> None:
    assert col(schema.hero.c.age) is schema.hero.c.age
    with pytest.raises(RuntimeError, match="Not a SQLAlchemy column"):
        col(5)


def test_selected_join_is_its_own_from(schema: Any) -> None:
    join = schema.hero.join(schema.team)
    assert select(join)._from == (join,)


def test_operator_node_keeps_its_code_and_the_op_method(schema: Any) -> None:
    total = schema.hero.c.age + 1
    assert total.operator == k.ADD
    assert total.op("<<<")(2).modifiers["opstring"] == "<<<"


def test_equal_names_in_a_subquery_are_numbered_by_themselves(schema):
    inner = select(schema.hero.c.id, schema.team.c.id).subquery()
    text = str(select(inner, schema.hero.c.id))
    assert text.startswith("SELECT anon_1.id, anon_1.id_1, hero.id AS id_")
    assert "(SELECT hero.id AS id, team.id AS id_1 \n" in text
