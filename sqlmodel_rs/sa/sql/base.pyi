# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs._native import compile as compile_node
from sqlmodel_rs.exc import ArgumentError as ArgumentError
from sqlmodel_rs.exc import InvalidRequestError as InvalidRequestError
from sqlmodel_rs.sql.base import ClauseElement as ClauseElement
from sqlmodel_rs.sql.base import ColumnCollection as ColumnCollection
from sqlmodel_rs.sql.base import Compiled as Compiled
from sqlmodel_rs.sql.base import Executable as Executable
from sqlmodel_rs.sql.base import dialect_name as dialect_name
from sqlmodel_rs.sql.base import scalar_subquery as scalar_subquery
from sqlmodel_rs.sql.cache_key import CacheKey as CacheKey
from sqlmodel_rs.sql.cache_key import cache_key_of as cache_key_of
from sqlmodel_rs.sql.kinds import BIND as BIND
from sqlmodel_rs.sql.kinds import VISIT_NAMES as VISIT_NAMES

__all__ = [
    "ArgumentError",
    "BIND",
    "CacheKey",
    "ClauseElement",
    "ColumnCollection",
    "Compiled",
    "Executable",
    "InvalidRequestError",
    "VISIT_NAMES",
    "cache_key_of",
    "compile_node",
    "dialect_name",
    "scalar_subquery",
]
