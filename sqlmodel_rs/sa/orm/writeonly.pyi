# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.orm.relationship.dynamic import WriteOnlyCollection as WriteOnlyCollection
from sqlmodel_rs.orm.relationship.dynamic import WriteOnlyMapped as WriteOnlyMapped

__all__ = [
    "WriteOnlyCollection",
    "WriteOnlyMapped",
]
