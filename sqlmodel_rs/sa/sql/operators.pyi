# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.sql.kinds import ADD as add
from sqlmodel_rs.sql.kinds import ALL as all_op
from sqlmodel_rs.sql.kinds import AND as and_
from sqlmodel_rs.sql.kinds import ANY as any_op
from sqlmodel_rs.sql.kinds import ASC as asc_op
from sqlmodel_rs.sql.kinds import BETWEEN as between_op
from sqlmodel_rs.sql.kinds import CONCAT as concat_op
from sqlmodel_rs.sql.kinds import CONTAINS as contains_op
from sqlmodel_rs.sql.kinds import DESC as desc_op
from sqlmodel_rs.sql.kinds import DISTINCT as distinct_op
from sqlmodel_rs.sql.kinds import DIV as truediv
from sqlmodel_rs.sql.kinds import ENDSWITH as endswith_op
from sqlmodel_rs.sql.kinds import EQ as eq
from sqlmodel_rs.sql.kinds import FLOORDIV as floordiv
from sqlmodel_rs.sql.kinds import GE as ge
from sqlmodel_rs.sql.kinds import GETITEM as getitem
from sqlmodel_rs.sql.kinds import GT as gt
from sqlmodel_rs.sql.kinds import ILIKE as ilike_op
from sqlmodel_rs.sql.kinds import IN as in_op
from sqlmodel_rs.sql.kinds import IS as is_
from sqlmodel_rs.sql.kinds import IS_DISTINCT_FROM as is_distinct_from
from sqlmodel_rs.sql.kinds import IS_NOT as is_not
from sqlmodel_rs.sql.kinds import IS_NOT_DISTINCT_FROM as is_not_distinct_from
from sqlmodel_rs.sql.kinds import LE as le
from sqlmodel_rs.sql.kinds import LIKE as like_op
from sqlmodel_rs.sql.kinds import LT as lt
from sqlmodel_rs.sql.kinds import MATCH as match_op
from sqlmodel_rs.sql.kinds import MOD as mod
from sqlmodel_rs.sql.kinds import MUL as mul
from sqlmodel_rs.sql.kinds import NE as ne
from sqlmodel_rs.sql.kinds import NEG as neg
from sqlmodel_rs.sql.kinds import NOT as inv
from sqlmodel_rs.sql.kinds import NOT_ILIKE as not_ilike_op
from sqlmodel_rs.sql.kinds import NOT_IN as not_in_op
from sqlmodel_rs.sql.kinds import NOT_LIKE as not_like_op
from sqlmodel_rs.sql.kinds import NULLS_FIRST as nulls_first_op
from sqlmodel_rs.sql.kinds import NULLS_LAST as nulls_last_op
from sqlmodel_rs.sql.kinds import OR as or_
from sqlmodel_rs.sql.kinds import REGEXP_MATCH as regexp_match_op
from sqlmodel_rs.sql.kinds import STARTSWITH as startswith_op
from sqlmodel_rs.sql.kinds import SUB as sub
from sqlmodel_rs.sql.operators import ColumnOperators as ColumnOperators

__all__ = [
    "ColumnOperators",
    "add",
    "all_op",
    "and_",
    "any_op",
    "asc_op",
    "between_op",
    "concat_op",
    "contains_op",
    "desc_op",
    "distinct_op",
    "endswith_op",
    "eq",
    "floordiv",
    "ge",
    "getitem",
    "gt",
    "ilike_op",
    "in_op",
    "inv",
    "is_",
    "is_distinct_from",
    "is_not",
    "is_not_distinct_from",
    "le",
    "like_op",
    "lt",
    "match_op",
    "mod",
    "mul",
    "ne",
    "neg",
    "not_ilike_op",
    "not_in_op",
    "not_like_op",
    "nulls_first_op",
    "nulls_last_op",
    "or_",
    "regexp_match_op",
    "startswith_op",
    "sub",
    "truediv",
]
