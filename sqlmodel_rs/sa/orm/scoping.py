"""Scoped sessions. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import offer

__getattr__, __dir__ = offer(
    __name__,
    scoped_session="sqlmodel_rs.orm:scoped_session",
    Session="sqlmodel_rs.orm.session:PlainSession",
)
