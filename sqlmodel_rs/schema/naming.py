"""Naming conventions: how unnamed constraints and indexes get their names when they join a table."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlmodel_rs import exc
from sqlmodel_rs.schema.base import conv

DEFAULT_NAMING_CONVENTION: Final[Mapping[Any, Any]] = {"ix": "ix_%(column_0_label)s"}

_PREFIXES: Final = {
    "Index": "ix",
    "PrimaryKeyConstraint": "pk",
    "CheckConstraint": "ck",
    "UniqueConstraint": "uq",
    "ForeignKeyConstraint": "fk",
}
_NUMBERED = re.compile(r"^(referred_)?column_(\d+)(_?N)?(?:(_)?(name|key|label))?$")


class _Tokens(Mapping[str, Any]):
    """The values a convention may name, computed when asked for."""

    def __init__(self, item: Any, table: Any, convention: Mapping[Any, Any]) -> None:
        self._item = item
        self._table = table
        self._convention = convention

    def __getitem__(self, token: str) -> str:
        if token in self._convention and callable(self._convention[token]):
            return str(self._convention[token](self._item, self._table))
        if token == "table_name":
            return str(self._table.name)
        if token == "constraint_name":
            return self._own_name()
        if token == "referred_table_name":
            return str(self._elements()[0].target_fullname.split(".")[-2])
        numbered = _NUMBERED.match(token)
        if numbered is None:
            raise KeyError(token)
        return self._columns(numbered)

    def _own_name(self) -> str:
        name = self._item.name
        if name is None:
            raise exc.InvalidRequestError(
                "Naming convention including %(constraint_name)s token requires that constraint is explicitly named."
            )
        if not isinstance(name, conv):
            self._item.name = None
        return str(name)

    def _elements(self) -> list[Any]:
        return list(self._item.elements)

    def _columns(self, numbered: re.Match[str]) -> str:
        referred, index, many, _, form = numbered.groups()
        if referred:
            names = [element.target_fullname.rsplit(".", 1)[-1] for element in self._elements()]
        else:
            columns = list(self._item.columns)
            form = form or "name"
            if form == "label":
                names = [_label(column, self._table) for column in columns]
            else:
                names = [str(getattr(column, form)) for column in columns]
        if many:
            return ("_" if many.startswith("_") else "").join(names)
        position = int(index)
        return names[position] if position < len(names) else ""

    def __iter__(self) -> Any:
        return iter(())

    def __len__(self) -> int:
        return 0


def _label(column: Any, table: Any) -> str:
    prefix = table.fullname.replace(".", "_")
    return f"{prefix}_{column.name}"


def conventional_name(item: Any, table: Any) -> str | None:
    """Return the name the metadata's convention gives to a constraint or index, or None to leave it as it is."""
    convention = table.metadata.naming_convention
    template = _template(item, convention)
    if template is None or isinstance(item.name, conv):
        return None
    explicit = item.name
    if explicit is not None and "constraint_name" not in template:
        return None
    tokens: dict[str, Any] = {}
    source = _Tokens(item, table, convention)
    for token in _token_names(template):
        tokens[token] = source[token]
    item.name = explicit
    return conv(template % tokens)


def _template(item: Any, convention: Mapping[Any, Any]) -> str | None:
    for cls in type(item).__mro__:
        for key in (cls, _PREFIXES.get(cls.__name__)):
            if key is not None and key in convention:
                return str(convention[key])
    return None


def _token_names(template: str) -> list[str]:
    return re.findall(r"%\((\w+)\)", template)


Convention = Mapping[Any, "str | Callable[[Any, Any], str]"]
