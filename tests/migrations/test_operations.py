"""Operations: their SQL on the three databases, written offline, and their effect on a connection."""

from io import StringIO

import pytest

import sqlmodel_rs.sa as sa
from sqlmodel_rs import Column, Integer, MetaData, String, Table, func, text
from sqlmodel_rs.engine.reflection.inspector import Inspector
from sqlmodel_rs.exc import ArgumentError, IntegrityError, InvalidRequestError
from sqlmodel_rs.migrations import op
from sqlmodel_rs.migrations.migration import MigrationContext
from sqlmodel_rs.migrations.operations import Operations


def written(dialect: str, migration: object) -> list[str]:
    """Return the statements of a migration, offline."""
    output = StringIO()
    context = MigrationContext.configure(dialect_name=dialect, opts={"as_sql": True, "output_buffer": output})
    with Operations.context(context):
        migration()  # type: ignore[operator]
    return [statement.removesuffix(";") for statement in output.getvalue().split("\n\n") if statement]


STATEMENTS = {
    "add column": (
        lambda: op.add_column("hero", Column("age", Integer, nullable=False, server_default="3")),
        "ALTER TABLE hero ADD COLUMN age INTEGER DEFAULT '3' NOT NULL",
        "ALTER TABLE hero ADD COLUMN age INTEGER NOT NULL DEFAULT '3'",
    ),
    "change type": (
        lambda: op.alter_column("hero", "age", type_=String(5), existing_nullable=False, postgresql_using="age::text"),
        "ALTER TABLE hero ALTER COLUMN age TYPE VARCHAR(5) USING age::text",
        "ALTER TABLE hero MODIFY age VARCHAR(5) NOT NULL",
    ),
    "change nullable": (
        lambda: op.alter_column("hero", "age", nullable=False, existing_type=Integer()),
        "ALTER TABLE hero ALTER COLUMN age SET NOT NULL",
        "ALTER TABLE hero MODIFY age INTEGER NOT NULL",
    ),
    "change default": (
        lambda: op.alter_column("hero", "name", server_default="it's"),
        "ALTER TABLE hero ALTER COLUMN name SET DEFAULT 'it''s'",
        "ALTER TABLE hero ALTER COLUMN name SET DEFAULT 'it''s'",
    ),
    "default by expression": (
        lambda: op.alter_column("hero", "at", server_default=func.now()),
        "ALTER TABLE hero ALTER COLUMN at SET DEFAULT now()",
        "ALTER TABLE hero ALTER COLUMN at SET DEFAULT now()",
    ),
    "drop default": (
        lambda: op.alter_column("hero", "name", server_default=None),
        "ALTER TABLE hero ALTER COLUMN name DROP DEFAULT",
        "ALTER TABLE hero ALTER COLUMN name DROP DEFAULT",
    ),
    "rename column": (
        lambda: op.alter_column("hero", "name", new_column_name="title", existing_type=String(9)),
        "ALTER TABLE hero RENAME name TO title",
        "ALTER TABLE hero CHANGE name title VARCHAR(9)",
    ),
    "drop column": (
        lambda: op.drop_column("hero", "age", schema="app"),
        "ALTER TABLE app.hero DROP COLUMN age",
        "ALTER TABLE app.hero DROP COLUMN age",
    ),
    "rename table": (
        lambda: op.rename_table("hero", "Hero"),
        'ALTER TABLE hero RENAME TO "Hero"',
        "ALTER TABLE hero RENAME TO `Hero`",
    ),
    "index": (
        lambda: op.create_index("ix_name", "hero", ["name", text("lower(title)")], unique=True),
        "CREATE UNIQUE INDEX ix_name ON hero (name, lower(title))",
        "CREATE UNIQUE INDEX ix_name ON hero (name, lower(title))",
    ),
    "drop index": (
        lambda: op.drop_index("ix_name", "hero"),
        "DROP INDEX ix_name",
        "DROP INDEX ix_name ON hero",
    ),
    "unique": (
        lambda: op.create_unique_constraint("uq", "hero", ["a", "b"]),
        "ALTER TABLE hero ADD CONSTRAINT uq UNIQUE (a, b)",
        "ALTER TABLE hero ADD CONSTRAINT uq UNIQUE (a, b)",
    ),
    "check": (
        lambda: op.create_check_constraint("ck", "hero", text("age > 0")),
        "ALTER TABLE hero ADD CONSTRAINT ck CHECK (age > 0)",
        "ALTER TABLE hero ADD CONSTRAINT ck CHECK (age > 0)",
    ),
    "foreign key": (
        lambda: op.create_foreign_key("fk", "hero", "team", ["team_id"], ["id"], ondelete="CASCADE"),
        "ALTER TABLE hero ADD CONSTRAINT fk FOREIGN KEY(team_id) REFERENCES team (id) ON DELETE CASCADE",
        "ALTER TABLE hero ADD CONSTRAINT fk FOREIGN KEY(team_id) REFERENCES team (id) ON DELETE CASCADE",
    ),
    "drop foreign key": (
        lambda: op.drop_constraint("fk", "hero", "foreignkey"),
        "ALTER TABLE hero DROP CONSTRAINT fk",
        "ALTER TABLE hero DROP FOREIGN KEY fk",
    ),
    "table comment": (
        lambda: op.create_table_comment("hero", "all of them"),
        "COMMENT ON TABLE hero IS 'all of them'",
        "ALTER TABLE hero COMMENT 'all of them'",
    ),
    "literal row": (
        lambda: op.bulk_insert(Table("hero", MetaData(), Column("name", String)), [{"name": "a"}]),
        "INSERT INTO hero (name) VALUES ('a')",
        "INSERT INTO hero (name) VALUES ('a')",
    ),
}


@pytest.mark.parametrize("name", STATEMENTS)
@pytest.mark.parametrize(("position", "dialect"), [(1, "postgresql"), (2, "mysql")])
def test_statement(name: str, position: int, dialect: str) -> None:
    assert written(dialect, STATEMENTS[name][0]) == [STATEMENTS[name][position]]


def test_offline_transaction_is_written() -> None:
    output = StringIO()
    context = MigrationContext.configure(dialect_name="postgresql", opts={"as_sql": True, "output_buffer": output})
    with context.begin_transaction():
        context.execute("SELECT 1")
    assert output.getvalue() == "BEGIN;\n\nSELECT 1;\n\nCOMMIT;\n\n"


def test_operation_outside_a_migration_says_so() -> None:
    with pytest.raises(InvalidRequestError, match=r"Operations.context"):
        op.drop_table("hero")


def test_name_that_is_no_operation_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no_such_operation"):
        op.no_such_operation  # noqa: B018


def test_mysql_needs_the_existing_type_offline() -> None:
    with pytest.raises(ArgumentError, match="existing type"):
        written("mysql", lambda: op.alter_column("hero", "age", nullable=False))


def test_offline_sqlite_cannot_rebuild() -> None:
    with pytest.raises(InvalidRequestError, match="offline"):
        written("sqlite", lambda: op.drop_column("hero", "age"))


def hero_and_team() -> None:
    op.create_table("team", Column("id", Integer(), primary_key=True), Column("name", String(9), index=True))
    hero = op.create_table(
        "hero",
        Column("id", Integer(), primary_key=True),
        Column("name", String(9), nullable=False),
        Column("age", Integer()),
        Column("team_id", Integer(), sa.ForeignKey("team.id", name="fk_team")),
        sa.CheckConstraint("age > 0", name="positive"),
    )
    op.bulk_insert(hero, [{"id": 1, "name": "a", "age": 3}, {"id": 2, "name": "b", "age": None}])


def columns(context: MigrationContext) -> dict[str, dict[str, object]]:
    return {column["name"]: column for column in Inspector(context.connection).get_columns("hero")}


def test_columns_change_and_rows_stay(running: MigrationContext) -> None:
    hero_and_team()
    op.add_column("hero", Column("rank", String(4), unique=True))
    op.alter_column("hero", "name", new_column_name="title", existing_type=String(9), existing_nullable=False)
    op.alter_column("hero", "title", type_=String(40), nullable=True)
    op.alter_column("hero", "age", server_default=text("7"))
    op.execute("INSERT INTO hero (id, title) VALUES (3, NULL)")
    op.drop_column("hero", "rank")
    found = columns(running)
    assert list(found) == ["id", "title", "age", "team_id"]
    assert found["title"]["nullable"] and found["title"]["type"].length == 40  # type: ignore[attr-defined]
    rows = running.connection.exec_driver_sql("SELECT id, title, age FROM hero ORDER BY id").all()
    assert rows == [(1, "a", 3), (2, "b", None), (3, None, 7)]
    keys = Inspector(running.connection).get_foreign_keys("hero")
    assert [key["name"] for key in keys] == ["fk_team"]


def test_constraints_come_and_go(running: MigrationContext) -> None:
    hero_and_team()
    op.create_unique_constraint("uq_name", "hero", ["name"])
    with pytest.raises(IntegrityError), running.connection.begin_nested():
        op.execute("INSERT INTO hero (id, name) VALUES (3, 'a')")
    op.drop_constraint("uq_name", "hero", "unique")
    op.execute("INSERT INTO hero (id, name) VALUES (3, 'a')")
    op.drop_constraint("fk_team", "hero", "foreignkey")
    assert Inspector(running.connection).get_foreign_keys("hero") == []
    op.create_foreign_key("fk_again", "hero", "team", ["team_id"], ["id"], ondelete="CASCADE")
    key = Inspector(running.connection).get_foreign_keys("hero")[0]
    assert (key["name"], key["referred_table"], key["options"]["ondelete"]) == ("fk_again", "team", "CASCADE")


def test_batch_changes_a_table_at_once(running: MigrationContext) -> None:
    hero_and_team()
    with op.batch_alter_table("hero") as hero:
        hero.add_column(Column("rank", Integer(), server_default="1", nullable=False))
        hero.alter_column("name", new_column_name="title", existing_type=String(9), existing_nullable=False)
        hero.drop_column("age") if running.dialect.backend == "postgresql" else None
        hero.create_index("ix_rank", ["rank"])
        hero.create_unique_constraint("uq_rank", ["id", "rank"])
    rows = running.connection.exec_driver_sql("SELECT id, title, rank FROM hero ORDER BY id").all()
    assert rows == [(1, "a", 1), (2, "b", 1)]
    assert "ix_rank" in [index["name"] for index in Inspector(running.connection).get_indexes("hero")]


def test_drop_table_and_index(running: MigrationContext) -> None:
    hero_and_team()
    op.drop_index("ix_team_name", "team")
    assert Inspector(running.connection).get_indexes("team") == []
    op.drop_table("hero")
    op.drop_table("hero", if_exists=True)
    op.rename_table("team", "club")
    assert Inspector(running.connection).get_table_names() == ["club"]


def test_sqlite_refuses_to_rebuild_what_others_refer_to() -> None:
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys=ON")
        with Operations.context(MigrationContext.configure(connection)):
            hero_and_team()
            with pytest.raises(InvalidRequestError, match="PRAGMA foreign_keys=OFF"):
                op.drop_column("team", "name")
    engine.dispose()
