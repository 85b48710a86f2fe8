"""MySQL and MariaDB: the dialect object, types by their own names, and `insert` with ON DUPLICATE KEY UPDATE."""

from __future__ import annotations

from typing import Any

from sqlmodel_rs.dialects.base import RESERVED, Dialect
from sqlmodel_rs.dialects.mysql_types import BIGINT as BIGINT
from sqlmodel_rs.dialects.mysql_types import BIT as BIT
from sqlmodel_rs.dialects.mysql_types import CHAR as CHAR
from sqlmodel_rs.dialects.mysql_types import DATETIME as DATETIME
from sqlmodel_rs.dialects.mysql_types import DECIMAL as DECIMAL
from sqlmodel_rs.dialects.mysql_types import INET4 as INET4
from sqlmodel_rs.dialects.mysql_types import INET6 as INET6
from sqlmodel_rs.dialects.mysql_types import INTEGER as INTEGER
from sqlmodel_rs.dialects.mysql_types import LONGBLOB as LONGBLOB
from sqlmodel_rs.dialects.mysql_types import LONGTEXT as LONGTEXT
from sqlmodel_rs.dialects.mysql_types import MEDIUMBLOB as MEDIUMBLOB
from sqlmodel_rs.dialects.mysql_types import MEDIUMINT as MEDIUMINT
from sqlmodel_rs.dialects.mysql_types import MEDIUMTEXT as MEDIUMTEXT
from sqlmodel_rs.dialects.mysql_types import SET as SET
from sqlmodel_rs.dialects.mysql_types import SMALLINT as SMALLINT
from sqlmodel_rs.dialects.mysql_types import TEXT as TEXT
from sqlmodel_rs.dialects.mysql_types import TIME as TIME
from sqlmodel_rs.dialects.mysql_types import TIMESTAMP as TIMESTAMP
from sqlmodel_rs.dialects.mysql_types import TINYBLOB as TINYBLOB
from sqlmodel_rs.dialects.mysql_types import TINYINT as TINYINT
from sqlmodel_rs.dialects.mysql_types import TINYTEXT as TINYTEXT
from sqlmodel_rs.dialects.mysql_types import VARCHAR as VARCHAR
from sqlmodel_rs.dialects.mysql_types import YEAR as YEAR
from sqlmodel_rs.types import BINARY as BINARY
from sqlmodel_rs.types import BLOB as BLOB
from sqlmodel_rs.types import BOOLEAN as BOOLEAN
from sqlmodel_rs.types import DATE as DATE
from sqlmodel_rs.types import DOUBLE as DOUBLE
from sqlmodel_rs.types import FLOAT as FLOAT
from sqlmodel_rs.types import JSON as JSON
from sqlmodel_rs.types import NCHAR as NCHAR
from sqlmodel_rs.types import NUMERIC as NUMERIC
from sqlmodel_rs.types import NVARCHAR as NVARCHAR
from sqlmodel_rs.types import REAL as REAL
from sqlmodel_rs.types import VARBINARY as VARBINARY
from sqlmodel_rs.types import Enum


class MySQLDialect(Dialect):
    """MySQL and MariaDB; `insert_returning` tells newer releases of MariaDB once a connection was made."""

    name = "mysql"
    backend = "mysql"
    driver = "pymysql"
    supports_native_enum = True
    supports_comments = True
    inline_comments = True
    update_returning = False
    max_identifier_length = 255
    isolation_levels = ("AUTOCOMMIT", "READ COMMITTED", "READ UNCOMMITTED", "REPEATABLE READ", "SERIALIZABLE")
    default_isolation_level = "REPEATABLE READ"
    reserved_words = RESERVED | frozenset(
        """add alter before between by change condition delete describe drop exists explain force function
        groups if ignore index insert interval is join key keys kill left like lock match mod natural rank
        read regexp release rename repeat replace right row rows schema set show system update usage use
        values write""".split()
    )
    _quote = "`"
    _engine: Any = None

    @property
    def insert_returning(self) -> bool:  # type: ignore[override]
        """Whether the server has INSERT .. RETURNING: MariaDB's newer releases, known once a connection was made."""
        return self._engine is not None and self._engine.insert_returning

    @property
    def delete_returning(self) -> bool:  # type: ignore[override]
        """Whether the server has DELETE .. RETURNING: every MariaDB that has it for INSERT."""
        return self.insert_returning


dialect = MySQLDialect


class ENUM(Enum):
    """A column of one of several strings."""


def insert(table: Any) -> Any:
    """Return an INSERT that offers `on_duplicate_key_update`."""
    from sqlmodel_rs.sql import dml

    return dml.insert(table)


def __getattr__(name: str) -> Any:
    if name == "Insert":
        from sqlmodel_rs.sql import dml

        return dml.Insert
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
