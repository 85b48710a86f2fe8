"""What loads objects. Re-exports; a name that is missing says so."""

from __future__ import annotations

from sqlmodel_rs.sa.surface import offer

__getattr__, __dir__ = offer(
    __name__,
    merge_frozen_result="sqlmodel_rs.orm.loading.frozen:merge_frozen_result",
)
