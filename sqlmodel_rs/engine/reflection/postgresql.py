"""What PostgreSQL's catalogs say."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from sqlmodel_rs.engine.reflection.names import type_named
from sqlmodel_rs.types import ARRAY, Enum

Rows = Callable[..., list[Any]]

_ACTIONS = {"a": None, "r": "RESTRICT", "c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT"}
_VISIBLE = "pg_catalog.pg_table_is_visible(c.oid) AND n.nspname <> 'pg_catalog'"


def _place(schema: str | None, number: int = 1) -> tuple[str, tuple[Any, ...]]:
    return (_VISIBLE, ()) if schema is None else (f"n.nspname = ${number}::varchar", (schema,))


#: What asks for the schema that new tables go to.
DEFAULT_SCHEMA = "SELECT current_schema()::varchar"


def default_schema(rows: Rows) -> str:
    """Return the schema that new tables go to."""
    return rows(DEFAULT_SCHEMA)[0][0]  # type: ignore[no-any-return]


def _relations(rows: Rows, kinds: str, schema: str | None) -> list[str]:
    place, params = _place(schema)
    sql = (
        "SELECT c.relname::varchar FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
        f"WHERE c.relkind = ANY (ARRAY[{kinds}]) AND c.relpersistence <> 't' AND {place} ORDER BY c.oid"
    )
    return [row[0] for row in rows(sql, params)]


def has_table(rows: Rows, name: str, schema: str | None) -> bool:
    """Tell whether a table or view exists."""
    place, params = _place(schema, 2)
    sql = (
        "SELECT pg_catalog.pg_class.relname::varchar FROM pg_catalog.pg_class, pg_catalog.pg_class c "
        "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = pg_catalog.pg_class.oid "
        f"AND c.relname = $1::varchar AND c.relkind = ANY (ARRAY['r', 'p', 'f', 'v', 'm']::\"char\"[]) AND {place}"
    )
    return bool(rows(sql, (name, *params)))


def table_names(rows: Rows, schema: str | None) -> list[str]:
    """Return the names of the tables."""
    return _relations(rows, "'r'::\"char\", 'p'", schema)


def view_names(rows: Rows, schema: str | None) -> list[str]:
    """Return the names of the views."""
    return _relations(rows, "'v'::\"char\"", schema)


def sequence_names(rows: Rows, schema: str | None) -> list[str]:
    """Return the names of the sequences."""
    return _relations(rows, "'S'::\"char\"", schema)


def view_definition(rows: Rows, name: str, schema: str | None) -> str | None:
    """Return a view's SELECT."""
    found = rows("SELECT pg_catalog.pg_get_viewdef($1::bigint::oid)::varchar", (_oid(rows, name, schema),))
    return found[0][0] if found else None


def schema_names(rows: Rows) -> list[str]:
    """Return the names of the schemas."""
    found = rows(
        "SELECT nspname::varchar FROM pg_catalog.pg_namespace WHERE nspname NOT LIKE 'pg\\_%' ORDER BY nspname"
    )
    return [row[0] for row in found]


def enums(rows: Rows, schema: str | None) -> list[dict[str, Any]]:
    """Return the enumerated types with their labels."""
    place = "pg_catalog.pg_type_is_visible(t.oid)" if schema in (None, "*") else "n.nspname = $1::varchar"
    sql = (
        "SELECT t.typname::varchar, n.nspname::varchar, pg_catalog.pg_type_is_visible(t.oid), "
        "array_agg(e.enumlabel::text ORDER BY e.enumsortorder) FROM pg_catalog.pg_type t "
        "JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace JOIN pg_catalog.pg_enum e ON e.enumtypid = t.oid "
        f"WHERE {place} GROUP BY 1, 2, 3 ORDER BY 2, 1"
    )
    found = rows(sql, () if schema in (None, "*") else (schema,))
    return [{"name": row[0], "schema": row[1], "visible": row[2], "labels": list(row[3])} for row in found]


def _oid(rows: Rows, name: str, schema: str | None) -> int:
    place, params = _place(schema, 2)
    sql = (
        "SELECT c.oid::bigint FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
        f"WHERE c.relname = $1::varchar AND {place}"
    )
    found = rows(sql, (name, *params))
    return int(found[0][0]) if found else 0


def columns(rows: Rows, name: str, schema: str | None) -> list[dict[str, Any]]:
    """Return the columns in order."""
    sql = """SELECT a.attname::varchar, pg_catalog.format_type(a.atttypid, a.atttypmod)::varchar,
 (SELECT pg_catalog.pg_get_expr(d.adbin, d.adrelid)::varchar FROM pg_catalog.pg_attrdef d
  WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum AND a.atthasdef),
 a.attnotnull, pg_catalog.col_description(a.attrelid, a.attnum)::varchar, a.attgenerated::varchar,
 a.attidentity::varchar,
 (SELECT array_agg(e.enumlabel::text ORDER BY e.enumsortorder) FROM pg_catalog.pg_enum e
  WHERE e.enumtypid = COALESCE(NULLIF(t.typelem, 0), t.oid)), t.typname::varchar, n.nspname::varchar
 FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
 JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
 WHERE a.attrelid = $1::bigint::oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum"""
    return [_column(*row) for row in rows(sql, (_oid(rows, name, schema),))]


def _column(
    name: str,
    type_: str,
    default: Any,
    required: bool,
    comment: Any,
    generated: str,
    identity: str,
    labels: Any,
    type_name: str,
    type_schema: str,
) -> dict[str, Any]:
    if labels:
        found: Any = Enum(*labels, name=type_name.lstrip("_") if type_.endswith("[]") else type_name)
        found = ARRAY(found) if type_.endswith("[]") else found
    else:
        found = type_named(type_)
    entry: dict[str, Any] = {
        "name": name,
        "type": found,
        "nullable": not required,
        "default": None if generated else default,
        "autoincrement": bool(identity) or (default is not None and default.startswith("nextval(")),
        "comment": comment,
    }
    if generated:
        entry["computed"] = {"sqltext": default, "persisted": generated in ("s", b"s")}
    if identity:
        entry["identity"] = {"always": identity == "a"}
    return entry


def _constraints(rows: Rows, name: str, schema: str | None, kind: str) -> list[Any]:
    sql = (
        "SELECT c.conname::varchar, pg_catalog.pg_get_constraintdef(c.oid, true)::varchar, "
        "(SELECT array_agg(a.attname::text ORDER BY k.ord) FROM unnest(c.conkey) WITH ORDINALITY AS k(num, ord) "
        " JOIN pg_catalog.pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.num), "
        "pg_catalog.obj_description(c.oid, 'pg_constraint')::varchar, c.confrelid::bigint, "
        "(SELECT array_agg(a.attname::text ORDER BY k.ord) FROM unnest(c.confkey) WITH ORDINALITY AS k(num, ord) "
        " JOIN pg_catalog.pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.num), "
        "c.confupdtype::varchar, c.confdeltype::varchar, c.condeferrable, c.condeferred "
        'FROM pg_catalog.pg_constraint c WHERE c.conrelid = $1::bigint::oid AND c.contype = $2::varchar::"char" '
        "ORDER BY c.conname"
    )
    return rows(sql, (_oid(rows, name, schema), kind))


def primary_key(rows: Rows, name: str, schema: str | None) -> dict[str, Any]:
    """Return the primary key."""
    found = _constraints(rows, name, schema, "p")
    if not found:
        return {"constrained_columns": [], "name": None, "comment": None}
    return {
        "constrained_columns": list(found[0][2]),
        "name": found[0][0],
        "comment": found[0][3],
        "dialect_options": {"postgresql_include": []},
    }


def foreign_keys(rows: Rows, name: str, schema: str | None) -> list[dict[str, Any]]:
    """Return the foreign keys."""
    found = []
    for row in _constraints(rows, name, schema, "f"):
        target, target_schema, visible = rows(
            "SELECT c.relname::varchar, n.nspname::varchar, pg_catalog.pg_table_is_visible(c.oid) "
            "FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
            "WHERE c.oid = $1::bigint::oid",
            (row[4],),
        )[0]
        options: dict[str, Any] = {}
        for option, action in (("onupdate", _ACTIONS.get(row[6])), ("ondelete", _ACTIONS.get(row[7]))):
            if action:
                options[option] = action
        if row[8]:
            options["deferrable"] = True
            if row[9]:
                options["initially"] = "DEFERRED"
        found.append(
            {
                "name": row[0],
                "constrained_columns": list(row[2]),
                "referred_schema": target_schema if schema is not None or not visible else None,
                "referred_table": target,
                "referred_columns": list(row[5]),
                "options": options,
                "comment": row[3],
            }
        )
    return found


def unique_constraints(rows: Rows, name: str, schema: str | None) -> list[dict[str, Any]]:
    """Return the UNIQUE constraints."""
    return [
        {
            "column_names": list(row[2]),
            "name": row[0],
            "comment": row[3],
            "dialect_options": {
                "postgresql_include": [],
                "postgresql_nulls_not_distinct": "NULLS NOT DISTINCT" in row[1],
            },
        }
        for row in _constraints(rows, name, schema, "u")
    ]


def check_constraints(rows: Rows, name: str, schema: str | None) -> list[dict[str, Any]]:
    """Return the CHECK constraints."""
    found = []
    for row in _constraints(rows, name, schema, "c"):
        match = re.match(r"^CHECK *\((.+)\)( NO INHERIT)?( NOT VALID)?$", row[1], re.S)
        found.append({"name": row[0], "sqltext": match.group(1).strip("()") if match else "", "comment": row[3]})
    return found


def indexes(rows: Rows, name: str, schema: str | None) -> list[dict[str, Any]]:
    """Return the indexes, also those of constraints, without the primary key's."""
    sql = """SELECT ic.relname::varchar, i.indisunique,
 (SELECT array_agg(pg_catalog.pg_get_indexdef(i.indexrelid, k, true)::text ORDER BY k)
  FROM generate_series(1, i.indnkeyatts) AS k),
 (SELECT array_agg(a.attname::text ORDER BY k.ord) FROM unnest(i.indkey) WITH ORDINALITY AS k(num, ord)
  LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.num AND k.num > 0
  WHERE k.ord <= i.indnkeyatts AND k.num > 0),
 (SELECT count(*) FROM unnest(i.indkey) AS k(num) WHERE k.num = 0),
 (SELECT array_agg(a.attname::text ORDER BY k.ord) FROM unnest(i.indkey) WITH ORDINALITY AS k(num, ord)
  JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.num WHERE k.ord > i.indnkeyatts),
 pg_catalog.pg_get_expr(i.indpred, i.indrelid)::varchar, am.amname::varchar,
 EXISTS (SELECT 1 FROM pg_catalog.pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('u', 'x'))
 FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid
 JOIN pg_catalog.pg_am am ON am.oid = ic.relam
 WHERE i.indrelid = $1::bigint::oid AND NOT i.indisprimary ORDER BY ic.relname"""
    found = []
    for index, unique, definitions, names, expressions, include, where, method, constraint in rows(
        sql, (_oid(rows, name, schema),)
    ):
        entry: dict[str, Any] = {
            "name": index,
            "unique": unique,
            "column_names": list(names or [])
            if not expressions
            else [part if part in (names or []) else None for part in definitions],
            "dialect_options": {"postgresql_include": list(include or [])},
        }
        if expressions:
            entry["expressions"] = list(definitions)
        if constraint:
            entry["duplicates_constraint"] = index
        if where is not None:
            entry["dialect_options"]["postgresql_where"] = where
        if method != "btree":
            entry["dialect_options"]["postgresql_using"] = method
        found.append(entry)
    return found


def comment(rows: Rows, name: str, schema: str | None) -> dict[str, Any]:
    """Return the table's comment."""
    found = rows("SELECT pg_catalog.obj_description($1::bigint::oid, 'pg_class')::varchar", (_oid(rows, name, schema),))
    return {"text": found[0][0] if found else None}
