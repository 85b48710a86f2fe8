"""The inspector and reflection on the three databases."""

from typing import Any

import pytest

from sqlmodel_rs import exc, schema
from sqlmodel_rs.engine import Inspector, create_engine
from sqlmodel_rs.schema import CheckConstraint, Column, ForeignKey, MetaData, Table
from sqlmodel_rs.types import DateTime, Integer, Numeric, String


@pytest.fixture
def engine(database_url: str) -> Any:
    metadata = MetaData()
    Table("team", metadata, Column("id", Integer, primary_key=True), Column("name", String(30), nullable=False))
    Table(
        "hero",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("name", String(20), index=True),
        Column("code", String(5), index=True, unique=True),
        Column("age", Integer, server_default="3", unique=True),
        Column("team_id", ForeignKey("team.id", name="fk_team", ondelete="CASCADE")),
        Column("price", Numeric(8, 2)),
        Column("born", DateTime),
        CheckConstraint("age > 0", name="ck_age"),
    )
    engine = create_engine(database_url)
    metadata.create_all(engine)
    yield engine
    engine.dispose()


def test_names(engine: Any) -> None:
    inspector = Inspector(engine)
    assert sorted(inspector.get_table_names()) == ["hero", "team"]
    assert inspector.has_table("hero")
    assert not inspector.has_table("nope")
    with engine.begin() as connection:
        connection.exec_driver_sql("create view v as select id from hero")
        assert Inspector(connection).get_view_names() == ["v"]
        assert Inspector(connection).has_table("v")
        connection.exec_driver_sql("drop view v")
    assert inspector.default_schema_name in inspector.get_schema_names()


def test_columns(engine: Any) -> None:
    columns = {column["name"]: column for column in Inspector(engine).get_columns("hero")}
    assert list(columns) == ["id", "name", "code", "age", "team_id", "price", "born"]
    assert [column["nullable"] for column in columns.values()] == [False, True, True, True, True, True, True]
    assert isinstance(columns["id"]["type"], Integer)
    assert columns["name"]["type"].length == 20
    assert (columns["price"]["type"].precision, columns["price"]["type"].scale) == (8, 2)
    assert isinstance(columns["born"]["type"], DateTime)
    assert "3" in columns["age"]["default"]


def test_keys_indexes_and_constraints(engine: Any) -> None:
    inspector = Inspector(engine)
    assert inspector.get_pk_constraint("hero")["constrained_columns"] == ["id"]
    (key,) = inspector.get_foreign_keys("hero")
    assert key["name"] == "fk_team"
    assert (key["constrained_columns"], key["referred_table"], key["referred_columns"]) == (["team_id"], "team", ["id"])
    assert (key["options"], key["referred_schema"]) == ({"ondelete": "CASCADE"}, None)
    indexes = {index["name"]: (index["column_names"], bool(index["unique"])) for index in inspector.get_indexes("hero")}
    assert indexes["ix_hero_name"] == (["name"], False)
    assert indexes["ix_hero_code"] == (["code"], True)
    assert ["age"] in [own["column_names"] for own in inspector.get_unique_constraints("hero")]
    assert [check["name"] for check in inspector.get_check_constraints("hero")] == ["ck_age"]
    assert inspector.has_index("hero", "ix_hero_name")


@pytest.mark.parametrize("question", ["get_columns", "get_pk_constraint", "get_foreign_keys", "get_indexes"])
def test_a_missing_table_is_said(engine: Any, question: str) -> None:
    with pytest.raises(exc.NoSuchTableError, match="nope"):
        getattr(Inspector(engine), question)("nope")


def test_reflected_tables_create_the_same_again(engine: Any) -> None:
    metadata = MetaData()
    metadata.reflect(engine)
    hero = metadata.tables["hero"]
    (key,) = hero.foreign_keys
    assert key.column is metadata.tables["team"].c.id
    assert key.ondelete == "CASCADE"
    assert list(hero.primary_key) == [hero.c.id]
    assert {index.name for index in hero.indexes} >= {"ix_hero_name", "ix_hero_code"}
    metadata.drop_all(engine)
    assert Inspector(engine).get_table_names() == []
    metadata.create_all(engine)
    test_keys_indexes_and_constraints(engine)


def test_autoload_takes_what_it_points_at_along(engine: Any) -> None:
    metadata = MetaData()
    hero = Table("hero", metadata, Column("age", String(9)), autoload_with=engine)
    assert set(metadata.tables) == {"hero", "team"}
    assert isinstance(hero.c.age.type, String)
    assert isinstance(hero.c.price.type, Numeric)
    with pytest.raises(exc.NoSuchTableError):
        Table("nope", metadata, autoload_with=engine)
    assert "nope" not in metadata.tables


def test_only_some_tables_are_reflected(engine: Any) -> None:
    metadata = MetaData()
    metadata.reflect(engine, only=["team"])
    assert list(metadata.tables) == ["team"]
    with pytest.raises(exc.InvalidRequestError, match="requested table"):
        metadata.reflect(engine, only=["nope"])


def test_order_of_dependency(engine: Any) -> None:
    assert [name for name, _ in Inspector(engine).get_sorted_table_and_fkc_names()] == ["team", "hero", None]


def test_comments(engine: Any) -> None:
    if engine.name == "sqlite":
        with pytest.raises(NotImplementedError):
            Inspector(engine).get_table_comment("team")
        return
    table = Table("noted", MetaData(), Column("id", Integer, primary_key=True, comment="it's"), comment="notes")
    table.create(engine)
    inspector = Inspector(engine)
    assert inspector.get_table_comment("noted") == {"text": "notes"}
    assert inspector.get_columns("noted")[0]["comment"] == "it's"
    assert schema.MetaData().tables == {}
