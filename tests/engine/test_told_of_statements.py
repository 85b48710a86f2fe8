"""What a result and a connection tell of a statement: the same program on SQLAlchemy and on us says the same."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy.ext.asyncio import create_async_engine as their_async_engine

import sqlmodel_rs.sa as ours
from sqlmodel_rs.ext.asyncio import create_async_engine as our_async_engine
from tests.conftest import url_of

DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "mysql": "mysql+pymysql"}
ASYNC_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "mysql": "mysql+aiomysql"}


@pytest.fixture(params=["sqlite", "postgresql", "mysql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/results.db" if request.param == "sqlite" else url_of(request, request.param)


def with_driver(url: str, drivers: dict[str, str]) -> str:
    scheme, rest = url.split("://", 1)
    return f"{drivers[scheme]}://{rest}"


class Told:
    """What a program was told, line by line."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def __call__(self, label: str, ask: Callable[[], Any]) -> None:
        try:
            answer = repr(ask())
        except Exception as error:
            answer = f"{type(error).__name__}: {str(error).splitlines()[0]}"
        self.lines.append(f"{label} -> {answer}")


def table_of(sa: ModuleType) -> Any:
    return sa.Table(
        "fact",
        sa.MetaData(),
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(50)),
        sa.Column("age", sa.Integer, default=7, onupdate=8),
        sa.Column("given", sa.Integer, default=sa.text("4 + 5")),
        sa.Column("there", sa.Integer, server_default="5"),
    )


PROPERTIES = ("inserted_primary_key", "inserted_primary_key_rows", "is_insert", "returned_defaults_rows")
METHODS = ("last_inserted_params", "last_updated_params", "prefetch_cols", "postfetch_cols", "lastrow_has_defaults")


def readable(answer: Any) -> Any:
    """Write columns by their names."""
    return [str(one) for one in answer] if isinstance(answer, list) else answer


def tell_changes(tell: Told, label: str, result: Any) -> None:
    for name in PROPERTIES:
        tell(f"{label} {name}", lambda name=name: getattr(result, name))
    for name in METHODS:
        tell(f"{label} {name}", lambda name=name: readable(getattr(result, name)()))
    tell(f"{label} context", lambda: (result.context.isinsert, result.context.isupdate, result.context.executemany))
    tell(f"{label} dialect", lambda: result.dialect.name)


def changes(sa: ModuleType, table: Any) -> list[tuple[str, Any, Any]]:
    return [
        ("one", sa.insert(table), {"name": "a"}),
        ("values", sa.insert(table).values(name="b", age=sa.literal(3) + 1), None),
        ("many", sa.insert(table), [{"name": "c", "age": 1}, {"name": "d", "age": 2}]),
        ("keys", sa.insert(table), [{"id": 90, "name": "e"}, {"id": 91, "name": "f"}]),
        ("update", sa.update(table).where(table.c.name == "b").values(there=table.c.there + 1), None),
        ("delete", sa.delete(table).where(table.c.name == "f"), None),
        ("select", sa.select(table.c.id), None),
    ]


def run(sa: ModuleType, url: str) -> list[str]:
    """Run the program on one of the libraries and return what it was told."""
    tell = Told()
    engine = sa.create_engine(url)
    table = table_of(sa)
    table.create(engine)
    with engine.connect() as connection:
        for label, statement, parameters in changes(sa, table):
            tell_changes(tell, label, connection.execute(statement, parameters))
        tell("driver", lambda: connection.exec_driver_sql("SELECT 1").last_inserted_params())
        every = sa.select(table.c.id, table.c.name).order_by(table.c.id)

        def result() -> Any:
            return connection.execute(every)

        tell("columns", lambda: result().columns("name", 0).all())
        tell("keys", lambda: (table.c.id in result().keys(), "name" in result().keys(), table.c.age in result().keys()))
        tell("side by side", lambda: result().splice_horizontally(result()).all())
        tell("one after the other", lambda: result().splice_vertically(result()).all())
        tell("freeze", lambda: (lambda frozen: (frozen().all(), frozen().scalars().all()))(result().freeze()))
        tell("merge", lambda: result().merge(result()).all())
        tell("unique", lambda: result().unique(lambda row: row.id % 2).all())
        tell("partitions", lambda: list(result().yield_per(2).partitions()))
        tell("fetchmany", lambda: (lambda one: (one.fetchmany(2), one.fetchmany(), one.fetchone()))(result()))
        tell("cursor", lambda: [item[0] for item in result().cursor.description])
        tell("all, then closed", lambda: (lambda one: (len(one.all()), one.closed, one.fetchone()))(result()))
        tell("closed", lambda: (lambda one: (one.close(), one.fetchone()))(result()))
        tell("context", lambda: result().context.isinsert)
        connection.rollback()
        tell("info", lambda: (connection.info, connection.invalidated, connection.closed))
        tell("level", lambda: (connection.get_isolation_level(), connection.default_isolation_level))
        connection.rollback()
        options = {"logging_token": "x", "max_row_buffer": 3, "stream_results": False, "compiled_cache": None, "own": 1}
        tell("options", lambda: dict(connection.execution_options(**options).get_execution_options()))
        tell("nested", lambda: (lambda one: (one.is_active, one.rollback(), one.is_active))(connection.begin_nested()))
        connection.rollback()
        tell("transaction", lambda: (lambda one: (one.is_valid, one.commit(), one.is_valid))(connection.begin()))
        tell("twice", lambda: (connection.begin(), connection.begin()))
    table.drop(engine)
    engine.dispose()
    return tell.lines


async def run_async(sa: ModuleType, make: Any, url: str) -> list[str]:
    tell = Told()
    engine = make(url)
    table = table_of(sa)
    async with engine.connect() as connection:
        await connection.run_sync(lambda one: table.create(one))
        for label, statement, parameters in changes(sa, table):
            tell_changes(tell, label, await connection.execute(statement, parameters))
        await connection.run_sync(lambda one: table.drop(one))
        await connection.commit()
    await engine.dispose()
    return tell.lines


def test_both_tell_the_same(database: str) -> None:
    url = with_driver(database, DRIVERS)
    assert run(ours, url) == run(sqlalchemy, url)


def test_both_tell_the_same_awaited(database: str) -> None:
    url = with_driver(database, ASYNC_DRIVERS)
    theirs = asyncio.run(run_async(sqlalchemy, their_async_engine, url))
    assert asyncio.run(run_async(ours, our_async_engine, url)) == theirs
