"""`Result` and its faces: rows, scalars, mappings, tuples. They hold what a statement gave; they know no connection."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Generic, NamedTuple, NoReturn, Self

from typing_extensions import TypeVar, TypeVarTuple, Unpack

from sqlmodel_rs import exc
from sqlmodel_rs.engine.facts import Sent, StatementFacts
from sqlmodel_rs.engine.row import RMKeyView, Row, RowMapping, elements_of, place_in, row_class
from sqlmodel_rs.subscript import Subscriptable

T = TypeVar("T")
R = TypeVar("R", default=Any)
Ts = TypeVarTuple("Ts", default=Unpack[tuple[Any, ...]])

_NOT_UNIQUE = (
    "The unique() method must be invoked on this Result, as it contains results that need to be deduplicated (such as "
    "those with joined eager loads against collections)"
)
_NO_ROW = "No row was found when one was required"


class _Rows(Generic[T]):
    """Items still to be fetched: `data` from position `at`, each made into what the caller sees by `make`."""

    __slots__ = ("_at", "_closed", "_data", "_make", "_seen", "_size", "_source", "_unique_key")

    def __init__(self, data: list[Any], make: Callable[[Any], T] | None = None) -> None:
        self._data = data
        self._make: Callable[[Any], T] | None = make
        self._at = 0
        #: Where more rows come from, when they are fetched bit by bit: an object with `fetch()` and `close()`.
        self._source: Any = None
        self._closed = False
        self._size: int | None = None
        self._unique_key: Callable[[Any], Any] | None = None
        self._seen: set[Any] = set()

    def _check(self) -> None:
        if self._closed:
            raise exc.ResourceClosedError("This result object is closed.")

    def _refill(self) -> bool:
        """Fetch the next rows; False when there are none."""
        if self._source is None:
            return False
        self._data, self._at = self._source.fetch(), 0
        if not self._data:
            self._source = None
        return bool(self._data)

    def _rest(self) -> list[T]:
        """Take everything that is left."""
        items = self._buffered()
        while self._refill():
            items.extend(self._buffered())
        return items

    def _buffered(self) -> list[T]:
        """Take everything that is at hand."""
        self._check()
        data = self._data if self._at == 0 else self._data[self._at :]
        self._data, self._at = [], 0
        if self._unique_key is not None:
            data = [item for item in data if self._is_new(item)]
        if self._make is None:
            return data
        return [self._make(item) for item in data]

    def _is_new(self, item: Any) -> bool:
        key = self._unique_key(self._make(item) if self._make is not None else item)  # type: ignore[misc]
        if key in self._seen:
            return False
        self._seen.add(key)
        return True

    def _some(self, size: int | None, usual: int | None = 1) -> list[T]:
        size = size if size is not None else (self._size or usual)
        if size is None:
            return self._rest()
        found: list[T] = []
        while len(found) < size:
            item = self._next()
            if item is _END:
                break
            found.append(item)
        return found

    def _next(self) -> Any:
        item = self._take()
        while item is _END and self._refill():
            item = self._take()
        return item

    def _take(self) -> Any:
        """Take the next item that is at hand."""
        self._check()
        while self._at < len(self._data):
            item = self._data[self._at]
            self._at += 1
            if self._unique_key is None or self._is_new(item):
                return item if self._make is None else self._make(item)
        return _END

    def _only(self, *, none: bool, several: bool, values: bool = False) -> Any:
        """Take the first item and close; complain if there is none, or a second one, as asked."""
        first = self._foremost() if several else self._next()
        if first is _END:
            self._hard_close()
            if none:
                return None
            raise exc.NoResultFound(_NO_ROW)
        if not several and self._another(first):
            self._hard_close()
            words = "one or none was" if none else "exactly one was"
            raise exc.MultipleResultsFound(f"Multiple rows were found when {words} required")
        self._hard_close()
        return first[0] if values else first

    def _foremost(self) -> Any:
        """Take the first item of those that are left; a result that demands `unique()` gives it without."""
        return self._next()

    def _another(self, first: Any) -> bool:
        return self._next() is not _END

    def _hard_close(self) -> None:
        source, self._source = self._source, None
        if source is not None:
            source.close()
        self._closed = True
        self._data = []
        self._at = 0

    def close(self) -> None:
        """Close the result; fetching from it afterwards is an error."""
        self._hard_close()

    @property
    def closed(self) -> bool:
        """Whether the result was closed."""
        return self._closed

    def unique(self, strategy: Callable[[Any], Any] | None = None) -> Self:
        """Give each item once; `strategy` makes from an item the value that is compared."""
        self._unique_key = strategy if strategy is not None else identity_of
        return self

    def yield_per(self, num: int) -> Self:
        """Set how many items `fetchmany()` and `partitions()` give at a time."""
        self._size = num
        return self

    def partitions(self, size: int | None = None) -> Iterator[Sequence[T]]:
        """Iterate over lists of `size` items; without a size, that of `yield_per`, or all in one."""
        while True:
            part = self._some(size, None)
            if not part:
                return
            yield part

    def __iter__(self) -> Iterator[T]:
        if self._at == 0 and self._unique_key is None and self._make is None and self._source is None:
            self._check()
            data, self._at = self._data, len(self._data)
            return iter(data)
        return self._each()

    def _each(self) -> Iterator[T]:
        while (item := self._next()) is not _END:
            yield item

    def __next__(self) -> T:
        item = self._next()
        if item is _END:
            raise StopIteration
        return item  # type: ignore[no-any-return]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()


class _End:
    __slots__ = ()


_END: Any = _End()


def identity_of(value: Any) -> Any:
    """Return what tells a value from others in `unique()`: the value, or its identity where it cannot be hashed."""
    if isinstance(value, (Row, tuple)):
        return tuple(identity_of(part) for part in value)
    if isinstance(value, RowMapping):
        return tuple(identity_of(part) for part in value.values())
    if type(value).__hash__ is None:
        return ("object", id(value)) if not isinstance(value, (list, dict, set)) else ("repr", repr(value))
    return value


class ScalarResult(_Rows[T]):
    """One value for each row."""

    __slots__ = ()

    def all(self) -> list[T]:
        """Return all values."""
        return self._rest()

    fetchall = all

    def fetchmany(self, size: int | None = None) -> list[T]:
        """Return the next `size` values."""
        return self._some(size)

    def first(self) -> T | None:
        """Return the first value, or None, and close."""
        return self._only(none=True, several=True)  # type: ignore[no-any-return]

    def one(self) -> T:
        """Return the only value.

        Raises:
            NoResultFound: there is none. MultipleResultsFound: there are several.
        """
        return self._only(none=False, several=False)  # type: ignore[no-any-return]

    def one_or_none(self) -> T | None:
        """Return the only value, or None; several are an error."""
        return self._only(none=True, several=False)  # type: ignore[no-any-return]


class MappingResult(_Rows[RowMapping]):
    """Each row as a mapping from column name to value."""

    __slots__ = ("_row_class",)

    def __init__(self, data: list[Any], make: Callable[[Any], Row], row_cls: type[Row]) -> None:
        super().__init__(data, lambda item: make(item)._mapping)
        self._row_class = row_cls

    def keys(self) -> RMKeyView:
        """Return the column names."""
        return RMKeyView(self._row_class._fields, self._row_class)

    def columns(self, *col_expressions: Any) -> MappingResult:
        """Keep the named columns, in the order named."""
        chosen, make = _chooser(self._row_class, col_expressions)
        own = self._make
        new = MappingResult([], lambda item: make(tuple(own(item).values())), chosen)  # type: ignore[misc]
        new._data, new._at, new._source = self._data, self._at, self._source
        return new

    def all(self) -> list[RowMapping]:
        """Return all rows."""
        return self._rest()

    fetchall = all

    def fetchone(self) -> RowMapping | None:
        """Return the next row, or None."""
        row = self._next()
        return None if row is _END else row

    def fetchmany(self, size: int | None = None) -> list[RowMapping]:
        """Return the next `size` rows."""
        return self._some(size)

    def first(self) -> RowMapping | None:
        """Return the first row, or None, and close."""
        return self._only(none=True, several=True)  # type: ignore[no-any-return]

    def one(self) -> RowMapping:
        """Return the only row."""
        return self._only(none=False, several=False)  # type: ignore[no-any-return]

    def one_or_none(self) -> RowMapping | None:
        """Return the only row, or None; several are an error."""
        return self._only(none=True, several=False)  # type: ignore[no-any-return]


def _chooser(cls: type[Row], expressions: Sequence[Any]) -> tuple[type[Row], Callable[[Any], Row]]:
    positions = [place_in(cls, expression) for expression in expressions]
    keys = tuple(cls._fields[position] for position in positions)
    elements = tuple(cls._elements[position] for position in positions) if cls._elements else ()
    chosen = row_class(keys, elements)
    return chosen, lambda row: chosen([row[position] for position in positions])


class Result(_Rows[R]):
    """The rows of a statement.

    `data` is a list of tuples or, with `single`, of the bare values of one-column rows.
    """

    __slots__ = ("_requires_unique", "_row_class", "_single")

    def __init__(
        self,
        data: list[Any],
        keys: Sequence[str],
        *,
        single: bool = False,
        elements: tuple[Any, ...] = (),
    ) -> None:
        self._row_class = row_class(tuple(keys), elements)
        self._single = single
        self._requires_unique = False
        super().__init__(data, self._maker())

    def _maker(self) -> Callable[[Any], Any]:
        cls = self._row_class
        return (lambda value: cls((value,))) if self._single else cls

    def _check(self) -> None:
        super()._check()
        if self._requires_unique and self._unique_key is None:
            raise exc.InvalidRequestError(_NOT_UNIQUE)

    def _foremost(self) -> Any:
        if self._requires_unique:
            self._unique_key = self._unique_key or identity_of
        return self._next()

    def keys(self) -> RMKeyView:
        """Return the column names."""
        return RMKeyView(self._row_class._fields, self._row_class)

    def all(self) -> list[R]:
        """Return all rows."""
        return self._rest()

    fetchall = all

    def fetchone(self) -> R | None:
        """Return the next row, or None."""
        row = self._next()
        return None if row is _END else row

    def fetchmany(self, size: int | None = None) -> list[R]:
        """Return the next `size` rows."""
        return self._some(size)

    def first(self) -> R | None:
        """Return the first row, or None, and close."""
        found: R | None = self._only(none=True, several=True)
        return found

    def one(self) -> R:
        """Return the only row.

        Raises:
            NoResultFound: there is none. MultipleResultsFound: there are several.
        """
        found: R = self._only(none=False, several=False)
        return found

    def one_or_none(self) -> R | None:
        """Return the only row, or None; several are an error."""
        found: R | None = self._only(none=True, several=False)
        return found

    def scalar(self) -> Any:
        """Return the first column of the first row, or None, and close."""
        row = self._only(none=True, several=True)
        return None if row is None else row[0]

    def scalar_one(self) -> Any:
        """Return the first column of the only row."""
        return self._only(none=False, several=False, values=True)

    def scalar_one_or_none(self) -> Any:
        """Return the first column of the only row, or None; several rows are an error."""
        row = self._only(none=True, several=False)
        return None if row is None else row[0]

    def scalars(self, index: Any = 0) -> ScalarResult[Any]:
        """Return one column's values; `index` is a position, a name or a column."""
        super()._check()
        position = place_in(self._row_class, index)
        make = None if self._single else (lambda row: row[position])
        scalars: ScalarResult[Any] = ScalarResult([], make)
        if self._requires_unique:
            scalars = _DemandingScalars([], make)
            scalars._unique_key = None
        self._hand_over(scalars)
        if self._unique_key is not None:
            scalars.unique(None if self._unique_key is identity_of else self._unique_key)
        return scalars

    def _hand_over(self, other: _Rows[Any]) -> None:
        # What `other` gives away as it is must not be what this result still holds.
        other._data = self._data if other._make is not None else list(self._data)
        other._at, other._size, other._source = self._at, self._size, self._source

    def mappings(self) -> MappingResult:
        """Return the rows as mappings."""
        super()._check()
        mappings = MappingResult([], self._maker(), self._row_class)
        self._hand_over(mappings)
        if self._unique_key is not None:
            mappings.unique(None if self._unique_key is identity_of else self._unique_key)
        return mappings

    def columns(self, *col_expressions: Any) -> Self:
        """Keep the named columns, in the order named; names, positions or columns."""
        make_row = self._maker()
        chosen: tuple[type[Row], Callable[[Any], Any]] = _chooser(self._row_class, col_expressions)
        self._row_class, choose = chosen
        self._make = lambda item: choose(make_row(item))
        self._single = False
        return self

    def tuples(self) -> TupleResult[Any]:
        """Return the result itself, typed as giving tuples."""
        return self  # type: ignore[return-value]

    @property
    def t(self) -> TupleResult[Any]:
        """The result itself, typed as giving tuples."""
        return self  # type: ignore[return-value]

    def freeze(self) -> FrozenResult:
        """Return the rows that are left as an object that gives new results when called."""
        return FrozenResult(self._rest(), self._row_class)

    def merge(self, *others: Result[R]) -> Result[R]:
        """Return one result with the rows of this and the others, one after the other."""
        merged: Result[R] = Result([], self._row_class._fields, elements=self._row_class._elements)
        merged._row_class = self._row_class
        merged._make = None
        merged._data = [row for result in (self, *others) for row in result._rest()]
        return merged


class _DemandingScalars(ScalarResult[Any]):
    """Scalars of a statement with joined eager loads of collections: `unique()` has to be called."""

    __slots__ = ()

    def _check(self) -> None:
        super()._check()
        if self._unique_key is None:
            raise exc.InvalidRequestError(_NOT_UNIQUE)

    def _foremost(self) -> Any:
        self._unique_key = self._unique_key or identity_of
        return self._next()


class TupleResult(Result[T]):
    """Rows, typed as tuples."""

    __slots__ = ()
    returns_rows: bool = True  # as a SELECT always does


class FrozenResult(Subscriptable):
    """Rows kept for several results: calling it gives a new `Result`."""

    __slots__ = ("_row_class", "data")

    def __init__(self, rows: list[Any], row_cls: type[Row]) -> None:
        self.data, self._row_class = rows, row_cls

    def __call__(self) -> Result:
        result = Result([], self._row_class._fields)
        result._row_class = self._row_class
        result._make = None
        result._data = list(self.data)
        return result

    def with_new_rows(self, tuple_data: list[Any]) -> FrozenResult:
        """Return the same with other rows."""
        return FrozenResult(tuple_data, self._row_class)

    def __reduce__(self) -> Any:
        # A class of rows is known by its keys.
        return _frozen, (self._row_class._fields, [tuple(row) for row in self.data])


def _frozen(keys: tuple[str, ...], rows: list[tuple[Any, ...]]) -> FrozenResult:
    row_cls = row_class(keys)
    return FrozenResult([row_cls(row) for row in rows], row_cls)


IteratorResult = ChunkedIteratorResult = Result


class CursorResult(StatementFacts, TupleResult[Row], Generic[*Ts]):
    """What executing a statement gave: rows if it returns any, and the counts of what it changed."""

    __slots__ = ("_defaults", "_inserted", "_native", "_sent", "connection", "returns_rows", "statement")

    def __init__(
        self,
        native: Any,
        statement: Any = None,
        *,
        returns_rows: bool | None = None,
        inserted: Any = None,
        connection: Any = None,
        sent: Sent | None = None,
    ) -> None:
        self._native = native
        self.statement = statement
        self.connection = connection
        self._sent = sent
        self._inserted = inserted
        self._defaults: list[Any] | None = None
        keys = tuple(native.keys)
        self.returns_rows = bool(keys) if returns_rows is None else returns_rows
        rows = native.rows if self.returns_rows else []
        super().__init__(
            rows, keys if self.returns_rows else (), single=native.single, elements=elements_of(statement, keys)
        )
        self._source = getattr(native, "source", None)

    def _check(self) -> None:
        if not self.returns_rows:
            self._no_rows()
        super()._check()

    def _no_rows(self) -> NoReturn:
        raise exc.ResourceClosedError("This result object does not return rows. It has been closed automatically.")

    def keys(self) -> RMKeyView:
        """Return the column names."""
        if not self.returns_rows:
            self._no_rows()
        return super().keys()

    def scalars(self, index: Any = 0) -> ScalarResult[Any]:
        """Return one column's values; `index` is a position, a name or a column."""
        self._check_rows()
        return super().scalars(index)

    def mappings(self) -> MappingResult:
        """Return the rows as mappings."""
        self._check_rows()
        return super().mappings()

    def _check_rows(self) -> None:
        if not self.returns_rows:
            self._no_rows()

    @property
    def rowcount(self) -> int:
        """The number of rows matched by UPDATE or DELETE, or inserted; -1 where it means nothing."""
        return -1 if getattr(self.statement, "is_ddl", False) else int(self._native.rowcount)

    def splice_horizontally(self, other: CursorResult) -> Self:
        """Return a result of rows with the values of both, side by side; both are read to their ends."""
        rows = [(*one, *more) for one, more in zip(self.all(), other.all(), strict=True)]
        return self._spliced((*self._row_class._fields, *other._row_class._fields), rows)

    def splice_vertically(self, other: CursorResult) -> Self:
        """Return a result of these rows and then the other's; both are read to their ends."""
        return self._spliced(self._row_class._fields, [tuple(row) for row in (*self.all(), *other.all())])

    def keep_defaults(self, keys: tuple[str, ...], rows: list[Any]) -> None:
        """Remember the values that return_defaults() asked for."""
        cls = row_class(keys)
        self._defaults = [cls(row) for row in rows]

    def _spliced(self, keys: Sequence[str], rows: list[Any]) -> Self:
        return type(self)(_Spliced(tuple(keys), rows, len(rows)), self.statement, connection=self.connection)


class _Spliced(NamedTuple):
    """Rows of two results, as the engine gives its own."""

    keys: tuple[str, ...]
    rows: list[Any]
    rowcount: int
    single: bool = False
    lastrowid: None = None
