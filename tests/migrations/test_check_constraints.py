"""Autogenerate and CHECK constraints: what each database says of a condition is compared with the model's."""

from typing import Any

import pytest

import sqlmodel_rs.sa as sa
from sqlmodel_rs import CheckConstraint, Column, Field, Integer, MetaData, SQLModel, String
from sqlmodel_rs.migrations.autogenerate import compare_metadata
from sqlmodel_rs.migrations.migration import MigrationContext
from sqlmodel_rs.orm.registry import registry

from .test_autogenerate import upgraded

#: Conditions as a program may write them; a database words each its own way.
CONDITIONS = (
    "number > 0",
    "number >= 0 AND number <= 10",
    "number BETWEEN 1 AND 5",
    "state IN ('new', 'it''s')",
    "state NOT IN ('a', 'b') OR state IS NULL",
    "state IS NOT NULL AND (state <> 'x' OR number > -1)",
    "length(state) > 2",
    "state LIKE 'a%'",
    "price > 1.5",
)


def table(*conditions: tuple[str, Any]) -> MetaData:
    metadata = MetaData()
    columns = Column("id", Integer, primary_key=True), Column("number", Integer), Column("state", String(20))
    checks = [CheckConstraint(condition, name=name) for name, condition in conditions]
    sa.Table("checked", metadata, *columns, Column("price", sa.Numeric(8, 2)), *checks)
    return metadata


def kinds(context: MigrationContext, metadata: MetaData) -> list[tuple[str, str]]:
    return [(diff[0], diff[1].name) for diff in compare_metadata(context, metadata)]


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_condition_is_no_difference_to_itself(context: MigrationContext, condition: str) -> None:
    metadata = table(("ck_one", condition))
    metadata.create_all(context.connection)
    assert compare_metadata(context, metadata) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("number > 0", "number > 1"),
        ("number > 0", "number >= 0"),
        ("state IN ('a', 'b')", "state IN ('a', 'b', 'c')"),
        ("number > 0", "price > 0"),
    ],
)
def test_another_condition_of_a_name_is_replaced(running: MigrationContext, old: str, new: str) -> None:
    table(("ck_one", old)).create_all(running.connection)
    wanted = table(("ck_one", new))
    assert kinds(running, wanted) == [("remove_constraint", "ck_one"), ("add_constraint", "ck_one")]
    written = upgraded(running, wanted)
    assert f"op.create_check_constraint('ck_one', 'checked', sa.text({new!r}))" in written
    assert compare_metadata(running, wanted) == []


def test_constraints_are_added_and_dropped_by_name(running: MigrationContext) -> None:
    table(("ck_old", "number > 0")).create_all(running.connection)
    wanted = table(("ck_new", "number > 0"), ("ck_more", "price > 1"))
    assert kinds(running, wanted) == [
        ("remove_constraint", "ck_old"), ("add_constraint", "ck_more"), ("add_constraint", "ck_new"),
    ]  # fmt: skip
    upgraded(running, wanted)
    assert compare_metadata(running, wanted) == []


def test_a_constraint_without_a_name_is_known_by_its_condition(context: MigrationContext) -> None:
    metadata = table((None, "number > 0"))
    metadata.create_all(context.connection)
    assert compare_metadata(context, metadata) == []


def family(*, more: bool) -> MetaData:
    """Return the tables of a hierarchy whose constraints follow its classes."""

    class Root(SQLModel, registry=registry()):
        pass

    class Animal(Root, table=True, inheritance="single"):
        __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "animal", "polymorphic_checks": True}
        id: int | None = Field(default=None, primary_key=True)
        kind: str = Field(default="animal", max_length=10)

    class Dog(Animal):
        __mapper_args__ = {"polymorphic_identity": "dog"}
        toys: int | None = None

    if more:

        class Cat(Animal):
            __mapper_args__ = {"polymorphic_identity": "cat"}
            lives: int

    return Root.metadata


def test_the_constraints_of_a_hierarchy_follow_its_classes(running: MigrationContext) -> None:
    before, after = family(more=False), family(more=True)
    before.create_all(running.connection)
    assert compare_metadata(running, before) == []
    assert {name for kind, name in kinds_of_checks(running, after)} == {"animal_kind_identities", "animal_lives_class"}
    upgraded(running, after)
    assert compare_metadata(running, after) == []
    running.connection.exec_driver_sql("INSERT INTO animal (kind, lives) VALUES ('cat', 9)")
    assert running.connection.exec_driver_sql("SELECT kind FROM animal").all() == [("cat",)]


def kinds_of_checks(context: MigrationContext, metadata: MetaData) -> list[tuple[str, str]]:
    found = compare_metadata(context, metadata)
    return [(diff[0], diff[1].name) for diff in found if diff[0] in ("add_constraint", "remove_constraint")]
