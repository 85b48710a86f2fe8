"""Every error and warning of the library, under SQLAlchemy's names.

Knows nothing of engines, statements or models: the other rooms hand over text and plain values.

    SQLAlchemyError
      ArgumentError            NoForeignKeysError AmbiguousForeignKeysError NoSuchModuleError DuplicateColumnError
                               ObjectNotExecutableError ConstraintColumnNotFoundError MappedAnnotationError
      CircularDependencyError  CompileError > UnsupportedCompilationError   IdentifierError   TimeoutError
      DisconnectionError > InvalidatePoolError
      InvalidRequestError      NoResultFound MultipleResultsFound NoReferencedTableError NoReferencedColumnError
                               PendingRollbackError ResourceClosedError NoSuchTableError MissingGreenlet
                               UnmappedClassError ...
        RowError               PolymorphicIdentityError AmbiguousRowError MissingRowError OrphanRowError
      DetachedInstanceError    StaleDataError   FlushError   ObjectDereferencedError
      StatementError
        DBAPIError
          InterfaceError
          DatabaseError        DataError InternalError ProgrammingError NotSupportedError
            IntegrityError     UniqueViolation ForeignKeyViolation NotNullViolation CheckViolation
            OperationalError   SerializationFailure DeadlockDetected
                               Operational{Unique,NotNull,Check}Violation (violations, too)
"""

from __future__ import annotations

from typing import Any

from sqlmodel_rs import driver
from sqlmodel_rs.parameters import repr_params
from sqlmodel_rs.warning import Base20DeprecationWarning as Base20DeprecationWarning
from sqlmodel_rs.warning import HasDescriptionCode as HasDescriptionCode
from sqlmodel_rs.warning import LegacyAPIWarning as LegacyAPIWarning
from sqlmodel_rs.warning import MovedIn20Warning as MovedIn20Warning
from sqlmodel_rs.warning import SADeprecationWarning as SADeprecationWarning
from sqlmodel_rs.warning import SAPendingDeprecationWarning as SAPendingDeprecationWarning
from sqlmodel_rs.warning import SATestSuiteWarning as SATestSuiteWarning
from sqlmodel_rs.warning import SAWarning as SAWarning


class SQLAlchemyError(HasDescriptionCode, Exception):
    """Base of every error that this library raises on purpose."""

    def _message(self) -> str:
        if len(self.args) == 1:
            text = self.args[0]
            return text.decode("utf-8", "backslashreplace") if isinstance(text, bytes) else str(text)
        return str(self.args)

    def __str__(self) -> str:
        return self._message()


class ArgumentError(SQLAlchemyError):
    """An argument of a construct is not acceptable."""


class DuplicateColumnError(ArgumentError):
    """A column of that name is already on the table."""


class ObjectNotExecutableError(ArgumentError):
    """Something was executed that is not a statement."""

    def __init__(self, target: Any) -> None:
        super().__init__(f"Not an executable object: {target!r}")
        self.target = target

    def __reduce__(self) -> Any:
        return type(self), (self.target,)


class NoSuchModuleError(ArgumentError):
    """A URL names a database that has no dialect here."""


class NoForeignKeysError(ArgumentError):
    """A join was asked for between tables that no foreign key links."""


class AmbiguousForeignKeysError(ArgumentError):
    """A join was asked for between tables that several foreign keys link."""


class ConstraintColumnNotFoundError(ArgumentError):
    """A constraint names a column that its table lacks."""


class MappedAnnotationError(ArgumentError):
    """An annotation of a mapped attribute cannot be understood."""


class CircularDependencyError(SQLAlchemyError):
    """An ordering has a cycle."""

    def __init__(self, message: str, cycles: Any, edges: Any, msg: str | None = None, code: str | None = None) -> None:
        if msg is None:
            listed = ", ".join(repr(item) for item in cycles)
            message = f"{message} ({listed})"
        else:
            message = msg
        super().__init__(message, code=code)
        self.cycles = cycles
        self.edges = edges

    def __reduce__(self) -> Any:
        return type(self), ("", self.cycles, self.edges, self.args[0], self.__dict__.get("code"))


class CompileError(SQLAlchemyError):
    """A statement cannot be written as SQL."""


class UnsupportedCriteriaError(CompileError, NotImplementedError):
    """A change names more tables than the database can look at; SQLAlchemy raises a NotImplementedError."""


class UnsupportedCompilationError(CompileError):
    """A construct has no spelling in the database's SQL."""

    code = "l7de"

    def __init__(self, compiler: Any, element_type: type, message: str | None = None) -> None:
        detail = f": {message}" if message else ""
        super().__init__(f"Compiler {compiler!r} can't render element of type {element_type}{detail}")
        self.compiler = compiler
        self.element_type = element_type
        self.message = message

    def __reduce__(self) -> Any:
        return type(self), (repr(self.compiler), self.element_type, self.message)


class IdentifierError(SQLAlchemyError):
    """A name is longer than the database allows."""


class DisconnectionError(SQLAlchemyError):
    """A raw connection is dead; raised by pool listeners."""

    invalidate_pool: bool = False


class InvalidatePoolError(DisconnectionError):
    """All connections of the pool are stale."""

    invalidate_pool = True


class TimeoutError(SQLAlchemyError):
    """No connection of the pool became free in time."""

    code = "3o7r"


class InvalidRequestError(SQLAlchemyError):
    """What was asked for is not possible in the present state."""


class IllegalStateChangeError(InvalidRequestError):
    """A method was called while another one was changing the same object."""


class NoInspectionAvailable(InvalidRequestError):
    """`inspect()` was given something that has nothing to show."""


class NoDBAPILoaded(InvalidRequestError):
    """A driver was asked for where there is none."""


class PendingRollbackError(InvalidRequestError):
    """The transaction has failed and must be rolled back first."""


class ResourceClosedError(InvalidRequestError):
    """A closed connection, cursor or result was used."""


class NoSuchColumnError(InvalidRequestError, KeyError):
    """A row has no column of that name."""


class AmbiguousColumnError(InvalidRequestError):
    """A row has several columns of that name."""


class NoResultFound(InvalidRequestError):
    """No row came back where one was required."""


class MultipleResultsFound(InvalidRequestError):
    """Several rows came back where one was required."""


class NoReferenceError(InvalidRequestError):
    """A foreign key's target is missing."""

    table_name: str


class NoReferencedTableError(NoReferenceError):
    """A foreign key names an unknown table."""

    def __init__(self, message: str, tname: str) -> None:
        super().__init__(message)
        self.table_name = tname

    def __reduce__(self) -> Any:
        return type(self), (self.args[0], self.table_name)


class NoReferencedColumnError(NoReferenceError):
    """A foreign key names an unknown column."""

    def __init__(self, message: str, tname: str, cname: str) -> None:
        super().__init__(message)
        self.table_name = tname
        self.column_name = cname

    def __reduce__(self) -> Any:
        return type(self), (self.args[0], self.table_name, self.column_name)


class AwaitRequired(InvalidRequestError):
    """A blocking call was made where it had to be awaited."""

    code = "xd1r"


class MissingGreenlet(InvalidRequestError):
    """Data had to be loaded in plain attribute access under an async session."""

    code = "xd2s"


class NoSuchTableError(InvalidRequestError):
    """The database has no such table."""


class UnreflectableTableError(InvalidRequestError):
    """A table exists but cannot be reflected."""


class UnboundExecutionError(InvalidRequestError):
    """A statement was executed without an engine or connection."""


class DontWrapMixin:
    """Mark an exception of a type's callback as not to be wrapped in StatementError."""


class UnmappedError(InvalidRequestError):
    """Base of errors about classes or objects without a mapping."""


class UnmappedInstanceError(UnmappedError):
    """An object's class is not mapped."""

    def __init__(self, obj: object, msg: str | None = None) -> None:
        super().__init__(msg or f"Class '{type(obj).__module__}.{type(obj).__qualname__}' is not mapped")


class UnmappedClassError(UnmappedError):
    """A class is not mapped."""

    def __init__(self, cls: Any, msg: str | None = None) -> None:
        name = f"{cls.__module__}.{cls.__qualname__}" if isinstance(cls, type) else repr(cls)
        super().__init__(msg or f"Class '{name}' is not mapped")


class UnmappedColumnError(InvalidRequestError):
    """A column is not part of the mapping."""


class ObjectDeletedError(InvalidRequestError):
    """An object's row is gone."""

    def __init__(self, state: Any, msg: str | None = None) -> None:
        super().__init__(msg or f"Instance '{state}' has been deleted, or its row is otherwise not present.")


class LoaderStrategyException(InvalidRequestError):
    """A loading strategy does not fit the attribute."""


class RowError(InvalidRequestError):
    """A row does not fit its class hierarchy. `table` and `key` say which row, `hint` what to do about it."""

    table: str | None = None
    key: tuple[Any, ...] | None = None
    hint: str | None = None

    def __init__(self, message: str, *, table: str | None = None, key: Any = None, hint: str | None = None) -> None:
        super().__init__(message if hint is None else f"{message} {hint}")
        self.table = table
        self.key = tuple(key) if isinstance(key, (tuple, list)) else None if key is None else (key,)
        self.hint = hint


class PolymorphicIdentityError(RowError, AssertionError):
    """A row's discriminator names no class of the hierarchy."""


class AmbiguousRowError(RowError):
    """A base row has rows in more than one child table, or in one that is not its class's."""


class MissingRowError(RowError):
    """A row's class has a child table that has no row for it."""


class OrphanRowError(RowError):
    """A row of a child table has no row in its parent's."""


class DetachedInstanceError(SQLAlchemyError):
    """An attribute had to be loaded for an object without a session."""

    code = "bhk3"


class StaleDataError(SQLAlchemyError):
    """An UPDATE or DELETE met another number of rows than expected."""


ConcurrentModificationError = StaleDataError


class FlushError(SQLAlchemyError):
    """The pending changes cannot be written."""


class ObjectDereferencedError(SQLAlchemyError):
    """An object was collected while an operation needed it."""


class StatementError(SQLAlchemyError):
    """Something failed while a statement was being executed.

    Attributes: `statement` (SQL text or None), `params` (what was bound), `orig` (the cause), `detail` (lines added
    by `add_detail`), `ismulti` (params is a list of parameter sets), `hide_parameters`.
    """

    statement: str | None
    params: Any
    orig: BaseException | None

    def __init__(
        self,
        message: str,
        statement: str | None,
        params: Any,
        orig: BaseException | None,
        hide_parameters: bool = False,
        code: str | None = None,
        ismulti: bool | None = None,
    ) -> None:
        super().__init__(message, code=code)
        self.statement = statement
        self.params = params
        self.orig = orig
        self.ismulti = ismulti
        self.hide_parameters = hide_parameters
        self.detail: list[str] = []

    def add_detail(self, msg: str) -> None:
        """Add a line in parentheses before the message."""
        self.detail.append(msg)

    def _message(self) -> str:
        lines = [f"({detail})" for detail in self.detail]
        lines.append(super()._message())
        if self.statement:
            lines.append(f"[SQL: {self.statement}]")
            if self.params:
                shown = (
                    "[SQL parameters hidden due to hide_parameters=True]"
                    if self.hide_parameters
                    else f"[parameters: {repr_params(self.params, ismulti=self.ismulti)}]"
                )
                lines.append(shown)
        return "\n".join(lines)

    def __reduce__(self) -> Any:
        arguments = (
            self.args[0] if self.args else None,
            self.statement,
            self.params,
            self.orig,
            self.hide_parameters,
            self.__dict__.get("code"),
            self.ismulti,
        )
        return _restore, (type(self), arguments, {**self.__dict__, "detail": list(self.detail)})


def _of_orig(name: str, doc: str) -> Any:
    return property(lambda error: getattr(error.orig, name, None), doc=doc)


class DBAPIError(StatementError):
    """The database, or the way to it, refused. `orig` has the driver's own error.

    `connection_invalidated` is True when the connection was lost and has been thrown away.
    """

    code = "dbapi"
    connection_invalidated: bool

    def __init__(
        self,
        statement: str | None,
        params: Any,
        orig: BaseException,
        hide_parameters: bool = False,
        connection_invalidated: bool = False,
        code: str | None = None,
        ismulti: bool | None = None,
    ) -> None:
        try:
            text = str(orig)
        except Exception as error:
            text = f"Error in str() of DB-API-generated exception: {error}"
        super().__init__(
            f"({_class_name(orig)}) {text}", statement, params, orig, hide_parameters, code=code, ismulti=ismulti
        )
        self.connection_invalidated = connection_invalidated

    @property
    def driver_exception(self) -> BaseException | None:
        """Give the driver's own error (the same as `orig`)."""
        return self.orig

    sqlstate = _of_orig("sqlstate", "The five-character SQLSTATE, where the database has one.")
    table = _of_orig("table", "The table the database complained about, when it named one.")
    column = _of_orig("column", "The column the database complained about, when it named one.")
    constraint = _of_orig("constraint", "The constraint the database complained about, when it named one.")


class InterfaceError(DBAPIError):
    """The driver was used wrongly."""

    code = "rvf5"


class DatabaseError(DBAPIError):
    """The database reported an error."""

    code = "4xp6"


class DataError(DatabaseError):
    """A value does not fit (out of range, wrong format)."""

    code = "9h9h"


class OperationalError(DatabaseError):
    """The database could not do its work (connection lost, locked, out of memory)."""

    code = "e3q8"


class IntegrityError(DatabaseError):
    """A constraint was violated."""

    code = "gkpj"


class InternalError(DatabaseError):
    """The database is in a state it should not be in."""

    code = "2j85"


class ProgrammingError(DatabaseError):
    """The statement is wrong (syntax, unknown table or column)."""

    code = "f405"


class NotSupportedError(DatabaseError):
    """The database does not know the feature."""

    code = "tw8g"


class UniqueViolation(IntegrityError):
    """A unique or primary key constraint was violated."""


class ForeignKeyViolation(IntegrityError):
    """A foreign key was violated."""


class NotNullViolation(IntegrityError):
    """NULL was given for a column that refuses it."""


class CheckViolation(IntegrityError):
    """A CHECK constraint was violated."""


class SerializationFailure(OperationalError):
    """Concurrent transactions conflict; the transaction may be tried again."""


class DeadlockDetected(OperationalError):
    """Concurrent transactions wait for each other; the transaction may be tried again."""


class OperationalUniqueViolation(OperationalError, UniqueViolation):
    """A key that Python's MySQL drivers take for an error of operation; it is caught as either."""


class OperationalNotNullViolation(OperationalError, NotNullViolation):
    """A value was missing, which Python's MySQL drivers take for an error of operation (1364)."""


class OperationalCheckViolation(OperationalError, CheckViolation):
    """A CHECK was violated, which Python's MySQL drivers take for an error of operation (4025, 3819)."""


_BY_KIND: dict[str, type[DBAPIError]] = {
    "unique": UniqueViolation,
    "foreignkey": ForeignKeyViolation,
    "notnull": NotNullViolation,
    "check": CheckViolation,
    "integrity": IntegrityError,
    "operational": OperationalError,
    "connect": OperationalError,
    "programming": ProgrammingError,
    "data": DataError,
    "internal": InternalError,
    "notsupported": NotSupportedError,
    "interface": InterfaceError,
    "database": DatabaseError,
}
#: By MySQL's number, which decides before the kind.
_OPERATIONAL: dict[str, type[DBAPIError]] = {
    **dict.fromkeys(("1022", "1169", "1557", "1586"), OperationalUniqueViolation),
    "1364": OperationalNotNullViolation,
    **dict.fromkeys(("3819", "4025"), OperationalCheckViolation),
}
_DEADLOCK = {"40P01", "1213"}
_SERIALIZATION = {"40001", "1020"}


def _from_driver(
    kind: str,
    message: str,
    code: str | None = None,
    table: str | None = None,
    column: str | None = None,
    constraint: str | None = None,
    sql: str | None = None,
    params: Any = None,
) -> Exception:
    """Build the error to raise for what the engine reported; `kind` is its error kind, in any letter case."""
    name = "".join(letter for letter in kind.lower() if letter.isalpha())
    if name in ("timeout", "pooltimeout"):
        return TimeoutError(message)
    error_class = _OPERATIONAL.get(code or "") or _BY_KIND.get(name, DatabaseError)
    if error_class is OperationalError and code in _DEADLOCK:
        error_class = DeadlockDetected
    elif error_class is OperationalError and code in _SERIALIZATION:
        error_class = SerializationFailure
    is_state = code is not None and len(code) == 5
    orig = _driver_class(error_class)(
        message, code=code, sqlstate=code if is_state else None, table=table, column=column, constraint=constraint
    )
    ismulti = isinstance(params, list) and bool(params) and isinstance(params[0], (dict, tuple, list))
    return error_class(sql, params, orig, ismulti=ismulti)


def _number_first(error: StatementError) -> None:
    """Give the driver's error `(number, message)` as arguments, as every MySQL driver does."""
    orig = error.orig
    code = getattr(orig, "code", None)
    if isinstance(orig, driver.Error) and len(orig.args) == 1 and code is not None and code.isdigit():
        orig.args = (int(code), orig.args[0])
        error.args = (f"({_class_name(orig)}) {orig}",)


def _driver_class(error_class: type[DBAPIError]) -> type[driver.Error]:
    named = (getattr(driver, base.__name__, None) for base in error_class.__mro__)
    return next((found for found in named if found is not None), driver.Error)


def _restore(cls: type[StatementError], arguments: tuple[Any, ...], state: dict[str, Any]) -> StatementError:
    error = cls.__new__(cls)
    StatementError.__init__(error, *arguments)
    error.__dict__.update(state)
    return error


def _class_name(error: BaseException) -> str:
    cls = type(error)
    module = "driver" if cls.__module__ == driver.__name__ else cls.__module__
    return f"{module}.{cls.__qualname__}"
