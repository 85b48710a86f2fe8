"""What SQLite's pragmas and `sqlite_master` say."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from sqlmodel_rs.engine.reflection.names import type_named

Rows = Callable[..., list[Any]]

_FOREIGN_KEY = re.compile(
    r"(?:CONSTRAINT\s+(?:\"(?P<quoted>.+?)\"|(?P<plain>\w+))\s+)?FOREIGN\s+KEY\s*\((?P<columns>.+?)\)\s*REFERENCES\s+"
    r"(?:(?:\"(?P<qtable>.+?)\")|(?P<table>[a-z0-9_]+))\s*\(\s*(?P<targets>(?:(?:\"[^\"]+\"|[a-z0-9_]+)\s*(?:,\s*)?)+)\)"
    r"(?P<rest>(?:\s+(?:ON\s+(?:DELETE|UPDATE)\s+(?:SET\s+NULL|SET\s+DEFAULT|CASCADE|RESTRICT|NO\s+ACTION)"
    r"|(?:NOT\s+)?DEFERRABLE|INITIALLY\s+\w+))*)",
    re.I,
)
_PRIMARY_KEY = re.compile(r"CONSTRAINT\s+(?:\"(.+?)\"|(\w+))\s+PRIMARY\s+KEY", re.I)
_UNIQUE = re.compile(r"(?:CONSTRAINT\s+(?:\"(.+?)\"|(\w+))\s+)?UNIQUE\s*\((.+?)\)", re.I)
_INLINE_UNIQUE = re.compile(r"(?:\"(.+?)\"|(\w+))\s+[\w ]+?(?:\(.*?\))?[^,]*?\bUNIQUE\b(?!\s*\()", re.I)
_CHECK = re.compile(r"(?:CONSTRAINT\s+(?:\"(.+?)\"|(\w+))\s+)?CHECK\s*\(", re.I)
_GENERATED = re.compile(r"\s+(?:GENERATED\s+ALWAYS\s+)?AS\s*\((.*)\)\s*(STORED|VIRTUAL)?", re.I | re.S)


def _schema(schema: str | None) -> str:
    return schema or "main"


def _quoted(name: str) -> str:
    escaped = name.replace('"', '""')
    return f'"{escaped}"'


def _pragma(rows: Rows, pragma: str, name: str, schema: str | None) -> list[Any]:
    places = [schema] if schema else ["main", "temp"]
    for place in places:
        prefix = place if place in ("main", "temp") else _quoted(place)
        found = rows(f"PRAGMA {prefix}.{pragma}({_quoted(name)})")
        if found:
            return found
    return []


#: What asks for the name of the main database.
DEFAULT_SCHEMA = "SELECT 'main'"


def default_schema(rows: Rows) -> str:
    """Return the name of the main database."""
    return rows(DEFAULT_SCHEMA)[0][0]  # type: ignore[no-any-return]


def has_table(rows: Rows, name: str, schema: str | None) -> bool:
    """Tell whether a table or view exists."""
    return bool(_pragma(rows, "table_info", name, schema))


def _master(rows: Rows, kind: str, schema: str | None) -> list[str]:
    place = f"{_quoted(schema)}." if schema else ""
    found = rows(
        f"SELECT name FROM {place}sqlite_master WHERE type='{kind}' AND name NOT LIKE 'sqlite~_%' ESCAPE '~' "
        "ORDER BY name"
    )
    return [row[0] for row in found]


def table_names(rows: Rows, schema: str | None) -> list[str]:
    """Return the names of the tables."""
    return _master(rows, "table", schema)


def view_names(rows: Rows, schema: str | None) -> list[str]:
    """Return the names of the views."""
    return _master(rows, "view", schema)


def view_definition(rows: Rows, name: str, schema: str | None) -> str | None:
    """Return a view's SQL."""
    return _sql(rows, name, schema, ("view",))


def schema_names(rows: Rows) -> list[str]:
    """Return the names of the attached databases."""
    return [row[1] for row in rows("PRAGMA database_list") if row[1] != "temp"]


def sequence_names(rows: Rows, schema: str | None) -> list[str]:
    """Return nothing: SQLite has no sequences."""
    return []


def enums(rows: Rows, schema: str | None) -> list[dict[str, Any]]:
    """Return nothing: SQLite has no named types."""
    return []


def comment(rows: Rows, name: str, schema: str | None) -> dict[str, Any]:
    """Refuse: SQLite has no comments."""
    raise NotImplementedError("SQLite keeps no comments")


def _sql(rows: Rows, name: str, schema: str | None, kinds: tuple[str, ...] = ("table", "view")) -> str | None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    places = [f"{_quoted(schema)}.sqlite_master"] if schema else ["sqlite_master", "sqlite_temp_master"]
    for place in places:
        found = rows(f"SELECT sql FROM {place} WHERE name = ?1 AND type IN ({listed})", (name,))
        if found:
            return found[0][0]  # type: ignore[no-any-return]
    return None


def columns(rows: Rows, name: str, schema: str | None) -> list[dict[str, Any]]:
    """Return the columns in order."""
    found = []
    sql: str | None = None
    for _, column, type_, not_null, default, key, hidden in _pragma(rows, "table_xinfo", name, schema):
        if hidden == 1:
            continue
        entry: dict[str, Any] = {
            "name": column,
            "type": type_named(type_.upper().removesuffix(" GENERATED ALWAYS"), affinity=True),
            "nullable": not not_null,
            "default": default,
            "primary_key": key,
        }
        if hidden in (2, 3):
            sql = sql if sql is not None else _sql(rows, name, schema) or ""
            match = re.search(
                rf"[\"`\[]?{re.escape(column)}[\"`\]]?\s+{re.escape(type_)}[^,]*?AS\s*\((.*?)\)\s*(?:STORED|VIRTUAL)?",
                sql,
                re.I | re.S,
            )
            entry["computed"] = {"sqltext": match.group(1) if match else "", "persisted": hidden == 3}
        found.append(entry)
    return found


def primary_key(rows: Rows, name: str, schema: str | None) -> dict[str, Any]:
    """Return the primary key: its columns, and its name if it has one."""
    keyed = sorted((row for row in _pragma(rows, "table_info", name, schema) if row[5]), key=lambda row: row[5])
    match = _PRIMARY_KEY.search(_sql(rows, name, schema) or "")
    return {
        "constrained_columns": [row[1] for row in keyed],
        "name": (match.group(1) or match.group(2)) if match else None,
    }


def _split(text: str) -> list[str]:
    return [part.strip().strip('"') for part in text.split(",")]


def foreign_keys(rows: Rows, name: str, schema: str | None) -> list[dict[str, Any]]:
    """Return the foreign keys; names come from the table's SQL."""
    keys: dict[int, dict[str, Any]] = {}
    for number, _seq, table, own, target, on_update, on_delete, _match in sorted(
        _pragma(rows, "foreign_key_list", name, schema), key=lambda row: (row[0], row[1])
    ):
        key = keys.setdefault(
            number,
            {
                "name": None,
                "constrained_columns": [],
                "referred_schema": schema,
                "referred_table": table,
                "referred_columns": [],
                "options": {
                    option: action
                    for option, action in (("onupdate", on_update), ("ondelete", on_delete))
                    if action != "NO ACTION"
                },
            },
        )
        key["constrained_columns"].append(own)
        if target is not None:
            key["referred_columns"].append(target)
    for key in keys.values():
        if not key["referred_columns"]:
            key["referred_columns"] = primary_key(rows, key["referred_table"], schema)["constrained_columns"]
    found = list(keys.values())
    for match in _FOREIGN_KEY.finditer(_sql(rows, name, schema) or ""):
        own_columns = _split(match.group("columns"))
        for key in found:
            if key["constrained_columns"] == own_columns and key["name"] is None:
                key["name"] = match.group("quoted") or match.group("plain")
                rest = match.group("rest").upper()
                if "DEFERRABLE" in rest:
                    key["options"]["deferrable"] = "NOT DEFERRABLE" not in rest
                initially = re.search(r"INITIALLY\s+(\w+)", rest)
                if initially:
                    key["options"]["initially"] = initially.group(1)
                break
    return sorted(found, key=lambda key: (key["name"] is not None, key["name"] or "", key["constrained_columns"]))


def indexes(rows: Rows, name: str, schema: str | None) -> list[dict[str, Any]]:
    """Return the indexes that were created as such."""
    found = []
    for row in _pragma(rows, "index_list", name, schema):
        index, unique, partial = row[1], row[2], row[4] if len(row) > 4 else 0
        if index.startswith("sqlite_autoindex"):
            continue
        names = [part[2] for part in _pragma(rows, "index_info", index, schema)]
        entry: dict[str, Any] = {"name": index, "column_names": names, "unique": unique, "dialect_options": {}}
        if partial or None in names:
            sql = _sql(rows, index, schema, ("index",)) or ""
            where = re.search(r"\)\s+where\s+(.*)$", sql, re.I | re.S)
            if partial and where:
                entry["dialect_options"]["sqlite_where"] = where.group(1)
        if None in names:
            entry["expressions"] = names
        found.append(entry)
    return sorted(found, key=lambda index: index["name"])


def unique_constraints(rows: Rows, name: str, schema: str | None) -> list[dict[str, Any]]:
    """Return the UNIQUE constraints; names come from the table's SQL."""
    automatic = []
    for row in _pragma(rows, "index_list", name, schema):
        if row[1].startswith("sqlite_autoindex") and (len(row) < 4 or row[3] == "u"):
            automatic.append([part[2] for part in _pragma(rows, "index_info", row[1], schema)])
    named: dict[tuple[str, ...], str | None] = {}
    for quoted, plain, listed in _UNIQUE.findall(_sql(rows, name, schema) or ""):
        named[tuple(_split(listed))] = quoted or plain or None
    found = [{"name": named.get(tuple(names)), "column_names": names} for names in automatic]
    return sorted(found, key=lambda own: (own["name"] is None, own["name"] or "", own["column_names"]))


def check_constraints(rows: Rows, name: str, schema: str | None) -> list[dict[str, Any]]:
    """Return the CHECK constraints, read from the table's SQL."""
    sql = _sql(rows, name, schema) or ""
    found = []
    for match in _CHECK.finditer(sql):
        depth, position = 1, match.end()
        while position < len(sql) and depth:
            depth += {"(": 1, ")": -1}.get(sql[position], 0)
            position += 1
        found.append({"sqltext": sql[match.end() : position - 1], "name": match.group(1) or match.group(2)})
    return sorted(found, key=lambda check: (check["name"] is None, check["name"] or ""))
