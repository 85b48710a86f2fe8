"""CREATE TABLE, CREATE INDEX and friends: the same text as SQLAlchemy on the three databases."""

from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy.dialects import mysql as sa_mysql
from sqlalchemy.dialects import postgresql as sa_postgresql
from sqlalchemy.dialects import sqlite as sa_sqlite

from sqlmodel_rs import schema, types
from sqlmodel_rs.dialects import mysql, postgresql, sqlite
from sqlmodel_rs.engine import create_mock_engine
from sqlmodel_rs.sql.expression import func, text

OURS: Any = SimpleNamespace(**{**vars(types), **vars(schema), "func": func, "text": text})
THEIRS: Any = SimpleNamespace(
    **{
        **{name: getattr(sqlalchemy, name) for name in dir(sqlalchemy) if not name.startswith("_")},
        **{name: getattr(sqlalchemy.schema, name) for name in dir(sqlalchemy.schema) if not name.startswith("_")},
    }
)
DIALECTS = {"sqlite": (sqlite, sa_sqlite), "postgresql": (postgresql, sa_postgresql), "mysql": (mysql, sa_mysql)}


def plain(sa: Any) -> Any:
    return sa.Table(
        "hero",
        sa.MetaData(),
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(50), nullable=False),
        sa.Column("age", sa.Integer),
    )


def defaults(sa: Any) -> Any:
    return sa.Table(
        "thing",
        sa.MetaData(),
        sa.Column("id", sa.BigInteger, primary_key=True),
        sa.Column("a", sa.String(5), server_default="it's"),
        sa.Column("b", sa.Integer, server_default=sa.text("7")),
        sa.Column("c", sa.DateTime, server_default=sa.func.now()),
        sa.Column("Mixed", sa.Boolean, nullable=False),
        sa.Column("select", sa.Text),
    )


def constraints(sa: Any) -> Any:
    return sa.Table(
        "c",
        sa.MetaData(),
        sa.Column("a", sa.Integer, primary_key=True),
        sa.Column("b", sa.Integer, primary_key=True),
        sa.Column("u", sa.Integer, unique=True),
        sa.Column("k", sa.Integer),
        sa.UniqueConstraint("a", "u", name="uq_au"),
        sa.CheckConstraint("k > 0", name="ck_k"),
        sa.CheckConstraint("k < 100"),
    )


def foreign_keys(sa: Any) -> Any:
    metadata = sa.MetaData()
    sa.Table("team", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("x", sa.Integer))
    return sa.Table(
        "member",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("team_id", sa.ForeignKey("team.id", ondelete="CASCADE", name="fk_team")),
        sa.Column("y", sa.Integer),
        sa.ForeignKeyConstraint(["team_id", "y"], ["team.id", "team.x"], onupdate="SET NULL"),
    )


def placed(sa: Any) -> Any:
    metadata = sa.MetaData(schema="archive")
    sa.Table("team", metadata, sa.Column("id", sa.Integer, primary_key=True))
    return sa.Table(
        "member", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("t", sa.ForeignKey("team.id"))
    )


def convention(sa: Any) -> Any:
    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    sa.Table("team", metadata, sa.Column("id", sa.Integer, primary_key=True))
    return sa.Table(
        "member",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("n", sa.Integer, unique=True),
        sa.Column("t", sa.ForeignKey("team.id")),
        sa.CheckConstraint("n > 0", name="positive"),
    )


def generated(sa: Any) -> Any:
    return sa.Table(
        "g",
        sa.MetaData(),
        sa.Column("id", sa.Integer, sa.Identity(start=5, increment=2), primary_key=True),
        sa.Column("w", sa.Integer),
        sa.Column("area", sa.Integer, sa.Computed("w * w", persisted=True)),
    )


def comments(sa: Any) -> Any:
    return sa.Table(
        "n",
        sa.MetaData(),
        sa.Column("id", sa.Integer, primary_key=True, comment="it's the key"),
        comment="notes",
    )


TABLES = [plain, defaults, constraints, foreign_keys, placed, convention, generated, comments]


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("make", TABLES, ids=lambda make: make.__name__)
def test_create_table_reads_as_sqlalchemy_writes_it(make: Any, dialect: str) -> None:
    ours, theirs = DIALECTS[dialect]
    expected = str(THEIRS.CreateTable(make(THEIRS)).compile(dialect=theirs.dialect()))
    assert str(schema.CreateTable(make(OURS)).compile(dialect=ours.dialect())) == expected


def indexes(sa: Any) -> list[Any]:
    table = sa.Table(
        "t",
        sa.MetaData(),
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("a", sa.String(9), index=True),
        sa.Column("b", sa.String(9), index=True, unique=True),
    )
    sa.Index("both", table.c.a, table.c.b)
    sa.Index("part", "a", _table=table, postgresql_where=table.c.a > "x", sqlite_where=table.c.a > "x")
    sa.Index("made", sa.func.lower(table.c.a))
    sa.Index("gin", table.c.a, postgresql_using="gin", mysql_length=4)
    return sorted(table.indexes, key=lambda index: index.name)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("position", range(6))
def test_create_index_reads_as_sqlalchemy_writes_it(position: int, dialect: str) -> None:
    ours, theirs = DIALECTS[dialect]
    expected = str(THEIRS.CreateIndex(indexes(THEIRS)[position]).compile(dialect=theirs.dialect()))
    assert str(schema.CreateIndex(indexes(OURS)[position]).compile(dialect=ours.dialect())) == expected


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(
    "make",
    [
        lambda sa: sa.DropTable(plain(sa)),
        lambda sa: sa.DropTable(placed(sa), if_exists=True),
        lambda sa: sa.CreateTable(plain(sa), if_not_exists=True),
        lambda sa: sa.DropIndex(indexes(sa)[0]),
        lambda sa: sa.CreateSchema("archive"),
        lambda sa: sa.DropSchema("archive", cascade=True),
        lambda sa: sa.AddConstraint(
            sorted(foreign_keys(sa).foreign_key_constraints, key=lambda key: key.name or "")[1]
        ),
    ],
)
def test_other_statements_read_as_sqlalchemy_writes_them(make: Any, dialect: str) -> None:
    ours, theirs = DIALECTS[dialect]
    expected = str(make(THEIRS).compile(dialect=theirs.dialect()))
    assert str(make(OURS).compile(dialect=ours.dialect())) == expected


def test_ddl_fills_in_names_of_its_table() -> None:
    sent: list[str] = []
    bind = create_mock_engine("sqlite://", lambda statement, _parameters: sent.append(statement.statement))
    statement = schema.DDL("ALTER TABLE %(fullname)s SET %(what)s", context={"what": "x"})
    statement(placed(OURS), bind)
    assert sent == ["ALTER TABLE archive.member SET x"]
