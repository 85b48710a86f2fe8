# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.engine.url import immutabledict as immutabledict
from sqlmodel_rs.sa.util import langhelpers as langhelpers
from sqlmodel_rs.sa.util.attributes import asbool as asbool
from sqlmodel_rs.sa.util.attributes import asint as asint
from sqlmodel_rs.sa.util.attributes import classproperty as classproperty
from sqlmodel_rs.sa.util.attributes import memoized_property as memoized_property
from sqlmodel_rs.sa.util.attributes import safe_reraise as safe_reraise
from sqlmodel_rs.sa.util.attributes import warn as warn
from sqlmodel_rs.sa.util.containers import EMPTY_DICT as EMPTY_DICT
from sqlmodel_rs.sa.util.containers import IdentitySet as IdentitySet
from sqlmodel_rs.sa.util.containers import OrderedDict as OrderedDict
from sqlmodel_rs.sa.util.containers import OrderedSet as OrderedSet
from sqlmodel_rs.sa.util.containers import Properties as Properties
from sqlmodel_rs.sa.util.containers import flatten_iterator as flatten_iterator
from sqlmodel_rs.sa.util.containers import to_list as to_list
from sqlmodel_rs.sa.util.containers import to_set as to_set
from sqlmodel_rs.sa.util.containers import unique_list as unique_list
from sqlmodel_rs.sa.util.symbols import symbol as symbol
from sqlmodel_rs.types.base import generic_repr as generic_repr

__all__ = [
    "EMPTY_DICT",
    "IdentitySet",
    "OrderedDict",
    "OrderedSet",
    "Properties",
    "asbool",
    "asint",
    "classproperty",
    "flatten_iterator",
    "generic_repr",
    "immutabledict",
    "langhelpers",
    "memoized_property",
    "safe_reraise",
    "symbol",
    "to_list",
    "to_set",
    "unique_list",
    "warn",
]
