"""`Row`: a tuple with names, and `RowMapping`, the same as a mapping.

Every shape of row (its keys, and what they stand for) has a subclass of its own, so that a row is nothing but a tuple.
"""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, KeysView, Mapping, ValuesView
from functools import lru_cache
from operator import itemgetter
from typing import Any, ClassVar

from sqlmodel_rs import exc

_SHADOWED = frozenset({"count", "index"})


class Row(tuple[Any, ...]):
    """One row of a result: `row[0]`, `row.name`, `row._mapping["name"]`, unpacking, comparison with tuples."""

    __slots__ = ()

    _fields: ClassVar[tuple[str, ...]] = ()
    _elements: ClassVar[tuple[Any, ...]] = ()
    _positions: ClassVar[dict[str, int]] = {}

    @property
    def _mapping(self) -> RowMapping:
        """The row as a mapping from column name (or column) to value."""
        return RowMapping(self)

    @property
    def _data(self) -> tuple[Any, ...]:
        return tuple(self)

    def _asdict(self) -> dict[str, Any]:
        """Return the row as a dict from column name to value."""
        return dict(self._mapping)

    def _tuple(self) -> tuple[Any, ...]:
        """Return the row itself, typed as a tuple."""
        return self

    @property
    def t(self) -> tuple[Any, ...]:
        """The row itself, typed as a tuple."""
        return self

    _t = t

    def __getattr__(self, name: str) -> Any:
        position = self._positions.get(name)
        if position is None:
            raise AttributeError(f"Could not locate column in row for column '{name}'")
        return self[position]

    def __repr__(self) -> str:
        return tuple.__repr__(self)

    def __reduce__(self) -> Any:
        return _restored, (self._fields, tuple(self))


class RowMapping(Mapping[Any, Any]):
    """A row by column name; a column or mapped attribute is a key too."""

    __slots__ = ("_row",)

    def __init__(self, row: Row) -> None:
        self._row = row

    def __getitem__(self, key: Any) -> Any:
        return self._row[position_of(type(self._row), key)]

    def __contains__(self, key: Any) -> bool:
        try:
            position_of(type(self._row), key)
        except exc.NoSuchColumnError:
            return False
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(self._row._fields))

    def __len__(self) -> int:
        return len(self._row)

    def keys(self) -> KeysView[Any]:
        """Return the column names."""
        return RMKeyView(self._row._fields, type(self._row))  # type: ignore[return-value]

    def values(self) -> ValuesView[Any]:
        """Return the values."""
        return list(self._row)  # type: ignore[return-value]

    def items(self) -> ItemsView[Any, Any]:
        """Return (name, value) pairs."""
        return list(zip(self._row._fields, self._row, strict=False))  # type: ignore[return-value]

    def __repr__(self) -> str:
        return repr(dict(self.items()))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mapping) and dict(self.items()) == dict(other.items())

    __hash__ = None  # type: ignore[assignment]


class RMKeyView(list[str]):
    """The column names of a result, in order; what was selected is found among them, too."""

    def __init__(self, keys: Any, row_cls: type[Row] | None = None) -> None:
        super().__init__(keys)
        self._row_class = row_cls

    def __contains__(self, key: object) -> bool:
        if isinstance(key, str) or self._row_class is None:
            return list.__contains__(self, key)
        try:
            position_of(self._row_class, key)
        except exc.NoSuchColumnError:
            return False
        return True

    def __repr__(self) -> str:
        return f"RMKeyView({list.__repr__(self)})"

    def __eq__(self, other: object) -> bool:
        return list(self) == list(other) if isinstance(other, (list, tuple)) else NotImplemented

    __hash__ = None


def position_of(row_class: type[Row], key: Any) -> int:
    """Return the position of a column given by name or by what was selected.

    Raises:
        NoSuchColumnError: there is none. AmbiguousColumnError: several columns have the name.
    """
    if isinstance(key, str):
        position = row_class._positions.get(key)
        if position is None:
            raise exc.NoSuchColumnError(f"Could not locate column in row for column '{key}'")
        if position < 0:
            raise exc.AmbiguousColumnError(f"Ambiguous column name '{key}' in result set column descriptions")
        return position
    if isinstance(key, (int, slice)):
        raise exc.NoSuchColumnError(f"Could not locate column in row for column '{key}'")
    return _element_position(row_class, key)


def _element_position(row_class: type[Row], key: Any) -> int:
    for position, element in enumerate(row_class._elements):
        if element is key:
            return position
    sought = _innermost(key)
    for position, element in enumerate(row_class._elements):
        if _innermost(element) is sought:
            return position
    name = getattr(key, "key", None) or getattr(key, "name", None) or getattr(key, "__name__", None)
    position_by_name = row_class._positions.get(name) if isinstance(name, str) else None
    if position_by_name is None:
        raise exc.NoSuchColumnError(f"Could not locate column in row for column '{key}'")
    if position_by_name < 0:
        raise exc.AmbiguousColumnError(f"Ambiguous column name '{name}' in result set column descriptions")
    return position_by_name


def _innermost(element: Any) -> Any:
    entity = getattr(element, "__sql_entity__", None)
    if entity is not None:
        return entity
    if hasattr(element, "__clause_element__"):
        element = element.__clause_element__()
    return getattr(element, "column", element)


def row_class(keys: tuple[str, ...], elements: tuple[Any, ...] = ()) -> type[Row]:
    """Return the class of rows with these keys; `elements` is what was selected, for look-up by column."""
    if not elements:
        return _by_keys(keys)
    return _make_class(keys, elements)


@lru_cache(maxsize=512)
def _by_keys(keys: tuple[str, ...]) -> type[Row]:
    return _make_class(keys, ())


def _make_class(keys: tuple[str, ...], elements: tuple[Any, ...]) -> type[Row]:
    positions: dict[str, int] = {}
    for position, key in enumerate(keys):
        positions[key] = position if key not in positions else -1
    # The columns given to a text by position have names of their own, too.
    for position, element in enumerate(elements):
        name = getattr(element, "name", None) if getattr(element, "table", None) is None else None
        if isinstance(name, str) and name not in positions:
            positions[name] = position
    namespace: dict[str, Any] = {"__slots__": (), "_fields": keys, "_elements": elements, "_positions": positions}
    for key, position in positions.items():
        if position >= 0 and key.isidentifier() and (key in _SHADOWED or not hasattr(Row, key)):
            namespace[key] = property(itemgetter(position))
    return type("Row", (Row,), namespace)


def _restored(keys: tuple[str, ...], values: tuple[Any, ...]) -> Row:
    return _by_keys(keys)(values)


def place_in(cls: type[Row], index: Any) -> int:
    """Return the position that a number, a name or a column means.

    Raises:
        NoSuchColumnError: there is no such column.
    """
    if isinstance(index, int):
        if not -len(cls._fields) <= index < len(cls._fields):
            raise exc.NoSuchColumnError(f"Could not locate column in row for column '{index}'")
        return index
    return position_of(cls, index)


def elements_of(statement: Any, keys: tuple[str, ...]) -> tuple[Any, ...]:
    """Return what the statement selects, when names alone would not tell its columns apart."""
    selected = getattr(statement, "_columns", None) or getattr(statement, "columns_", None)
    if not isinstance(selected, tuple) or len(selected) != len(keys):
        return ()
    own = tuple(getattr(element, "key", None) or getattr(element, "name", None) for element in selected)
    return () if own == keys and len(set(keys)) == len(keys) else selected
