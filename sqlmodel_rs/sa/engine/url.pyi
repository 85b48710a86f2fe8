# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.dialects.base import Dialect as Dialect
from sqlmodel_rs.engine.url import BACKENDS as BACKENDS
from sqlmodel_rs.engine.url import URL as URL
from sqlmodel_rs.engine.url import immutabledict as immutabledict
from sqlmodel_rs.engine.url import make_url as make_url

__all__ = [
    "BACKENDS",
    "Dialect",
    "URL",
    "immutabledict",
    "make_url",
]
