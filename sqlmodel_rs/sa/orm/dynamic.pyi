# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.orm.relationship.dynamic import AppenderMixin as AppenderMixin
from sqlmodel_rs.orm.relationship.dynamic import AppenderQuery as AppenderQuery
from sqlmodel_rs.orm.relationship.dynamic import DynamicMapped as DynamicMapped

__all__ = [
    "AppenderMixin",
    "AppenderQuery",
    "DynamicMapped",
]
