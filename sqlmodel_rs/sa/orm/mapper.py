"""Mappers. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import offer

__getattr__, __dir__ = offer(
    __name__,
    "sqlmodel_rs.orm.mapper",
    _all_registries="sqlmodel_rs.orm.registry:all_registries",
    validates="sqlmodel_rs.orm.validation:validates",
    reconstructor="sqlmodel_rs.orm.events:reconstructor",
    class_mapper="sqlmodel_rs.orm:class_mapper",
    configure_mappers="sqlmodel_rs.orm:configure_mappers",
)
