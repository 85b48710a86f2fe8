"""Autogenerate: no difference after `create_all`, each kind of difference found, and the Python of it runs."""

import enum
import re
import uuid
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from pydantic import NaiveDatetime

import sqlmodel_rs
import sqlmodel_rs.sa as sa
from sqlmodel_rs import CheckConstraint, Column, Field, Index, Integer, MetaData, SQLModel, String, UniqueConstraint
from sqlmodel_rs.exc import InvalidRequestError
from sqlmodel_rs.migrations import op
from sqlmodel_rs.migrations.autogenerate import compare_metadata, produce_migrations, render_python_code
from sqlmodel_rs.migrations.migration import MigrationContext
from sqlmodel_rs.migrations.operations import ops


class Color(enum.Enum):
    red = "r"
    green = "g"


class Models(SQLModel):
    metadata = MetaData()


class Team(Models, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(index=True, unique=True)


class Everything(Models, table=True):
    __table_args__ = (
        UniqueConstraint("text", "limited", name="uq_text"),
        CheckConstraint("number > 0", name="positive"),
        Index("ix_two", "number", "truth"),
    )
    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    text: str
    limited: str = Field(max_length=30, unique=True)
    number: int
    real: float
    truth: bool
    exact: Decimal = Field(max_digits=8, decimal_places=3)
    amount: Decimal
    at: datetime
    local: NaiveDatetime | None
    day: date
    clock: time
    span: timedelta
    raw: bytes
    color: Color
    state: str = Field(default="new", sa_column_kwargs={"server_default": "new"})
    document: dict = Field(default_factory=dict, sa_type=sa.JSON)
    team_id: int | None = Field(default=None, foreign_key="team.id", ondelete="CASCADE")
    leader_id: int | None = Field(default=None, foreign_key="team.id", index=True)


def test_no_difference_after_create_all(context: MigrationContext) -> None:
    Models.metadata.create_all(context.connection)
    assert compare_metadata(context, Models.metadata) == []


def upgraded(context: MigrationContext, metadata: MetaData) -> str:
    """Write the difference as Python, run it, and return it."""
    written = render_python_code(produce_migrations(context, metadata).upgrade_ops)
    namespace: dict[str, object] = {"sa": sa, "op": op, "sqlmodel_rs": sqlmodel_rs}
    exec(f"import sqlmodel_rs.sql.sqltypes\ndef upgrade():\n{written}", namespace)
    namespace["upgrade"]()  # type: ignore[operator]
    return written


def test_rendered_migration_makes_the_tables(running: MigrationContext) -> None:
    written = upgraded(running, Models.metadata)
    assert "op.create_table('everything'," in written
    assert "sqlmodel_rs.sql.sqltypes.UTCDateTime()" in written
    assert "op.create_index('ix_team_name', 'team', ['name'], unique=True)" in written
    assert compare_metadata(running, Models.metadata) == []


def test_reversed_migration_drops_the_tables(running: MigrationContext) -> None:
    script = produce_migrations(running, Models.metadata)
    upgraded(running, Models.metadata)
    from sqlmodel_rs.migrations.operations import Operations

    Operations.current().invoke(script.downgrade_ops)
    kinds = [diff[0] for diff in compare_metadata(running, Models.metadata)]
    assert set(kinds) == {"add_table", "add_index"} and kinds.count("add_table") == 2


OLD = MetaData()
sa.Table("kept", OLD, Column("id", Integer, primary_key=True), Column("gone", Integer), Column("name", String(20)))
sa.Table("leaving", OLD, Column("id", Integer, primary_key=True), Column("kept_id", Integer, sa.ForeignKey("kept.id")))

NEW = MetaData()
sa.Table(
    "kept",
    NEW,
    Column("id", Integer, primary_key=True),
    Column("name", String(40), nullable=False, server_default="x"),
    Column("age", Integer, index=True),
    Column("other_id", Integer, sa.ForeignKey("other.id", name="fk_other", ondelete="SET NULL")),
    UniqueConstraint("name", "age", name="uq_name"),
)
sa.Table("other", NEW, Column("id", Integer, primary_key=True))


def test_each_kind_of_difference(running: MigrationContext) -> None:
    OLD.create_all(running.connection)
    running.connection.exec_driver_sql("INSERT INTO kept (id, gone, name) VALUES (1, 2, 'a')")
    found = produce_migrations(running, NEW).upgrade_ops.as_diffs()
    flat = [part[0] if isinstance(part, list) else part for part in found]
    kinds = [part[0] for part in flat]
    assert set(kinds) == {
        *("add_table", "remove_table", "add_column", "remove_column", "modify_nullable", "add_index", "add_constraint"),
        "add_fk",
    }
    modified = next(part for part in found if isinstance(part, list))
    assert [part[0] for part in modified] == ["modify_nullable", "modify_type"]
    upgraded(running, NEW)
    assert compare_metadata(running, NEW) == []
    assert running.connection.exec_driver_sql("SELECT id, name FROM kept").all() == [(1, "a")]


def test_server_default_is_compared_when_asked(running: MigrationContext) -> None:
    OLD.create_all(running.connection)
    context = MigrationContext.configure(running.connection, opts={"compare_server_default": True})
    upgraded(running, NEW)
    found = [part for diff in compare_metadata(context, NEW) for part in (diff if isinstance(diff, list) else [diff])]
    assert [(part[0], part[3]) for part in found] == [("modify_default", "name")]
    upgraded(context, NEW)
    assert compare_metadata(context, NEW) == []


def test_include_object_leaves_out(context: MigrationContext) -> None:
    OLD.create_all(context.connection)
    chosen = MigrationContext.configure(
        context.connection, opts={"include_object": lambda item, name, kind, reflected, other: kind != "table"}
    )
    assert compare_metadata(chosen, NEW) == []


def test_version_table_is_no_difference_and_is_read(context: MigrationContext) -> None:
    assert context.get_current_revision() is None
    context.connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
    context.connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('ae10')")
    assert context.get_current_revision() == "ae10"
    assert compare_metadata(context, MetaData()) == []
    context.connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('be20')")
    assert context.get_current_heads() == ("ae10", "be20")
    with pytest.raises(InvalidRequestError, match="more than one head"):
        context.get_current_revision()


def test_offline_context_cannot_compare() -> None:
    context = MigrationContext.configure(dialect_name="sqlite", opts={"as_sql": True})
    with pytest.raises(InvalidRequestError, match="as_sql"):
        compare_metadata(context, NEW)


def test_batch_rendering_nests_the_operations_of_a_table() -> None:
    change = ops.ModifyTableOps(
        [
            ops.AddColumnOp("hero", Column("age", Integer)),
            ops.AddConstraintOp.unique("uq", "hero", ["age"], None),
            ops.DropIndexOp("ix", "hero"),
        ],
        "hero",
    )
    written = render_python_code(ops.UpgradeOps([change]), render_as_batch=True)
    assert re.sub(r" +", " ", written).splitlines()[1:5] == [
        " with op.batch_alter_table('hero') as batch_op:",
        " batch_op.add_column(sa.Column('age', sa.Integer(), nullable=True))",
        " batch_op.create_unique_constraint('uq', ['age'])",
        " batch_op.drop_index('ix')",
    ]
