"""SQL written by hand: `text()` with `:name` parameters, its columns, and verbatim columns."""

from __future__ import annotations

import re
from typing import Any, ClassVar, Self

from sqlmodel_rs.exc import ArgumentError
from sqlmodel_rs.types import NULLTYPE, to_instance, type_of_value

from . import kinds as k
from .base import ColumnCollection, Executable
from .elements import BindParameter, ColumnElement
from .query import Query
from .selectable import CONSTRUCTORS, ColumnClause

_BIND = re.compile(r"(?<![:\w\x5c]):(\w+)(?!:)")
_MISSING: Any = object()


class TextClause(ColumnElement[Any], Executable):
    """SQL text; `:name` marks a parameter, `\\:` is a colon."""

    __slots__ = ("_execution_options", "_options", "binds", "text")
    _kind = k.TEXT
    is_text: ClassVar[bool] = True
    type = NULLTYPE

    def __init__(self, text: str) -> None:
        self.text = text
        self.binds: dict[str, BindParameter] = {
            name: BindParameter(name, None, NULLTYPE, unique=False, required=True) for name in _BIND.findall(text)
        }
        self._options = ()
        self._execution_options = {}

    def _copy(self) -> Self:
        new = object.__new__(type(self))
        new.text = self.text
        new.binds = dict(self.binds)
        new._options = self._options
        new._execution_options = self._execution_options
        return new

    def bindparams(self, *binds: BindParameter, **names_to_values: Any) -> Self:
        """Return the text with values (or whole parameters, with a type) for its names.

        Raises ArgumentError for a name that is not in the text.
        """
        new = self._copy()
        for bind in binds:
            self._require(bind.key)
            new.binds[bind.key] = bind
        for name, value in names_to_values.items():
            self._require(name)
            old = new.binds[name]
            type_ = old.type if old.type is not NULLTYPE else type_of_value(value)
            new.binds[name] = BindParameter(name, value, type_, unique=False, expanding=old.expanding)
        return new

    def _require(self, name: str) -> None:
        if name not in self.binds:
            raise ArgumentError(f"This text() construct doesn't define a bound parameter named {name!r}")

    def columns(self, *cols: Any, **types: Any) -> TextualSelect:
        """Return the text as a SELECT with these columns, by position, or by name with types."""
        named = [ColumnClause(name, type_) for name, type_ in types.items()]
        given = [ColumnClause(c) if isinstance(c, str) else c.__clause_element__() for c in cols]
        return TextualSelect(self, (*given, *named), bool(cols) and not types)

    def self_group(self, against: Any = None) -> Any:
        """Return the text itself."""
        return self


class TextualSelect(Query):
    """Text that returns known columns: it can be a subquery or a CTE, and rows are typed."""

    __slots__ = ("_execution_options", "_options", "columns_", "element", "positional")
    _kind = k.TEXTUAL_SELECT
    _order_by = _group_by = ()
    _limit = _offset = _rest = None

    def __init__(self, element: TextClause, columns: tuple[Any, ...], positional: bool = False) -> None:
        self.element = element
        self.columns_ = columns
        self.positional = positional
        self._options = ()
        self._execution_options = {}

    def _copy(self) -> Self:
        new = object.__new__(type(self))
        for name in TextualSelect.__slots__:
            setattr(new, name, getattr(self, name))
        return new

    def bindparams(self, *binds: BindParameter, **values: Any) -> TextualSelect:
        """Return the statement with values for the text's parameters."""
        new = self._copy()
        new.element = self.element.bindparams(*binds, **values)
        return new

    @property
    def selected_columns(self) -> list[Any]:
        """The columns given."""
        return list(self.columns_)

    @property
    def columns(self) -> ColumnCollection[Any]:
        """The columns given, by name."""
        return ColumnCollection(self.columns_)

    c = columns


class EntityText(TextualSelect):
    """Text whose rows are those of a mapped class: `select(Hero).from_statement(text(...))`.

    `given` are the columns that `columns()` named, in the text's order where `by_place`. Which column of the class each
    of the text's is, the execution finds out.
    """

    __slots__ = ("by_place", "entity", "given")

    def __init__(self, element: TextClause, entity: Any, given: tuple[Any, ...] = (), by_place: bool = False) -> None:
        super().__init__(element, (entity,), True)
        self.entity = entity
        self.given = given
        self.by_place = by_place

    def _copy(self) -> Self:
        new = super()._copy()
        for name in EntityText.__slots__:
            setattr(new, name, getattr(self, name))
        return new

    @property
    def _columns(self) -> tuple[Any, ...]:
        return self.columns_

    def arranged(self, entity: Any) -> Self:
        """Return the statement with the class's columns in the text's order."""
        new = self._copy()
        new.columns_ = (entity,)
        return new


def text(text: str) -> TextClause:
    """Return SQL written by hand.

    Example: `text("SELECT :x + 1").bindparams(x=1)`.
    """
    return TextClause(text)


def literal_column(text: str, type_: Any = None) -> ColumnClause:
    """Return a column expression written verbatim."""
    return ColumnClause(text, type_, is_literal=True)


def column(text: str, type_: Any = None, is_literal: bool = False, _selectable: Any = None) -> ColumnClause:
    """Return a column by name, of no table."""
    return ColumnClause(text, type_, is_literal, _selectable)


def bindparam(
    key: str | None,
    value: Any = _MISSING,
    type_: Any = None,
    unique: bool = False,
    required: Any = _MISSING,
    quote: bool | None = None,
    callable_: Any = None,
    expanding: bool = False,
    isoutparam: bool = False,
    literal_execute: bool = False,
) -> BindParameter:
    """Return a named parameter whose value is given now, when executed, or by `callable_` at that time."""
    missing = value is _MISSING
    if required is _MISSING:
        required = missing and callable_ is None
    value = None if missing else value
    sample = (value[0] if value else None) if expanding and isinstance(value, (list, tuple)) else value
    resolved = to_instance(type_) if type_ is not None else NULLTYPE if missing else type_of_value(sample)
    return BindParameter(
        key or "param", value, resolved, unique or key is None, required, expanding, literal_execute, callable_
    )


CONSTRUCTORS["text"] = text
CONSTRUCTORS["entity_text"] = EntityText
