# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.dialects.postgresql import PGDialect as PGDialect_psycopg2
from sqlmodel_rs.dialects.postgresql import PGDialect as dialect

__all__ = [
    "PGDialect_psycopg2",
    "dialect",
]
