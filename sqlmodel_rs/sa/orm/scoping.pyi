# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.orm.factory import scoped_session as scoped_session
from sqlmodel_rs.orm.session import PlainSession as Session

__all__ = [
    "Session",
    "scoped_session",
]
