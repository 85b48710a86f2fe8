"""create_all and drop_all: order, cycles, named types, events, on every database."""

import enum
from typing import Any

import pytest

from sqlmodel_rs import event, exc
from sqlmodel_rs.engine import Inspector, create_engine, create_mock_engine
from sqlmodel_rs.schema import DDL, Column, ForeignKey, MetaData, Table
from sqlmodel_rs.types import Enum, Integer, String


class Color(enum.Enum):
    red = "r"
    blue = "b"


def cycle(names: tuple[str | None, str | None]) -> MetaData:
    metadata = MetaData()
    Table("a", metadata, Column("id", Integer, primary_key=True), Column("b_id", ForeignKey("b.id", name=names[0])))
    Table("b", metadata, Column("id", Integer, primary_key=True), Column("a_id", ForeignKey("a.id", name=names[1])))
    return metadata


def sent(url: str, metadata: MetaData, *, drop: bool = False) -> list[str]:
    statements: list[str] = []
    engine: Any = create_mock_engine(
        url, lambda statement, *args: statements.append(str(statement.compile(dialect=engine.dialect)).strip())
    )
    (metadata.drop_all if drop else metadata.create_all)(engine, checkfirst=False)
    return [statement.split("\n")[0] for statement in statements]


def test_tables_are_created_before_what_points_at_them() -> None:
    metadata = MetaData()
    Table("child", metadata, Column("id", Integer, primary_key=True), Column("p", ForeignKey("parent.id")))
    Table("parent", metadata, Column("id", Integer, primary_key=True))
    assert sent("postgresql://", metadata) == ["CREATE TABLE parent (", "CREATE TABLE child ("]
    assert sent("postgresql://", metadata, drop=True) == ["DROP TABLE child", "DROP TABLE parent"]


def test_a_cycle_is_closed_by_alter_where_there_is_one() -> None:
    metadata = cycle(("fka", "fkb"))
    assert sent("postgresql://", metadata) == [
        "CREATE TABLE a (",
        "CREATE TABLE b (",
        "ALTER TABLE a ADD CONSTRAINT fka FOREIGN KEY(b_id) REFERENCES b (id)",
        "ALTER TABLE b ADD CONSTRAINT fkb FOREIGN KEY(a_id) REFERENCES a (id)",
    ]
    assert sent("sqlite://", metadata) == ["CREATE TABLE a (", "CREATE TABLE b ("]


def test_dropping_a_cycle_without_names_is_refused() -> None:
    with pytest.raises(exc.CircularDependencyError, match="between tables: a, b.  Please ensure"):
        sent("postgresql://", cycle((None, "fkb")), drop=True)


def test_dropping_a_cycle_on_sqlite_warns() -> None:
    with pytest.warns(exc.SAWarning, match="backend does not support ALTER"):
        sent("sqlite://", cycle((None, None)), drop=True)


def test_named_types_come_before_tables_once() -> None:
    metadata = MetaData()
    Table("t", metadata, Column("id", Integer, primary_key=True), Column("x", Enum(Color)), Column("y", Enum(Color)))
    assert sent("postgresql://", metadata) == ["CREATE TYPE color AS ENUM ('red', 'blue')", "CREATE TABLE t ("]
    assert sent("postgresql://", metadata, drop=True) == ["DROP TABLE t", "DROP TYPE color"]
    assert sent("sqlite://", metadata) == ["CREATE TABLE t ("]


def test_create_and_drop_on_a_database(database_url: str) -> None:
    metadata = cycle(("fka", "fkb"))
    Table(
        "t",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("n", String(9), index=True),
        Column("c", Enum(Color)),
    )
    engine = create_engine(database_url)
    metadata.create_all(engine)
    metadata.create_all(engine)
    inspector = Inspector(engine)
    assert sorted(inspector.get_table_names()) == ["a", "b", "t"]
    assert [index["name"] for index in inspector.get_indexes("t")] == ["ix_t_n"]
    metadata.tables["t"].drop(engine)
    assert sorted(Inspector(engine).get_table_names()) == ["a", "b"]
    if engine.name == "sqlite":
        with pytest.warns(exc.SAWarning):
            metadata.drop_all(engine)
    else:
        metadata.drop_all(engine)
    assert Inspector(engine).get_table_names() == []
    assert Inspector(engine).get_enums() == []
    engine.dispose()


def test_only_some_tables_are_created() -> None:
    metadata = MetaData()
    Table("a", metadata, Column("id", Integer, primary_key=True))
    b = Table("b", metadata, Column("id", Integer, primary_key=True))
    engine = create_engine("sqlite://")
    metadata.create_all(engine, tables=[b])
    assert Inspector(engine).get_table_names() == ["b"]


def test_ddl_listeners_run_around_creation() -> None:
    metadata = MetaData()
    table = Table("a", metadata, Column("id", Integer, primary_key=True))
    seen: list[str] = []
    event.listen(table, "after_create", lambda target, connection, **kw: seen.append(target.name))
    event.listen(metadata, "before_create", DDL("CREATE TABLE first (x INTEGER)"))
    event.listen(metadata, "before_create", DDL("NONSENSE").execute_if(dialect="postgresql"))
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    assert seen == ["a"]
    assert Inspector(engine).get_table_names() == ["a", "first"]
