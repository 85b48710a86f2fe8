"""The tables and rows that every contender works on, made by the raw drivers. Knows no contender."""

import datetime
import json
import os
import sqlite3
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

TEAMS = 1_000
HEROES_PER_TEAM = 20
LARGE = 100_000
PERSONS = 30_000
#: The classes of the wide hierarchy, and the rows that its scenarios read.
KINDS = 20
EVENTS = 30_000
COLUMNS = ("id", "name", "secret_name", "age", "power", "is_active", "born", "created", "data", "team_id")

POSTGRES = os.environ.get("SQLMODEL_RS_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")
MYSQL = os.environ.get("SQLMODEL_RS_TEST_MYSQL", "mysql://root@127.0.0.1:3306/mysql")
DATABASE = "sqlmodel_rs_bench"

TYPES = {
    "sqlite": {"pk": "INTEGER PRIMARY KEY", "float": "REAL", "created": "DATETIME", "json": "JSON"},
    "postgresql": {"pk": "SERIAL PRIMARY KEY", "float": "DOUBLE PRECISION", "created": "TIMESTAMP", "json": "JSONB"},
    "mysql": {"pk": "INTEGER PRIMARY KEY AUTO_INCREMENT", "float": "DOUBLE", "created": "DATETIME(6)", "json": "JSON"},
}
HERO = """CREATE TABLE {table} (id {pk}, name VARCHAR(100) NOT NULL, secret_name VARCHAR(100) NOT NULL, age INTEGER,
    power {float} NOT NULL, is_active BOOLEAN NOT NULL, born DATE NOT NULL, created {created} NOT NULL, data {json},
    team_id INTEGER REFERENCES team(id))"""
TABLES = (
    "CREATE TABLE team (id {pk}, name VARCHAR(100) NOT NULL UNIQUE, headquarters VARCHAR(100) NOT NULL)",
    HERO.replace("{table}", "hero"),
    HERO.replace("{table}", "hero_large"),
    HERO.replace("{table}", "hero_written"),
    "CREATE TABLE person (id {pk}, name VARCHAR(100) NOT NULL, kind VARCHAR(20) NOT NULL)",
    "CREATE TABLE engineer (id INTEGER PRIMARY KEY REFERENCES person(id), language VARCHAR(40) NOT NULL)",
    "CREATE TABLE manager (id INTEGER PRIMARY KEY REFERENCES person(id), level INTEGER NOT NULL)",
    "CREATE TABLE person_written (id {pk}, name VARCHAR(100) NOT NULL, kind VARCHAR(20) NOT NULL)",
    "CREATE TABLE engineer_written (id INTEGER PRIMARY KEY REFERENCES person_written(id), "
    "language VARCHAR(40) NOT NULL)",
    "CREATE TABLE manager_written (id INTEGER PRIMARY KEY REFERENCES person_written(id), level INTEGER NOT NULL)",
    "CREATE TABLE staff (id {pk}, name VARCHAR(100) NOT NULL, kind VARCHAR(20) NOT NULL, language VARCHAR(40), "
    "level INTEGER)",
    "CREATE TABLE event (id {pk}, at INTEGER NOT NULL, kind VARCHAR(20) NOT NULL)",
    *(
        f"CREATE TABLE kind{n} (id INTEGER PRIMARY KEY REFERENCES event(id), size INTEGER NOT NULL)"
        for n in range(KINDS)
    ),
    "CREATE INDEX ix_hero_team ON hero(team_id)",
    "CREATE INDEX ix_hero_name ON hero(name)",
)


def hero(number: int, team: int | None = None) -> dict[str, Any]:
    """Make one deterministic hero, without a key."""
    mixed = (number * 2654435761) & 0xFFFFFFFF
    return {
        "name": f"hero-{mixed % 1000003:07d}-{number}",
        "secret_name": f"secret name {number}",
        "age": None if mixed % 17 == 0 else mixed % 80,
        "power": (mixed % 10000) / 7.0,
        "is_active": bool(mixed & 1),
        "born": datetime.date(1950 + mixed % 60, 1 + mixed % 12, 1 + mixed % 28),
        "created": datetime.datetime(
            2020 + mixed % 5, 1 + mixed % 12, 1 + mixed % 28, mixed % 24, mixed % 60, 5, mixed % 1000000
        ),
        "data": None if mixed % 3 else {"k": number, "tags": ["a", "b"]},
        "team_id": team,
    }


def stored(number: int, values: dict[str, Any]) -> tuple[Any, ...]:
    """Return one row as text-friendly driver values."""
    row = {"id": number, **values}
    row["born"] = row["born"].isoformat()
    row["created"] = row["created"].strftime("%Y-%m-%d %H:%M:%S.%f")
    row["data"] = None if row["data"] is None else json.dumps(row["data"])
    return tuple(row[name] for name in COLUMNS)


def native(number: int, values: dict[str, Any]) -> tuple[Any, ...]:
    """Return one row as a driver takes it that knows dates and no text for them."""
    row = {"id": number, **values}
    row["data"] = None if row["data"] is None else json.dumps(row["data"])
    return tuple(row[name] for name in COLUMNS)


def rows() -> Iterator[tuple[str, int, list[tuple[Any, ...]]]]:
    """Yield (table, column count, rows)."""
    yield "team", 3, [(i, f"team {i}", f"hq {i}") for i in range(1, TEAMS + 1)]
    heroes = range(1, TEAMS * HEROES_PER_TEAM + 1)
    yield "hero", 10, [stored(i, hero(i, (i - 1) // HEROES_PER_TEAM + 1)) for i in heroes]
    yield "hero_large", 10, [stored(i, hero(i)) for i in range(1, LARGE + 1)]
    people = range(1, PERSONS + 1)
    yield "person", 3, [(i, f"person {i}", "engineer" if i % 2 else "manager") for i in people]
    yield "engineer", 2, [(i, f"language {i}") for i in people if i % 2]
    yield "manager", 2, [(i, i % 7) for i in people if not i % 2]
    staff = [
        (i, f"person {i}", *(("engineer", f"language {i}", None) if i % 2 else ("manager", None, i % 7)))
        for i in people
    ]
    yield "staff", 5, staff
    events = range(1, EVENTS + 1)
    yield "event", 3, [(i, i, f"kind{i % KINDS}") for i in events]
    for n in range(KINDS):
        yield f"kind{n}", 2, [(i, i) for i in events if i % KINDS == n]


def connect(backend: str, target: str) -> Any:
    """Open a raw connection to the seeded database: a sqlite3, psycopg or pymysql connection."""
    if backend == "sqlite":
        connection = sqlite3.connect(target)
        connection.execute("PRAGMA synchronous=NORMAL")
        return connection
    if backend == "postgresql":
        import psycopg

        return psycopg.connect(target)
    import pymysql

    parts = urlsplit(target)
    return pymysql.connect(
        host=parts.hostname,
        port=parts.port or 3306,
        user=parts.username,
        password=parts.password or "",
        database=parts.path.strip("/") or None,
    )


def create(backend: str, folder: str) -> str:
    """Make the seeded database afresh and return its path (SQLite) or URL."""
    if backend == "sqlite":
        target = os.path.join(folder, "bench.db")
    else:
        server = POSTGRES if backend == "postgresql" else MYSQL
        target = f"{server.rsplit('/', 1)[0]}/{DATABASE}"
        admin = connect(backend, server)
        if backend == "postgresql":
            admin.autocommit = True
        for statement in (f"DROP DATABASE IF EXISTS {DATABASE}", f"CREATE DATABASE {DATABASE}"):
            admin.cursor().execute(statement)
        admin.close()
    connection = connect(backend, target)
    cursor = connection.cursor()
    if backend == "sqlite":
        cursor.execute("PRAGMA journal_mode=WAL")
    elif backend == "postgresql":
        cursor.execute(f"ALTER DATABASE {DATABASE} SET synchronous_commit = off")
    for statement in TABLES:
        cursor.execute(statement.format(**TYPES[backend]))
    for table, width, values in rows():
        mark = "?" if backend == "sqlite" else "%s"
        if backend == "postgresql":
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
            cursor.execute(f"SELECT setval('{table}_id_seq', {len(values)})" if width != 2 else "SELECT 1")
        else:
            cursor.executemany(f"INSERT INTO {table} VALUES ({', '.join([mark] * width)})", values)
    connection.commit()
    cursor.execute("ANALYZE" if backend != "mysql" else "ANALYZE TABLE hero, hero_large, person")
    connection.close()
    return target
