"""The readable text of every statement in `statements.py` equals SQLAlchemy's, on four dialects."""

from __future__ import annotations

import warnings
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy.dialects import mysql, postgresql, sqlite
from sqlalchemy.schema import AddConstraint, CreateIndex, CreateTable, DropIndex, DropTable
from statements import SETUP, STATEMENTS

import sqlmodel_rs.schema
import sqlmodel_rs.sql.expression
import sqlmodel_rs.types
from sqlmodel_rs.dialects import mysql as our_mysql
from sqlmodel_rs.dialects import postgresql as our_postgresql

DIALECTS: dict[str, Any] = {
    "default": None,
    "sqlite": sqlite.dialect(),
    "postgresql": postgresql.dialect(),
    "mysql": mysql.dialect(),
}

#: (start of the statement, dialect) -> why the text differs.
DIFFERENT = {
    ("pg_insert", "default"): "SQLAlchemy writes a PostgreSQL insert in PostgreSQL's text",
    ("(lambda s: s.on_conflict", "default"): "as above",
    ("(lambda s: s.on_duplicate", "default"): "SQLAlchemy writes a MySQL insert in MySQL's text",
    ('pg_insert(hero).values(name="a").on_conflict_do_update(constraint', "sqlite"): "SQLite has no such thing",
    ('CreateTable(Table("a3"', "postgresql"): "STORED is written out: PostgreSQL before 18 demands it",
}

#: SQLAlchemy's PostgreSQL text shows the RETURNING it adds by itself when an INSERT runs.
ADDED_RETURNING = " RETURNING hero.id"


def _names(*modules: Any) -> dict[str, Any]:
    names: dict[str, Any] = {}
    for module in modules:
        names.update({name: getattr(module, name) for name in dir(module) if not name.startswith("_")})
    return names


@pytest.fixture(scope="module")
def theirs() -> dict[str, Any]:
    names = _names(sqlalchemy)
    for element in (AddConstraint, CreateIndex, CreateTable, DropIndex, DropTable):
        names[element.__name__] = element
    names.update(pg_insert=postgresql.insert, my_insert=mysql.insert)
    exec(SETUP, names)
    return names


@pytest.fixture(scope="module")
def ours() -> dict[str, Any]:
    names = _names(sqlmodel_rs.types, sqlmodel_rs.schema, sqlmodel_rs.sql.expression)
    names.update(pg_insert=our_postgresql.insert, my_insert=our_mysql.insert)
    exec(SETUP, names)
    return names


def _text(statement: str, names: dict[str, Any], dialect: Any) -> str | None:
    try:
        return str(eval(statement, names).compile(dialect=dialect))
    except (sqlalchemy.exc.CompileError, sqlmodel_rs.exc.CompileError, NotImplementedError):
        return None


def _is_different(statement: str, dialect: str) -> bool:
    return any(statement.startswith(start) and dialect == name for start, name in DIFFERENT)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("statement", STATEMENTS.strip().splitlines())
def test_text_is_sqlalchemys(statement: str, dialect: str, theirs: dict[str, Any], ours: dict[str, Any]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = _text(statement, theirs, DIALECTS[dialect])
    if dialect == "postgresql" and expected is not None and "returning" not in statement:
        expected = expected.removesuffix(ADDED_RETURNING)
    actual = _text(statement, ours, None if dialect == "default" else dialect)
    if _is_different(statement, dialect):
        assert actual != expected, "no longer different: remove it from DIFFERENT"
    else:
        assert actual == expected
