# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.orm.loading.frozen import merge_frozen_result as merge_frozen_result

__all__ = [
    "merge_frozen_result",
]
