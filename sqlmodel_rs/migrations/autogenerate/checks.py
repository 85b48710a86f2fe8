"""CHECK constraints in a comparison. A database tells its own wording of a condition, so what is compared is what it is
about: the columns it names, its values and its inequalities."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from sqlmodel_rs.schema import CheckConstraint, Table
from sqlmodel_rs.schema.ddl import AddConstraint
from sqlmodel_rs.sql.textual import TextClause

#: The casts that PostgreSQL writes.
_CAST = re.compile(
    r"::(?:character varying|double precision|time(?:stamp)? with(?:out)? time zone|[\w\".]+)"
    r"(?:\(\d+(?:,\s*\d+)?\))?(?:\[\])?"
)
_TOKEN = re.compile(r"_?\w*'(?:[^']|'')*'|\"[^\"]+\"|`[^`]+`|[^\W\d]\w*|\d+(?:\.\d+)?|[<>]=|<>|<|>")
_NEGATIVE = re.compile(r"-\d+(?:\.\d+)?")
_BOOLEANS = {"true": "1", "false": "0"}

Signature = tuple[frozenset[str], tuple[str, ...], tuple[str, ...]]


def check_text(constraint: CheckConstraint) -> str:
    """Return a condition as DDL has it: values written out, columns without their table."""
    if isinstance(constraint.sqltext, TextClause) or getattr(constraint, "table", None) is None:
        return str(constraint.sqltext)
    written = str(AddConstraint(constraint))
    return written[written.index(" CHECK (") + len(" CHECK (") : written.rindex(")")]


def signature(constraint: CheckConstraint, table: Table) -> Signature:
    """Return what a condition is about: columns, values, inequalities."""
    names = {column.name.lower() for column in table.columns}
    columns: set[str] = set()
    values: list[str] = []
    bounds: list[str] = []
    # MySQL shows a quote with a backslash; PostgreSQL a negative number in quotes.
    text = check_text(constraint).replace("\\'", "''")
    for token in _TOKEN.findall(_CAST.sub("", text)):
        word = token.strip('"`').lower()
        if token.endswith("'"):
            value = token[token.index("'") + 1 : -1]
            values.append(value[1:] if _NEGATIVE.fullmatch(value) else value)
        elif token[0] in "<>":
            bounds.extend([] if token == "<>" else [token])
        elif word == "between":
            bounds.extend((">=", "<="))
        elif word in names:
            columns.add(word)
        elif word in _BOOLEANS or token[0].isdigit():
            values.append(_BOOLEANS.get(word, word))
    return frozenset(columns), tuple(sorted(values)), tuple(sorted(bounds))


def differing(wanted: Table, present: Table) -> tuple[list[CheckConstraint], list[CheckConstraint]]:
    """Return the constraints to drop and those to add: named ones, for a name is what they can be dropped by."""
    want, have = _checks(wanted.constraints), _checks(present.constraints)
    unnamed = [signature(one, wanted) for one in want if one.name is None]
    asked = {one.name: signature(one, wanted) for one in want if one.name is not None}
    there = {one.name: signature(one, present) for one in have if one.name is not None}
    dropped = [
        one
        for one in have
        if one.name is not None
        and asked.get(one.name) != there[one.name]
        and (one.name in asked or there[one.name] not in unnamed)
    ]
    added = [one for one in want if one.name is not None and there.get(one.name) != asked[one.name]]
    return dropped, added


def _checks(constraints: Iterable[Any]) -> list[CheckConstraint]:
    found = [one for one in constraints if isinstance(one, CheckConstraint)]
    return sorted(found, key=lambda one: one.name or "")
