"""Instrumented attributes. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import offer

__getattr__, __dir__ = offer(
    __name__,
    "sqlmodel_rs.orm.attributes",
    Mapped="sqlmodel_rs.orm:Mapped",
    instance_dict="sqlmodel_rs.orm.state:instance_dict",
    instance_state="sqlmodel_rs.orm.inspection:InspectedInstance",
)
