"""The face a dialect shows to types: a name, and the hooks `TypeDecorator` methods call on it."""

from __future__ import annotations

from typing import Any


class TypeDialect:
    """Name a database for types; `engine.dialect` objects offer the same attributes."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def type_descriptor(self, type_: Any) -> Any:
        """Return the type to use on this database for `type_` (a class or an instance)."""
        return type_() if isinstance(type_, type) else type_

    def __repr__(self) -> str:
        return f"TypeDialect({self.name!r})"


_DIALECTS = {name: TypeDialect(name) for name in ("default", "sqlite", "postgresql", "mysql")}


def backend(dialect: Any) -> str:
    """Return the backend's name of a dialect object or a name; MariaDB counts as MySQL."""
    name = dialect if isinstance(dialect, str) else getattr(dialect, "name", "default")
    return "mysql" if name == "mariadb" else name


def type_dialect(dialect: Any) -> Any:
    """Return a dialect object for a name, or the object itself."""
    if not isinstance(dialect, str):
        return dialect
    return _DIALECTS[backend(dialect)]
