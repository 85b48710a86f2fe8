"""What `MetaData` and tables ask a connection: whether something is there, and what it looks like."""

from __future__ import annotations

from typing import Any

from sqlmodel_rs.engine.reflection import Inspector


class Described:
    """A connection that answers questions about its database."""

    __slots__ = ()

    def _run_ddl(self, work: Any) -> None:
        work(self)

    def _has_table(self, name: str, schema: str | None = None) -> bool:
        return bool(self._inspector().has_table(name, schema))

    def _has_type(self, name: str, schema: str | None = None) -> bool:
        return bool(self._inspector().has_type(name, schema))

    def _has_sequence(self, name: str, schema: str | None = None) -> bool:
        return bool(self._inspector().has_sequence(name, schema))

    def _has_index(self, table: str, index: str, schema: str | None = None) -> bool:
        return bool(self._inspector().has_index(table, index, schema))

    def _table_names(self, schema: str | None = None, *, views: bool = False) -> list[str]:
        inspector = self._inspector()
        names = inspector.get_table_names(schema)
        return [*names, *inspector.get_view_names(schema)] if views else names

    def _reflect_table(self, table: Any, include_columns: Any, *, skip: set[str], resolve_fks: bool) -> None:
        self._inspector().reflect_table(table, include_columns, skip, resolve_fks)

    def _inspector(self) -> Any:
        return Inspector(self)
