"""SQLite: its dialect object, its types by its own names, and `insert` with ON CONFLICT."""

from __future__ import annotations

from typing import Any

from sqlmodel_rs.dialects.base import RESERVED, Dialect
from sqlmodel_rs.types import BIGINT as BIGINT
from sqlmodel_rs.types import BLOB as BLOB
from sqlmodel_rs.types import BOOLEAN as BOOLEAN
from sqlmodel_rs.types import CHAR as CHAR
from sqlmodel_rs.types import DATE as DATE
from sqlmodel_rs.types import DATETIME as DATETIME
from sqlmodel_rs.types import DECIMAL as DECIMAL
from sqlmodel_rs.types import FLOAT as FLOAT
from sqlmodel_rs.types import INTEGER as INTEGER
from sqlmodel_rs.types import JSON as JSON
from sqlmodel_rs.types import NUMERIC as NUMERIC
from sqlmodel_rs.types import REAL as REAL
from sqlmodel_rs.types import SMALLINT as SMALLINT
from sqlmodel_rs.types import TEXT as TEXT
from sqlmodel_rs.types import TIME as TIME
from sqlmodel_rs.types import TIMESTAMP as TIMESTAMP
from sqlmodel_rs.types import VARCHAR as VARCHAR


class SQLiteDialect(Dialect):
    """SQLite."""

    name = "sqlite"
    backend = "sqlite"
    driver = "pysqlite"
    supports_alter = False
    supports_native_decimal = False
    max_identifier_length = 9999
    isolation_levels = ("READ UNCOMMITTED", "SERIALIZABLE", "AUTOCOMMIT")
    default_isolation_level = "SERIALIZABLE"
    reserved_words = RESERVED | frozenset(
        """add after alter between by exists if index insert is isnull join key left like match natural notnull
        right row set transaction update values view delete drop temp trigger""".split()
    )


dialect = SQLiteDialect


def insert(table: Any) -> Any:
    """Return an INSERT that offers `on_conflict_do_update` and `on_conflict_do_nothing`."""
    from sqlmodel_rs.sql import dml

    return dml.insert(table)


Insert: Any


def __getattr__(name: str) -> Any:
    if name == "Insert":
        from sqlmodel_rs.sql import dml

        return dml.Insert
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
