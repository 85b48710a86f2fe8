"""Properties that stand for others. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import offer

__getattr__, __dir__ = offer(
    __name__,
    SynonymProperty="sqlmodel_rs.orm.properties:Synonym",
    Synonym="sqlmodel_rs.orm.properties:Synonym",
)
