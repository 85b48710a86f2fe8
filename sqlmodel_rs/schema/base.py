"""What every part of a schema shares: `SchemaItem`, database-specific options, names that are already final.

Knows no particular part.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Any, ClassVar, Final

from sqlmodel_rs import exc
from sqlmodel_rs.subscript import Subscriptable


class SchemaConst(enum.Enum):
    """Markers that are no value."""

    RETAIN_SCHEMA = 1
    BLANK_SCHEMA = 2
    NULL_UNSPECIFIED = 3


RETAIN_SCHEMA: Final = SchemaConst.RETAIN_SCHEMA
BLANK_SCHEMA: Final = SchemaConst.BLANK_SCHEMA
NULL_UNSPECIFIED: Final = SchemaConst.NULL_UNSPECIFIED


class quoted_name(str):
    """A name with a fixed answer to whether it is quoted."""

    quote: bool | None

    def __new__(cls, value: str, quote: bool | None = None) -> quoted_name:
        """Make a name; `quote` None leaves the decision to the database's rules."""
        new = super().__new__(cls, value)
        new.quote = quote
        return new

    def __reduce__(self) -> Any:
        return quoted_name, (str(self), self.quote)


class conv(str):
    """A constraint name that a naming convention must leave as it is."""

    __slots__ = ()


#: What `<dialect>_<option>` keywords each kind of item takes; "*" takes any.
_OPTIONS: Final[dict[str, dict[str, frozenset[str]]]] = {
    "sqlite": {
        "Table": frozenset({"autoincrement", "with_rowid", "strict"}),
        "Index": frozenset({"where"}),
        "Column": frozenset({"on_conflict_primary_key", "on_conflict_not_null", "on_conflict_unique"}),
        "Constraint": frozenset({"on_conflict"}),
    },
    "postgresql": {
        "Table": frozenset(
            {"ignore_search_path", "tablespace", "partition_by", "with_oids", "with", "on_commit", "inherits", "using"}
        ),
        "Index": frozenset(
            {"using", "include", "where", "ops", "concurrently", "with", "tablespace", "nulls_not_distinct"}
        ),
        "CheckConstraint": frozenset({"not_valid"}),
        "ForeignKey": frozenset({"not_valid"}),
        "ForeignKeyConstraint": frozenset({"not_valid"}),
        "PrimaryKeyConstraint": frozenset({"include"}),
        "UniqueConstraint": frozenset({"include", "nulls_not_distinct"}),
    },
    "mysql": {
        "Table": frozenset({"*"}),
        "Index": frozenset({"using", "length", "prefix", "with_parser"}),
        "PrimaryKeyConstraint": frozenset({"using"}),
    },
}
_OPTIONS["mariadb"] = _OPTIONS["mysql"]
_FOREIGN_DIALECTS: Final = frozenset({"oracle", "mssql"})


class SchemaItem(Subscriptable):
    """A part of a schema: a table, a column, a constraint, a default ...

    `dialect_kwargs` has its `<dialect>_<option>` keywords as they were given.
    """

    __slots__ = ()

    __visit_name__: ClassVar[str] = "schema_item"
    _dialect_kwargs: dict[str, Any]
    _info: dict[Any, Any] | None

    @property
    def info(self) -> dict[Any, Any]:
        """A dictionary for the program's own notes."""
        if self._info is None:
            self._info = {}  # type: ignore[misc]
        return self._info

    @info.setter
    def info(self, value: dict[Any, Any]) -> None:
        self._info = value  # type: ignore[misc]

    @property
    def dialect_kwargs(self) -> dict[str, Any]:
        """The database-specific options, `{"postgresql_using": "gin"}`."""
        return self._dialect_kwargs

    kwargs = dialect_kwargs

    @property
    def dialect_options(self) -> dict[str, dict[str, Any]]:
        """The database-specific options by database, `{"postgresql": {"using": "gin"}}`."""
        found: dict[str, dict[str, Any]] = {name: {} for name in _OPTIONS}
        for keyword, value in self._dialect_kwargs.items():
            dialect, _, option = keyword.partition("_")
            found.setdefault(dialect, {})[option] = value
        return found

    def _set_parent(self, parent: Any, **kw: Any) -> None:
        raise exc.ArgumentError(f"{type(self).__name__} cannot be part of {parent!r}")


def checked_options(item: str, keywords: Mapping[str, Any], *, family: str | None = None) -> dict[str, Any]:
    """Check `<dialect>_<option>` keywords of an item kind ("Table", "Index" ...) and return them as a dict.

    Raises:
        TypeError: a keyword names no database.
        ArgumentError: the database has no such option for the item.
    """
    for keyword in keywords:
        dialect, underscore, option = keyword.partition("_")
        if not underscore or not option or (dialect not in _OPTIONS and dialect not in _FOREIGN_DIALECTS):
            raise TypeError(f"Additional arguments should be named <dialectname>_<argument>, got '{keyword}'")
        if dialect in _FOREIGN_DIALECTS:
            continue
        known = _OPTIONS[dialect].get(item, frozenset()) | _OPTIONS[dialect].get(family or item, frozenset())
        if option not in known and "*" not in known:
            raise exc.ArgumentError(f"Argument {keyword!r} is not accepted by dialect {dialect!r} on behalf of {item}")
    return dict(keywords)
