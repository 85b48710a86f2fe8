"""From what an inspector says to the parts of a `Table`."""

from __future__ import annotations

from typing import Any

from sqlmodel_rs.schema import (
    CheckConstraint,
    Column,
    Computed,
    DefaultClause,
    ForeignKeyConstraint,
    Identity,
    Index,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
)
from sqlmodel_rs.sql.textual import text


def fill(inspector: Any, table: Any, include_columns: Any, exclude: set[str], resolve_fks: bool) -> None:
    """Add to `table` what the database has; columns in `exclude`, or not in `include_columns`, stay out."""
    name, schema = table.name, table.schema
    wanted = None if include_columns is None else set(include_columns)
    entries = inspector.get_columns(name, schema)
    key = inspector.get_pk_constraint(name, schema)
    for entry in entries:
        column_name = entry["name"]
        if column_name in exclude or (wanted is not None and column_name not in wanted):
            continue
        table.append_column(_column(entry, column_name in key["constrained_columns"]), replace_existing=True)
    present = set(table.columns.keys()) | exclude
    if key["constrained_columns"] and present.issuperset(key["constrained_columns"]) and not exclude:
        table.append_constraint(PrimaryKeyConstraint(*key["constrained_columns"], name=key.get("name")))
    _foreign_keys(inspector, table, present, resolve_fks)
    constraints = inspector.get_unique_constraints(name, schema)
    for entry in inspector.get_indexes(name, schema):
        if entry.get("duplicates_constraint") or not present.issuperset(filter(None, entry["column_names"])):
            continue
        parts = [
            part if part is not None else text(expression)
            for part, expression in zip(
                entry["column_names"], entry.get("expressions", entry["column_names"]), strict=False
            )
            if part is not None or expression is not None
        ]
        if parts:
            Index(entry["name"], *parts, unique=bool(entry["unique"]), _table=table)
    for entry in constraints:
        if entry.get("duplicates_index") is None and present.issuperset(entry["column_names"]):
            table.append_constraint(UniqueConstraint(*entry["column_names"], name=entry["name"]))
    for entry in inspector.get_check_constraints(name, schema):
        table.append_constraint(CheckConstraint(entry["sqltext"], name=entry["name"], _autoattach=False))
    if inspector.dialect.supports_comments:
        table.comment = inspector.get_table_comment(name, schema)["text"]


def _column(entry: dict[str, Any], primary_key: bool) -> Column[Any]:
    items: list[Any] = []
    default = entry.get("default")
    if "computed" in entry:
        items.append(Computed(entry["computed"]["sqltext"], entry["computed"]["persisted"]))
    elif "identity" in entry:
        items.append(Identity(always=entry["identity"]["always"]))
    elif default is not None and not (entry.get("autoincrement") and str(default).startswith("nextval(")):
        items.append(DefaultClause(text(str(default)), _reflected=True))
    return Column(
        entry["name"],
        entry["type"],
        *items,
        primary_key=primary_key,
        nullable=entry["nullable"],
        comment=entry.get("comment"),
        autoincrement=entry.get("autoincrement", "auto") or "auto",
    )


def _foreign_keys(inspector: Any, table: Any, present: set[str], resolve_fks: bool) -> None:
    for entry in inspector.get_foreign_keys(table.name, table.schema):
        if not present.issuperset(entry["constrained_columns"]):
            continue
        schema = entry["referred_schema"]
        target = f"{schema}.{entry['referred_table']}" if schema else entry["referred_table"]
        if resolve_fks and target not in table.metadata.tables:
            Table(entry["referred_table"], table.metadata, schema=schema, autoload_with=inspector.bind)
        table.append_constraint(
            ForeignKeyConstraint(
                entry["constrained_columns"],
                [f"{target}.{column}" for column in entry["referred_columns"]],
                name=entry["name"],
                **entry["options"],
            )
        )
