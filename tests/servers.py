"""Databases on the servers that the tests may use. Knows the raw drivers and nothing of the library under test."""

import os
import uuid
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pymysql

BACKENDS = ("sqlite", "postgresql", "mysql")
ADMIN = {
    "postgresql": os.environ.get("SQLMODEL_RS_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres"),
    "mysql": os.environ.get("SQLMODEL_RS_TEST_MYSQL", "mysql://root@127.0.0.1:3306/mysql"),
}
#: What the drivers raise where no server answers.
NoServer = (psycopg.OperationalError, pymysql.err.OperationalError)


@dataclass(frozen=True)
class Database:
    """A database of our own on a server: which kind, its name, its URL and the URL of the server's administrator."""

    backend: str
    name: str
    url: str
    admin: str


def execute(backend: str, url: str, *statements: str) -> None:
    """Execute statements outside a transaction."""
    if backend == "postgresql":
        with psycopg.connect(url, autocommit=True, connect_timeout=5) as connection:
            for statement in statements:
                connection.execute(statement)
        return
    parts = urlsplit(url)
    with pymysql.connect(
        host=parts.hostname,
        port=parts.port or 3306,
        user=parts.username,
        password=parts.password or "",
        connect_timeout=5,
    ) as connection:
        for statement in statements:
            connection.cursor().execute(statement)


def create(backend: str) -> Database:
    """Create a database with a name that nobody else has. Raises one of `NoServer` where no server answers."""
    name, admin = f"sqlmodel_rs_{uuid.uuid4().hex[:12]}", ADMIN[backend]
    execute(backend, admin, f"CREATE DATABASE {name}")
    return Database(backend, name, urlunsplit(urlsplit(admin)._replace(path=f"/{name}")), admin)


def empty(database: Database) -> None:
    """Take everything out of a database."""
    if database.backend == "postgresql":
        execute(database.backend, database.url, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
    else:
        execute(database.backend, database.admin, f"DROP DATABASE {database.name}", f"CREATE DATABASE {database.name}")


def drop(database: Database) -> None:
    """Remove a database, whoever is connected to it."""
    force = " WITH (FORCE)" if database.backend == "postgresql" else ""
    execute(database.backend, database.admin, f"DROP DATABASE {database.name}{force}")
