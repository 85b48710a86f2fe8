"""From a type's name in the database to the type object."""

from __future__ import annotations

import re
from typing import Any

from sqlmodel_rs import types as t
from sqlmodel_rs.dialects import mysql, postgresql

_NAME = re.compile(r"^\s*([\w ]+)(?:\((.*)\))?([\w ]*)(\[\])?\s*$", re.DOTALL)
_QUOTED = re.compile(r"'((?:[^']|'')*)'")

_SIMPLE: dict[str, Any] = {
    "BIGINT": t.BIGINT,
    "INT8": t.BIGINT,
    "BIGSERIAL": t.BIGINT,
    "BOOLEAN": t.BOOLEAN,
    "BOOL": t.BOOLEAN,
    "BLOB": t.BLOB,
    "LONGBLOB": mysql.LONGBLOB,
    "MEDIUMBLOB": mysql.MEDIUMBLOB,
    "TINYBLOB": mysql.TINYBLOB,
    "BYTEA": t.LargeBinary,
    "DATE": t.DATE,
    "DATETIME": t.DATETIME,
    "DOUBLE": t.DOUBLE,
    "DOUBLE PRECISION": t.DOUBLE_PRECISION,
    "FLOAT": t.FLOAT,
    "FLOAT8": t.DOUBLE_PRECISION,
    "INTEGER": t.INTEGER,
    "INT": t.INTEGER,
    "INT4": t.INTEGER,
    "MEDIUMINT": mysql.MEDIUMINT,
    "YEAR": mysql.YEAR,
    "INTERVAL": t.Interval,
    "JSON": t.JSON,
    "JSONB": t.JSONB,
    "REAL": t.REAL,
    "FLOAT4": t.REAL,
    "SMALLINT": t.SMALLINT,
    "INT2": t.SMALLINT,
    "TINYINT": mysql.TINYINT,
    "INET4": mysql.INET4,
    "INET6": mysql.INET6,
    "TEXT": t.TEXT,
    "CLOB": t.CLOB,
    "LONGTEXT": mysql.LONGTEXT,
    "MEDIUMTEXT": mysql.MEDIUMTEXT,
    "TINYTEXT": mysql.TINYTEXT,
    "UUID": t.UUID,
    **{
        name: getattr(postgresql, name)
        for name in ("TSVECTOR", "TSQUERY", "INET", "CIDR", "MACADDR", "CITEXT", "HSTORE", "MONEY", "OID", "TSRANGE",
                     "TSTZRANGE", "INT4RANGE", "INT8RANGE", "NUMRANGE", "DATERANGE")
    },
}  # fmt: skip
_TEXTS: dict[str, Any] = {
    "VARCHAR": t.VARCHAR,
    "CHARACTER VARYING": t.VARCHAR,
    "CHAR": t.CHAR,
    "CHARACTER": t.CHAR,
    "BPCHAR": t.CHAR,
    "NCHAR": t.NCHAR,
    "NVARCHAR": t.NVARCHAR,
    "BINARY": t.BINARY,
    "VARBINARY": t.VARBINARY,
}
_TIMES: dict[str, Any] = {"TIMESTAMP": t.TIMESTAMP, "TIME": t.TIME}


def type_named(text: str, *, affinity: bool = False) -> Any:
    """Return the type object for a type as the database writes it (`character varying(20)`, `NUMERIC(8, 2)`).

    With `affinity` an unknown name is read by SQLite's rules (section 3.1 of its datatype page), else it is NullType.
    """
    match = _NAME.match(text or "")
    if match is None:
        return t.NullType()
    name, arguments, suffix, array = match.groups()
    found = _one(name.upper().strip(), arguments, (suffix or "").upper())
    if found is None:
        found = _by_affinity(text.upper()) if affinity else t.NullType()
    return t.ARRAY(found) if array else found


def _one(name: str, arguments: str | None, suffix: str) -> Any:
    zoned = "WITH TIME ZONE" in f"{name} {suffix}"
    base = name.removesuffix(" WITHOUT TIME ZONE").removesuffix(" WITH TIME ZONE").removesuffix(" UNSIGNED")
    numbers = [int(part) for part in re.findall(r"\d+", arguments or "")] if arguments else []
    if base in ("NUMERIC", "DECIMAL"):
        precision, scale = [*numbers, None, None][:2]
        return (t.NUMERIC if base == "NUMERIC" else t.DECIMAL)(precision, scale)
    if base in ("TIMESTAMPTZ", "TIMETZ"):
        return _TIMES[base[:-2]](timezone=True)
    if base in _TIMES:
        return _TIMES[base](timezone=zoned)
    if base in _TEXTS:
        return _TEXTS[base](numbers[0]) if numbers else _TEXTS[base]()
    if base == "SET":
        return mysql.SET(*[value.replace("''", "'") for value in _QUOTED.findall(arguments or "")])
    if base == "ENUM":
        return t.Enum(*[value.replace("''", "'") for value in _QUOTED.findall(arguments or "")])
    if base == "TINYINT" and numbers[:1] == [1]:
        return t.BOOLEAN()
    if base == "BIT":
        return t.BOOLEAN() if numbers[:1] in ([], [1]) else t.VARCHAR(numbers[0])
    return _SIMPLE[base]() if base in _SIMPLE else None


def _by_affinity(name: str) -> Any:
    if "INT" in name:
        return t.INTEGER()
    if any(part in name for part in ("CHAR", "CLOB", "TEXT")):
        return t.TEXT()
    if "BLOB" in name or not name.strip():
        return t.NullType()
    if any(part in name for part in ("REAL", "FLOA", "DOUB")):
        return t.REAL()
    return t.NUMERIC()
