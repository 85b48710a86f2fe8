# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.sa.sql.predicates import is_associative as is_associative
from sqlmodel_rs.sa.sql.predicates import is_boolean as is_boolean
from sqlmodel_rs.sa.sql.predicates import is_commutative as is_commutative
from sqlmodel_rs.sa.sql.predicates import is_comparison as is_comparison
from sqlmodel_rs.sa.sql.predicates import is_false as is_false
from sqlmodel_rs.sa.sql.predicates import is_false as isfalse
from sqlmodel_rs.sa.sql.predicates import is_natural_self_precedent as is_natural_self_precedent
from sqlmodel_rs.sa.sql.predicates import is_order_by_modifier as is_order_by_modifier
from sqlmodel_rs.sa.sql.predicates import is_ordering_modifier as is_ordering_modifier
from sqlmodel_rs.sa.sql.predicates import is_precedent as is_precedent
from sqlmodel_rs.sa.sql.predicates import is_true as is_true
from sqlmodel_rs.sa.sql.predicates import is_true as istrue
from sqlmodel_rs.sa.sql.predicates import mirror as mirror
from sqlmodel_rs.sql.kinds import ADD as add
from sqlmodel_rs.sql.kinds import ALL as all_op
from sqlmodel_rs.sql.kinds import AND as and_
from sqlmodel_rs.sql.kinds import ANY as any_op
from sqlmodel_rs.sql.kinds import ASC as asc_op
from sqlmodel_rs.sql.kinds import BETWEEN as between_op
from sqlmodel_rs.sql.kinds import BIT_AND as bitwise_and_op
from sqlmodel_rs.sql.kinds import BIT_LSHIFT as bitwise_lshift_op
from sqlmodel_rs.sql.kinds import BIT_OR as bitwise_or_op
from sqlmodel_rs.sql.kinds import BIT_RSHIFT as bitwise_rshift_op
from sqlmodel_rs.sql.kinds import BIT_XOR as bitwise_xor_op
from sqlmodel_rs.sql.kinds import COMMA as comma_op
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
from sqlmodel_rs.sql.kinds import ICONTAINS as icontains_op
from sqlmodel_rs.sql.kinds import IENDSWITH as iendswith_op
from sqlmodel_rs.sql.kinds import ILIKE as ilike_op
from sqlmodel_rs.sql.kinds import IN as in_op
from sqlmodel_rs.sql.kinds import INV as bitwise_not_op
from sqlmodel_rs.sql.kinds import IS as is_
from sqlmodel_rs.sql.kinds import ISTARTSWITH as istartswith_op
from sqlmodel_rs.sql.kinds import IS_DISTINCT_FROM as is_distinct_from
from sqlmodel_rs.sql.kinds import IS_NOT as is_not
from sqlmodel_rs.sql.kinds import IS_NOT as isnot
from sqlmodel_rs.sql.kinds import IS_NOT_DISTINCT_FROM as is_not_distinct_from
from sqlmodel_rs.sql.kinds import IS_NOT_DISTINCT_FROM as isnot_distinct_from
from sqlmodel_rs.sql.kinds import JSON_GETITEM as json_getitem_op
from sqlmodel_rs.sql.kinds import JSON_PATH_GETITEM as json_path_getitem_op
from sqlmodel_rs.sql.kinds import LE as le
from sqlmodel_rs.sql.kinds import LIKE as like_op
from sqlmodel_rs.sql.kinds import LT as lt
from sqlmodel_rs.sql.kinds import MATCH as match_op
from sqlmodel_rs.sql.kinds import MOD as mod
from sqlmodel_rs.sql.kinds import MUL as mul
from sqlmodel_rs.sql.kinds import NE as ne
from sqlmodel_rs.sql.kinds import NEG as neg
from sqlmodel_rs.sql.kinds import NOT as inv
from sqlmodel_rs.sql.kinds import NOT_BETWEEN as not_between_op
from sqlmodel_rs.sql.kinds import NOT_BETWEEN as notbetween_op
from sqlmodel_rs.sql.kinds import NOT_CONTAINS as not_contains_op
from sqlmodel_rs.sql.kinds import NOT_CONTAINS as notcontains_op
from sqlmodel_rs.sql.kinds import NOT_ENDSWITH as not_endswith_op
from sqlmodel_rs.sql.kinds import NOT_ENDSWITH as notendswith_op
from sqlmodel_rs.sql.kinds import NOT_ICONTAINS as not_icontains_op
from sqlmodel_rs.sql.kinds import NOT_IENDSWITH as not_iendswith_op
from sqlmodel_rs.sql.kinds import NOT_ILIKE as not_ilike_op
from sqlmodel_rs.sql.kinds import NOT_ILIKE as notilike_op
from sqlmodel_rs.sql.kinds import NOT_IN as not_in_op
from sqlmodel_rs.sql.kinds import NOT_IN as notin_op
from sqlmodel_rs.sql.kinds import NOT_ISTARTSWITH as not_istartswith_op
from sqlmodel_rs.sql.kinds import NOT_LIKE as not_like_op
from sqlmodel_rs.sql.kinds import NOT_LIKE as notlike_op
from sqlmodel_rs.sql.kinds import NOT_MATCH as not_match_op
from sqlmodel_rs.sql.kinds import NOT_MATCH as notmatch_op
from sqlmodel_rs.sql.kinds import NOT_REGEXP_MATCH as not_regexp_match_op
from sqlmodel_rs.sql.kinds import NOT_STARTSWITH as not_startswith_op
from sqlmodel_rs.sql.kinds import NOT_STARTSWITH as notstartswith_op
from sqlmodel_rs.sql.kinds import NULLS_FIRST as nulls_first_op
from sqlmodel_rs.sql.kinds import NULLS_FIRST as nullsfirst_op
from sqlmodel_rs.sql.kinds import NULLS_LAST as nulls_last_op
from sqlmodel_rs.sql.kinds import NULLS_LAST as nullslast_op
from sqlmodel_rs.sql.kinds import OR as or_
from sqlmodel_rs.sql.kinds import REGEXP_MATCH as regexp_match_op
from sqlmodel_rs.sql.kinds import REGEXP_REPLACE as regexp_replace_op
from sqlmodel_rs.sql.kinds import STARTSWITH as startswith_op
from sqlmodel_rs.sql.kinds import SUB as sub
from sqlmodel_rs.sql.operators import ColumnOperators as ColumnOperators
from sqlmodel_rs.sql.operators import ColumnOperators as Operators

__all__ = [
    "ColumnOperators",
    "Operators",
    "add",
    "all_op",
    "and_",
    "any_op",
    "asc_op",
    "between_op",
    "bitwise_and_op",
    "bitwise_lshift_op",
    "bitwise_not_op",
    "bitwise_or_op",
    "bitwise_rshift_op",
    "bitwise_xor_op",
    "comma_op",
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
    "icontains_op",
    "iendswith_op",
    "ilike_op",
    "in_op",
    "inv",
    "is_",
    "is_associative",
    "is_boolean",
    "is_commutative",
    "is_comparison",
    "is_distinct_from",
    "is_false",
    "is_natural_self_precedent",
    "is_not",
    "is_not_distinct_from",
    "is_order_by_modifier",
    "is_ordering_modifier",
    "is_precedent",
    "is_true",
    "isfalse",
    "isnot",
    "isnot_distinct_from",
    "istartswith_op",
    "istrue",
    "json_getitem_op",
    "json_path_getitem_op",
    "le",
    "like_op",
    "lt",
    "match_op",
    "mirror",
    "mod",
    "mul",
    "ne",
    "neg",
    "not_between_op",
    "not_contains_op",
    "not_endswith_op",
    "not_icontains_op",
    "not_iendswith_op",
    "not_ilike_op",
    "not_in_op",
    "not_istartswith_op",
    "not_like_op",
    "not_match_op",
    "not_regexp_match_op",
    "not_startswith_op",
    "notbetween_op",
    "notcontains_op",
    "notendswith_op",
    "notilike_op",
    "notin_op",
    "notlike_op",
    "notmatch_op",
    "notstartswith_op",
    "nulls_first_op",
    "nulls_last_op",
    "nullsfirst_op",
    "nullslast_op",
    "or_",
    "regexp_match_op",
    "regexp_replace_op",
    "startswith_op",
    "sub",
    "truediv",
]
