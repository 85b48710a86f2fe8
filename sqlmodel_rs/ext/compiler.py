"""`@compiles`: functions of the program that write the SQL of its own elements, statements and types.

Behaviour: SQLAlchemy, `sqlalchemy.ext.compiler`. A function gets the element, a compiler and keyword arguments, and
returns text. What it asks the compiler to write stands in that text as a mark; lowering puts the element in its place,
so that parameters come in the order of the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

from sqlmodel_rs._native import compile as compile_node
from sqlmodel_rs._native import forget_shapes
from sqlmodel_rs.dialects import Dialect, by_name
from sqlmodel_rs.exc import ArgumentError, UnsupportedCompilationError
from sqlmodel_rs.schema import kinds as schema_kinds
from sqlmodel_rs.sql import kinds as k
from sqlmodel_rs.sql.base import ClauseElement
from sqlmodel_rs.sql.elements import BindParameter, ClauseList
from sqlmodel_rs.sql.functions import Function
from sqlmodel_rs.types import TypeEngine, to_instance, type_compiler

__all__ = ["SQLCompiler", "compiles", "deregister"]

F = TypeVar("F", bound=Callable[..., Any])

#: How an element inside the text is written: as its class says, as the library does, as an element of FROM.
_PLAIN, _BUILTIN, _FROM = 0, 1, 2
#: Around the number of a mark: characters no SQL text has.
_OPEN, _CLOSE = "\ue000", "\ue001"
_MARK = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
#: Nodes whose text depends on where they stand, so that no function of a program can write it.
_STRUCTURAL = frozenset({k.COLUMN, k.ENTITY_COLUMN, k.BIND, k.LABEL, k.ORM_BUNDLE, k.TABLE, k.JOIN, k.ALIAS, k.ENTITY})
_INSIDE = frozenset({schema_kinds.CREATE_COLUMN, *range(schema_kinds.PRIMARY_KEY, schema_kinds.SERVER_DEFAULT + 1)})


class SQLCompiler:
    """What a function of a program writes with: `process()` and the names of the database."""

    def __init__(self, dialect: Any, statement: Any = None, literal_binds: bool = False) -> None:
        self.dialect = dialect
        self.statement = statement
        self._literal = literal_binds
        self._marks: list[tuple[Any, int, bool]] = []

    @property
    def preparer(self) -> Any:
        """The object that quotes names."""
        return self.dialect.identifier_preparer

    @property
    def sql_compiler(self) -> SQLCompiler:
        """The compiler of expressions inside DDL: this one."""
        return self

    @property
    def type_compiler(self) -> Any:
        """The object that names types."""
        return type_compiler(self.dialect)

    type_compiler_instance = type_compiler

    def process(self, element: Any, **kw: Any) -> str:
        """Return the text of an element, as a mark where it is not written yet."""
        if isinstance(element, TypeEngine):
            return str(self.type_compiler.process(element))
        element = _clause(element)
        if type(element) is ClauseList or isinstance(element, tuple):
            members: Any = getattr(element, "clauses", element)
            return ", ".join(self.process(one, **kw) for one in members)
        handlers: Any = getattr(type(element), "_compile_handlers", None)
        function: Any = None if handlers is None else handlers.function(self.dialect.name)
        if function is not None:
            return str(function(element, self, **kw))
        return self._mark(element, _FROM if kw.get("asfrom") else _PLAIN, kw)

    def _mark(self, element: Any, manner: int, kw: dict[str, Any]) -> str:
        self._marks.append((element, manner, bool(kw.get("literal_binds", self._literal))))
        return f"{_OPEN}{len(self._marks) - 1}{_CLOSE}"

    def render_literal_value(self, value: Any, type_: Any) -> str:
        """Return a value as it is written in the text."""
        node = BindParameter("param", value, to_instance(type_))
        return str(compile_node(node, self.dialect.name, mode="exec", literal_binds=True).sql)

    def function_argspec(self, func: Any, **kw: Any) -> str:
        """Return the arguments of a function in parentheses."""
        return f"({self.process(func.clauses, **kw)})"

    def __getattr__(self, name: str) -> Callable[..., str]:
        if not name.startswith("visit_"):
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        return lambda element, **kw: self._mark(element, _FROM if kw.get("asfrom") else _BUILTIN, kw)

    def pieces(self, text: str) -> list[Any]:
        """Return the text cut at its marks: strings, and elements with how they are written."""
        parts = _MARK.split(text)
        found = [self._marks[int(part)] if place % 2 else part for place, part in enumerate(parts)]
        return [part for part in found if part != ""]


def _clause(element: Any) -> Any:
    build = getattr(element, "__clause_element__", None)
    return element if build is None else build()


class Handlers:
    """The functions of one class by database; what is not here is asked of the class above, then of the library."""

    def __init__(self, cls: type) -> None:
        self.cls = cls
        self.functions: dict[str, Callable[..., Any]] = {}
        above = (getattr(base, "_compile_handlers", None) for base in cls.__mro__[1:])
        self.above: Handlers | None = next((one for one in above if one is not None), None)

    def function(self, dialect: str) -> Callable[..., Any] | None:
        """Return the function for a database, the one for all, or None."""
        names = ("mysql", "mariadb", "default") if dialect in ("mysql", "mariadb") else (dialect, "default")
        for name in names:
            if name in self.functions:
                return self.functions[name]
        return None if self.above is None else self.above.function(dialect)

    def pieces(self, element: Any, dialect: str, literal_binds: bool) -> list[Any] | None:
        """Return the text of an element in pieces, or None where the library writes it."""
        function = self.function(dialect)
        if function is None:
            if not _is_written(type(element)):
                message = f"{type(element)} construct has no default compilation handler."
                raise UnsupportedCompilationError(SQLCompiler(_DIALECTS[dialect]), type(element), message)
            return None
        compiler = SQLCompiler(_DIALECTS[dialect], element, literal_binds)
        return compiler.pieces(function(element, compiler))

    def type_name(self, type_: Any, compiler: Any) -> str | None:
        """Return the name of a type, or None where the library names it."""
        function = self.function(compiler.dialect.name)
        return None if function is None else str(function(type_, compiler))


def _is_written(cls: type) -> bool:
    """Tell whether the library writes elements of a class."""
    kind = getattr(cls, "_kind", 0)
    return issubclass(cls, Function) if kind == k.FUNCTION else bool(kind)


_DIALECTS: dict[str, Any] = {
    "default": Dialect("default"),
    **{name: by_name(name).dialect() for name in ("sqlite", "postgresql", "mysql")},
}


def compiles(class_: type, *specs: str) -> Callable[[F], F]:
    """Decorate the function that writes the elements of a class, on the named databases or on all.

    >>> from sqlmodel_rs.sql.functions import FunctionElement
    >>> class greeting(FunctionElement):
    ...     name = "greeting"
    >>> @compiles(greeting)
    ... def write(element, compiler, **kw):
    ...     return f"'hello ' || {compiler.process(element.clauses, **kw)}"
    >>> str(greeting("you"))
    "'hello ' || :greeting_1"

    Raises ArgumentError for classes whose text depends on where they stand (columns, tables, labels, constraints).
    """
    kind = getattr(class_, "_kind", 0)
    if not issubclass(class_, (ClauseElement, TypeEngine)) or (
        issubclass(class_, ClauseElement) and (kind in _STRUCTURAL or kind in _INSIDE)
    ):
        raise ArgumentError(f"@compiles is not supported for {class_.__module__}.{class_.__qualname__}")

    def decorate(function: F) -> F:
        handlers = class_.__dict__.get("_compile_handlers")
        if handlers is None:
            handlers = Handlers(class_)
            setattr(class_, "_compile_handlers", handlers)  # noqa: B010
        for name in specs or ("default",):
            handlers.functions[name] = function
        forget_shapes()
        return function

    return decorate


def deregister(class_: type) -> None:
    """Take all functions of a class away."""
    if "_compile_handlers" in class_.__dict__:
        delattr(class_, "_compile_handlers")
        forget_shapes()
