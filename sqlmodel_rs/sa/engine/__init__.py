"""Engines, connections, results and URLs. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import offer

__getattr__, __dir__ = offer(
    __name__,
    "sqlmodel_rs.engine",
    "sqlmodel_rs.engine.result",
    "sqlmodel_rs.engine.row",
    "sqlmodel_rs.engine.url",
    reflection="sqlmodel_rs.sa.engine.reflection",
    url="sqlmodel_rs.sa.engine.url",
    Inspector="sqlmodel_rs.engine.reflection:Inspector",
    Dialect="sqlmodel_rs.dialects.base:Dialect",
    base="sqlmodel_rs.sa.engine.base",
    default="sqlmodel_rs.sa.engine.default",
    interfaces="sqlmodel_rs.sa.engine.interfaces",
    result="sqlmodel_rs.sa.engine.result",
    row="sqlmodel_rs.sa.engine.row",
    cursor="sqlmodel_rs.sa.engine.cursor",
)
