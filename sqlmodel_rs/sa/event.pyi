# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.event import F as F
from sqlmodel_rs.event import Listeners as Listeners
from sqlmodel_rs.event import add_resolver as add_resolver
from sqlmodel_rs.event import contains as contains
from sqlmodel_rs.event import listen as listen
from sqlmodel_rs.event import listens_for as listens_for
from sqlmodel_rs.event import remove as remove

__all__ = [
    "F",
    "Listeners",
    "add_resolver",
    "contains",
    "listen",
    "listens_for",
    "remove",
]
