"""Extensions. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import offer

__getattr__, __dir__ = offer(
    __name__,
    asyncio="sqlmodel_rs.sa.ext.asyncio",
    automap="sqlmodel_rs.sa.ext.automap",
    indexable="sqlmodel_rs.sa.ext.indexable",
    hybrid="sqlmodel_rs.sa.ext.hybrid",
    mutable="sqlmodel_rs.sa.ext.mutable",
    compiler="sqlmodel_rs.sa.ext.compiler",
    declarative="sqlmodel_rs.sa.ext.declarative",
    associationproxy="sqlmodel_rs.sa.ext.associationproxy",
    orderinglist="sqlmodel_rs.sa.ext.orderinglist",
)
