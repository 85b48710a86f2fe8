"""`schema_translate_map`: what schemas are called in one execution, and the statements of a flush under such names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlmodel_rs import exc
from sqlmodel_rs._native import compile as compile_node
from sqlmodel_rs.engine.reflection import mysql, postgresql, sqlite

if TYPE_CHECKING:
    from sqlmodel_rs.engine.connection import Connection
    from sqlmodel_rs.engine.transaction import Steps

#: The execution option.
OPTION = "schema_translate_map"
#: What asks a database for the schema that a name without one is looked for in.
_DEFAULT = {
    "sqlite": sqlite.DEFAULT_SCHEMA,
    "postgresql": postgresql.DEFAULT_SCHEMA,
    "mysql": mysql.DEFAULT_SCHEMA,
}


def asked_for(connection: Connection, options: Mapping[str, Any] | None) -> Mapping[str | None, str | None] | None:
    """Return the map in force: the execution's own, else the connection's; None where schemas keep their names."""
    given = connection._options.get(OPTION)
    if options and OPTION in options:
        given = options[OPTION]
    return given or None


def schema_of(options: Mapping[str, Any], item: Any) -> str | None:
    """Return what the schema of a table, a sequence or a named type is called under the options of a connection."""
    given = options.get(OPTION)
    own: str | None = item.schema
    return given[own] if given and own in given else own


def resolved_steps(connection: Connection, given: Mapping[str | None, str | None]) -> Steps:
    """Return a map whose targets all have names: where there is none, the schema of the database's choice is meant.

    Raises:
        CompileError: the database has chosen none.
    """
    if all(given.values()):
        return dict(given)
    dialect = connection.dialect
    name = dialect.default_schema_name
    if name is None:
        answer = yield "execute_raw", (_DEFAULT[connection._dialect_name], None)
        name = answer.rows[0] if answer.single else answer.rows[0][0]
        if not name:
            raise exc.CompileError("Dialect has no default schema name; can't use None as dynamic schema target.")
        dialect.default_schema_name = name
    return {own: other or name for own, other in given.items()}


def written(connection: Connection, batch: Any, schemas: Any) -> Any:
    """Return the batch of a flush with other schemas in its text."""
    return batch.written(compile_node(batch.statement, connection._dialect_name, mode="exec", schemas=schemas))
