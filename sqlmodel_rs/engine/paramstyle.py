"""Placeholders of Python's drivers in SQL that is sent as it is: `%s`, `%(name)s`, `:name` become the database's own.

A statement without parameters is not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlmodel_rs import exc

#: `%%`, `%s`, `%(name)s`. As psycopg and PyMySQL do, they are looked for in quoted text, too.
_FORMAT = re.compile(r"%(?:(%)|\((\w+)\)s|(s))")
#: Quoted text, names and comments; or a named parameter that is no cast (`::type`).
_NAMED = re.compile(
    r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|--[^\n]*|/\*.*?\*/|::\w*|:([A-Za-z_]\w*)""",
    re.DOTALL,
)
#: SQLite also writes names with @ and $, and quotes names with brackets.
_NAMED_SQLITE = re.compile(
    r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]|--[^\n]*|/\*.*?\*/|[:@$]([A-Za-z_]\w*)""", re.DOTALL
)


def translated(sql: str, parameters: Any, backend: str, *, many: bool = False) -> tuple[str, Any]:
    """Return a statement with the database's own placeholders, and its parameters by position.

    `parameters` is a sequence or a mapping, with `many` a sequence of them. The result has a tuple, or a list of
    tuples.

    Raises:
        ArgumentError: a named parameter has no value, or some sets are mappings and others are not.
    """
    sets: Sequence[Any] = parameters if many else [parameters]
    named = [isinstance(one, Mapping) for one in sets]
    if any(named) and not all(named):
        raise exc.ArgumentError("List argument must consist only of tuples or dictionaries")
    sql, names = _placeholders(sql, backend, any(named))
    found = [_in_order(one, names) for one in sets] if any(named) else [tuple(one) for one in sets]
    return sql, found if many else found[0]


def _placeholders(sql: str, backend: str, by_name: bool) -> tuple[str, list[str]]:
    """Return the text with the database's placeholders, and the name of each."""
    own = _numbered() if backend == "postgresql" else _unnumbered
    names: list[str] = []

    def format_(match: re.Match[str]) -> str:
        percent, name, _ = match.groups()
        if percent:
            return "%"
        names.append(name or "")
        return own(name)

    def named(match: re.Match[str]) -> str:
        name = match[1]
        if name is None:
            return match[0]
        names.append(name)
        return own(name)

    if backend != "sqlite" and any(name or plain for _, name, plain in _FORMAT.findall(sql)):
        sql = _FORMAT.sub(format_, sql)
        if by_name != all(names):
            raise exc.ArgumentError(
                "the placeholders are named: a dictionary is expected"
                if all(names)
                else "the placeholders have no names: a tuple is expected"
            )
    elif by_name:
        sql = (_NAMED_SQLITE if backend == "sqlite" else _NAMED).sub(named, sql)
    return sql, _distinct(names) if backend == "postgresql" else names


def _distinct(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


def _unnumbered(name: str | None) -> str:
    return "?"


def _numbered() -> Callable[[str | None], str]:
    """Return PostgreSQL's placeholders one after the other; a name has one number."""
    known: dict[str, int] = {}
    count = 0

    def next_(name: str | None) -> str:
        nonlocal count
        if name and name in known:
            return f"${known[name]}"
        count += 1
        if name:
            known[name] = count
        return f"${count}"

    return next_


def _in_order(values: Mapping[str, Any], names: Sequence[str]) -> tuple[Any, ...]:
    for name in names:
        if name not in values:
            raise exc.ArgumentError(f"the statement's parameter :{name} has no value; given are {list(values)}")
    return tuple(values[name] for name in names)
