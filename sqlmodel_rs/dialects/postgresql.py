"""PostgreSQL: its dialect object, its types by its own names, and `insert` with ON CONFLICT."""

from __future__ import annotations

from typing import Any

from sqlmodel_rs.dialects.base import RESERVED, Dialect
from sqlmodel_rs.dialects.postgresql_types import BIT as BIT
from sqlmodel_rs.dialects.postgresql_types import CIDR as CIDR
from sqlmodel_rs.dialects.postgresql_types import CITEXT as CITEXT
from sqlmodel_rs.dialects.postgresql_types import DATERANGE as DATERANGE
from sqlmodel_rs.dialects.postgresql_types import DOMAIN as DOMAIN
from sqlmodel_rs.dialects.postgresql_types import HSTORE as HSTORE
from sqlmodel_rs.dialects.postgresql_types import INET as INET
from sqlmodel_rs.dialects.postgresql_types import INT4RANGE as INT4RANGE
from sqlmodel_rs.dialects.postgresql_types import INT8RANGE as INT8RANGE
from sqlmodel_rs.dialects.postgresql_types import LQUERY as LQUERY
from sqlmodel_rs.dialects.postgresql_types import LTREE as LTREE
from sqlmodel_rs.dialects.postgresql_types import LTXTQUERY as LTXTQUERY
from sqlmodel_rs.dialects.postgresql_types import MACADDR as MACADDR
from sqlmodel_rs.dialects.postgresql_types import MACADDR8 as MACADDR8
from sqlmodel_rs.dialects.postgresql_types import MONEY as MONEY
from sqlmodel_rs.dialects.postgresql_types import NUMRANGE as NUMRANGE
from sqlmodel_rs.dialects.postgresql_types import OID as OID
from sqlmodel_rs.dialects.postgresql_types import REGCLASS as REGCLASS
from sqlmodel_rs.dialects.postgresql_types import REGCONFIG as REGCONFIG
from sqlmodel_rs.dialects.postgresql_types import TSQUERY as TSQUERY
from sqlmodel_rs.dialects.postgresql_types import TSRANGE as TSRANGE
from sqlmodel_rs.dialects.postgresql_types import TSTZRANGE as TSTZRANGE
from sqlmodel_rs.dialects.postgresql_types import TSVECTOR as TSVECTOR
from sqlmodel_rs.dialects.postgresql_types import AbstractRange as AbstractRange
from sqlmodel_rs.dialects.postgresql_types import AbstractSingleRange as AbstractSingleRange
from sqlmodel_rs.dialects.postgresql_types import BitString as BitString
from sqlmodel_rs.dialects.postgresql_types import Range as Range
from sqlmodel_rs.schema import creation as _creation
from sqlmodel_rs.schema.constraints import ColumnCollectionConstraint, _column_or_name
from sqlmodel_rs.schema.ddl import CreateEnumType as CreateEnumType
from sqlmodel_rs.schema.ddl import DropEnumType as DropEnumType
from sqlmodel_rs.schema.kinds import EXCLUDE
from sqlmodel_rs.types import ARRAY as ARRAY
from sqlmodel_rs.types import BIGINT as BIGINT
from sqlmodel_rs.types import BOOLEAN as BOOLEAN
from sqlmodel_rs.types import CHAR as CHAR
from sqlmodel_rs.types import DATE as DATE
from sqlmodel_rs.types import DOUBLE_PRECISION as DOUBLE_PRECISION
from sqlmodel_rs.types import FLOAT as FLOAT
from sqlmodel_rs.types import INTEGER as INTEGER
from sqlmodel_rs.types import JSON as JSON
from sqlmodel_rs.types import JSONB as JSONB
from sqlmodel_rs.types import NUMERIC as NUMERIC
from sqlmodel_rs.types import REAL as REAL
from sqlmodel_rs.types import SMALLINT as SMALLINT
from sqlmodel_rs.types import TEXT as TEXT
from sqlmodel_rs.types import TIME as TIME
from sqlmodel_rs.types import TIMESTAMP as TIMESTAMP
from sqlmodel_rs.types import UUID as UUID
from sqlmodel_rs.types import VARCHAR as VARCHAR
from sqlmodel_rs.types import Enum, Interval, LargeBinary
from sqlmodel_rs.types.json import JSONPATH as JSONPATH


class PGDialect(Dialect):
    """PostgreSQL."""

    name = "postgresql"
    backend = "postgresql"
    driver = "psycopg"
    supports_sequences = True
    sequences_optional = True
    supports_named_types = True
    supports_native_enum = True
    supports_native_boolean = True
    supports_native_uuid = True
    supports_comments = True
    postfetch_lastrowid = False
    max_identifier_length = 63
    isolation_levels = ("AUTOCOMMIT", "READ COMMITTED", "READ UNCOMMITTED", "REPEATABLE READ", "SERIALIZABLE")
    default_isolation_level = "READ COMMITTED"
    reserved_words = RESERVED | frozenset(
        """authorization binary concurrently cross current_schema freeze full ilike inner is isnull join
        lateral left like natural notnull outer overlaps right similar verbose""".split()
    )


dialect = PGDialect


class ENUM(Enum):
    """A type made by CREATE TYPE .. AS ENUM; `create_type=False` leaves making and dropping it to others."""

    def create(self, bind: Any, checkfirst: bool = True) -> None:
        """Make the type in the database, unless it is there (or `checkfirst` is False)."""
        bind._run_ddl(lambda connection: _creation.create_type(connection, self, checkfirst))

    def drop(self, bind: Any, checkfirst: bool = True) -> None:
        """Drop the type from the database, if it is there (or `checkfirst` is False)."""
        bind._run_ddl(lambda connection: _creation.drop_type(connection, self, checkfirst))


class BYTEA(LargeBinary):
    """Bytes."""

    _ddl = "BYTEA"


class INTERVAL(Interval):
    """A duration; `fields` restricts it ("DAY TO SECOND"), `precision` is the number of digits of a second."""

    def __init__(self, precision: int | None = None, fields: str | None = None) -> None:
        super().__init__(native=True, second_precision=precision)
        self.precision = precision
        self.fields = fields

    def _spec_args(self, dialect: str) -> dict[str, Any]:
        fields = f" {self.fields}" if self.fields else ""
        digits = f" ({self.precision})" if self.precision is not None else ""
        return {"kind": "interval", "precision": self.precision, "ddl": f"INTERVAL{fields}{digits}"}


_OWN = (BIT, CIDR, CITEXT, HSTORE, INET, LQUERY, LTREE, LTXTQUERY, MACADDR, MACADDR8, MONEY, OID, TSQUERY, TSVECTOR)
_RANGES = (DATERANGE, INT4RANGE, INT8RANGE, NUMRANGE, TSRANGE, TSTZRANGE)
#: The types by the names the database gives them; packages add their own.
ischema_names: dict[str, Any] = {
    **{one.__name__.lower(): one for one in (*_OWN, *_RANGES)},
    **{one.__name__.lower(): one for one in (BIGINT, BOOLEAN, DATE, INTEGER, JSON, JSONB, NUMERIC, REAL, SMALLINT)},
    **{one.__name__.lower(): one for one in (TEXT, UUID)},
}


class ExcludeConstraint(ColumnCollectionConstraint):
    """EXCLUDE USING `using` (element WITH operator, ...): `ExcludeConstraint(("room", "="), ("during", "&&"))`."""

    __slots__ = ("expressions", "operators", "using", "where")
    _kind = EXCLUDE

    def __init__(
        self, *elements: tuple[Any, str], using: str = "gist", where: Any = None, name: Any = None, **kw: Any
    ) -> None:
        from sqlmodel_rs.schema.defaults import _sql_text

        self.using = using
        self.where = None if where is None else _sql_text(where)
        self.expressions = []
        self.operators: dict[str, str] = {}
        columns = []
        for element, operator in elements:
            plain = isinstance(element, str) or hasattr(getattr(element, "column", element), "table")
            part = _column_or_name(element) if plain else element
            key = part if isinstance(part, str) else getattr(part, "key", None)
            self.expressions.append((part, key, operator))
            if key is not None:
                self.operators[str(key)] = operator
            if plain:
                columns.append(part)
        super().__init__(*columns, name=name, **kw)

    def _copy(self, **kw: Any) -> ExcludeConstraint:
        elements = [(key if key is not None else part, operator) for part, key, operator in self.expressions]
        return ExcludeConstraint(*elements, using=self.using, where=self.where, **self._shared())


def insert(table: Any) -> Any:
    """Return an INSERT that offers `on_conflict_do_update` and `on_conflict_do_nothing`."""
    from sqlmodel_rs.sql import dml

    return dml.insert(table)


def hstore(*arguments: Any) -> Any:
    """Return `hstore(...)`: the pairs of a key and a value, of two arrays, or of one array of both by turns."""
    from sqlmodel_rs.sql.expression import func

    return func.hstore(*arguments, type_=HSTORE())


def _search(name: str) -> Any:
    def call(*arguments: Any, **options: Any) -> Any:
        from sqlmodel_rs.sql.expression import func

        return getattr(func, name)(*arguments, **options)

    call.__name__ = call.__qualname__ = name
    call.__doc__ = f"""Return PostgreSQL's `{name}()`; the first of two texts names the configuration."""
    return call


to_tsvector = _search("to_tsvector")
to_tsquery = _search("to_tsquery")
plainto_tsquery = _search("plainto_tsquery")
phraseto_tsquery = _search("phraseto_tsquery")
websearch_to_tsquery = _search("websearch_to_tsquery")
ts_headline = _search("ts_headline")


def array(clauses: Any, *, type_: Any = None) -> Any:
    """Return `ARRAY[...]` of elements."""
    from sqlmodel_rs.sql.expression import array as sql_array

    return sql_array(clauses, type_=type_)


def __getattr__(name: str) -> Any:
    if name in ("Insert",):
        from sqlmodel_rs.sql import dml

        return dml.Insert
    if name in ("aggregate_order_by", "array_agg"):
        from sqlmodel_rs.sql import expression, functions

        found = getattr(expression, name, None) or getattr(functions, name, None)
        if found is not None:
            return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
