"""Instance states. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import offer

__getattr__, __dir__ = offer(
    __name__,
    "sqlmodel_rs.orm.state",
    InstanceState="sqlmodel_rs.orm.inspection:InspectedInstance",
    AttributeState="sqlmodel_rs.orm.inspection:AttributeState",
)
