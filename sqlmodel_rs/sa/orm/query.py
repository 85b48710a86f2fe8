"""Legacy queries. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import offer

__getattr__, __dir__ = offer(
    __name__,
    Query="sqlmodel_rs.orm:Query",
    AliasedClass="sqlmodel_rs.orm:AliasedClass",
    Bundle="sqlmodel_rs.orm.loading.bundle:Bundle",
)
