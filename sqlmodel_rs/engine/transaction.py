"""Transactions and savepoints of a connection. What they send is written as steps that either driver performs."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any, Self

from sqlmodel_rs import exc

if TYPE_CHECKING:
    from sqlmodel_rs.engine.connection import Connection

#: A step: (method of the native connection, arguments, then its keywords if any); the driver sends back what it
#: returned.
Steps = Generator[tuple[str, tuple[Any, ...]] | tuple[str, tuple[Any, ...], dict[str, Any]], Any, Any]


class Transaction:
    """A transaction in progress. As a context manager it commits, or rolls back when an exception passes through."""

    __slots__ = ("connection", "is_active", "_inside", "_proxy")

    _inactive = "This transaction is inactive"
    #: What stands for it in an `AsyncConnection`, weakly.
    _proxy: Any

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.is_active = True
        self._inside = False

    @property
    def is_valid(self) -> bool:
        """Whether the transaction is in progress, on the connection it began on."""
        return self.is_active and not self.connection.invalidated

    def commit(self) -> None:
        """Make the changes permanent.

        Raises:
            InvalidRequestError: the transaction has ended.
        """
        self.connection._drive(self._commit_steps())

    def rollback(self) -> None:
        """Undo the changes; does nothing once the transaction has ended."""
        self.connection._drive(self._rollback_steps())

    def close(self) -> None:
        """Roll back if the transaction is still active."""
        self.rollback()

    def _commit_steps(self) -> Steps:
        raise NotImplementedError

    def _rollback_steps(self) -> Steps:
        raise NotImplementedError

    def _check_active(self) -> None:
        if not self.is_active:
            raise exc.InvalidRequestError(self._inactive)

    def _exit_steps(self, error: BaseException | None) -> Steps:
        self.connection._leave_block(self)
        if error is None and self.is_active:
            try:
                yield from self._commit_steps()
            except BaseException:
                yield from self._rollback_steps()
                raise
        else:
            yield from self._rollback_steps()

    def __enter__(self) -> Self:
        self.connection._enter_block(self)
        return self

    def __exit__(self, exc_type: object, error: BaseException | None, traceback: object) -> None:
        self.connection._drive(self._exit_steps(error))


class RootTransaction(Transaction):
    """A transaction of the database."""

    __slots__ = ()

    def _commit_steps(self) -> Steps:
        self._check_active()
        connection = self.connection
        try:
            yield from connection._commit_native_steps()
        finally:
            self._end()

    def _rollback_steps(self) -> Steps:
        if not self.is_active and self.connection._transaction is not self:
            return
        connection = self.connection
        active, self.is_active = self.is_active, False
        try:
            if active:
                yield from connection._rollback_native_steps()
        finally:
            self._end()

    def _end(self) -> None:
        self.is_active = False
        connection = self.connection
        nested = connection._nested
        while nested is not None:
            nested.is_active = False
            nested = nested.parent
        connection._nested = None
        if connection._transaction is self:
            connection._transaction = None


class NestedTransaction(Transaction):
    """A savepoint."""

    __slots__ = ("name", "parent")

    _inactive = "This nested transaction is inactive"

    def __init__(self, connection: Connection, name: str, parent: NestedTransaction | None) -> None:
        super().__init__(connection)
        self.name = name
        self.parent = parent

    def _commit_steps(self) -> Steps:
        self._check_active()
        connection = self.connection
        try:
            yield from connection._savepoint_steps("release_savepoint", f"RELEASE SAVEPOINT {self.name}", self.name)
        finally:
            self._end()

    def _rollback_steps(self) -> Steps:
        connection = self.connection
        active, self.is_active = self.is_active, False
        try:
            if active and connection._transaction is not None and connection._transaction.is_active:
                sql = f"ROLLBACK TO SAVEPOINT {self.name}"
                try:
                    yield from connection._savepoint_steps("rollback_savepoint", sql, self.name)
                except exc.OperationalError as error:
                    if "no such savepoint" not in str(error.orig):
                        raise
                    # SQLite takes a whole transaction back when a change in it is interrupted.
                    yield from connection._transaction._rollback_steps()
        finally:
            self._end()

    def _end(self) -> None:
        self.is_active = False
        connection = self.connection
        nested = connection._nested
        chain = nested
        while chain is not None and chain is not self:
            chain = chain.parent
        if chain is self:
            while nested is not None and nested is not self:
                nested.is_active = False
                nested = nested.parent
            connection._nested = self.parent
