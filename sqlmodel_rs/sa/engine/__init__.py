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
)
