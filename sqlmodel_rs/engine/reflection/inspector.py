"""`Inspector`: ask a database for its tables and what belongs to them, in SQLAlchemy's shapes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING, Any

from sqlmodel_rs import exc
from sqlmodel_rs.engine.reflection import mysql, postgresql, sqlite
from sqlmodel_rs.engine.reflection.tables import fill
from sqlmodel_rs.schema.ordering import generations, in_cycle

if TYPE_CHECKING:
    from sqlmodel_rs.engine.engine import Engine

_BACKENDS: dict[str, ModuleType] = {"sqlite": sqlite, "postgresql": postgresql, "mysql": mysql}


class Inspector:
    """A view into a database: `inspect(engine).get_table_names()`. Answers are remembered until `clear_cache()`."""

    def __init__(self, bind: Any) -> None:
        self.bind = bind
        self.engine: Engine = bind.engine
        self.dialect = bind.dialect
        self._backend = _BACKENDS[self.dialect.backend]
        self._known: dict[Any, Any] = {}

    @classmethod
    def from_engine(cls, bind: Any) -> Inspector:
        """Make an inspector for an engine or a connection."""
        return cls(bind)

    def clear_cache(self) -> None:
        """Forget what the database answered."""
        self._known.clear()

    @contextmanager
    def _rows(self) -> Iterator[Any]:
        with self.bind._connected() as connection:

            def rows(sql: str, params: Any = None) -> list[Any]:
                return list(connection.exec_driver_sql(sql, params))

            yield rows

    def _ask(self, question: str, *args: Any, remember: bool = True) -> Any:
        key = (question, *args)
        if remember and key in self._known:
            return self._known[key]
        with self._rows() as rows:
            answer = getattr(self._backend, question)(rows, *args)
        if remember:
            self._known[key] = answer
        return answer

    def _ask_table(self, question: str, name: str, schema: str | None) -> Any:
        answer = self._ask(question, str(name), schema)
        empty = (
            not answer or answer == {"text": None} or (question == "primary_key" and not answer["constrained_columns"])
        )
        if empty and not self.has_table(name, schema):
            raise exc.NoSuchTableError(f"{schema}.{name}" if schema else name)
        return answer

    @property
    def default_schema_name(self) -> str | None:
        """The schema that is used where none is named."""
        return self._ask("default_schema")  # type: ignore[no-any-return]

    def get_schema_names(self, **kw: Any) -> list[str]:
        """Return the names of the schemas."""
        return list(self._ask("schema_names"))

    def get_table_names(self, schema: str | None = None, **kw: Any) -> list[str]:
        """Return the names of the tables."""
        return list(self._ask("table_names", schema))

    def get_view_names(self, schema: str | None = None, **kw: Any) -> list[str]:
        """Return the names of the views."""
        return list(self._ask("view_names", schema))

    def get_view_definition(self, view_name: str, schema: str | None = None, **kw: Any) -> str:
        """Return the SQL of a view."""
        found = self._ask("view_definition", view_name, schema)
        if found is None:
            raise exc.NoSuchTableError(f"{schema}.{view_name}" if schema else view_name)
        return str(found)

    def get_sequence_names(self, schema: str | None = None, **kw: Any) -> list[str]:
        """Return the names of the sequences."""
        return list(self._ask("sequence_names", schema))

    def get_enums(self, schema: str | None = None, **kw: Any) -> list[dict[str, Any]]:
        """Return the enumerated types (PostgreSQL)."""
        return list(self._ask("enums", schema))

    def has_table(self, table_name: str, schema: str | None = None, **kw: Any) -> bool:
        """Tell whether a table or view exists."""
        if not isinstance(table_name, str):
            raise exc.ArgumentError(f"the name of the table should be a string, got {type(table_name)}")
        return bool(self._ask("has_table", str(table_name), schema))

    def has_index(self, table_name: str, index_name: str, schema: str | None = None, **kw: Any) -> bool:
        """Tell whether a table has an index of that name."""
        if not self.has_table(table_name, schema):
            return False
        return any(index["name"] == index_name for index in self.get_indexes(table_name, schema))

    def has_schema(self, schema_name: str, **kw: Any) -> bool:
        """Tell whether a schema exists."""
        return schema_name in self.get_schema_names()

    def has_sequence(self, sequence_name: str, schema: str | None = None, **kw: Any) -> bool:
        """Tell whether a sequence exists."""
        return sequence_name in self.get_sequence_names(schema)

    def has_type(self, type_name: str, schema: str | None = None, **kw: Any) -> bool:
        """Tell whether an enumerated type exists (PostgreSQL)."""
        return any(enum["name"] == type_name for enum in self.get_enums(schema))

    def get_columns(self, table_name: str, schema: str | None = None, **kw: Any) -> list[dict[str, Any]]:
        """Return the columns: dicts with name, type, nullable, default and more.

        Raises:
            NoSuchTableError: there is no such table.
        """
        return [dict(column) for column in self._ask_table("columns", table_name, schema)]

    def get_pk_constraint(self, table_name: str, schema: str | None = None, **kw: Any) -> dict[str, Any]:
        """Return the primary key: a dict with constrained_columns and name."""
        return dict(self._ask_table("primary_key", table_name, schema))

    def get_foreign_keys(self, table_name: str, schema: str | None = None, **kw: Any) -> list[dict[str, Any]]:
        """Return the foreign keys: dicts with name, constrained_columns, referred_table, referred_columns, options."""
        return list(self._ask_table("foreign_keys", table_name, schema))

    def get_indexes(self, table_name: str, schema: str | None = None, **kw: Any) -> list[dict[str, Any]]:
        """Return the indexes: dicts with name, column_names, unique."""
        return list(self._ask_table("indexes", table_name, schema))

    def get_unique_constraints(self, table_name: str, schema: str | None = None, **kw: Any) -> list[dict[str, Any]]:
        """Return the UNIQUE constraints: dicts with name and column_names."""
        return list(self._ask_table("unique_constraints", table_name, schema))

    def get_check_constraints(self, table_name: str, schema: str | None = None, **kw: Any) -> list[dict[str, Any]]:
        """Return the CHECK constraints: dicts with name and sqltext."""
        return list(self._ask_table("check_constraints", table_name, schema))

    def get_table_comment(self, table_name: str, schema: str | None = None, **kw: Any) -> dict[str, Any]:
        """Return the comment of a table: a dict with text."""
        return dict(self._ask_table("comment", table_name, schema))

    def get_sorted_table_and_fkc_names(
        self, schema: str | None = None, **kw: Any
    ) -> list[tuple[str | None, list[Any]]]:
        """Return (table, foreign keys to add by ALTER) in order of dependency; the last pair has the leftover keys."""
        names = self.get_table_names(schema)
        keys = {name: self.get_foreign_keys(name, schema) for name in names}
        edges = {(key["referred_table"], name) for name in names for key in keys[name] if key["referred_table"] != name}
        ordered, left = generations(edges, sorted(names))
        cycle = in_cycle(edges, left)
        late = [
            (name, key["name"])
            for name in left
            for key in keys[name]
            if name in cycle and key["referred_table"] in cycle
        ]
        if left:
            ordered, _ = generations(
                {edge for edge in edges if not (edge[0] in cycle and edge[1] in cycle)}, sorted(names)
            )
        return [*((name, []) for name in ordered), (None, late)]

    def reflect_table(
        self, table: Any, include_columns: Any = None, exclude_columns: Any = (), resolve_fks: bool = True, **kw: Any
    ) -> None:
        """Fill a Table with the columns, keys, constraints and indexes that the database has.

        Raises:
            NoSuchTableError: there is no such table.
        """
        fill(self, table, include_columns, set(exclude_columns), resolve_fks)
