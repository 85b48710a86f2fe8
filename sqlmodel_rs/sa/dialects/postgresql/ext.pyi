# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.dialects.postgresql import ExcludeConstraint as ExcludeConstraint
from sqlmodel_rs.sql.functions import aggregate_order_by as aggregate_order_by
from sqlmodel_rs.sql.functions import array_agg as array_agg

__all__ = [
    "ExcludeConstraint",
    "aggregate_order_by",
    "array_agg",
]
