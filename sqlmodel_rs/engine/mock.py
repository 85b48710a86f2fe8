"""`create_mock_engine`: hand DDL to a function instead of a database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlmodel_rs import dialects
from sqlmodel_rs.engine.options import backend_of
from sqlmodel_rs.engine.url import URL, make_url


class MockConnection:
    """An engine that executes nothing: each statement goes to `executor(statement, *args, **kw)`."""

    def __init__(self, dialect: Any, execute: Callable[..., Any]) -> None:
        self.dialect = dialect
        self._execute = execute

    @property
    def engine(self) -> MockConnection:
        """The engine itself."""
        return self

    @property
    def name(self) -> str:
        """The database's name."""
        return str(self.dialect.name)

    def connect(self, **_kw: Any) -> MockConnection:
        """Return the engine itself."""
        return self

    def execution_options(self, **_kw: Any) -> MockConnection:
        """Return the engine itself."""
        return self

    def execute(self, obj: Any, parameters: Any = None, execution_options: Any = None) -> Any:
        """Hand the statement to the function."""
        return self._execute(obj, parameters)

    def schema_for_object(self, obj: Any) -> str | None:
        """Return the schema that a table is looked for in."""
        return obj.schema  # type: ignore[no-any-return]

    def _run_ddl(self, work: Any) -> None:
        # Nothing exists, so that everything is created; and everything exists, so that everything is dropped.
        work(self)

    def create(self, entity: Any, **kw: Any) -> None:
        """Hand out what creating a table or metadata needs."""
        kw["checkfirst"] = False
        (entity.create_all if hasattr(entity, "create_all") else entity.create)(self, **kw)

    def drop(self, entity: Any, **kw: Any) -> None:
        """Hand out what dropping a table or metadata needs."""
        kw["checkfirst"] = False
        (entity.drop_all if hasattr(entity, "drop_all") else entity.drop)(self, **kw)

    def _has_table(self, name: str, schema: str | None = None) -> bool:
        return False

    _has_type = _has_sequence = _has_table

    def _has_index(self, table: str, index: str, schema: str | None = None) -> bool:
        return False


def create_mock_engine(url: str | URL, executor: Callable[..., Any], **kw: Any) -> MockConnection:
    """Make an engine for a URL that hands every statement to `executor`.

    The statement can be written with `statement.compile(dialect=engine.dialect)`.
    """
    backend = backend_of(make_url(url))
    return MockConnection(dialects.by_name(backend).dialect(), executor)
