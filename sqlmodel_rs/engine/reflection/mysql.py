"""What MySQL's and MariaDB's `information_schema` says."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from sqlmodel_rs.engine.reflection.names import type_named

Rows = Callable[..., list[Any]]


def _place(schema: str | None) -> tuple[str, tuple[Any, ...]]:
    return ("DATABASE()", ()) if schema is None else ("?", (schema,))


#: What asks for the database in use.
DEFAULT_SCHEMA = "SELECT DATABASE()"


def default_schema(rows: Rows) -> str:
    """Return the database in use."""
    return rows(DEFAULT_SCHEMA)[0][0]  # type: ignore[no-any-return]


def has_table(rows: Rows, name: str, schema: str | None) -> bool:
    """Tell whether a table or view exists."""
    place, params = _place(schema)
    return bool(
        rows(
            f"SELECT 1 FROM information_schema.tables WHERE table_schema = {place} AND table_name = ?", (*params, name)
        )
    )


def _tables(rows: Rows, kinds: str, schema: str | None) -> list[str]:
    place, params = _place(schema)
    sql = (
        f"SELECT table_name FROM information_schema.tables WHERE table_schema = {place} AND table_type IN ({kinds}) "
        "ORDER BY table_name"
    )
    return [row[0] for row in rows(sql, params)]


def table_names(rows: Rows, schema: str | None) -> list[str]:
    """Return the names of the tables."""
    return _tables(rows, "'BASE TABLE'", schema)


def view_names(rows: Rows, schema: str | None) -> list[str]:
    """Return the names of the views."""
    return _tables(rows, "'VIEW', 'SYSTEM VIEW'", schema)


def view_definition(rows: Rows, name: str, schema: str | None) -> str | None:
    """Return a view's SELECT."""
    place, params = _place(schema)
    found = rows(
        f"SELECT view_definition FROM information_schema.views WHERE table_schema = {place} AND table_name = ?",
        (*params, name),
    )
    return found[0][0] if found else None


def schema_names(rows: Rows) -> list[str]:
    """Return the names of the databases."""
    return [row[0] for row in rows("SELECT schema_name FROM information_schema.schemata ORDER BY schema_name")]


def sequence_names(rows: Rows, schema: str | None) -> list[str]:
    """Return the names of the sequences (MariaDB)."""
    return _tables(rows, "'SEQUENCE'", schema)


def enums(rows: Rows, schema: str | None) -> list[dict[str, Any]]:
    """Return nothing: enumerations belong to columns."""
    return []


def columns(rows: Rows, name: str, schema: str | None) -> list[dict[str, Any]]:
    """Return the columns in order."""
    place, params = _place(schema)
    sql = (
        "SELECT column_name, CAST(column_type AS CHAR(65535)), is_nullable, CAST(column_default AS CHAR(65535)), "
        "extra, CAST(column_comment AS CHAR(2048)), CAST(generation_expression AS CHAR(65535)) "
        "FROM information_schema.columns "
        f"WHERE table_schema = {place} AND table_name = ? ORDER BY ordinal_position"
    )
    found = []
    for column, type_, nullable, default, extra, comment_text, generated in rows(sql, (*params, name)):
        entry: dict[str, Any] = {
            "name": column,
            "type": type_named(type_),
            "nullable": nullable == "YES",
            "default": None if default == "NULL" else default,
            "comment": comment_text or None,
        }
        if re.match(r"(?:tiny|small|medium|big)?int", type_):
            entry["autoincrement"] = "auto_increment" in extra
        if generated:
            entry["computed"] = {
                "sqltext": generated,
                "persisted": "STORED" in extra.upper() or "PERSISTENT" in extra.upper(),
            }
        found.append(entry)
    return found


def _keys(rows: Rows, name: str, schema: str | None) -> dict[str, list[Any]]:
    place, params = _place(schema)
    sql = (
        "SELECT index_name, non_unique, column_name, index_type, sub_part FROM information_schema.statistics "
        f"WHERE table_schema = {place} AND table_name = ? ORDER BY index_name, seq_in_index"
    )
    found: dict[str, list[Any]] = {}
    for row in rows(sql, (*params, name)):
        found.setdefault(row[0], []).append(row)
    return found


def primary_key(rows: Rows, name: str, schema: str | None) -> dict[str, Any]:
    """Return the primary key; it never has a name of its own."""
    return {"constrained_columns": [row[2] for row in _keys(rows, name, schema).get("PRIMARY", [])], "name": None}


def indexes(rows: Rows, name: str, schema: str | None) -> list[dict[str, Any]]:
    """Return the indexes, without the primary key's."""
    found = []
    for index, parts in _keys(rows, name, schema).items():
        if index == "PRIMARY":
            continue
        entry: dict[str, Any] = {
            "name": index,
            "column_names": [part[2] for part in parts],
            "unique": not int(parts[0][1]),
        }
        options: dict[str, Any] = {}
        if parts[0][3] in ("FULLTEXT", "SPATIAL"):
            options["mysql_prefix"] = entry["type"] = parts[0][3]
        lengths = {part[2]: int(part[4]) for part in parts if part[4] is not None}
        if lengths:
            options["mysql_length"] = lengths
        if options:
            entry["dialect_options"] = options
        found.append(entry)
    return sorted(found, key=lambda index: index["name"])


def unique_constraints(rows: Rows, name: str, schema: str | None) -> list[dict[str, Any]]:
    """Return the UNIQUE constraints: in MySQL each is a unique index."""
    return [
        {"name": index["name"], "column_names": index["column_names"], "duplicates_index": index["name"]}
        for index in indexes(rows, name, schema)
        if index["unique"]
    ]


def foreign_keys(rows: Rows, name: str, schema: str | None) -> list[dict[str, Any]]:
    """Return the foreign keys."""
    place, params = _place(schema)
    sql = (
        "SELECT k.constraint_name, k.column_name, k.referenced_table_schema, k.referenced_table_name, "
        "k.referenced_column_name, r.update_rule, r.delete_rule, DATABASE() FROM information_schema.key_column_usage k "
        "JOIN information_schema.referential_constraints r ON r.constraint_schema = k.constraint_schema "
        "AND r.constraint_name = k.constraint_name AND r.table_name = k.table_name "
        f"WHERE k.table_schema = {place} AND k.table_name = ? ORDER BY k.constraint_name, k.ordinal_position"
    )
    keys: dict[str, dict[str, Any]] = {}
    for constraint, column, target_schema, target, target_column, on_update, on_delete, current in rows(
        sql, (*params, name)
    ):
        key = keys.setdefault(
            constraint,
            {
                "name": constraint,
                "constrained_columns": [],
                "referred_schema": target_schema if schema is not None or target_schema != current else None,
                "referred_table": target,
                "referred_columns": [],
                "options": {
                    option: action
                    for option, action in (("onupdate", on_update), ("ondelete", on_delete))
                    if action not in ("RESTRICT", "NO ACTION")
                },
            },
        )
        key["constrained_columns"].append(column)
        key["referred_columns"].append(target_column)
    return list(keys.values())


def check_constraints(rows: Rows, name: str, schema: str | None) -> list[dict[str, Any]]:
    """Return the CHECK constraints, read from SHOW CREATE TABLE."""
    full = f"`{schema}`.`{name}`" if schema else f"`{name}`"
    sql = str(rows(f"SHOW CREATE TABLE {full}")[0][1])
    return [
        {"name": match.group(1), "sqltext": match.group(2)}
        for match in re.finditer(r"CONSTRAINT `(.+?)` CHECK \((.+)\)(?:,|\n|$)", sql)
    ]


def comment(rows: Rows, name: str, schema: str | None) -> dict[str, Any]:
    """Return the table's comment."""
    place, params = _place(schema)
    found = rows(
        f"SELECT table_comment FROM information_schema.tables WHERE table_schema = {place} AND table_name = ?",
        (*params, name),
    )
    return {"text": (found[0][0] or None) if found else None}
