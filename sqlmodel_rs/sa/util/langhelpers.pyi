# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.sa.util.attributes import asbool as asbool
from sqlmodel_rs.sa.util.attributes import asint as asint
from sqlmodel_rs.sa.util.attributes import classproperty as classproperty
from sqlmodel_rs.sa.util.attributes import memoized_property as memoized_property
from sqlmodel_rs.sa.util.attributes import safe_reraise as safe_reraise
from sqlmodel_rs.sa.util.attributes import warn as warn
from sqlmodel_rs.sa.util.symbols import symbol as symbol
from sqlmodel_rs.types.base import generic_repr as generic_repr

__all__ = [
    "asbool",
    "asint",
    "classproperty",
    "generic_repr",
    "memoized_property",
    "safe_reraise",
    "symbol",
    "warn",
]
