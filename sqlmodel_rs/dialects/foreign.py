"""Types of databases this library does not connect to: models that name them for those work on the others.

Behaviour: SQLAlchemy's `dialects.oracle` and `dialects.mssql`.
"""

from __future__ import annotations

from sqlmodel_rs.types import LargeBinary, Uuid

__all__ = ["RAW", "UNIQUEIDENTIFIER"]


class RAW(LargeBinary):
    """Oracle's bytes of limited length; binary elsewhere."""


class UNIQUEIDENTIFIER(Uuid):
    """SQL Server's UUID; a UUID elsewhere."""
