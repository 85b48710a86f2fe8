"""What queries are made of. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import offer

__getattr__, __dir__ = offer(
    __name__,
    _MapperEntity="sqlmodel_rs.orm.query:MapperEntity",
    _ColumnEntity="sqlmodel_rs.orm.query:ColumnEntity",
)
