"""`MetaData`: the tables that belong together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from sqlmodel_rs import exc
from sqlmodel_rs.event import Listeners
from sqlmodel_rs.schema.creation import create_tables, drop_tables, named_types
from sqlmodel_rs.schema.naming import DEFAULT_NAMING_CONVENTION, Convention
from sqlmodel_rs.schema.ordering import sort_tables
from sqlmodel_rs.schema.table import DDL_EVENTS, Table


class MetaData:
    """A collection of tables: `metadata.tables["hero"]`, `metadata.create_all(engine)`.

    `schema` is the default schema of its tables, `naming_convention` how unnamed constraints are named.
    """

    def __init__(
        self,
        schema: str | None = None,
        quote_schema: bool | None = None,
        naming_convention: Convention | None = None,
        info: dict[Any, Any] | None = None,
    ) -> None:
        if schema is not None and not isinstance(schema, str):
            raise exc.ArgumentError(f"expected schema argument to be a string, got {type(schema)}.")
        self.schema = schema
        self.quote_schema = quote_schema
        self.naming_convention: Mapping[Any, Any] = naming_convention or DEFAULT_NAMING_CONVENTION
        self.info: dict[Any, Any] = dict(info) if info else {}
        self._tables: dict[str, Table] = {}
        self._sequences: dict[str, Any] = {}
        self._typeless: dict[str, list[Any]] = {}
        self._listeners = Listeners(*DDL_EVENTS)

    @property
    def tables(self) -> Mapping[str, Table]:
        """The tables by key ("hero", "archive.hero"), in order of definition; a live, read-only view."""
        return MappingProxyType(self._tables)

    @property
    def sorted_tables(self) -> list[Table]:
        """The tables in order of dependency: what a foreign key points at comes first."""
        return sort_tables(sorted(self._tables.values(), key=lambda table: table.key))

    def get_schema_objects(self, kind: Any = None, *, schema: Any = None) -> Sequence[Any]:
        """Return the named enumerated types of the tables, each once."""
        return named_types(self._tables.values())

    def _add_table(self, key: str, table: Table) -> None:
        self._tables[key] = table

    def _discard_table(self, key: str) -> None:
        table = self._tables.pop(key, None)
        if table is not None:
            for waiting in self._typeless.values():
                waiting[:] = [key for key in waiting if key.parent.table is not table]

    def _table_defined(self, table: Table) -> None:
        for key in self._typeless.pop(table.key, []):
            key._give_type(key.parent.table)

    def clear(self) -> None:
        """Forget every table."""
        self._tables.clear()
        self._sequences.clear()
        self._typeless.clear()

    def remove(self, table: Table) -> None:
        """Forget a table."""
        self._discard_table(table.key)

    def create_all(self, bind: Any, tables: Sequence[Table] | None = None, checkfirst: Any = True) -> None:
        """Create the tables (all, or those given) in the database, in order of dependency.

        Args:
            bind: an Engine (one transaction is begun and committed) or a Connection.
            tables: only these.
            checkfirst: leave alone what exists.
        """
        bind._run_ddl(lambda connection: create_tables(connection, self, tables, bool(checkfirst)))

    def drop_all(self, bind: Any, tables: Sequence[Table] | None = None, checkfirst: Any = True) -> None:
        """Drop the tables (all, or those given) from the database, in the opposite order; arguments as `create_all`."""
        bind._run_ddl(lambda connection: drop_tables(connection, self, tables, bool(checkfirst)))

    def reflect(
        self,
        bind: Any,
        schema: str | None = None,
        views: bool = False,
        only: Sequence[str] | Callable[[str, MetaData], bool] | None = None,
        extend_existing: bool = False,
        autoload_replace: bool = True,
        resolve_fks: bool = True,
        **dialect_kwargs: Any,
    ) -> None:
        """Define the tables that the database has.

        `only` names them, or chooses them by a function of (name, metadata).

        Raises:
            InvalidRequestError: `only` names a table that does not exist.
        """
        schema = schema if schema is not None else self.schema
        available = bind._table_names(schema, views=views)
        if only is None:
            names = list(available)
        elif callable(only):
            names = [name for name in available if only(name, self)]
        else:
            missing = [name for name in only if name not in available]
            if missing:
                shown = ", ".join(missing)
                raise exc.InvalidRequestError(
                    f"Could not reflect: requested table(s) not available in {bind.engine!r}: ({shown})"
                )
            names = list(only)
        for name in names:
            key = f"{schema}.{name}" if schema else name
            if key not in self._tables or extend_existing:
                Table(
                    name,
                    self,
                    schema=schema,
                    autoload_with=bind,
                    extend_existing=extend_existing,
                    autoload_replace=autoload_replace,
                    resolve_fks=resolve_fks,
                )

    def _event_holder(self, identifier: str) -> Listeners | None:
        return self._listeners if identifier in self._listeners.names else None

    def __contains__(self, table_or_key: Any) -> bool:
        key = table_or_key if isinstance(table_or_key, str) else table_or_key.key
        return key in self._tables

    def __repr__(self) -> str:
        return "MetaData()"

    def __getstate__(self) -> dict[str, Any]:
        raise TypeError("MetaData is not pickled: import the models in the other process")
