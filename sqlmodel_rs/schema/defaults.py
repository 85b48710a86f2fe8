"""Where a column's value comes from when none is given: Python defaults, server defaults, sequences, identity."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, ClassVar

from sqlmodel_rs import exc
from sqlmodel_rs.schema import kinds as k
from sqlmodel_rs.schema.base import BLANK_SCHEMA, SchemaItem, checked_options, quoted_name
from sqlmodel_rs.schema.creation import create_sequence, drop_sequence
from sqlmodel_rs.sql.base import ClauseElement
from sqlmodel_rs.sql.functions import next_value
from sqlmodel_rs.sql.statement import select_rows
from sqlmodel_rs.sql.textual import text


class DefaultGenerator(SchemaItem):
    """Base of defaults that are applied before a statement is sent."""

    __slots__ = ("_info", "column", "for_update")

    is_sequence: ClassVar[bool] = False
    is_scalar: ClassVar[bool] = False
    is_callable: ClassVar[bool] = False
    is_clause_element: ClassVar[bool] = False

    def __init__(self, for_update: bool = False) -> None:
        self.for_update = for_update
        self.column: Any = None
        self._info = None

    def _set_parent(self, parent: Any, **kw: Any) -> None:
        self.column = parent
        if self.for_update:
            parent.onupdate = self
        else:
            parent.default = self


class ColumnDefault(DefaultGenerator):
    """A value, a callable or an SQL expression for a column without a value.

    `arg` is the value, the expression, or a callable of one argument (the execution context).
    """

    __slots__ = ("_user_arg", "arg")

    def __new__(cls, arg: Any = None, for_update: bool = False) -> ColumnDefault:
        """Choose the subclass by what `arg` is."""
        if cls is ColumnDefault:
            if isinstance(arg, FetchedValue):
                raise exc.ArgumentError("ColumnDefault may not be a server-side default type.")
            if isinstance(arg, ClauseElement) or hasattr(arg, "__clause_element__"):
                cls = ColumnElementColumnDefault
            elif callable(arg):
                cls = CallableColumnDefault
            else:
                cls = ScalarElementColumnDefault
        return object.__new__(cls)

    def __init__(self, arg: Any = None, for_update: bool = False) -> None:
        super().__init__(for_update)
        self._user_arg = arg
        self.arg = arg

    def _copy(self) -> ColumnDefault:
        return ColumnDefault(self._user_arg, self.for_update)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.arg!r})"


class ScalarElementColumnDefault(ColumnDefault):
    """A plain value."""

    __slots__ = ()
    is_scalar = True


class ColumnElementColumnDefault(ColumnDefault):
    """An SQL expression, written into the statement."""

    __slots__ = ()
    is_clause_element = True


class CallableColumnDefault(ColumnDefault):
    """A callable, called for each row, with the execution context if it takes an argument."""

    __slots__ = ()
    is_callable = True

    def __init__(self, arg: Callable[..., Any], for_update: bool = False) -> None:
        super().__init__(arg, for_update)
        self.arg = _of_context(arg)


def _of_context(function: Callable[..., Any]) -> Callable[[Any], Any]:
    """Return a callable of the context; classes and functions without parameters are called with none."""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return lambda _context: function()
    positional = [
        parameter
        for parameter in signature.parameters.values()
        if parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD)
        and parameter.default is parameter.empty
    ]
    if len(positional) > 1:
        raise exc.ArgumentError("ColumnDefault Python function takes zero or one positional arguments")
    if positional:
        return function
    return lambda _context: function()


class FetchedValue(SchemaItem):
    """A value the database makes in a way of its own (a trigger): nothing is written to DDL."""

    __slots__ = ("_info", "column", "for_update")

    _kind: ClassVar[int] = k.FETCHED
    is_server_default: ClassVar[bool] = True
    has_argument: ClassVar[bool] = False
    is_clause_element: ClassVar[bool] = False
    is_identity: ClassVar[bool] = False

    def __init__(self, for_update: bool = False) -> None:
        self.for_update = for_update
        self.column: Any = None
        self._info = None

    def _set_parent(self, parent: Any, **kw: Any) -> None:
        self.column = parent
        if self.for_update:
            parent.server_onupdate = self
        else:
            parent.server_default = self

    def _copy(self) -> FetchedValue:
        return FetchedValue(self.for_update)

    def __repr__(self) -> str:
        return "FetchedValue()"


class DefaultClause(FetchedValue):
    """A DEFAULT in DDL: `arg` is a str (a literal, quoted when written) or an SQL element (`text("now()")`)."""

    __slots__ = ("arg", "reflected")

    _kind = k.SERVER_DEFAULT
    has_argument = True

    def __init__(self, arg: Any, for_update: bool = False, _reflected: bool = False) -> None:
        if not isinstance(arg, (str, ClauseElement)) and not hasattr(arg, "__clause_element__"):
            raise exc.ArgumentError(
                f"Argument 'arg' is expected to be one of type '<class 'str'>' or "
                f"'<class 'sqlalchemy.sql.elements.ClauseElement'>' or "
                f"'<class 'sqlalchemy.sql.elements.TextClause'>', got '{type(arg)}'"
            )
        super().__init__(for_update)
        self.arg = arg
        self.reflected = _reflected

    def _copy(self) -> DefaultClause:
        return DefaultClause(self.arg, self.for_update, self.reflected)

    def __repr__(self) -> str:
        return f"DefaultClause({self.arg!r}, for_update={self.for_update!r})"


class Computed(FetchedValue):
    """GENERATED ALWAYS AS (`sqltext`), `persisted` True = STORED, False = VIRTUAL, None = the database's choice."""

    __slots__ = ("persisted", "sqltext")

    _kind = k.COMPUTED

    def __init__(self, sqltext: Any, persisted: bool | None = None) -> None:
        super().__init__()
        self.sqltext = _sql_text(sqltext)
        self.persisted = persisted

    def _set_parent(self, parent: Any, **kw: Any) -> None:
        if not isinstance(parent.server_default, (type(None), Computed)) or not isinstance(
            parent.server_onupdate, (type(None), Computed)
        ):
            raise exc.ArgumentError("A generated column cannot specify a server_default or a server_onupdate argument")
        self.column = parent
        parent.computed = self
        parent.server_default = self
        parent.server_onupdate = self

    def _copy(self) -> Computed:
        return Computed(self.sqltext, self.persisted)

    def __repr__(self) -> str:
        return f"Computed({str(self.sqltext)!r})"


def _sql_text(sqltext: Any) -> Any:
    if isinstance(sqltext, str):
        return text(sqltext)
    return sqltext.__clause_element__() if hasattr(sqltext, "__clause_element__") else sqltext


class _Numbers:
    """The options that an identity column and a sequence share."""

    __slots__ = ()
    _NAMES: ClassVar[tuple[str, ...]] = (
        "start",
        "increment",
        "minvalue",
        "maxvalue",
        "nominvalue",
        "nomaxvalue",
        "cycle",
        "cache",
        "order",
    )

    def _set_numbers(self, values: dict[str, Any]) -> None:
        for name in self._NAMES:
            setattr(self, name, values[name])

    def _numbers(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self._NAMES}


class Identity(_Numbers, FetchedValue):
    """GENERATED { ALWAYS | BY DEFAULT } AS IDENTITY with its options; databases without it use their own way."""

    __slots__ = ("always", "on_null", *_Numbers._NAMES)

    _kind = k.IDENTITY
    is_identity = True

    def __init__(
        self,
        always: bool | None = False,
        on_null: bool | None = None,
        start: int | None = None,
        increment: int | None = None,
        minvalue: int | None = None,
        maxvalue: int | None = None,
        nominvalue: bool | None = None,
        nomaxvalue: bool | None = None,
        cycle: bool | None = None,
        cache: int | None = None,
        order: bool | None = None,
        **dialect_kw: Any,
    ) -> None:
        super().__init__()
        checked_options("Identity", dialect_kw)
        self.always = always
        self.on_null = on_null
        self._set_numbers(locals())

    def _set_parent(self, parent: Any, **kw: Any) -> None:
        if not isinstance(parent.server_default, (type(None), Identity)) or parent.server_onupdate is not None:
            raise exc.ArgumentError(
                "A column with an Identity object cannot specify a server_default or a server_onupdate argument"
            )
        if parent.autoincrement is False:
            raise exc.ArgumentError("A column with an Identity object cannot specify autoincrement=False")
        self.column = parent
        parent.identity = self
        if parent._user_nullable is None:
            parent.nullable = False
        parent.server_default = self

    def _copy(self) -> Identity:
        return Identity(self.always, self.on_null, **self._numbers())


class Sequence(_Numbers, DefaultGenerator):
    """A named counter of the database; as a column's default it gives the next value.

    `schema` and `metadata` place it; the other options are those of CREATE SEQUENCE.
    """

    __slots__ = ("_key", "data_type", "metadata", "name", "optional", "schema", *_Numbers._NAMES)

    _kind = k.SEQUENCE
    is_sequence = True

    def __init__(
        self,
        name: str,
        start: int | None = None,
        increment: int | None = None,
        minvalue: int | None = None,
        maxvalue: int | None = None,
        nominvalue: bool | None = None,
        nomaxvalue: bool | None = None,
        cycle: bool | None = None,
        schema: Any = None,
        cache: int | None = None,
        order: bool | None = None,
        data_type: Any = None,
        optional: bool = False,
        quote: bool | None = None,
        metadata: Any = None,
        quote_schema: bool | None = None,
        for_update: bool = False,
        **dialect_kw: Any,
    ) -> None:
        super().__init__(for_update)
        checked_options("Sequence", dialect_kw)
        name = name if quote is None else quoted_name(name, quote)
        schema = schema if quote_schema is None or not isinstance(schema, str) else quoted_name(schema, quote_schema)
        self._set_numbers(locals())
        self.name = name
        self.optional = optional
        self.data_type = data_type() if isinstance(data_type, type) else data_type
        self.metadata = metadata
        if schema is BLANK_SCHEMA:
            self.schema = None
        elif schema is None and metadata is not None:
            self.schema = metadata.schema
        else:
            self.schema = schema
        self._key = f"{self.schema}.{name}" if self.schema else name
        if metadata is not None:
            metadata._sequences[self._key] = self

    @property
    def next_value(self) -> Callable[[], Any]:
        """Call for the SQL function that gives the next value."""
        return self._next_value

    def _next_value(self) -> Any:
        return next_value(self)

    def _as_statement(self) -> Any:
        """Return what is sent where the sequence itself is executed: `connection.scalar(sequence)`."""
        return select_rows(next_value(self))

    def _set_parent(self, parent: Any, **kw: Any) -> None:
        super()._set_parent(parent)
        if parent.table is not None:
            self._set_metadata(parent.table.metadata)

    def _set_metadata(self, metadata: Any) -> None:
        self.metadata = metadata
        metadata._sequences[self._key] = self

    def _copy(self) -> Sequence:
        return Sequence(
            self.name,
            schema=self.schema,
            data_type=self.data_type,
            optional=self.optional,
            metadata=self.metadata,
            for_update=self.for_update,
            **self._numbers(),
        )

    def create(self, bind: Any, checkfirst: bool = True) -> None:
        """Issue CREATE SEQUENCE; with `checkfirst`, only where it is missing."""
        bind._run_ddl(lambda connection: create_sequence(connection, self, checkfirst))

    def drop(self, bind: Any, checkfirst: bool = True) -> None:
        """Issue DROP SEQUENCE; with `checkfirst`, only where it exists."""
        bind._run_ddl(lambda connection: drop_sequence(connection, self, checkfirst))

    def __repr__(self) -> str:
        return f"Sequence({self.name!r})"
