"""The objects that name types in DDL: one class a database, to which a program may add `visit_NAME` methods.

Behaviour: SQLAlchemy's type compilers. The library's own types are named by the engine; these objects ask it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from sqlmodel_rs._native import TypeSpec
from sqlmodel_rs._native import compile as compile_node

from .base import TYPE_NAMES, TypeEngine, _TypeNameNode, to_instance
from .dialect import backend, type_dialect


class _Named:
    """A type of which only the specification for one database is known."""

    def __init__(self, dialect: str, spec: Any) -> None:
        self._specs = {dialect: spec}

    def _spec(self, dialect: str) -> Any:
        return self._specs[dialect]


class GenericTypeCompiler:
    """Name types for one database; `compiler.visit_VARCHAR(type)` gives the library's own name."""

    backend: ClassVar[str] = "default"

    def __init__(self, dialect: Any = None) -> None:
        self.dialect = type_dialect(self.backend) if dialect is None else dialect

    def process(self, type_: Any, **kw: Any) -> str:
        """Return the name of a type."""
        return to_instance(type_).compile(self.dialect)

    def __getattr__(self, name: str) -> Callable[..., str]:
        if not name.startswith("visit_"):
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        return lambda type_, **kw: self._builtin(name.removeprefix("visit_"), type_)

    def _builtin(self, name: str, type_: Any) -> str:
        dialect = backend(self.dialect)
        wanted = _TYPES.get(name.lower())
        if wanted is not None and not isinstance(type_, wanted):
            type_ = _like(wanted, type_)
        arguments = dict(type_._resolved(dialect)._spec_args(dialect))
        spec = TypeSpec(arguments.pop("kind"), **arguments)
        return str(compile_node(_TypeNameNode(_Named(dialect, spec)), dialect, mode="str").sql)  # type: ignore[arg-type]


def _like(wanted: Any, type_: Any) -> Any:
    """Return a type of another class with what both know of length and precision."""
    values = {name: getattr(type_, name, None) for name in ("length", "precision", "scale")}
    given = {name: value for name, value in values.items() if value is not None}
    try:
        return wanted(**given)
    except TypeError:
        return wanted()


class SQLiteTypeCompiler(GenericTypeCompiler):
    """Name types for SQLite."""

    backend = "sqlite"


class PGTypeCompiler(GenericTypeCompiler):
    """Name types for PostgreSQL."""

    backend = "postgresql"


class MySQLTypeCompiler(GenericTypeCompiler):
    """Name types for MySQL and MariaDB."""

    backend = "mysql"


COMPILERS: dict[str, type[GenericTypeCompiler]] = {
    one.backend: one for one in (GenericTypeCompiler, SQLiteTypeCompiler, PGTypeCompiler, MySQLTypeCompiler)
}
#: The library's types by the name in lower case that `visit_` methods use.
_TYPES: dict[str, type[TypeEngine]] = {}


def type_compiler(dialect: Any) -> GenericTypeCompiler:
    """Return the object that names types for a dialect."""
    return COMPILERS[backend(dialect)](dialect if not isinstance(dialect, str) else None)


def _own_name(type_: TypeEngine, dialect: str) -> str | None:
    """Return the name that a program's function or method gives a type, or None."""
    handlers = getattr(type(type_), "_compile_handlers", None)
    if handlers is not None:
        found: str | None = handlers.type_name(type_, type_compiler(dialect))
        if found is not None:
            return found
    method = getattr(COMPILERS[backend(dialect)], f"visit_{type_.__visit_name__}", None)
    return None if method is None else str(method(type_compiler(dialect), type_))


TYPE_NAMES.append(_own_name)
