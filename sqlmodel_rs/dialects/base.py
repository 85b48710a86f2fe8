"""What every database's dialect object offers: a name, what the database can do, and how names are quoted."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from sqlmodel_rs.types.compiler import GenericTypeCompiler, type_compiler
from sqlmodel_rs.types.dialect import TypeDialect

_PLAIN = re.compile(r"^[a-z_][a-z0-9_$]*$")


class IdentifierPreparer:
    """Quote names as the database asks for."""

    def __init__(self, dialect: Any, initial_quote: str | None = None, final_quote: str | None = None) -> None:
        self.dialect = dialect
        usual: str = getattr(dialect, "_quote", '"')
        self.initial_quote: str = initial_quote or usual
        self.final_quote: str = final_quote or self.initial_quote

    def quote_identifier(self, value: str) -> str:
        """Quote a name in any case."""
        return f"{self.initial_quote}{value.replace(self.final_quote, self.final_quote * 2)}{self.final_quote}"

    def quote(self, ident: str, force: Any = None) -> str:
        """Quote a name if the database needs it: reserved words, capitals, other characters."""
        forced = getattr(ident, "quote", None)
        if forced is not None:
            return self.quote_identifier(ident) if forced else str(ident)
        if _PLAIN.match(ident) and ident not in self.dialect.reserved_words:
            return str(ident)
        return self.quote_identifier(ident)

    def format_table(self, table: Any, use_schema: bool = True, name: str | None = None) -> str:
        """Return a table's quoted name, with its schema if it has one."""
        result = self.quote(name if name is not None else table.name)
        schema = getattr(table, "schema", None)
        return f"{self.quote(schema)}.{result}" if use_schema and schema else result

    def format_type(self, type_: Any, use_schema: bool = True) -> str:
        """Return the quoted name of a named type."""
        schema = getattr(type_, "schema", None)
        result = self.quote(type_.name)
        return f"{self.quote(schema)}.{result}" if use_schema and schema else result

    def format_column(self, column: Any, use_table: bool = False, name: str | None = None) -> str:
        """Return a column's quoted name, with its table if asked for."""
        result = self.quote(name if name is not None else column.name)
        return f"{self.format_table(column.table)}.{result}" if use_table else result

    def quote_schema(self, schema: str, force: Any = None) -> str:
        """Quote a schema's name if the database needs it."""
        return self.quote(schema)


class Dialect(TypeDialect):
    """A database as SQLAlchemy's programs ask about it; also accepted by `compile(dialect=...)`.

    `backend` is the engine's own name for it.
    """

    __slots__ = ("__dict__",)

    backend: ClassVar[str] = ""
    driver: str = ""
    paramstyle: ClassVar[str] = "qmark"
    positional: ClassVar[bool] = True
    is_async: bool = False
    dbapi: ClassVar[Any] = driver
    supports_alter: ClassVar[bool] = True
    supports_sequences: ClassVar[bool] = False
    sequences_optional: ClassVar[bool] = False
    supports_named_types: ClassVar[bool] = False
    supports_native_enum: ClassVar[bool] = False
    supports_native_boolean: ClassVar[bool] = False
    supports_native_uuid: ClassVar[bool] = False
    supports_native_decimal: ClassVar[bool] = True
    supports_comments: ClassVar[bool] = False
    inline_comments: ClassVar[bool] = False
    supports_default_values: ClassVar[bool] = True
    supports_empty_insert: ClassVar[bool] = True
    supports_multivalues_insert: ClassVar[bool] = True
    supports_schemas: ClassVar[bool] = True
    supports_statement_cache: ClassVar[bool] = True
    supports_sane_rowcount: ClassVar[bool] = True
    supports_sane_multi_rowcount: ClassVar[bool] = True
    insert_returning: ClassVar[bool] = True
    update_returning: ClassVar[bool] = True
    delete_returning: ClassVar[bool] = True
    postfetch_lastrowid: ClassVar[bool] = True
    max_identifier_length: ClassVar[int] = 63
    isolation_levels: ClassVar[tuple[str, ...]] = ()
    default_isolation_level: ClassVar[str] = "READ COMMITTED"
    reserved_words: ClassVar[frozenset[str]] = frozenset()
    _quote: ClassVar[str] = '"'
    preparer: ClassVar[type[IdentifierPreparer]] = IdentifierPreparer

    def __init__(self, name: str | None = None, driver: str | None = None, **options: Any) -> None:
        super().__init__(name or self.backend)
        self.driver = driver or self.driver
        self.options = options
        self.server_version_info: tuple[int, ...] | None = None
        self.default_schema_name: str | None = None
        #: Whether a statement whose FROM entries nothing joins is warned of.
        self.lints = True
        self.identifier_preparer = IdentifierPreparer(self, self._quote)

    @property
    def dialect_description(self) -> str:
        """The database and driver as `name+driver`."""
        return f"{self.name}+{self.driver}"

    @property
    def type_compiler(self) -> GenericTypeCompiler:
        """The object that names types in DDL."""
        return type_compiler(self)

    type_compiler_instance = type_compiler

    @property
    def loaded_dbapi(self) -> Any:
        """The DB-API face: the module of the errors."""
        return self.dbapi

    def get_isolation_level_values(self, dbapi_connection: Any = None) -> list[str]:
        """Return the isolation levels that may be asked for."""
        return list(self.isolation_levels)

    def has_table(self, connection: Any, table_name: str, schema: str | None = None, **kw: Any) -> bool:
        """Tell whether a table or view exists."""
        return bool(connection._has_table(table_name, schema))

    def get_table_names(self, connection: Any, schema: str | None = None, **kw: Any) -> list[str]:
        """Return the names of the tables."""
        return list(connection._table_names(schema, views=False))

    def is_disconnect(self, error: Any, connection: Any, cursor: Any) -> bool:
        """Tell whether an error means that the connection is lost."""
        return bool(getattr(error, "connection_invalidated", False))

    def __repr__(self) -> str:
        return f"<{type(self).__module__}.{type(self).__qualname__} {self.name}>"


RESERVED = frozenset(
    """all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create
    current_catalog current_date current_role current_time current_timestamp current_user default deferrable desc
    distinct do else end except false fetch for foreign from grant group having in initially intersect into leading
    limit localtime localtimestamp new not null of off offset old on only or order placing primary references returning
    select session_user some symmetric table then to trailing true union unique user using variadic when where window
    with""".split()
)
