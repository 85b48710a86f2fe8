"""What every statement node shares: `ClauseElement` (text, compile), `Executable` (options) and `ColumnCollection`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, TypeVar

from sqlmodel_rs._native import compile as compile_node
from sqlmodel_rs.exc import ArgumentError, InvalidRequestError
from sqlmodel_rs.sql.cache_key import CacheKey, cache_key_of
from sqlmodel_rs.sql.kinds import BIND, VISIT_NAMES
from sqlmodel_rs.subscript import Subscriptable

_C = TypeVar("_C")
#: What stands for the list of IN, or for a value that is part of the text, in a text that is shown.
_MARK = re.compile(r"((?: NOT)? IN) \(__\[POSTCOMPILE_(\w+)\]\)|__\[POSTCOMPILE_(\w+)\]", re.IGNORECASE)


def scalar_subquery(select: Any) -> Any:
    """Return a select, or a compound of selects, as the value of its one column and row."""
    return select.scalar_subquery()


class Compiled:
    """The SQL text of one statement for one dialect: `str()` is the text, `params` the bound values by name."""

    __slots__ = ("_compiled", "_values", "dialect", "statement", "string")

    def __init__(self, statement: Any, dialect: Any, compiled: Any, expanded: Any = None) -> None:
        self.statement = statement
        self.dialect = dialect
        self._compiled = compiled
        self.string: str
        self._values: dict[str, Any] | None
        self.string, self._values = expanded or (compiled.sql, None)

    @property
    def params(self) -> dict[str, Any]:
        """Bound values by parameter name, in order of appearance."""
        if self._values is not None:
            return dict(self._values)
        return {name: value for name, value, _type in self._compiled.params}

    @property
    def positiontup(self) -> list[str]:
        """Parameter names in order of appearance."""
        if self._values is not None:
            return list(self._values)
        return [name for name, _value, _type in self._compiled.params]

    def construct_params(self, params: dict[str, Any] | None = None, **_kw: Any) -> dict[str, Any]:
        """Return `params` over the statement's own values."""
        return {**self.params, **(params or {})}

    def __str__(self) -> str:
        return self.string

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.string!r}>"


class _Parameter:
    """A parameter alone: its text is its placeholder or, with literals, its value."""

    _kind = BIND
    unique = required = expanding = literal_execute = False
    callable_ = None

    def __init__(self, key: str, value: Any, spec: Any) -> None:
        self.key, self.value, self.type = key, value, _Typed(spec)


class _Typed:
    def __init__(self, spec: Any) -> None:
        self._spec_made = spec

    def _spec(self, dialect: str) -> Any:
        return self._spec_made


def _expanded(sql: str, parameters: list[tuple[str, Any, Any]], dialect: str) -> tuple[str, dict[str, Any]]:
    """Return a text without markers, and the values by name of all its parameters."""
    found = {name: (value, spec) for name, value, spec in parameters}
    values: dict[str, Any] = {}
    marked: set[str] = set()

    def replaced(match: re.Match[str]) -> str:
        words, listed, single = match.groups()
        marked.add(listed or single)
        value, spec = found[listed or single]
        if single:
            return _text(single, value, spec, dialect, literal=True)
        items = list(value or ())
        if not items:
            return _empty(words, dialect)
        rows = dialect == "sqlite" and isinstance(items[0], tuple)
        written = ", ".join(_item(f"{listed}_{at}", item, spec, dialect, values) for at, item in enumerate(items, 1))
        return f"{words} ({'VALUES ' if rows else ''}{written})"

    text = _MARK.sub(replaced, sql)
    own = {name: value for name, value, _spec in parameters if name not in marked}
    return text, {**own, **values}


def _item(name: str, item: Any, spec: Any, dialect: str, values: dict[str, Any]) -> str:
    if isinstance(item, tuple):
        parts = (_item(f"{name}_{at}", part, None, dialect, values) for at, part in enumerate(item, 1))
        return f"({', '.join(parts)})"
    values[name] = item
    return _text(name, item, spec, dialect)


def _text(name: str, value: Any, spec: Any, dialect: str, literal: bool = False) -> str:
    if spec is None:
        return {"postgresql": f"%({name})s", "mysql": "%s", "sqlite": "?"}.get(dialect, f":{name}")
    node: Any = _Parameter(name, value, spec)
    return str(compile_node(node, dialect, mode="str", literal_binds=literal).sql)


def _empty(words: str, dialect: str) -> str:
    """Return a membership in nothing, as a condition that no value changes."""
    if dialect == "sqlite":
        return f"{words} (SELECT 1 FROM (SELECT 1) WHERE 1!=1)"
    return f"{words} (NULL) {'OR (1 = 1)' if 'NOT' in words.upper() else 'AND (1 != 1)'}"


def dialect_name(dialect: Any) -> str:
    """Return the dialect's name: of a dialect object, an engine, a name, or None for the neutral text."""
    if dialect is None:
        return "default"
    if isinstance(dialect, str):
        name = dialect
    else:
        name = getattr(getattr(dialect, "dialect", dialect), "name", "default")
    return "mysql" if name == "mariadb" else name


class ClauseElement(Subscriptable):
    """A node of a statement. Immutable: every method that changes something returns another node."""

    __slots__ = ()

    _kind: ClassVar[int] = 0
    is_select: ClassVar[bool] = False
    #: It is ANY or ALL, which stands on the right side of a comparison, and which NOT does not reach into.
    is_quantified: Any = False
    is_dml: ClassVar[bool] = False
    is_text: ClassVar[bool] = False

    if TYPE_CHECKING:
        __visit_name__: ClassVar[str]
    else:

        @property
        def __visit_name__(self) -> str:
            """The name under which a visitor knows the node."""
            return VISIT_NAMES.get(self._kind, "clause")

    def __clause_element__(self) -> Any:
        return self

    def compile(
        self,
        bind: Any = None,
        dialect: Any = None,
        *,
        compile_kwargs: Mapping[str, Any] | None = None,
        column_keys: Sequence[str] | None = None,
        schema_translate_map: Mapping[str | None, str | None] | None = None,
        render_schema_translate: bool = True,
        for_executemany: bool = False,
    ) -> Compiled:
        """Return the SQL text for `dialect` (or the neutral one).

        Args:
            bind: an engine or a connection, whose dialect it is.
            dialect: the dialect, or its name.
            compile_kwargs: `literal_binds` writes the values into the text, `render_postcompile` the placeholders of
                lists.
            column_keys: the columns that an INSERT or an UPDATE gives values to, beside those in it.
            schema_translate_map: the schemas to write, by those of the tables (None: of tables without one).
            render_schema_translate: without effect: the schemas are always written.
            for_executemany: without effect: the text is the same.

        Raises:
            CompileError: the database has no such construct.
        """
        target = dialect if dialect is not None else bind
        asked = compile_kwargs or {}
        name = dialect_name(target)
        node = self._for_text(name, column_keys)
        schemas = dict(schema_translate_map) if schema_translate_map else None
        literal = bool(asked.get("literal_binds"))
        made = compile_node(node, name, mode="str", literal_binds=literal, schemas=schemas)
        if not asked.get("render_postcompile"):
            return Compiled(self, dialect, made)
        for key in made.required:
            raise InvalidRequestError(f"A value is required for bind parameter {key!r}")
        return Compiled(self, dialect, made, _expanded(made.sql, made.params, name))

    def _for_text(self, dialect: str, keys: Any = None) -> Any:
        return self

    def __str__(self) -> str:
        return self.compile().string

    def __repr__(self) -> str:
        return f"<{type(self).__module__}.{type(self).__qualname__} object at {id(self):#x}>"

    def __bool__(self) -> bool:
        raise TypeError("Boolean value of this clause is not defined")

    def self_group(self, against: Any = None) -> Any:
        """Return the element itself: parentheses are decided when the text is written."""
        return self

    def unique_params(self, *args: Any, **kwargs: Any) -> Any:
        """Return a copy in which the named parameters carry other values."""
        return self.params(*args, **kwargs)

    def params(self, *args: Any, **kwargs: Any) -> Any:
        """Return a copy in which the named bind parameters carry other values."""
        from .traversal import replace_parameters

        values = dict(args[0]) if args else {}
        return replace_parameters(self, {**values, **kwargs})

    def compare(self, other: Any, **kw: Any) -> bool:
        """Tell whether both are the same node, or nodes of one structure with equal values."""
        from .traversal import same_structure

        return same_structure(self, other)

    def get_children(self, **kw: Any) -> Iterator[Any]:
        """Iterate over the nodes directly below this one."""
        from .traversal import children

        return children(self)


class Executable(ClauseElement):
    """A statement that can be executed; carries loader options and execution options, which lowering does not see."""

    __slots__ = ()

    if TYPE_CHECKING:
        _options: Any
        _execution_options: Any

    def _copy(self) -> Self:
        raise NotImplementedError

    def options(self, *options: Any) -> Self:
        """Return a statement with loader options added."""
        new = self._copy()
        new._options = self._options + options
        return new

    def execution_options(self, **options: Any) -> Self:
        """Return a statement with execution options added (`populate_existing`, `yield_per` ...)."""
        new = self._copy()
        new._execution_options = {**self._execution_options, **options}
        return new

    def get_execution_options(self) -> dict[str, Any]:
        """Return the execution options set so far."""
        return dict(self._execution_options)

    def _generate_cache_key(self) -> CacheKey:
        """Return what tells the statement from others, for programs that keep results."""
        return cache_key_of(self)


class ColumnCollection(Generic[_C]):
    """An ordered collection of columns: by attribute, by key, by position.

    Two columns of one key are both kept (a join of tables with equal names); look-up by key gives the first.
    """

    __slots__ = ("_all", "_index")

    def __init__(self, columns: Any = ()) -> None:
        self._all: list[tuple[str, _C]] = []
        self._index: dict[str, _C] = {}
        for column in columns:
            key, column = column if isinstance(column, tuple) else (column.key, column)
            self.add(column, key)

    def add(self, column: _C, key: str | None = None) -> None:
        """Append a column; a column of the same key stays reachable by position only."""
        key = key if key is not None else column.key  # type: ignore[attr-defined]
        self._all.append((key, column))
        self._index.setdefault(key, column)

    def replace(self, column: _C, key: str | None = None) -> None:
        """Append a column, or put it in the place of the one with the same key."""
        key = key if key is not None else column.key  # type: ignore[attr-defined]
        if key in self._index:
            self._all = [(k, column if k == key else c) for k, c in self._all]
        else:
            self._all.append((key, column))
        self._index[key] = column

    def remove(self, column: _C) -> None:
        """Take a column out."""
        self._all = [(key, c) for key, c in self._all if c is not column]
        self._index = {}
        for key, c in self._all:
            self._index.setdefault(key, c)

    def keys(self) -> list[str]:
        """Return the keys, in order."""
        return [key for key, _ in self._all]

    def values(self) -> list[_C]:
        """Return the columns, in order."""
        return [column for _, column in self._all]

    def items(self) -> list[tuple[str, _C]]:
        """Return (key, column) pairs, in order."""
        return list(self._all)

    def get(self, key: str, default: Any = None) -> Any:
        """Return the column of a key, or `default`."""
        return self._index.get(key, default)

    def contains_column(self, column: Any) -> bool:
        """Tell whether this very column is inside."""
        return any(c is column for _, c in self._all)

    def as_readonly(self) -> ColumnCollection[_C]:
        """Return the collection: reading is all that callers do with it."""
        return self

    def corresponding_column(self, column: Any, require_embedded: bool = False) -> Any:
        """Return the column here that stands for `column` of an inner FROM, or None."""
        for _, own in self._all:
            source: Any = own
            while source is not None:
                if source is column:
                    return own
                source = getattr(source, "source", None)
        return None

    def __getattr__(self, key: str) -> _C:
        try:
            return self._index[key]
        except KeyError:
            raise AttributeError(key) from None

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, str):
            return self._index[key]
        if isinstance(key, int):
            return self._all[key][1]
        if isinstance(key, slice):
            return ColumnCollection(self._all[key])
        return ColumnCollection((part if isinstance(part, str) else self._all[part][0], self[part]) for part in key)

    def __contains__(self, key: Any) -> bool:
        if not isinstance(key, str):
            raise self._not_a_string()
        return key in self._index

    @staticmethod
    def _not_a_string() -> Exception:
        return ArgumentError("__contains__ requires a string argument")

    def __iter__(self) -> Iterator[_C]:
        return iter([column for _, column in self._all])

    def __len__(self) -> int:
        return len(self._all)

    def __bool__(self) -> bool:
        return True

    def __dir__(self) -> list[str]:
        return [*object.__dir__(self), *self._index]

    def __getstate__(self) -> list[tuple[str, _C]]:
        return self._all

    def __setstate__(self, state: list[tuple[str, _C]]) -> None:
        self._all = state
        self._index = {}
        for key, column in state:
            self._index.setdefault(key, column)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(str(key) for key in self._index)})"
